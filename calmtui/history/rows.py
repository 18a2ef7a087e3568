"""A session as a row of numbers and options, for what is counted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from calmtui.history.sessions import RATED, SessionFold, aware_time, bounded, resolve_changes

if TYPE_CHECKING:
    from calmtui.storage.records import Record

    Keys = Mapping[str, str]

NO_KEYS: Keys = {}
DISTRESS = ("anxiety", "pull", "upset")  # a strong feeling may be joy: it is not counted
PARTS = 4  # of a day, six hours each
_HOURS = 6
_A_BREAK = "pause-and-return"  # has a wait, but no urge
_LOCAL_DAY = 10  # characters of a time in ISO 8601
_LOCAL_TIME = 19
_MAX_SECONDS = 86400.0
_MAX_DRAWS = 1000
_ONCE = ("begun", "drawn", "ended")  # of a session that was not gone on with


class Row(NamedTuple):
    """One session that counts.

    `before` and `after` are the first thing that was rated, named by `what`; None was not given.
    `pulls` are the pull, or nothing, at seconds since the beginning. `triggers` are keys, which no
    language changes. `arm` is what the coin of the try `try_id` has chosen.
    """

    session: str
    began: str
    routine: str
    how: str
    practised: float
    what: str = ""
    before: int | None = None
    after: int | None = None
    is_urge: bool = False
    pulls: tuple[tuple[float, int], ...] = ()
    triggers: tuple[str, ...] = ()
    choice: str = ""
    try_id: str = ""
    arm: int = 0

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands among the others: by the clock of where it was."""
        return self.began[:_LOCAL_TIME], self.session

    @property
    def day(self) -> str:
        """The day where it was, as in `2026-11-28`."""
        return self.began[:_LOCAL_DAY]

    @property
    def weekday(self) -> int:
        """The day of the week; Monday is 0."""
        return date.fromisoformat(self.day).weekday()

    @property
    def part(self) -> int:
        """The part of the day, from 0 (midnight to six) to 3."""
        return int(self.began[11:13]) // _HOURS


@dataclass(frozen=True)
class Trial:
    """A comparison of two routines by a coin, as its records say; `how` is None while it is on.

    `length` is the number of draws after which it ends, `until` when it ends at the latest.
    """

    id: str
    began: str
    routines: tuple[str, str]
    what: str
    length: int
    until: str
    alpha: float
    machine: str
    how: str | None = None


@dataclass(frozen=True)
class Rows:
    """What records add up to: the rows that count, oldest first, and the trials.

    `sealed` sessions could not be opened; `undated` ones have no beginning that can be read.
    """

    rows: tuple[Row, ...]
    trials: tuple[Trial, ...]
    sealed: int
    undated: int


class _RowFold(SessionFold):
    """What the records of one session add up to, for its row."""

    def __init__(self, begun: Record, began: datetime) -> None:
        super().__init__(begun)
        self._began = began
        self._has_delay = bounded(begun.get("delay"), _MAX_SECONDS) is not None
        self._what = ""
        self._pulls: list[tuple[float, int]] = []

    def rate(self, record: Record, rated: dict[str, int]) -> None:
        """Add what a record rates; the first thing that is rated is what the row has."""
        super().rate(record, rated)
        if record.get("when") in ("before", "after"):
            self._what = self._what or next((name for name in DISTRESS if name in rated), "")
        if "pull" in rated:
            self._pulls.append((self._seconds(record), rated["pull"]))

    def _seconds(self, record: Record) -> float:
        """Return the seconds from the beginning to a record."""
        after = bounded(record.get("after"), _MAX_SECONDS)
        when = aware_time(record.get("at"))
        if after is not None or when is None:
            return after or 0.0
        return max((when - self._began).total_seconds(), 0.0)

    def row(self, keys: Keys) -> Row | None:
        """Return its row; None for one that does not count.

        One that was left early counts when it was rated, or when a coin had chosen it.
        """
        before = self.ratings.get("before", {}).get(self._what)
        after = self.ratings.get("after", {}).get(self._what)
        is_rated = before is not None or after is not None
        counts = self.how == "completed" or (
            self.how == "left early" and (is_rated or bool(self.drawn))
        )
        if not counts:
            return None
        triggers = self._triggers(keys)
        choice = ""
        if not self.is_before_program:  # how often it was opened is nobody's to count
            choice = _first_text(self.answers.get("choice"))
        is_urge = self._has_delay or bool(self._pulls or triggers or choice)
        return Row(
            session=self.session,
            began=self._began.isoformat(timespec="seconds"),
            routine=self.routine,
            how=self.how or "",
            practised=self.practised,
            what=self._what,
            before=before,
            after=after,
            is_urge=is_urge and self.routine != _A_BREAK,
            pulls=tuple(sorted(self._pulls, key=itemgetter(0))),
            triggers=triggers,
            choice=choice,
            try_id=str(self.drawn.get("try", "")),
            arm=int(bool(self.drawn.get("arm"))),
        )

    def _triggers(self, keys: Keys) -> tuple[str, ...]:
        """Return the keys of what set it off: by its words in any language, else as recorded."""
        words = _texts(self.answers.get("trigger"))
        if not words:
            return ()
        recorded = _texts(self.keys.get("trigger"))
        if len(recorded) != len(words):
            recorded = words
        pairs = zip(words, recorded, strict=True)
        return tuple(dict.fromkeys(keys.get(word, key) for word, key in pairs))


