"""`calmtui list`: every routine by group, broken files with their error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.cli.output import print_json, report_problems
from calmtui.text.i18n import _, ngettext

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import Any

    from calmtui.content.routine_file import LibraryEntry


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    """Print the routines."""
    from calmtui.sources import read_sources

    library, _settings, problems = read_sources()
    report_problems(problems)
    if args.json:
        return print_json([_fields(entry) for entry in library.entries])
    _print_list(library.entries)
    return 0


def _fields(entry: LibraryEntry) -> dict[str, Any]:
    """Return an entry as `list --json` prints it."""
    from calmtui.text.sanitize import display_path

    routine = entry.routine
    return {
        "id": entry.id,
        "title": getattr(routine, "title", None),
        "group": getattr(routine, "group", None),
        "seconds": getattr(routine, "seconds", None),
        "delay": getattr(routine, "delay", None),
        "evidence": getattr(routine, "evidence", None),
        "cautions": list(getattr(routine, "cautions", ())),
        "path": display_path(entry.path),
        "bundled": entry.bundled,
        "error": entry.error,
    }


def _print_list(entries: tuple[LibraryEntry, ...]) -> None:
    from calmtui.content.labels import GROUPS
    from calmtui.content.questions import question_count
    from calmtui.text.durations import format_clock
    from calmtui.text.sanitize import single_line

    group = ""
    for entry in entries:
        routine = entry.routine
        if routine is None:
            print(f"\n! {entry.id}: {entry.error}")
            continue
        if routine.group != group:
            if group:
                print()
            print(_(GROUPS[routine.group]))
            group = routine.group
        origin = ""
        if entry.replaces:
            origin = f"  {_('your own, replaces the built-in one')}"
        elif not entry.bundled:
            origin = f"  {_('your own')}"
        clock = format_clock(routine.about_seconds)
        questions = ""
        if number := question_count(routine):
            questions = ngettext("{n} question", "{n} questions", number).format(n=number)
            questions = f", {questions}"
        title = single_line(routine.title)
        print(f"  {entry.id:<20} {clock:>6}  {title}{questions}{origin}")
