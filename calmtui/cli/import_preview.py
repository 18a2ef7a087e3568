"""What the files of an import hold, and what of it is new: in words, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calmtui.history.imports.rows import ImportedRow, RowLeftOut
from calmtui.history.sessions import CSV
from calmtui.text.dates import format_days
from calmtui.text.i18n import _, ngettext
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Any

_MAX_LISTED = 20  # rows left out, in the preview


class ReadFile(NamedTuple):
    """What a file holds: its sessions, each with the program that saved it, and the rest."""

    path: Path
    program: str
    mapping: tuple[str, ...]
    rows: list[ImportedRow]
    left_out: list[RowLeftOut]


class NewSession(NamedTuple):
    """A session that is not here yet."""

    row: ImportedRow
    program: str
    salt: str


def preview(files: list[ReadFile], new: list[NewSession], *, all_rows: bool) -> Iterator[str]:
    """Yield what each file holds, which rows are left out and why, and what would be added."""
    for file in files:
        name = display_path(file.path)
        if file.mapping:
            program = file.program or _("the columns that you named")
            yield f"{name}: {program}"
            yield from (f"  {line}" for line in file.mapping)
        listed = sorted(file.left_out)
        if not all_rows:
            listed = listed[:_MAX_LISTED]
        yield from (f"{name}:{row.line}: {row.why}" for row in listed)
        if more := len(file.left_out) - len(listed):
            yield _("... and {n} more; --dry-run lists all of them").format(n=more)
    days = [row.at.date() for file in files for row in file.rows]
    number = len(days)
    left_out = sum(len(file.left_out) for file in files)
    text = ngettext("{n} session", "{n} sessions", number).format(n=number)
    if days:
        text = f"{text}, {format_days(min(days), max(days))}"
    rows = ngettext("{n} row left out", "{n} rows left out", left_out).format(n=left_out)
    yield f"{text}; {rows}."
    if number != len(new):
        yield _("Here already, or erased here: {n}.").format(n=number - len(new))


def as_json(files: Sequence[ReadFile], new: Sequence[NewSession], added: int) -> dict[str, Any]:
    """Return what was read, left out and added, as `import --json` prints it."""
    read = [
        {
            "file": display_path(file.path),
            "program": file.program or CSV,
            "sessions": len(file.rows),
            "left_out": [row._asdict() for row in sorted(file.left_out)],
        }
        for file in files
    ]
    return {"files": read, "new": len(new), "added": added}
