"""What every scheduler does with reminders, and its lines of them in a file."""

from __future__ import annotations

import os
from typing import NamedTuple, Protocol

from calmtui.cli.reminders.reminder import DAYS, EVERY_DAY, Reminder
from calmtui.cli.tool import ToolError
from calmtui.storage.marked_lines import MarksError, names_of, with_lines, without_lines
from calmtui.text.i18n import _

_START = "remind "  # of the name of a reminder's lines, between their marks


class Entry(NamedTuple):
    """A reminder that is set, with the program that it starts."""

    reminder: Reminder
    program: str


class Scheduler(Protocol):
    """Starts a command at a time. Everything raises ToolError or OSError."""

    name: str

    def is_usable(self) -> bool:
        """Return whether it runs here."""

    def warning(self) -> str:
        """Return what may keep it from starting anything; empty for nothing."""

    def entries(self) -> list[Entry]:
        """Return the reminders that are set."""

    def preview(self, reminder: Reminder, command: list[str]) -> list[str]:
        """Return what `write` writes and runs, for people."""

    def is_set(self, reminder: Reminder, command: list[str]) -> bool:
        """Return whether `write` would change nothing."""

    def write(self, reminder: Reminder, command: list[str]) -> None:
        """Set a reminder; one of the same time and routine gives its place."""

    def remove(self, reminder: Reminder) -> None:
        """Take a reminder away, and nothing else."""


def free_path(folder: str, start: str, reminder: Reminder, separator: str, suffix: str) -> str:
    """Return a path for a file of a reminder at which nothing is yet.

    Its name says the time alone: the system's log shows it to others.
    """
    path = os.path.join(folder, start + reminder.clock.replace(":", ""))
    number, behind = 1, ""
    while os.path.lexists(path + behind + suffix):
        number += 1
        behind = f"{separator}{number}"
    return path + behind + suffix


def can_start(entry: Entry) -> bool:
    """Return whether the program of a reminder is where it was."""
    return os.path.exists(entry.program)


def cannot_start(entry: Entry) -> tuple[str, str]:
    """Return what to say of a reminder whose program is gone, and what to do."""
    words = entry.reminder.arguments
    if entry.reminder.days != EVERY_DAY:
        words += " --days " + ",".join(DAYS[day] for day in entry.reminder.days)
    what = _("The reminder at {time} can't start: calmtui was moved.")
    do = _("Set it again: calmtui remind {words}")
    return what.format(time=entry.reminder.clock), do.format(words=words)


def reminders_in(data: bytes) -> list[Reminder]:
    """Return the reminders whose lines are in a file."""
    names = (name.removeprefix(_START) for name in names_of(data, _START))
    return list(filter(None, map(Reminder.read, names)))


def with_reminder(
    data: bytes | None, place: str, reminder: Reminder, lines: list[str]
) -> bytes | None:
    """Return a file with the lines of a reminder, and without those whose place it takes.

    Raises ToolError, with the file's name, where the marks in it do not fit.
    """
    for other in reminders_in(data or b""):
        if other != reminder and reminder.takes_the_place_of(other):
            data = without_reminder(data, place, other)
    try:
        return with_lines(data, _START + reminder.mark, lines)
    except MarksError:
        raise _broken_marks(place) from None


def without_reminder(data: bytes | None, place: str, reminder: Reminder) -> bytes | None:
    """Return a file without the lines of a reminder; None for no file. Raises ToolError."""
    try:
        if data is not None:
            data = without_lines(data, _START + reminder.mark)
        return data
    except MarksError:
        raise _broken_marks(place) from None


def _broken_marks(place: str) -> ToolError:
    why = _("calmtui's marks do not fit; take its lines out by hand")
    return ToolError(f"{place}: {why}")
