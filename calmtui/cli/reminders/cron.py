"""Reminders by cron: a line in the person's own crontab."""

from __future__ import annotations

import os
import re
import shlex
from contextlib import suppress
from shutil import which

from calmtui.cli.reminders.reminder import EVERY_DAY, Reminder
from calmtui.cli.reminders.scheduler import Entry, reminders_in, with_reminder, without_reminder
from calmtui.cli.tool import ToolError, run_tool
from calmtui.text.i18n import _

# What crontab says where there is none: Vixie's and its like; busybox's.
_NO_TABLE = ("no crontab", "no such file")
_DAEMONS = ("cron", "crond", "fcron", "dcron")
_PROCESSES = "/proc"
_TABLE = "crontab"  # its name where it is told of
_FIELDS = 5  # of time, before the command
_QUIET = ">/dev/null 2>&1"  # cron mails whatever a command says


class Cron:
    """Vixie's cron, cronie, busybox's and macOS's."""

    name = "cron"

    def is_usable(self) -> bool:
        """Return whether there is a crontab; nothing tells whether cron itself runs."""
        return which("crontab") is not None

    def warning(self) -> str:
        """Return what to say where no cron seems to run: then nothing ever comes."""
        try:
            numbers = [name for name in os.listdir(_PROCESSES) if name.isdecimal()]
        except FileNotFoundError:  # not Linux
            return ""
        for number in numbers:
            with suppress(OSError), open(f"{_PROCESSES}/{number}/comm", encoding="utf-8") as file:
                if file.read().strip() in _DAEMONS:
                    return ""
        return _("No cron seems to run on this computer: start it, or nothing comes.")

    def entries(self) -> list[Entry]:
        """Return the reminders that are set."""
        if not self.is_usable():
            return []
        data = _read() or b""
        return [Entry(reminder, _program(data, reminder)) for reminder in reminders_in(data)]

    def preview(self, reminder: Reminder, command: list[str]) -> list[str]:
        """Return what `write` writes, for people."""
        return [_("In your crontab:"), line(reminder, command)]

    def is_set(self, reminder: Reminder, command: list[str]) -> bool:
        """Return whether `write` would change nothing."""
        data = _read()
        return data == with_reminder(data, _TABLE, reminder, [line(reminder, command)])

    def write(self, reminder: Reminder, command: list[str]) -> None:
        """Set a reminder; one of the same time and routine gives its place."""
        _write(with_reminder(_read(), _TABLE, reminder, [line(reminder, command)]))

    def remove(self, reminder: Reminder) -> None:
        """Take a reminder away, and nothing else."""
        _write(without_reminder(_read(), _TABLE, reminder))


def line(reminder: Reminder, command: list[str]) -> str:
    """Return the line of a crontab that runs a command; there Sunday is 0."""
    days = "*"
    if reminder.days != EVERY_DAY:
        days = ",".join(str((day + 1) % 7) for day in reminder.days)
    words = " ".join(map(quoted, command))
    return f"{reminder.minute} {reminder.hour} * * {days} {words} {_QUIET}"


def quoted(word: str) -> str:
    r"""Return a word for the shell, as cron gives it on.

    Cron ends a command at a bare %, and takes the backslash from \% and in some versions from \\.
    So neither stands beside another one, and \% is read as % by a shell as well.
    """
    if not re.search(r"[%\\]", word):
        return shlex.quote(word)
    signs = {"%": r"\%", "\\": r"'\'"}
    parts = filter(None, re.split(r"([%\\])", word))
    return "".join(signs.get(part) or shlex.quote(part) for part in parts)


def _program(data: bytes, reminder: Reminder) -> str:
    """Return what the line of a reminder starts; nothing where it was changed by hand."""
    alone = data.partition(f" {reminder.mark} >>>".encode())[2].split(b"\n")
    try:
        return shlex.split(alone[1].decode("utf-8", "surrogateescape"))[_FIELDS]
    except (IndexError, ValueError):
        return ""


def _read() -> bytes | None:
    """Return the crontab; None where there is none."""
    try:
        return run_tool(["crontab", "-l"])
    except ToolError as error:
        if any(words in str(error).lower() for words in _NO_TABLE):
            return None
        raise


def _write(data: bytes | None) -> None:
    if not data:
        if _read() is not None:
            run_tool(["crontab", "-r"])
        return
    if not data.endswith(b"\n"):  # crontab refuses it otherwise
        data += b"\n"
    run_tool(["crontab", "-"], data)
