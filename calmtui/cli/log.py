"""`calmtui log`: the saved sessions, newest first."""

from __future__ import annotations

import sys
from itertools import islice

from calmtui.cli.output import fail, print_json_list
from calmtui.cli.period import add_day_options, add_routine_option
from calmtui.cli.reading import gather_history, open_sealed, report_sealed, report_unreadable
from calmtui.context import local_now
from calmtui.history.period import ALL_TIME, read_period
from calmtui.sources import set_user_language
from calmtui.text.i18n import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from calmtui.history.period import Period
    from calmtui.history.sessions import PastSession
    from calmtui.storage.records import Record

_MAX_DIGITS = 9
_MAX_SHOWN = 20  # characters of what was typed
_SPARE_SESSIONS = 20  # read more than asked for: some may have been erased


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--last", metavar="N", help=_("only the last N"))
    add_day_options(parser, _)
    add_routine_option(parser, _)
    parser.add_argument("--json", action="store_true", help=_("as JSON"))
    parser.add_argument(
        "--no-pager", action="store_true", help=_("print a long list too, without $PAGER or less")
    )


def run(args: argparse.Namespace) -> int:
    """Print the sessions that were asked for, at most `--last`."""
    if not args.json:
        set_user_language()
    try:
        last = _parse_last(args.last)
        period = read_period(args.since, args.until, None, local_now().date())
    except ValueError as error:
        return fail(error, 2)
    is_filtered = period != ALL_TIME or args.routine is not None
    try:
        if last is None or is_filtered:
            sessions, is_complete = _read_all()
        else:
            sessions, is_complete = _read_newest(last)
    except OSError as error:
        from calmtui.text.errors import describe_file_error

        return fail(describe_file_error(error))
    if sessions is None:
        return 1
    if is_filtered:
        sessions = _matching(sessions, period, args.routine or "")
        if last is not None:
            sessions = islice(sessions, last)
    if args.json:
        print_json_list(session._asdict() for session in sessions)
    else:
        empty = _("No sessions yet.")
        if is_filtered:
            empty = _("No sessions found.")
        lines = _lines(sessions, empty if is_complete else "")
        _print(lines, paged=not args.no_pager and sys.stdout.isatty())
    return 0 if is_complete else 1


def _parse_last(text: str | None) -> int | None:
    """Read how many sessions are wanted; None for all.

    Raises:
        ValueError: The text is no whole number.
    """
    if text is None:
        return None
    if text.isdecimal() and text.isascii() and len(text) <= _MAX_DIGITS:
        return int(text)
    message = _("--last: expected a whole number, found '{text}'")
    raise ValueError(message.format(text=text[:_MAX_SHOWN]))


def _matching(
    sessions: Iterable[PastSession], period: Period, routine: str
) -> Iterator[PastSession]:
    for session in sessions:
        if period.holds_time(session.began) and session.routine.startswith(routine):
            yield session


def _print(lines: Iterable[str], *, paged: bool) -> None:
    if paged:
        from calmtui.cli.pager import print_paged

        print_paged(lines)
        return
    for line in lines:
        print(line)


def _lines(sessions: Iterable[PastSession], empty: str) -> Iterator[str]:
    from calmtui.history.words_routine import EASED_ANYWAY

    is_empty, has_fall = True, False
    for session in sessions:
        is_empty = False
        has_fall = has_fall or session.has_fall
        yield _format_session(session)
    if is_empty and empty:
        yield empty
    if has_fall:
        yield _(EASED_ANYWAY)


def _format_session(session: PastSession) -> str:
    from calmtui.history.describe import describe_end, describe_ratings, short_id, title_of
    from calmtui.text.sanitize import single_line

    parts = (
        single_line(session.began)[:16].replace("T", " "),
        title_of(session),
        describe_end(session),
        describe_ratings(session),
        short_id(session),
    )
    return "  ".join(filter(None, parts))


def _read_newest(number: int) -> tuple[Iterable[PastSession] | None, bool]:
    """Read the newest sessions; return them and whether every file could be read.

    What cannot be read is said. Without sessions, they are sealed and were not opened.

    Raises:
        OSError: A folder cannot be looked into.
    """
    from calmtui.history.sessions import fold_sessions
    from calmtui.storage.journal_tail import read_recent
    from calmtui.storage.paths import journal_dir

    closed: list[OSError] = []
    records: list[Record] = list(read_recent(journal_dir(), number, unreadable_files=closed))
    if _sealed_sessions(records):
        journal = open_sealed()
        if journal is None:
            return None, report_unreadable(closed)
        records = list(journal.recent_records(2 * number + _SPARE_SESSIONS))
        report_sealed(_sealed_sessions(records))
    return fold_sessions(records)[:number], report_unreadable(closed)


def _sealed_sessions(records: list[Record]) -> set[str]:
    return {record["session"] for record in records if record["what"] == "sealed"}


def _read_all() -> tuple[Iterable[PastSession] | None, bool]:
    """Read every session, one at a time, as `_read_newest` does; unreadable lines are said too."""
    history = gather_history()
    if history is None:
        return None, False
    return history.gathered.sessions(), history.is_complete
