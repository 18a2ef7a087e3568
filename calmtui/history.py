"""Records of the journal folded into sessions. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

TYPE_CHECKING = False  # `log` waits for this
if TYPE_CHECKING:
    from typing import Any

    from calmtui.journal import Record


@dataclass(frozen=True)
class PastSession:
    """One kept session. `how` is None for one that never ended; `practised` is guide time in seconds.

    `before` and `after` map what was rated to 0..10; what was skipped is absent.
    """

    session: str
    routine: str
    title: str
    began: str
    how: str | None = None
    practised: float = 0.0
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)


def _instant(at: object) -> float:
    """Seconds since the epoch of a record's time; one without an offset is taken as UTC, a broken one as 0."""
    try:
        when = datetime.fromisoformat(str(at))
    except ValueError:
        return 0.0
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def _ratings(record: Record) -> dict[str, int]:
    found = {what: record.get(what) for what in ("anxiety", "pull")}
    return {w: n for w, n in found.items() if isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= 10}


def sessions(records: Iterable[Record]) -> list[PastSession]:
    """Fold records, in whatever order they come, into sessions, newest first; erased ones are left out."""
    ordered = sorted(records, key=lambda record: _instant(record.get("at")))  # stable: writing order within a second
    erased = {record["session"] for record in ordered if record["what"] == "erased"}
    building: dict[str, dict[str, Any]] = {}
    for record in ordered:
        id = record["session"]
        if record["what"] == "begun" and id not in erased and id not in building:
            building[id] = {
                "session": id,
                "routine": str(record.get("routine", "")),
                "title": str(record.get("title", "")),
                "began": str(record.get("at", "")),
                "before": {},
                "after": {},
                "answers": {},
            }
    for record in ordered:
        session = building.get(record["session"])
        if session is None:
            continue
        if record["what"] == "rated" and record.get("when") in ("before", "after"):
            session[record["when"]].update(_ratings(record))
        elif record["what"] == "answered" and isinstance(record.get("key"), str):
            session["answers"][record["key"]] = record.get("value")
        elif record["what"] == "ended":
            session["how"] = str(record.get("how", ""))
            practised = record.get("practised", 0)
            session["practised"] = float(practised) if isinstance(practised, int | float) else 0.0
        elif record["what"] == "resumed":
            session["how"] = None
    newest = sorted(building.values(), key=lambda session: _instant(session["began"]), reverse=True)
    return [PastSession(**session) for session in newest]
