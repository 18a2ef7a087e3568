"""Records of the journal folded into sessions. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

TYPE_CHECKING = False  # `log` waits for this
if TYPE_CHECKING:
    from typing import Any

    from calmtui.storage.journal import Record

_FIXED = frozenset({"v", "id", "session", "at", "what"})  # of a record, whatever a change says
RATED = ("anxiety", "pull", "upset", "strength")  # what a record of a rating may hold
_ENDLESS = 1e9  # seconds that no session has


class PastSession(NamedTuple):  # a dataclass would bring `inspect`: a fifth of what `log` takes
    """One kept session. `how` is None for one that never ended; `practised` is guide time in seconds.

    `before` and `after` map what was rated to 0..10; what was skipped is absent.
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


def instant(at: object) -> float:
    """Return the seconds since the epoch of a record's time; without an offset as UTC, a broken one as 0."""
    try:
        when = datetime.fromisoformat(at if type(at) is str else str(at))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):  # overflow: the year 1, ahead of UTC
        return 0.0


def _place(record: Record) -> tuple[int, float, bool, str]:
    """Where a record stands in its session, whatever file it came from: by its time, in a second by its id.

    The beginning is first and an end for good is last whatever the clocks said: such a run is never gone on with.
    """
    what = record["what"]
    ended = what == "ended"
    stage = 0 if what == "begun" else 2 if ended and record.get("how") != "interrupted" else 1
    return stage, instant(record.get("at")), ended, record["id"]


def resolve_changes(records: Iterable[Record]) -> list[Record]:
    """The records of every session that is not erased, in their order and as they were changed last.

    The same comes out in whatever order they go in. A `changed` record with `record` (an id) and `fields` replaces
    those fields of that record of its session, a null takes one away; for each field the latest counts.
    """
    every = list(records)
    erased = {record["session"] for record in every if record["what"] == "erased"}
    ordered = sorted((record for record in every if record["session"] not in erased), key=_place)
    changes: dict[tuple[str, str], dict[str, Any]] = {}
    for record in ordered:
        if record["what"] == "changed" and isinstance(record.get("fields"), dict):
            changes.setdefault((record["session"], str(record.get("record"))), {}).update(
                record["fields"]
            )
    if not changes:
        return ordered
    return [_changed(record, changes.get((record["session"], record["id"]))) for record in ordered]


def _changed(record: Record, fields: dict[str, Any] | None) -> Record:
    if not fields:
        return record
    new = {**record, **{name: value for name, value in fields.items() if name not in _FIXED}}
    return {name: value for name, value in new.items() if value is not None}


def _ratings(record: Record) -> dict[str, int]:
    return {
        what: n for what in RATED if type(n := record.get(what)) is int and 0 <= n <= 10
    }  # a bool is none


def _seconds(value: object) -> float:
    """A length of time that a file may hold: never negative, endless or no number."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _ENDLESS:
        return float(value)
    return 0.0


def fold_sessions(records: Iterable[Record]) -> list[PastSession]:
    """Fold records, in whatever order they come, into sessions, newest first; erased ones are left out."""
    building: dict[str, dict[str, Any]] = {}
    for record in resolve_changes(records):
        what, id = record["what"], record["session"]
        if what == "begun":
            building.setdefault(
                id,
                {
                    "session": id,
                    "routine": str(record.get("routine", "")),
                    "title": str(record.get("title", "")),
                    "began": str(record.get("at", "")),
                    "how": None,
                    "practised": 0.0,
                    "before": {},
                    "after": {},
                    "answers": {},
                },
            )
        session = building.get(id)
        if session is None:
            continue  # its beginning can't be read
        if what == "rated" and record.get("when") in ("before", "after"):
            session[record["when"]].update(_ratings(record))
        elif what == "answered" and isinstance(record.get("key"), str):
            session["answers"][record["key"]] = record.get("value")
        elif what == "ended":
            session["how"] = str(record.get("how", ""))
            session["practised"] = _seconds(record.get("practised"))
        elif what == "resumed":
            session["how"] = None
    newest = list(building.values())
    if len(newest) > 1:
        newest.sort(
            key=lambda session: (instant(session["began"]), session["session"]), reverse=True
        )
    return [PastSession(**session) for session in newest]
