"""The commands about what is kept: log."""

from __future__ import annotations

from calmtui.cli.output import counted, fail, journal, print_json_list, set_user_language
from calmtui.text.i18n import _, ngettext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from calmtui.history.sessions import PastSession
    from calmtui.storage.journal import Journal
    from calmtui.storage.records import Record


def log(as_json: bool, last: int | None) -> int:
    """`calmtui log`: the saved sessions, newest first, at most `last`."""
    if not as_json:
        set_user_language()
    try:
        past, whole = _all() if last is None else _newest(max(last, 0))
    except OSError as error:
        from calmtui.text.errors import describe_file_error

        return fail(describe_file_error(error))
    if past is None:
        return 1
    if as_json:
        print_json_list(session._asdict() for session in past)
        return 0 if whole else 1
    none = True
    for session in past:
        none = False
        print(_line(session))
    if none and whole:
        print(_("No sessions kept yet."))
    return 0 if whole else 1


def _line(session: PastSession) -> str:
    from calmtui.history.describe import describe_end, describe_ratings, short_id, title_of
    from calmtui.text.sanitize import single_line

    began = single_line(session.began)[:16].replace("T", " ")
    about = [
        began,
        title_of(session),
        describe_end(session),
        describe_ratings(session),
        short_id(session),
    ]
    return "  ".join(filter(None, about))


def _newest(number: int) -> tuple[Iterable[PastSession] | None, bool]:
    """So many sessions, and whether every file could be read. What can't be is said.

    None when they are sealed and not opened: that is said. Raises OSError for a folder that can't be looked into.
    """
    from calmtui.history.sessions import fold_sessions
    from calmtui.storage import journal_tail as recent
    from calmtui.storage.paths import journal_dir

    closed: list[OSError] = []
    records: list[Record] | None = list(
        recent.read_recent(journal_dir(), number, unreadable_files=closed)
    )
    if any(record["what"] == "sealed" for record in records or ()):
        kept = _opened()
        records = list(kept.recent_records(2 * number + 20)) if kept else None
        _stays_sealed({record["session"] for record in records or () if record["what"] == "sealed"})
    return None if records is None else fold_sessions(records)[:number], _said(closed)


def _all() -> tuple[Iterable[PastSession] | None, bool]:
    """Every session, one at a time, and whether every file could be read. What can't be is said, lines too."""
    from calmtui.history.gathered import Gathered
    from calmtui.text.sanitize import display_path

    kept: Journal | None = journal(private=False)
    assert kept is not None
    gathered, read = Gathered(counted(kept.records(repeated=True))), kept
    if gathered.sealed and (kept := _opened()):
        del gathered  # not both at once
        gathered, read = Gathered(counted(kept.records(repeated=True))), kept
        _stays_sealed(gathered.sealed)
    for bad in read.unreadable_lines:
        said = _("this line can't be read; it is kept as it is")
        fail(f"{display_path(bad.path)}:{bad.line}: {said}")
    return gathered.sessions() if kept else None, _said(read.unreadable_files)


def _said(closed: list[OSError]) -> bool:
    """Say which files could not be read; gives whether all could."""
    for error in closed:
        from calmtui.text.errors import describe_file_error

        fail(describe_file_error(error))
    return not closed


def _opened() -> Journal | None:
    """A sealed journal that is opened with the passphrase as it is read; None when that is not to be had."""
    from calmtui.cli.lock import ask_passphrase

    set_user_language()
    kept = journal(private=False)
    kept.key = ask_passphrase(kept)
    return None if kept.key is None else kept


def _stays_sealed(sessions: set[str]) -> None:
    if number := len(sessions):
        fail(
            ngettext("{n} session stays sealed.", "{n} sessions stay sealed.", number).format(
                n=number
            )
        )
