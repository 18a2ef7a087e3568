"""Fold the records of the journal into sessions. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from calmtui.text.dates import parse_timestamp

# `log` waits for this module: what only types need is not imported.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeVar

    from calmtui.storage.records import Record

    Fold = TypeVar("Fold", bound="SessionFold")

RATED = ("anxiety", "pull", "upset", "strength", "belief")  # what a record of a rating may hold
CSV = "csv"  # in the place of a program, for a file of which only the columns were named
_MAX_RATING = 10
_MAX_PRACTISED = 1e9  # seconds; no session lasts as long
_FIXED = frozenset({"v", "id", "session", "at", "what"})  # of a record, whatever a change says


# A dataclass would bring `inspect`: a fifth of what `log` takes.
class PastSession(NamedTuple):
    """One saved session. `how` is None for one that never ended; `practised` is guide time.

    `before` and `after` map what was rated to 0..10; what was skipped is absent. `keys` are picked
    options in English, where `answers` has them in another language. `imported` is the program that
    saved it, or CSV; None for a session of calmtui's own.
    """

    session: str
    routine: str
    title: str
    began: str
    how: str | None
    practised: float
    before: dict[str, int]
    after: dict[str, int]
    answers: dict[str, Any]
    keys: Mapping[str, Any] = MappingProxyType({})
    imported: str | None = None

    @property
    def has_fall(self) -> bool:
        """Whether a number was lower after it than before."""
        return any(self.after.get(name, before) < before for name, before in self.before.items())

    def picked(self, name: str) -> frozenset[str]:
        """Return the options that were picked at a question, in English where that is known."""
        options = self.keys.get(name) or self.answers.get(name)
        if not isinstance(options, list):
            return frozenset()
        return frozenset(option for option in options if isinstance(option, str))


class SessionFold:
    """What the records of one session add up to.

    `ratings` are by when, then by what was rated; `drawn` is the record of a coin, if any.
    """

    def __init__(self, begun: Record) -> None:
        self.session: str = begun["session"]
        self.routine = str(begun.get("routine", ""))
        self.title = str(begun.get("title", ""))
        self.began = str(begun.get("at", ""))
        self.is_before_program = begun.get("before") is True
        self.imported = imported_from(begun)
        self.how: str | None = None
        self.practised = 0.0
        self.ratings: dict[str, dict[str, int]] = {}
        self.answers: dict[str, Any] = {}
        self.keys: dict[str, Any] = {}
        self.drawn: Record = {}

    def add(self, record: Record) -> None:
        """Add the next record, also the one it was begun with."""
        what = record["what"]
        if what == "rated":
            self.rate(record, ratings_of(record))
        elif what == "answered" and isinstance(record.get("key"), str):
            self.answers[record["key"]] = record.get("value")
            self.keys[record["key"]] = record.get("keys")
        elif what == "ended":
            self.how = str(record.get("how", ""))
            self.practised = bounded(record.get("practised"), _MAX_PRACTISED) or 0.0
        elif what == "resumed":
            self.how = None
        elif what == "drawn":
            self.drawn = record

    def rate(self, record: Record, rated: dict[str, int]) -> None:
        """Add what a record rates."""
        self.ratings.setdefault(str(record.get("when")), {}).update(rated)

    def past_session(self) -> PastSession:
        """Return the session as the history shows it."""
        return PastSession(
            self.session,
            self.routine,
            self.title,
            self.began,
            self.how,
            self.practised,
            self.ratings.get("before", {}),
            self.ratings.get("after", {}),
            self.answers,
            self.keys,
            self.imported,
        )


def imported_from(begun: Record) -> str | None:
    """Return the program that saved a session, CSV where only columns were named, or None."""
    program = begun.get("imported")
    if not isinstance(program, str):
        return None
    return program or CSV


def fold_sessions(records: Iterable[Record]) -> list[PastSession]:
    """Fold records, in whatever order they come, into sessions, newest first.

    Erased sessions are left out, and those whose beginning can't be read.
    """
    sessions = [fold.past_session() for fold in fold_records(records, SessionFold)]
    if len(sessions) > 1:
        sessions.sort(key=lambda past: (instant(past.began), past.session), reverse=True)
    return sessions


def fold_records(
    records: Iterable[Record], new_fold: Callable[[Record], Fold | None]
) -> Iterable[Fold]:
    """Fold records, in whatever order they come, into a fold for each session.

    `new_fold` gives one for the record of a beginning; None leaves the session out.
    """
    folds: dict[str, Fold] = {}
    for record in resolve_changes(records):
        session = record["session"]
        fold = folds.get(session)
        if fold is None and record["what"] == "begun":
            fold = new_fold(record)
            if fold is not None:
                folds[session] = fold
        if fold is not None:
            fold.add(record)
    return folds.values()


def resolve_changes(records: Iterable[Record]) -> list[Record]:
    """Return the records of sessions that are not erased, in order and as last changed.

    The same comes out in whatever order they go in. A `changed` record with `record` (an id) and
    `fields` replaces those fields of that record of its session, a null removes one; the latest
    change of a field counts.
    """
    records = list(records)
    erased = {record["session"] for record in records if record["what"] == "erased"}
    ordered = sorted((record for record in records if record["session"] not in erased), key=_place)
    changes: dict[tuple[str, str], dict[str, Any]] = {}
    for record in ordered:
        if record["what"] == "changed" and isinstance(record.get("fields"), dict):
            changed = changes.setdefault((record["session"], str(record.get("record"))), {})
            changed.update(record["fields"])
    if not changes:
        return ordered
    return [_changed(record, changes.get((record["session"], record["id"]))) for record in ordered]


def _place(record: Record) -> tuple[int, float, bool, str]:
    """Return where a record stands in its session: by its time, within a second by its id.

    Whatever the clocks said, the beginning is first, and an end for good, from which no run is
    resumed, is last.
    """
    what = record["what"]
    is_end = what == "ended"
    stage = 1
    if what == "begun":
        stage = 0
    elif is_end and record.get("how") != "interrupted":
        stage = 2
    return stage, instant(record.get("at")), is_end, record["id"]


def _changed(record: Record, fields: dict[str, Any] | None) -> Record:
    if not fields:
        return record
    new = {**record, **{name: value for name, value in fields.items() if name not in _FIXED}}
    return {name: value for name, value in new.items() if value is not None}


def ratings_of(record: Record) -> dict[str, int]:
    """Return what a record rates, each from 0 to 10."""
    ratings = {}
    for name in RATED:
        if name in record:
            value = record[name]
            if type(value) is int and 0 <= value <= _MAX_RATING:  # a bool is none
                ratings[name] = value
    return ratings


def bounded(value: object, most: float) -> float | None:
    """Return a number from 0 to `most`; None for anything else that a file may hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 <= value <= most:
        return None
    return float(value)


def aware_time(at: object) -> datetime | None:
    """Return the time of a record, one without an offset as UTC; None for a broken one."""
    when = parse_timestamp(str(at))
    if when is None or when.tzinfo is not None:
        return when
    return when.replace(tzinfo=UTC)


def instant(at: object) -> float:
    """Return the seconds since the epoch of a record's time; 0 for a broken one."""
    when = aware_time(at)
    if when is None:
        return 0.0
    try:
        return when.timestamp()
    except (ValueError, OverflowError):  # the year 1, ahead of UTC
        return 0.0
