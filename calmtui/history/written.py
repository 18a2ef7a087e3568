"""What was written before, to be read again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.history.sessions import instant, resolve_changes
from calmtui.text.sanitize import sanitize

if TYPE_CHECKING:
    from calmtui.storage.records import Record


class WrittenAnswer(Struct, frozen=True):
    """An answer of the journal: its session, the id of its record, its time, and its words."""

    session: str
    record: str
    at: str
    words: str


def written_answers(
    records: Iterable[Record], keys: tuple[str, ...], most: int
) -> tuple[WrittenAnswer, ...]:
    """Return the answers to any of these questions, the newest first."""
    answers = [
        WrittenAnswer(record["session"], record["id"], str(record.get("at", "")), words)
        for record in resolve_changes(records)
        if record["what"] == "answered" and record.get("key") in keys
        if (words := answer_words(record.get("value")))
    ]
    answers.sort(key=lambda answer: instant(answer.at), reverse=True)
    return tuple(answers[:most])


def answer_words(value: object) -> str:
    """Return what an answer says, in one text."""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if not isinstance(value, str):
        return ""
    return sanitize(value).strip()
