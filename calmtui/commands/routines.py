"""The commands about routine files: list, check."""

from __future__ import annotations

from calmtui.commands import fail, print_json, sources


def list_routines(as_json: bool) -> int:
    """`calmtui list`: every routine by group, broken files with their error."""
    from calmtui.clean import one_line
    from calmtui.lengths import clock_text
    from calmtui.routine import GROUPS
    from calmtui.tomlfile import shown

    library, _ = sources()
    rows = []
    for entry in library.entries:
        routine = entry.routine
        rows.append(
            {
                "id": entry.id,
                "title": routine.title if routine else None,
                "group": routine.group if routine else None,
                "seconds": routine.seconds if routine else None,
                "delay": routine.delay if routine else None,
                "evidence": routine.evidence if routine else None,
                "cautions": list(routine.cautions) if routine else [],
                "path": shown(entry.path),
                "bundled": entry.bundled,
                "error": entry.error,
            }
        )
    if as_json:
        return print_json(rows)
    group = None
    for entry in library.entries:
        if entry.routine is None:
            print(f"\n! {entry.id}: {entry.error}")
            continue
        if entry.routine.group != group:
            print(("\n" if group else "") + GROUPS[entry.routine.group])
            group = entry.routine.group
        yours = "  yours, replaces the bundled one" if entry.replaces else "" if entry.bundled else "  yours"
        print(f"  {entry.id:<20} {clock_text(entry.routine.seconds):>6}  {one_line(entry.routine.title)}{yours}")
    return 0


def check(files: list[str], as_json: bool) -> int:
    """`calmtui check`: every problem of every file; 1 when there is any."""
    import os
    from pathlib import Path

    from calmtui.library import load_file
    from calmtui.tomlfile import shown

    paths: list[Path] = []
    for name in files:
        path = Path(name)
        paths += sorted(path.glob("*.toml")) if os.path.isdir(path) else [path]
    entries = [load_file(path) for path in paths]
    problems = [problem for entry in entries for problem in entry.problems]
    if as_json:
        print_json([{"file": p.file, "line": p.line, "where": p.where, "message": p.message} for p in problems])
    else:
        for problem in problems:
            print(problem)
        for entry in entries:
            if entry.routine:
                print(f"{shown(entry.path)}: good, {len(entry.routine.steps)} steps, {entry.routine.seconds:g} s")
        if not entries:
            return fail("no .toml files there")
    return 1 if problems else 0
