"""`calmtui import`: add the sessions that another program saved, after a preview."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from calmtui.cli.confirm import confirm
from calmtui.cli.import_preview import NewSession, ReadFile, as_json, preview
from calmtui.cli.output import fail, print_json, report_problems
from calmtui.cli.progress import count_records
from calmtui.cli.reading import open_sealed
from calmtui.context import local_now
from calmtui.history.imports import tui_breath
from calmtui.history.imports.mapping import ColumnMapping, column_names, read_csv, recognize
from calmtui.history.imports.rows import ImportedBefore, ImportedRow, RowLeftOut, records_of
from calmtui.history.imports.scale import parse_scale
from calmtui.history.imports.table import MAX_BYTES, UnreadableFile, decode
from calmtui.history.imports.times import Times, check_date_format, parse_clock
from calmtui.history.sessions import RATED
from calmtui.sources import open_journal, read_sources
from calmtui.storage import reading
from calmtui.storage.records import new_id
from calmtui.text.errors import describe_file_error, system_reason
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.storage.journal import Journal

_BLOCK_ROWS = 500  # sessions that are written at once


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    file = _("a file of breathe-cli, tui_breath or Daylio, or a CSV whose columns you name")
    parser.add_argument("files", nargs="+", metavar=_("FILE"), help=file)
    columns = (
        ("--when", _("the column with the date, perhaps with the time of day")),
        ("--time", _("the column with the time of day")),
        ("--routine", _("the column with what was done")),
        ("--minutes", _("the column with how many minutes it took")),
        ("--before", _("the column with the number before")),
        ("--after", _("the column with the number after")),
        ("--note", _("the column with what you wrote")),
    )
    for option, about in columns:
        parser.add_argument(option, metavar=_("COLUMN"), default="", help=about)
    parser.add_argument("--rates", choices=RATED, help=_("what the numbers are of"))
    scale = _("the scale of the numbers: 0-10, 1-5, 5-1, or words: calm=0,tense=5,panic=10")
    parser.add_argument("--scale", metavar=_("SCALE"), help=scale)
    dates = _("how dates are written, if not as 2026-11-28: %%d/%%m/%%Y %%H:%%M")
    parser.add_argument("--date-format", metavar=_("FORMAT"), help=dates)
    clock = _("the time of day of rows that have none, such as 12:00")
    parser.add_argument("--at", metavar=_("TIME"), help=clock)
    parser.add_argument("--dry-run", action="store_true", help=_("only show what would be added"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    """Show what would be added, ask once, and add it."""
    sources = read_sources()
    report_problems(sources.problems)
    if args.private or sources.settings.private:
        return fail(_("a private session writes nothing: nothing was imported"))
    try:
        times = _times(args)
        files = [_read(Path(name), args, times) for name in args.files]
        before = _look()
    except _BadOption as error:
        return fail(error, 2)
    except UnreadableFile as error:
        return fail(error.why)
    except OSError as error:
        return fail(describe_file_error(error))
    if before is None:
        return 1
    new = _without_twice(files, before)
    if args.json:
        return _print_result(files, new, is_dry=args.dry_run, yes=args.yes)
    for line in preview(files, new, all_rows=args.dry_run):
        print(line)
    if args.dry_run or not new:
        print(_("Nothing was added."))
        return 0
    return _ask_and_write(new, yes=args.yes)


def _ask_and_write(new: list[NewSession], *, yes: bool) -> int:
    if not yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
        return fail(_("nothing was added: add --yes when there is no terminal"), 2)
    if not (yes or confirm(_("Add them? [y/N] "), sys.stdout)):
        return fail(_("nothing was added"))
    code = _write(new)
    if not code:
        number = len(new)
        print(ngettext("{n} session added.", "{n} sessions added.", number).format(n=number))
    return code


def _print_result(files: list[ReadFile], new: list[NewSession], *, is_dry: bool, yes: bool) -> int:
    """Add what is new, and print what was read, left out and added; nobody is asked."""
    if not (is_dry or yes):
        return fail(_("--json asks nothing: add --yes, or --dry-run"), 2)
    added = 0
    if new and not is_dry:
        if code := _write(new):
            return code
        added = len(new)
    return print_json(as_json(files, new, added))


class _BadOption(ValueError):
    """An option that does not fit; the message says why."""


def _times(args: argparse.Namespace) -> Times:
    """Return how times are read. Raises _BadOption."""
    try:
        date_format = ""
        if args.date_format:
            date_format = check_date_format(args.date_format)
        at = None
        if args.at:
            at = parse_clock(args.at)
    except ValueError as error:
        raise _BadOption(str(error)) from None
    return Times(datetime.astimezone, local_now(), date_format, at)


def _mapping(args: argparse.Namespace, path: Path, text: str) -> ColumnMapping:
    """Return the columns that were named, and for the others those of a known format.

    Raises _BadOption.
    """
    known = recognize(text)
    if known is None and not args.when:
        message = _(
            "{file}: no format that calmtui knows: name the columns ({columns}), "
            "with --when COLUMN at least"
        )
        raise _BadOption(message.format(file=display_path(path), columns=column_names(text)))
    if args.when or known is None:
        known = ColumnMapping("", args.when)
    has_numbers = bool(args.before or args.after)
    if has_numbers != bool(args.scale) or has_numbers != bool(args.rates):
        raise _BadOption(_("numbers need --before or --after, with --scale and --rates"))
    named = {
        "clock": args.time,
        "routine": args.routine,
        "minutes": args.minutes,
        "before": args.before,
        "after": args.after,
    }
    known = known._replace(**{name: column for name, column in named.items() if column})
    if args.note:
        known = known._replace(answers=(*known.answers, ("note", args.note)))
    if not has_numbers:
        return known
    try:
        return known._replace(rates=args.rates, scale=parse_scale(args.scale))
    except ValueError as error:
        raise _BadOption(str(error)) from None


def _read(path: Path, args: argparse.Namespace, times: Times) -> ReadFile:
    """Read a file. Raises OSError, _BadOption, UnreadableFile with a whole line."""
    found: list[ImportedRow | RowLeftOut]
    program, mapping = tui_breath.PROGRAM, tuple[str, ...]()
    try:
        text = decode(reading.read_file(path, MAX_BYTES))
        if not text.strip():
            raise UnreadableFile(1, _("the file is empty"))
        if tui_breath.is_json(text):
            found = [tui_breath.read_session(text, times)]
        else:
            columns = _mapping(args, path, text)
            found = list(read_csv(text, columns, times))
            program, mapping = columns.program, tuple(columns.describe())
    except UnreadableFile as error:
        where = display_path(path)
        if error.line:
            where = f"{where}:{error.line}"
        raise UnreadableFile(error.line, f"{where}: {error.why}") from None
    rows = [row for row in found if isinstance(row, ImportedRow)]
    left_out = [row for row in found if isinstance(row, RowLeftOut)]
    return ReadFile(path, program, mapping, rows, left_out)


def _look() -> ImportedBefore | None:
    """Return what is in the journal; None where it is locked and stays so. Raises OSError."""
    journal: Journal | None = open_journal()
    while journal is not None:
        records = count_records(journal.records())
        erased = journal.erased_sessions(strict=True)
        before = ImportedBefore(records, erased, new_id() + new_id())
        if journal.unreadable_files:
            raise journal.unreadable_files[0]
        if not before.is_sealed:
            return before
        if journal.key is not None:
            fail(_("some of the journal stays locked, so nothing can be compared with it"))
            return None
        journal = open_sealed()
    return None


def _without_twice(files: list[ReadFile], before: ImportedBefore) -> list[NewSession]:
    """Return what is new, the oldest first. A row that comes twice is left out the second time."""
    new: list[NewSession] = []
    seen: dict[tuple[object, ...], str] = {}
    for file in files:
        once = []
        for row in file.rows:
            content = (file.program, *row[2:])  # all but its line, and the time as it is here
            if content in seen:
                why = _("the same as {place}").format(place=seen[content])
                file.left_out.append(RowLeftOut(row.line, why))
                continue
            seen[content] = f"{display_path(file.path)}:{row.line}"
            once.append(row)
            if salt := before.salt_for(row, file.program):
                new.append(NewSession(row, file.program, salt))
        file.rows[:] = once
    new.sort(key=lambda session: session.row.at.timestamp())
    return new


def _write(new: list[NewSession]) -> int:
    """Write them, block by block: one that is cut off is completed by the next time."""
    journal = open_journal()

    blocks = (new[start : start + _BLOCK_ROWS] for start in range(0, len(new), _BLOCK_ROWS))

    def block(sessions: list[NewSession]) -> bytes:
        return b"".join(journal.encode_records(*records_of(*session)) for session in sessions)

    try:
        journal.add_missing(map(block, blocks), journal.new_side_file())
    except OSError as error:
        why = system_reason(error, N_("the disk would not save it"))
        message = _("only part of it was added ({why}); run the same command again to finish")
        return fail(message.format(why=why))
    return 0
