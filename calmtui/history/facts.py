"""The facts of one session, in order, as what is exported has them. Pure.

What a person wrote is told from what they picked by the question it answers: an answer is words
unless its key is known to be a pick, so that what another version asks stays with the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from typing import TYPE_CHECKING, NamedTuple

from calmtui.history.sessions import aware_time, bounded, imported_from, ratings_of
from calmtui.text.sanitize import sanitize, single_line

if TYPE_CHECKING:
    from calmtui.storage.records import Record

PICKS = {"trigger": "trigger", "feelings": "feeling", "choice": "outcome"}  # key: kind of fact
WORDS = "words"
_MAX_SECONDS = 1e9
_NAMED = ("title", "value", "keys")  # of a record that may hold the partner's name


class Fact(NamedTuple):
    """One thing that was given at a time; `seconds` are counted from the beginning, if known."""

    at: str
    seconds: float | None
    kind: str
    name: str
    value: str | int


class SessionFacts(NamedTuple):
    """One session; all texts in it are clean. `began` is empty where it is broken.

    `imported` is the program that saved it; empty for a session of calmtui's own.
    """

    session: str
    began: str
    routine: str
    title: str
    how: str
    practised: float
    delay: float | None
    facts: tuple[Fact, ...]
    imported: str = ""

    def values(self, kind: str, name: str = "") -> list[str | int]:
        """Return what was given of a kind, and of a name, in order."""
        return [fact.value for fact in self.facts if fact.kind == kind and name in ("", fact.name)]

    @property
    def words(self) -> list[Fact]:
        """What the person wrote."""
        return [fact for fact in self.facts if fact.kind == WORDS]


def ended_tries(records: Iterable[Record]) -> frozenset[str]:
    """Return the tries that are over: of all others, what the coin chose is shown nowhere."""
    return frozenset(record["session"] for record in records if record["what"] == "tried")


def session_facts(records: list[Record], over: Set[str], keys: Mapping[str, str]) -> SessionFacts:
    """Return the facts of a session, from its records in order, with the one it was begun with.

    Args:
        records: Its records, as last changed.
        over: The tries that are over.
        keys: What was picked, by its words in any language.
    """
    begun = next(record for record in records if record["what"] == "begun")
    how, practised = "", 0.0
    delay = bounded(begun.get("delay"), _MAX_SECONDS)
    facts: list[Fact] = []
    for record in records:
        match record["what"]:
            case "rated":
                facts += _ratings(record, begun)
            case "answered":
                facts += _answer(record, begun, keys)
            case "drawn":
                facts.append(_draw(record, begun, over))
            case "changed" if "record" not in record:
                delay = bounded(record.get("delay"), _MAX_SECONDS) or delay
            case "resumed":
                how = ""
            case "ended":
                how = single_line(str(record.get("how", "")))
                practised = bounded(record.get("practised"), _MAX_SECONDS) or 0.0
    return SessionFacts(
        single_line(begun["session"]),
        _time(begun),
        single_line(str(begun.get("routine", ""))),
        single_line(str(begun.get("title", ""))),
        how,
        practised,
        delay,
        tuple(facts),
        single_line(imported_from(begun) or ""),
    )


def hide_name(records: Iterable[Record], name: str, word: str) -> list[Record]:
    """Return records with a word in place of a name, in titles and in what was picked.

    Own routines may have a place for the partner's name; what a person wrote stays as it is.
    """
    if not name:
        return list(records)
    pattern = _pattern(name)

    def without(value: object) -> object:
        if isinstance(value, str):
            return pattern.sub(lambda _match: word, value)
        if isinstance(value, list):
            return [without(item) for item in value]
        return value

    hidden = []
    for record in records:
        if record["what"] == "begun" or is_pick(record):
            record = record | {key: without(record[key]) for key in _NAMED if key in record}
        hidden.append(record)
    return hidden


def has_name(texts: Iterable[str], name: str) -> bool:
    """Return whether there is a name that `hide_name` would take out."""
    return bool(name) and any(map(_pattern(name).search, texts))


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def _ratings(record: Record, begun: Record) -> list[Fact]:
    when = record.get("when")
    if when not in ("before", "during", "after"):
        return []
    at, seconds = _time(record), _seconds(record, begun)
    return [
        Fact(at, seconds, "rating", f"{name}_{when}", value)
        for name, value in ratings_of(record).items()
    ]


def _answer(record: Record, begun: Record, keys: Mapping[str, str]) -> list[Fact]:
    at, seconds = _time(record), _seconds(record, begun)
    key, value = single_line(str(record.get("key", ""))), record.get("value")
    if is_pick(record):
        picks = filter(None, map(single_line, _picked_keys(record, keys)))
        return [Fact(at, seconds, PICKS[key], key, pick) for pick in picks]
    text = sanitize(_joined(value)).strip()
    if not text:
        return []
    return [Fact(at, seconds, WORDS, key, text)]


def is_pick(answer: Record) -> bool:
    """Return whether an answer was picked from options, not written."""
    return answer.get("key") in PICKS and isinstance(answer.get("value"), list)


def _picked_keys(record: Record, keys: Mapping[str, str]) -> list[str]:
    """Return what was picked, by its key where it has one, which no language changes."""
    words = _texts(record.get("value"))
    names = _texts(record.get("keys"))
    if len(names) != len(words):
        names = words
    pairs = zip(words, names, strict=True)
    return list(dict.fromkeys(keys.get(word, name) for word, name in pairs))


def _draw(record: Record, begun: Record, over: Set[str]) -> Fact:
    try_id = str(record.get("try", ""))
    arm: str | int = ""
    if try_id in over:
        arm = int(record.get("arm") == 1)
    return Fact(_time(record), _seconds(record, begun), "drawn", single_line(try_id), arm)


def _time(record: Record) -> str:
    when = aware_time(record.get("at"))
    if when is None:
        return ""
    return when.isoformat(timespec="seconds")


def _seconds(record: Record, begun: Record) -> float | None:
    """Return the seconds from the beginning to a record."""
    after = bounded(record.get("after"), _MAX_SECONDS)
    when, began = aware_time(record.get("at")), aware_time(begun.get("at"))
    if after is not None or when is None or began is None:
        return after
    return max((when - began).total_seconds(), 0.0)


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, str)]


def _joined(value: object) -> str:
    if isinstance(value, str):
        return value
    return "; ".join(_texts(value))
