"""The commands about what is kept: log."""

from __future__ import annotations

from calmtui.commands import fail, journal, print_json, speak
from calmtui.words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from calmtui.journal import Record


def log(as_json: bool, last: int | None) -> int:
    """`calmtui log`: the kept sessions, newest first, at most `last`."""
    from calmtui.clean import one_line
    from calmtui.history import sessions
    from calmtui.telling import all_ratings_text, how_text, short_id, title_of

    if not as_json:
        speak()
    past = sessions(_records(last))
    past = past[: max(last, 0)] if last is not None else past
    if as_json:
        from dataclasses import asdict

        return print_json([asdict(session) for session in past])
    for session in past:
        began = one_line(session.began)[:16].replace("T", " ")
        about = [began, title_of(session), how_text(session), all_ratings_text(session), short_id(session)]
        print("  ".join(filter(None, about)))
    if not past:
        print(_("No sessions kept yet."))
    return 0


def _records(last: int | None) -> Iterable[Record]:
    """The records of the newest `last` sessions at least, or all; lines that can't be read are said where all are."""
    if last is not None:
        from calmtui import places, recent

        yield from recent.records(places.journal(), max(last, 0))
        return
    from calmtui.tomlfile import shown

    kept = journal(private=False)
    yield from kept.records()
    for bad in kept.unreadable:
        said = _("this line can't be read; it is kept as it is")
        fail(f"{shown(bad.path)}:{bad.line}: {said}")
