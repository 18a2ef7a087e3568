"""The commands about what is kept: log."""

from __future__ import annotations

from calmtui.commands import fail, journal, print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from calmtui.journal import Record


def log(as_json: bool, last: int | None) -> int:
    """`calmtui log`: the kept sessions, newest first, at most `last`."""
    from calmtui.clean import one_line
    from calmtui.history import sessions
    from calmtui.lengths import clock_text

    past = sessions(_records(last))
    past = past[: max(last, 0)] if last is not None else past
    if as_json:
        from dataclasses import asdict

        return print_json([asdict(session) for session in past])
    for session in past:
        said = [
            f"{name} {ratings[what]} {when}"
            for what, name in (("anxiety", "anxiety"), ("pull", "pull"))
            for when, ratings in (("before", session.before), ("after", session.after))
            if what in ratings
        ]
        how = session.how or "not ended"
        began = one_line(session.began)[:16].replace("T", " ")
        title = one_line(session.title) or one_line(session.routine)
        print("  ".join([began, title, f"{how}, {clock_text(session.practised)}", ", ".join(said)]).rstrip())
    if not past:
        print("No sessions kept yet.")
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
        fail(f"{shown(bad.path)}:{bad.line}: this line can't be read; it is kept as it is")
