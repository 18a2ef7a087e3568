"""Whether a session is the third within an hour: by then it may be checking more than calming. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING

from calmtui.history.sessions import instant, resolve_changes

if TYPE_CHECKING:
    from calmtui.storage.journal import Record

SESSIONS = 20  # of the newest, in which to look
_HOUR = 3600.0


def is_third_within_an_hour(records: Iterable[Record], now: datetime, session: str) -> bool:
    """Return whether exactly two others were begun in the hour before the session, which begins now.

    A routine that was begun while another was on is part of that one: a wait offers it.
    """
    begun: dict[str, float] = {}
    ended: dict[str, float] = {}
    for record in resolve_changes(records):
        times = {"begun": begun, "ended": ended}.get(record["what"])
        if times is not None and record["session"] != session:
            times[record["session"]] = instant(record.get("at"))
    latest = now.timestamp()
    alone = (
        when
        for one, when in begun.items()
        if 0 <= latest - when < _HOUR
        and not any(begun[other] < when < ended.get(other, inf) for other in begun)
    )
    return len(list(alone)) == 2
