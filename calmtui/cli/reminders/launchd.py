"""Reminders by launchd of macOS: an agent of the person's own."""

from __future__ import annotations

import os
import plistlib
import shlex
from contextlib import suppress
from shutil import which
from typing import Any

from calmtui.cli.reminders.reminder import EVERY_DAY, Reminder
from calmtui.cli.reminders.scheduler import Entry, free_path
from calmtui.cli.tool import ToolError, run_tool
from calmtui.storage.marked_lines import change_file, read_if_there
from calmtui.storage.paths import home_dir
from calmtui.storage.reading import list_names
from calmtui.text.i18n import _
from calmtui.text.sanitize import display_path

_START = "calmtui.remind."
_SUFFIX = ".plist"
# What the reminder is: launchd knows no comment and no key of our own.
_MARK = "CALMTUI_REMINDER"


class Launchd:
    """The instance of launchd that runs for an account while it is logged in."""

    name = "launchd"

    def is_usable(self) -> bool:
        """Return whether this is macOS."""
        return which("launchctl") is not None

    def warning(self) -> str:
        """Return what may keep it from working: nothing, it has answered."""
        return ""

    def entries(self) -> list[Entry]:
        """Return the reminders that are set."""
        return [entry for path in _agents() if (entry := _read(path))]

    def preview(self, reminder: Reminder, command: list[str]) -> list[str]:
        """Return what `write` writes and runs, for people."""
        path = _path(reminder)
        lines = [_("In {file}:").format(file=display_path(path))]
        return [*lines, _text(reminder, command).decode(), shlex.join(_load(path))]

    def is_set(self, reminder: Reminder, command: list[str]) -> bool:
        """Return whether `write` would change nothing."""
        return read_if_there(_path(reminder)) == _text(reminder, command)

    def write(self, reminder: Reminder, command: list[str]) -> None:
        """Set a reminder; one of the same time and routine gives its place."""
        path, text = _path(reminder), _text(reminder, command)
        with suppress(ToolError):  # it may not be loaded
            run_tool(_unload(path))
        change_file(path, lambda _data: text)
        try:
            run_tool(_load(path))
        except ToolError:
            self.remove(reminder)
            raise

    def remove(self, reminder: Reminder) -> None:
        """Take a reminder away, and nothing else."""
        path = _path(reminder)
        with suppress(ToolError):
            run_tool(_unload(path))
        change_file(path, lambda _data: None)


def _text(reminder: Reminder, command: list[str]) -> bytes:
    at = {"Hour": reminder.hour, "Minute": reminder.minute}
    when: dict[str, int] | list[dict[str, int]] = at
    if reminder.days != EVERY_DAY:
        when = [{"Weekday": (day + 1) % 7, **at} for day in reminder.days]
    agent = {
        "Label": _label(_path(reminder)),
        "ProgramArguments": command,
        "StartCalendarInterval": when,
        "EnvironmentVariables": {_MARK: reminder.mark},
    }
    return plistlib.dumps(agent, sort_keys=False)


def _path(reminder: Reminder) -> str:
    """Return the file of a reminder: the one that it has, or the first that is free."""
    for path in _agents():
        entry = _read(path)
        if entry and reminder.takes_the_place_of(entry.reminder):
            return path
    return free_path(_folder(), _START, reminder, ".", _SUFFIX)


def _folder() -> str:
    return os.path.join(home_dir(), "Library", "LaunchAgents")


def _agents() -> list[str]:
    folder = _folder()
    names = sorted(list_names(folder, _SUFFIX))
    return [os.path.join(folder, name) for name in names if name.startswith(_START)]


def _read(path: str) -> Entry | None:
    """Return the reminder of an agent; None where it was changed by hand."""
    try:
        agent: Any = plistlib.loads(read_if_there(path) or b"")
        reminder = Reminder.read(agent["EnvironmentVariables"][_MARK])
        program = str(agent["ProgramArguments"][0])
    except (plistlib.InvalidFileException, ValueError, LookupError, TypeError, AttributeError):
        return None
    if reminder is None:
        return None
    return Entry(reminder, program)


def _label(path: str) -> str:
    return os.path.basename(path).removesuffix(_SUFFIX)


def _load(path: str) -> list[str]:
    return ["launchctl", "bootstrap", f"gui/{os.getuid()}", path]


def _unload(path: str) -> list[str]:
    return ["launchctl", "bootout", f"gui/{os.getuid()}/{_label(path)}"]
