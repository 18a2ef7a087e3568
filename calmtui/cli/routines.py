"""The commands about routine files: list, check."""

from __future__ import annotations

from calmtui.cli.output import fail, print_json, set_user_language
from calmtui.text.i18n import _, format_number, ngettext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from calmtui.content.library import LibraryEntry


FIELDS = (
    "id",
    "title",
    "group",
    "seconds",
    "delay",
    "evidence",
    "cautions",
    "path",
    "bundled",
    "error",
)


def list_routines(as_json: bool) -> int:
    """`calmtui list`: every routine by group, broken files with their error."""
    from calmtui.cli.output import sources

    library, _settings = sources()
    if as_json:
        return print_json([_fields(entry) for entry in library.entries])
    _print_list(library.entries)
    return 0


def _fields(entry: LibraryEntry) -> dict[str, Any]:
    """Return an entry as `list --json` prints it."""
    from calmtui.text.sanitize import display_path

    fields: dict[str, Any] = dict.fromkeys(FIELDS)
    fields |= {"id": entry.id, "cautions": [], "bundled": entry.bundled, "error": entry.error}
    fields["path"] = display_path(entry.path)
    if (routine := entry.routine) is not None:
        for name in ("title", "group", "seconds", "delay", "evidence"):
            fields[name] = getattr(routine, name)
        fields["cautions"] = list(routine.cautions)
    return fields


def _print_list(entries: tuple[LibraryEntry, ...]) -> None:
    from calmtui.content.routine import GROUPS
    from calmtui.text.durations import format_clock
    from calmtui.text.sanitize import single_line

    group = ""
    for entry in entries:
        routine = entry.routine
        if routine is None:
            print(f"\n! {entry.id}: {entry.error}")
            continue
        if routine.group != group:
            print(("\n" if group else "") + _(GROUPS[routine.group]))
            group = routine.group
        origin = ""
        if entry.replaces:
            origin = f"  {_('yours, replaces the bundled one')}"
        elif not entry.bundled:
            origin = f"  {_('yours')}"
        clock = format_clock(routine.takes)
        print(f"  {entry.id:<20} {clock:>6}  {single_line(routine.title)}{origin}")


def load_routine_file(path: Path, **more: Any) -> LibraryEntry:
    """Load a routine, or a translation with the routine that it is of."""
    import os

    from calmtui.content.library import load_file
    from calmtui.text.language import is_language

    routine = path.absolute().parent.parent / path.name
    if is_language(path.absolute().parent.name) and os.path.isfile(routine):  # never raises
        return load_file(routine, translation=path, **more)
    return load_file(path, **more)


def check(files: list[str], as_json: bool) -> int:
    """`calmtui check`: every problem of every file; 1 when there is any. As JSON they are in English."""
    import os
    from pathlib import Path

    from msgspec.structs import asdict

    from calmtui.content.library import is_copy
    from calmtui.storage import reading
    from calmtui.text.errors import describe_file_error
    from calmtui.text.sanitize import display_path

    paths: list[Path] = []
    for name in files:
        path = Path(name)
        try:
            inside = reading.list_names(name, ".toml") if os.path.isdir(path) else None
            paths += (
                [path] if inside is None else [path / one for one in inside if not is_copy(one)]
            )
        except OSError as error:
            return fail(describe_file_error(error))
    if not as_json:  # for editors the words stay the same in every language
        set_user_language()
    entries = [load_routine_file(path) for path in paths]
    problems = [problem for entry in entries for problem in entry.problems]
    if as_json:
        print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            print(problem)
        for entry in entries:
            if (routine := entry.routine) is not None:
                name = display_path(entry.translation or entry.path)
                steps = ngettext("{n} step", "{n} steps", len(routine.steps)).format(
                    n=len(routine.steps)
                )
                good = _("{name}: good, {steps}, {seconds} s")
                print(good.format(name=name, steps=steps, seconds=format_number(routine.seconds)))
        if not entries:
            return fail(_("no .toml files there"))
    return 1 if problems else 0
