"""The commands about what is kept: log."""

from __future__ import annotations

from calmtui.commands import fail, journal, print_json, speak
from calmtui.words import _, ngettext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from calmtui.journal import Record


def log(as_json: bool, last: int | None) -> int:
    """`calmtui log`: the kept sessions, newest first, at most `last`."""
    from calmtui.clean import one_line
    from calmtui.history import sessions
    from calmtui.telling import all_ratings_text, how_text, short_id, title_of

    if not as_json:
        speak()
    try:
        records, whole = _records(last)
    except OSError as error:
        from calmtui.why import of_file

        return fail(of_file(error))
    if records is None:
        return 1
    past = sessions(records)
    past = past[: max(last, 0)] if last is not None else past
    if as_json:
        print_json([session._asdict() for session in past])
        return 0 if whole else 1
    for session in past:
        began = one_line(session.began)[:16].replace("T", " ")
        about = [began, title_of(session), how_text(session), all_ratings_text(session), short_id(session)]
        print("  ".join(filter(None, about)))
    if not past and whole:
        print(_("No sessions kept yet."))
    return 0 if whole else 1


def _records(last: int | None) -> tuple[list[Record] | None, bool]:
    """The records of the newest `last` sessions at least, or all, and whether every file could be read.

    What can't be read is said; lines, where all are looked at. The records are None when they are sealed and not
    opened: that is said. Raises OSError for a folder that can't be looked into.
    """
    if last is not None:
        from calmtui import places, recent

        closed: list[OSError] = []
        records = list(recent.records(places.journal(), max(last, 0), closed=closed))
        sealed = any(record["what"] == "sealed" for record in records)
        return _opened(last) if sealed else records, _said(closed)
    from calmtui.tomlfile import shown

    kept = journal(private=False)
    opened: list[Record] | None = list(kept.records())
    if opened is not None and any(record["what"] == "sealed" for record in opened):
        opened = _opened(None)
    for bad in kept.unreadable:
        said = _("this line can't be read; it is kept as it is")
        fail(f"{shown(bad.path)}:{bad.line}: {said}")
    return opened, _said(kept.closed)


def _said(closed: list[OSError]) -> bool:
    """Say which files could not be read; gives whether all could."""
    for error in closed:
        from calmtui.why import of_file

        fail(of_file(error))
    return not closed


def _opened(last: int | None) -> list[Record] | None:
    """The records of a sealed journal, opened with the passphrase; None when that is not to be had."""
    from calmtui.commands.locking import ask_key

    speak()
    kept = journal(private=False)
    kept.key = ask_key(kept)
    records = list(kept.records() if last is None else kept.recent(2 * max(last, 0) + 20))
    sealed = len({record["session"] for record in records if record["what"] == "sealed"})
    if sealed:
        fail(ngettext("{n} session stays sealed.", "{n} sessions stay sealed.", sealed).format(n=sealed))
    return None if kept.key is None else records
