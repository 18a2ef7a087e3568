"""`calmtui check`: every problem of every routine file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from calmtui.cli.output import fail, print_json
from calmtui.text.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import Any

    from calmtui.content.routine_file import LibraryEntry
    from calmtui.content.toml import Problem

THEMES = "themes"  # the folder of those of one's own


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar=_("FILE"),
        help=_("a routine file, a theme in themes/, or a folder of them"),
    )
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    """Check the files."""
    return check(args.files, args.json)


def check(files: list[str], as_json: bool) -> int:
    """Print every problem; return 1 when there is any. As JSON they are in English, for editors."""
    from calmtui.sources import set_user_language
    from calmtui.text.errors import describe_file_error

    try:
        paths = [path for name in files for path in _routine_files(name)]
    except OSError as error:
        return fail(describe_file_error(error))
    if not as_json:
        set_user_language()
    entries = [_load_whole_file(path) for path in paths]
    if as_json:
        _print_problems(entries)
    else:
        _print_report(entries)
        if not entries:
            return fail(_("no .toml files there"))
    return int(any(entry.problems for entry in entries))


def _routine_files(name: str) -> list[Path]:
    from calmtui.content.routine_file import is_copy
    from calmtui.storage import reading

    path = Path(name)
    if not os.path.isdir(path):
        return [path]
    return [path / inside for inside in reading.list_names(name, ".toml") if not is_copy(inside)]


def load_routine_file(path: Path, **more: Any) -> LibraryEntry:
    """Load a routine, or a translation with the routine that it is of."""
    from calmtui.content.routine_file import load_file
    from calmtui.text.language import is_language

    original = path.absolute().parent.parent / path.name
    # Unlike those of Path, the tests of os.path never raise.
    if is_language(path.absolute().parent.name) and os.path.isfile(original):
        return load_file(original, translation=path, **more)
    return load_file(path, **more)


def _load_theme(path: Path) -> LibraryEntry:
    """Load the colours of a theme as what is checked: by its faults."""
    from calmtui.config.themes import read_theme
    from calmtui.content.routine_file import LibraryEntry
    from calmtui.content.toml import FileError

    problems: tuple[Problem, ...] = ()
    try:
        read_theme(path)
    except FileError as error:
        problems = error.problems
    return LibraryEntry(path.stem, path, bundled=False, problems=problems)


def _load_whole_file(path: Path) -> LibraryEntry:
    """Load a routine file with every translation that it has itself, each of which must fit."""
    from msgspec.structs import replace

    from calmtui.content.sharing import read_own_translations
    from calmtui.content.toml import FileError

    if path.absolute().parent.name == THEMES:
        return _load_theme(path)
    entry = load_routine_file(path)
    if entry.routine is None:
        return entry
    try:
        read_own_translations(entry.path, entry.routine)
    except FileError as error:
        return replace(entry, routine=None, problems=error.problems)
    return entry


def _print_problems(entries: list[LibraryEntry]) -> None:
    from msgspec.structs import asdict

    print_json([asdict(problem) for entry in entries for problem in entry.problems])


def _print_report(entries: list[LibraryEntry]) -> None:
    from calmtui.text.sanitize import display_path

    for entry in entries:
        for problem in entry.problems:
            print(problem)
    for entry in entries:
        routine = entry.routine
        name = display_path(entry.translation or entry.path)
        if routine is None:
            if not entry.problems:
                print(_("{name}: good").format(name=name))
            continue
        number = len(routine.steps)
        steps = ngettext("{n} step", "{n} steps", number).format(n=number)
        seconds = format_number(routine.seconds)
        print(
            _("{name}: good, {steps}, {seconds} s").format(name=name, steps=steps, seconds=seconds)
        )