def rows_of(records: Iterable[Record], keys: Keys = NO_KEYS) -> Rows:
    """Return the rows of records, in whatever order they come.

    Args:
        records: The records; the same one may come again.
        keys: The keys of triggers by their words in any language.
    """
    folds: dict[str, _RowFold] = {}
    trials: dict[str, Trial] = {}
    ends: dict[str, str] = {}
    sealed: set[str] = set()
    undated: set[str] = set()
    for record in resolve_changes({record["id"]: record for record in records}.values()):
        session = record["session"]
        match record["what"]:
            case "begun" if session not in folds and session not in undated:
                began = aware_time(record.get("at"))
                if began is None:
                    undated.add(session)
                else:
                    folds[session] = _RowFold(record, began)
            case "trying":
                trials.setdefault(session, _trial(record))
            case "tried":
                ends.setdefault(session, str(record.get("how", "")))
            case "sealed":
                sealed.add(session)
        if session in folds:
            folds[session].add(record)
    rows = [row for fold in folds.values() if (row := fold.row(keys)) is not None]
    return Rows(
        tuple(sorted(rows, key=lambda row: row.place)),
        tuple(replace(trial, how=ends.get(trial.id)) for trial in trials.values()),
        len(sealed),
        len(undated),
    )


def row_of(records: list[Record], keys: Keys, began: datetime | None = None) -> Row | None:
    """Return the row of the records of one session: the same as `rows_of`, mostly sooner.

    `began` is the time of the first one, if that is known.
    """
    began = began or aware_time(records[0].get("at"))
    if began is None or not _are_in_order(records):
        return next(iter(rows_of(records, keys).rows), None)
    fold = _RowFold(records[0], began)
    for record in records:
        fold.add(record)
    return fold.row(keys)


def _are_in_order(records: list[Record]) -> bool:
    """Return whether these add up to the same however they are sorted; False in any doubt."""
    if records[0]["what"] != "begun":
        return False
    kinds: set[str] = set()
    rated: set[str] = set()
    for record in records:
        what = record["what"]
        if what == "rated":
            kinds.add(f"{record.get('when')} {record.get('after')}")
            if record.get("when") != "during":
                rated.update(name for name in RATED if name in record)
        elif what == "answered":
            kinds.add(f"{what} {record.get('key')}")
        elif what in _ONCE:
            kinds.add(what)
        else:
            return False
    return len(kinds) == len(records) and len(rated) <= 1


def _trial(record: Record) -> Trial:
    first, second, *_more = (*_texts(record.get("routines")), "", "")
    return Trial(
        id=record["session"],
        began=str(record.get("at", "")),
        routines=(first, second),
        what=str(record.get("rate", "")),
        length=int(bounded(record.get("draws"), _MAX_DRAWS) or 0),
        until=str(record.get("until", "")),
        alpha=bounded(record.get("alpha"), 1.0) or 0.0,
        machine=str(record.get("machine", "")),
    )


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(item for item in value if isinstance(item, str))


def _first_text(value: object) -> str:
    """Return a choice, which is a list of one; a string in what older versions wrote."""
    if isinstance(value, str):
        return value
    return next(iter(_texts(value)), "")
