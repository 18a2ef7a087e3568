"""Reminders by systemd: a timer and a service of the person's own instance of it."""

from __future__ import annotations

import os
import re
import shlex
from contextlib import suppress
from functools import partial
from shutil import which

from calmtui.cli.reminders.reminder import DAYS, EVERY_DAY, Reminder
from calmtui.cli.reminders.scheduler import (
    Entry,
    free_path,
    reminders_in,
    with_reminder,
    without_reminder,
)
from calmtui.cli.tool import ToolError, run_tool
from calmtui.storage.marked_lines import change_file, read_if_there
from calmtui.storage.paths import xdg_dir
from calmtui.storage.reading import list_names
from calmtui.text.i18n import _
from calmtui.text.sanitize import display_path

_START = "calmtui-remind-"
_TIMER, _SERVICE = ".timer", ".service"
_PLAIN = re.compile(r"[\w/.:,=@+-]+", re.ASCII)
_EXEC = "ExecStart="
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
# What systemd takes in an argument, but not in the name of a program.
_NO_NAME = r"""['"\\]"""
_BY_SHELL = ("/bin/sh", "-c", 'exec "$0" "$@"')


class Systemd:
    """The instance of systemd that runs for an account while it is logged in."""

    name = "systemd"

    def is_usable(self) -> bool:
        """Return whether it answers."""
        if which("systemctl") is None:
            return False
        try:
            _systemctl("show", "--property=Version")
        except ToolError:
            return False
        return True

    def warning(self) -> str:
        """Return what may keep it from working: nothing, it has answered."""
        return ""

    def entries(self) -> list[Entry]:
        """Return the reminders that are set."""
        return [
            Entry(reminder, _program(path.removesuffix(_TIMER) + _SERVICE))
            for path in _timers()
            for reminder in reminders_in(read_if_there(path) or b"")
        ]

    def preview(self, reminder: Reminder, command: list[str]) -> list[str]:
        """Return what `write` writes and runs, for people."""
        lines: list[str] = []
        for path, texts in _files(reminder, command).items():
            lines += [_("In {file}:").format(file=display_path(path)), *texts]
        return [*lines, *(shlex.join(("systemctl", "--user", *one)) for one in _enable(reminder))]

    def is_set(self, reminder: Reminder, command: list[str]) -> bool:
        """Return whether `write` would change nothing."""
        for path, lines in _files(reminder, command).items():
            data = read_if_there(path)
            if data is None or data != with_reminder(data, path, reminder, lines):
                return False
        try:
            _systemctl("is-active", _timer_name(reminder))
        except ToolError:
            return False
        return True

    def write(self, reminder: Reminder, command: list[str]) -> None:
        """Set a reminder; one of the same time and routine gives its place."""
        for path, lines in _files(reminder, command).items():
            place = display_path(path)
            change_file(path, partial(with_reminder, place=place, reminder=reminder, lines=lines))
        try:
            for words in _enable(reminder):
                _systemctl(*words)
        except ToolError:
            self.remove(reminder)
            raise

    def remove(self, reminder: Reminder) -> None:
        """Take a reminder away, and nothing else."""
        timer = _timer_name(reminder)
        with suppress(ToolError):  # where it does not answer, the files are all there is
            _systemctl("disable", "--now", timer)
        for path in _files(reminder, []):
            place = display_path(path)
            change_file(path, partial(without_reminder, place=place, reminder=reminder))
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(_folder(), "timers.target.wants", timer))
        with suppress(ToolError):
            _systemctl("daemon-reload")


def exec_line(command: list[str]) -> str:
    """Return the line of a service that runs a command."""
    if re.search(_NO_NAME, command[0]):
        command = [*_BY_SHELL, *command]
    # `-`: no service is marked as failed. `:`, known since systemd 244: $ means itself.
    prefix = "-"
    if any("$" in word for word in command):
        prefix = "-:"
    first, *rest = command
    return _EXEC + " ".join(map(quoted, (prefix + first, *rest)))


def quoted(word: str) -> str:
    """Return a word of a command line of systemd."""
    if _PLAIN.fullmatch(word):
        return word
    escaped = re.sub(r'(["\\])', r"\\\1", word)
    return '"' + escaped.replace("%", "%%") + '"'


def _files(reminder: Reminder, command: list[str]) -> dict[str, list[str]]:
    """Return the files of a reminder, and the lines of each; without a command they are empty."""
    timer = os.path.join(_folder(), _timer_name(reminder))
    service = timer.removesuffix(_TIMER) + _SERVICE
    if not command:
        return {timer: [], service: []}
    days = ""
    if reminder.days != EVERY_DAY:
        days = ",".join(DAYS[day].title() for day in reminder.days) + " "
    when = f"OnCalendar={days}*-*-* {reminder.clock}:00"
    return {
        timer: ["[Timer]", when, "Persistent=false", "[Install]", "WantedBy=timers.target"],
        service: ["[Service]", "Type=oneshot", exec_line(command)],
    }


def _timer_name(reminder: Reminder) -> str:
    """Return the name of a reminder's timer: the one that it has, or the first that is free."""
    for path in _timers():
        if any(map(reminder.takes_the_place_of, reminders_in(read_if_there(path) or b""))):
            return os.path.basename(path)
    return os.path.basename(free_path(_folder(), _START, reminder, "-", _TIMER))


def _enable(reminder: Reminder) -> tuple[tuple[str, ...], ...]:
    # A timer that runs already has its new time when it starts again.
    timer = _timer_name(reminder)
    return ("daemon-reload",), ("enable", timer), ("restart", timer)


def _folder() -> str:
    return os.path.join(xdg_dir("config"), "systemd", "user")


def _timers() -> list[str]:
    folder = _folder()
    names = sorted(list_names(folder, _TIMER))
    return [os.path.join(folder, name) for name in names if name.startswith(_START)]


def _program(service: str) -> str:
    """Return what a service starts; nothing where it was changed by hand."""
    data = read_if_there(service) or b""
    line = data.decode("utf-8", "surrogateescape").partition(_EXEC)[2].partition("\n")[0]
    words = [plain or re.sub(r"\\(.)", r"\1", word) for word, plain in _WORD.findall(line)]
    if any(word.endswith(_BY_SHELL[0]) for word in words[:1]):
        del words[: len(_BY_SHELL)]
    return "".join(words[:1]).lstrip("-:").replace("%%", "%")


def _systemctl(*words: str) -> None:
    run_tool(["systemctl", "--user", *words])
