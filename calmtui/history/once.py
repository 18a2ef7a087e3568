"""Whether a routine was completed lately, perhaps about the same thing. Pure: the time is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.history.sessions import fold_sessions, instant

if TYPE_CHECKING:
    from calmtui.content.gate import Window
    from calmtui.storage.records import Record

_SECONDS: dict[Window, float] = {"hour": 3600.0, "day": 86400.0, "week": 7 * 86400.0}
# How many of the newest are looked at.
SESSIONS: dict[Window, int] = {"hour": 20, "day": 60, "week": 300}


class Search(Struct, frozen=True):
    """What is looked for: a session of `routine` that was completed within a `window`.

    With a `key` one that has the same answer to it: one of `values`.
    """

    routine: str
    window: Window
    key: str = ""
    values: frozenset[str] = frozenset()


def was_completed(records: Iterable[Record], search: Search, now: datetime, session: str) -> bool:
    """Return whether a session other than `session` is as searched for."""
    latest = now.timestamp()
    for past in fold_sessions(records):
        if past.routine != search.routine or past.session == session or past.how != "completed":
            continue
        if not 0 <= latest - instant(past.began) < _SECONDS[search.window]:
            continue
        if not search.key or answer_values(past.answers.get(search.key)) & search.values:
            return True
    return False


def answer_values(answer: object) -> frozenset[str]:
    """Return what an answer says, each thing that was chosen for itself."""
    if isinstance(answer, list):
        return frozenset(map(str, answer))
    if not answer:
        return frozenset()
    return frozenset({str(answer)})
