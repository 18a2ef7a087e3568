"""One session in full: each number and answer that was given in it, and what can be corrected.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.history.rows import NO_KEYS
from calmtui.history.sessions import (
    PastSession,
    aware_time,
    bounded,
    fold_sessions,
    ratings_of,
    resolve_changes,
)
from calmtui.history.words_urge import chosen_label
from calmtui.storage.records import VERSION, Record, new_id
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import sanitize, single_line

if TYPE_CHECKING:
    from typing import Any

CHOICE, LATER = "choice", "later"  # the keys of what was chosen, and of how it went afterwards
_MINUTE = 60
_MAX_SECONDS = 86400.0
_WHEN = {"before": N_("{name} before"), "after": N_("{name} after")}


class SessionEntry(Struct, frozen=True):
    """A number or an answer.

    Attributes:
        record: The id of the record that holds it.
        field: The field of the record.
        label: What was asked.
        text: What was answered, as it is shown.
        number: What was rated; None for an answer.
        is_written: Whether the person wrote it.
    """

    record: str
    field: str
    label: str
    text: str
    number: int | None = None
    is_written: bool = False


class SessionDetails(Struct, frozen=True):
    """A session and its entries, in their order; `is_urge` says whether it can have an outcome."""

    past: PastSession
    entries: tuple[SessionEntry, ...]
    is_urge: bool

    @property
    def has_fall(self) -> bool:
        """Whether a number was lower after it, or at the end of the wait."""
        pulls = [entry.number for entry in self.entries if entry.field == "pull"]
        given = [pull for pull in pulls if pull is not None]
        return self.past.has_fall or (len(given) > 1 and given[-1] < given[0])


def session_details(
    records: Iterable[Record], session: str, questions: Mapping[str, str] = NO_KEYS
) -> SessionDetails | None:
    """Return a session in full; None where it is not among the records.

    Args:
        records: The records, in any order; those of other sessions are left out.
        session: Its id.
        questions: What was asked, by the keys of the answers.
    """
    own = {record["id"]: record for record in records if record["session"] == session}
    past = next(iter(fold_sessions(own.values())), None)
    if past is None:
        return None
    resolved = resolve_changes(own.values())
    began = aware_time(past.began)
    entries: list[SessionEntry] = []
    for record in resolved:
        if record["what"] == "rated":
            entries += _ratings(record, began)
        elif record["what"] == "answered":
            entries += _answers(record, questions)
    has_delay = any(record["what"] == "begun" and record.get("delay") for record in resolved)
    return SessionDetails(past, tuple(entries), has_delay or CHOICE in past.answers)


def _ratings(record: Record, began: datetime | None) -> Iterable[SessionEntry]:
    for name, number in ratings_of(record).items():
        when = str(record.get("when"))
        label = _(_WHEN[when]) if when in _WHEN else _after(record, began)
        label = label.format(name=_(name))
        yield SessionEntry(record["id"], name, label, str(number), number)


def _after(record: Record, began: datetime | None) -> str:
    """Return when a number was given within a session, for its name."""
    seconds = bounded(record.get("after"), _MAX_SECONDS)
    at = aware_time(record.get("at"))
    if seconds is None and at is not None and began is not None:
        seconds = max((at - began).total_seconds(), 0.0)
    text = _("{name} after {n} min")
    return text.replace("{n}", str(round((seconds or 0.0) / _MINUTE)))


def _answers(record: Record, questions: Mapping[str, str]) -> Iterable[SessionEntry]:
    key, value = record.get("key"), record.get("value")
    if not isinstance(key, str):
        return
    if isinstance(value, str):
        label = single_line(questions.get(key, key))
        if key == LATER:
            label = _("How it went later")
        yield SessionEntry(record["id"], "value", label, sanitize(value), is_written=key != CHOICE)
    elif isinstance(value, list) and value:
        texts = [single_line(str(item)) for item in value]
        label = single_line(questions.get(key, key))
        if key == CHOICE:
            label = _("What you chose")
            texts = [chosen_label(str(item)) for item in value]
        yield SessionEntry(record["id"], "value", label, ", ".join(texts))


def correction(session: str, entry: SessionEntry, value: int | str, at: datetime) -> Record:
    """Return the record that changes an entry."""
    fields: dict[str, Any] = {entry.field: value}
    return _record(session, at, what="changed", record=entry.record, fields=fields)


def later_answer(session: str, text: str, at: datetime) -> Record:
    """Return the record of how it went later."""
    return _record(session, at, what="answered", key=LATER, value=text)


def _record(session: str, at: datetime, **more: Any) -> Record:
    when = at.isoformat(timespec="microseconds")
    return {"v": VERSION, "id": new_id(), "session": session, "at": when, **more}
