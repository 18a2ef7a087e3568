"""Whether a session is the third within an hour: by then it may be checking more than calming."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING

from calmtui.history.sessions import SessionFold, fold_records, instant

if TYPE_CHECKING:
    from calmtui.storage.records import Record

SESSIONS = 20  # of the newest, in which to look
_HOUR = 3600.0
_OTHERS = 2


class _Span(SessionFold):
    """When a session began and ended."""

    def __init__(self, begun: Record) -> None:
        super().__init__(begun)
        self.start = instant(begun.get("at"))
        self.end = inf

    def add(self, record: Record) -> None:
        """Add the next record."""
        if record["what"] == "ended":
            self.end = instant(record.get("at"))


def is_third_within_an_hour(records: Iterable[Record], now: datetime, session: str) -> bool:
    """Return whether exactly two others began in the hour before the session, which begins now.

    A routine that was begun while another was on is part of that one: a wait offers it. What comes
    before a program is not counted: how often that is opened is nobody's to say.
    """
    others = [
        span
        for span in fold_records(records, _Span)
        if span.session != session and not span.is_before_program
    ]
    latest = now.timestamp()
    alone = [
        span
        for span in others
        if 0 <= latest - span.start < _HOUR
        and not any(other.start < span.start < other.end for other in others)
    ]
    return len(alone) == _OTHERS


def last_session_time(records: Iterable[Record], now: datetime) -> datetime | None:
    """Return when a session last began or ended; a time an hour ahead of now is a wrong clock."""
    times = [
        time
        for span in fold_records(records, _Span)
        for time in (span.start, span.end)
        if time < now.timestamp() + _HOUR
    ]
    if not times:
        return None
    return datetime.fromtimestamp(max(times), now.tzinfo)
