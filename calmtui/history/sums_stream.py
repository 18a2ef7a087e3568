"""Sums of the journal's lines as they come: the newest sessions stay open, older ones are added up.

What can't be right in one go is a doubt: a record of a session that is added up already, say. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from calmtui.history.period import ALL_TIME
from calmtui.history.rows import NO_KEYS, Row, row_of, rows_of
from calmtui.history.sessions import aware_time
from calmtui.history.sums import Sums
from calmtui.storage.journal_lines import Span

if TYPE_CHECKING:
    from datetime import datetime

    from calmtui.history.period import Period
    from calmtui.storage.journal_lines import JournalLine
    from calmtui.storage.records import Record

Place = tuple[str, str]  # of a session among the others: its local time, and its id

OPEN_SESSIONS = 400  # as many as can get further records without a doubt
_OF_TRIALS = frozenset({"trying", "tried"})
_COUNTED_ANSWERS = frozenset({"trigger", "choice"})


class OpenSession(Struct):
    """A session that may get further records; `records` are those that were read this time."""

    place: Place
    spans: list[Span]
    row: Row | None = None
    is_late: bool = False  # whether its records stand far apart

    def add_span(self, line: JournalLine) -> None:
        """Note where a record of it is."""
        if self.spans and self.spans[-1][0] == line.name:
            name, start, _end = self.spans[-1]
            self.spans[-1] = name, start, line.end
        else:
            self.spans.append((line.name, line.start, line.end))


class SumsState(Struct):
    """What is kept of a reading: sums, the newest sessions, and the records of trials.

    `horizon` is the place of the newest session in the sums. `months` are from which byte of each
    file the sessions of a month are; `late` are rows in the sums whose records stand far apart.
    """

    sums: Sums = field(default_factory=Sums)
    open: dict[str, OpenSession] = {}
    horizon: Place = ("", "")
    trials: list[dict[str, Any]] = []
    unreadable: int = 0
    undated: int = 0
    months: dict[str, dict[str, int]] = {}
    late: list[Row] = []

    def starts_of(self, period: Period) -> dict[str, int]:
        """Return from which byte of which file the sessions of a period are."""
        first = "" if period.first is None else period.first.isoformat()[:7]
        starts: dict[str, int] = {}
        for month, files in self.months.items():
            if month >= first:
                for name, offset in files.items():
                    starts[name] = min(starts.get(name, offset), offset)
        return starts


_NO_STARTS: Mapping[str, int] = {}


def _read_nothing(session: str, spans: list[Span]) -> Iterable[Record]:
    return ()


class SumsStream:
    """Takes lines, about in the order of their time, and adds them to a state.

    Args:
        state: What was read before.
        keys: The keys of triggers by their words in any language.
        ready: Sessions that were read beforehand, with their rows: their lines are passed over.
        period: The days to add up; the others are passed over.
        starts: From which byte of each file the lines are.
        read_earlier: Gives the records that an open session of the state had before.

    Attributes:
        doubts: The sessions that could not be taken as they came.
        erased: Sessions that are erased; their lines are passed over.
        found_erased: Whether any line has told of another erased session.
        sealed: The sessions of which something could not be opened.
    """

    def __init__(
        self,
        state: SumsState,
        keys: Mapping[str, str] = NO_KEYS,
        erased: Iterable[str] = (),
        ready: Mapping[str, OpenSession] | None = None,
        period: Period = ALL_TIME,
        read_earlier: Callable[[str, list[Span]], Iterable[Record]] = _read_nothing,
        starts: Mapping[str, int] = _NO_STARTS,
    ) -> None:
        self.state = state
        self.doubts: set[str] = set()
        self.erased = set(erased)
        self.found_erased = False
        self.sealed: set[str] = set()
        self.newest: list[Row] = []
        self._keys = keys
        self._period = period
        self._read_earlier = read_earlier
        self._ends = dict(starts)
        self._ready = ready or {}
        self._late = sorted(
            ((one.place, session) for session, one in self._ready.items()), reverse=True
        )
        self._records: dict[str, list[Record]] = {}
        # Open sessions of which everything was read this time.
        self._begun: dict[str, datetime] = {}
        self._heap: list[tuple[Place, str]] = [
            (one.place, session) for session, one in state.open.items()
        ]
        self._heap.sort()
        self._trials = {record["session"] for record in state.trials}

    def take(self, line: JournalLine) -> None:
        """Take a line."""
        record = line.record
        self._ends[line.name] = line.end
        session = record["session"]
        if session in self.erased or session in self._ready:
            return
        what = record["what"]
        if session in self.state.open:
            self._records.setdefault(session, []).append(record)
            self.state.open[session].add_span(line)
            if what in ("erased", "sealed") or what in _OF_TRIALS:
                self._take_other(session, record)
        elif what == "begun":
            self._begin(line)
        else:
            self._take_other(session, record)

    def _begin(self, line: JournalLine) -> None:
        session = line.record["session"]
        began = aware_time(line.record.get("at"))
        if began is None or session in self._trials:
            self.doubts.add(session)
            return
        place = began.isoformat(timespec="seconds")[:19], session
        if place <= self.state.horizon:
            self.doubts.add(session)
            return
        self._begun[session] = began
        self.state.open[session] = OpenSession(place, [])
        self.state.open[session].add_span(line)
        self._records[session] = [line.record]
        month = place[0][:7]
        if month not in self.state.months:
            self.state.months[month] = {**self._ends, line.name: line.start}
        heappush(self._heap, (place, session))
        self._add_up()

    def _take_other(self, session: str, record: Record) -> None:
        """Take a record of a session that is not open."""
        what = record["what"]
        if what == "erased":
            self.erased.add(session)
            self.found_erased = True
        elif what == "sealed":
            self.sealed.add(session)
        elif what in _OF_TRIALS or session in self._trials:
            self._trials.add(session)
            self.state.trials.append(record)
        elif what != "answered" or record.get("key") in _COUNTED_ANSWERS:
            self.doubts.add(session)

    def _add_up(self) -> None:
        """Add up all but the newest of the open sessions.

        At once: what stays open must not depend on where a reading began.
        """
        state = self.state
        while len(self._heap) > OPEN_SESSIONS:
            place, session = heappop(self._heap)
            while self._late and self._late[-1][0] < place:
                self._add_row(self._ready[self._late.pop()[1]])
            self._close(session, state.open[session])
            self._add_row(state.open.pop(session))

    def _add_row(self, opened: OpenSession) -> None:
        row = opened.row
        self.state.horizon = max(self.state.horizon, opened.place)
        if row is None:
            return
        if opened.is_late:
            self.state.late.append(row)
        if self._period.holds(row.day):
            self.state.sums.add(row)
            self.newest.append(row)
            if len(self.newest) > 2 * OPEN_SESSIONS:
                del self.newest[:OPEN_SESSIONS]

    def _close(self, session: str, opened: OpenSession) -> None:
        """Make the row of all records of a session."""
        records = self._records.pop(session, None)
        if records is not None:
            began = self._begun.pop(session, None)
            if began is None:
                records += self._read_earlier(session, opened.spans)
            opened.row = row_of(records, self._keys, began)

    def finish(self) -> None:
        """Bring the state to what was read: all rows are those of all records."""
        self._add_up()
        for session, opened in self.state.open.items():
            self._close(session, opened)
        while self._late:
            place, session = self._late.pop()
            if self._heap and place < self._heap[0][0]:
                self._add_row(self._ready[session])
            else:
                self.state.open[session] = self._ready[session]
                heappush(self._heap, (place, session))
        self._add_up()

    def open_rows(self) -> list[Row]:
        """Return the rows of the open sessions that count, oldest first."""
        rows = [one.row for one in self.state.open.values() if one.row is not None]
        return sorted(
            (row for row in rows if self._period.holds(row.day)), key=lambda row: row.place
        )


class Collector:
    """Collects the records of some sessions, and where they are."""

    def __init__(self, wanted: set[str]) -> None:
        self._wanted = wanted
        self._records: list[Record] = []
        self._spans: dict[str, OpenSession] = {}

    def take(self, line: JournalLine) -> None:
        """Take a line."""
        session = line.record["session"]
        if session in self._wanted:
            self._records.append(line.record)
            self._spans.setdefault(session, OpenSession(("", session), [])).add_span(line)

    def sessions(self, keys: Mapping[str, str]) -> tuple[dict[str, OpenSession], int]:
        """Return those that count, and how many have no beginning that can be read."""
        rows = rows_of(self._records, keys)
        return {
            row.session: OpenSession(row.place, self._spans[row.session].spans, row, is_late=True)
            for row in rows.rows
        }, rows.undated
