"""Checks of the files that are read: settings, adjustments, routines, help lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from calmtui.cli.checks.finding import Finding
from calmtui.config.themes import own_themes, read_theme, theme_file
from calmtui.content.helplines import help_lines
from calmtui.content.routine_file import LibraryEntry
from calmtui.content.toml import FileError, Problem
from calmtui.text.i18n import _, ngettext


def check_settings(problems: Iterable[Problem]) -> Iterator[Finding]:
    """Name every problem of the settings."""
    is_good = True
    for problem in problems:
        is_good = False
        do = _("Change that line; until then the default is used, and what protects you stays on.")
        yield Finding("settings", "wrong", _("The settings have a fault."), str(problem), do)
    if is_good:
        yield Finding("settings", "good", _("The settings can be read."))


def check_themes(folder: Path, problems: Iterable[Problem]) -> Iterator[Finding]:
    """Name every fault of the themes beside the settings, but for those known from there."""
    known = set(map(str, problems))
    for name in own_themes(folder):
        try:
            read_theme(theme_file(folder, name))
        except FileError as error:
            do = _("Change that line; until then the theme is not used.")
            for problem in error.problems:
                if str(problem) in known:
                    continue
                yield Finding("settings", "wrong", _("A theme has a fault."), str(problem), do)


def check_preferences(problems: Iterable[Problem]) -> Iterator[Finding]:
    """Name every problem of the adjustments that are saved for routines."""
    for problem in problems:
        do = _("Change that line, or take it out; until then nothing is added to the file.")
        yield Finding("settings", "wrong", _("The choices have a fault."), str(problem), do)


def check_routines(entries: tuple[LibraryEntry, ...]) -> Iterator[Finding]:
    """Name every routine that cannot be used, and why."""
    problems = [problem for entry in entries for problem in entry.problems]
    for problem in problems:
        do = _("Change that line; the other routines can be used.")
        yield Finding("routines", "wrong", _("A routine can't be used."), str(problem), do)
    if not problems:
        number = len(entries)
        what = ngettext("{n} routine can be used.", "{n} routines can be used.", number)
        yield Finding("routines", "good", what.format(n=number))


def check_help_lines(today: date) -> Iterator[Finding]:
    """Say whether the numbers of the help page were checked within the last twelve months."""
    stale = [line for line in help_lines() if line.stale(today)]
    if not stale:
        yield Finding(
            "help", "good", _("The numbers on the help page were checked in the last year.")
        )
        return
    names = "; ".join(f"{line.name} {line.checked}" for line in stale)
    what = _("Some numbers on the help page were last checked over a year ago.")
    do = _("Look for a newer calmtui, and check a number before you count on it.")
    yield Finding("help", "note", what, names, do)
