"""The history as CSV: one row a session, or one row a fact. Pure.

RFC 4180, in English whatever the language of the screen. No cell can be a formula: a text that a
spreadsheet would compute has an apostrophe before it (OWASP ASVS 5.0, 1.2.10).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from calmtui.history.facts import WORDS
from calmtui.text.dates import parse_timestamp

if TYPE_CHECKING:
    from datetime import datetime

    from calmtui.history.facts import SessionFacts

    Cell = str | int | float | None

COLUMNS = (
    "session", "began", "day", "time", "utc_offset", "weekday", "part", "routine", "title", "how",
    "practised_s", "delay_s", "anxiety_before", "anxiety_after", "pull_before", "pull_after",
    "pull_peak", "triggers", "feelings", "outcome", "outcome_after_s", "try", "arm",
    "imported",
)  # fmt: skip
LONG_COLUMNS = ("session", "at", "seconds", "kind", "name", "value")
BYTE_ORDER_MARK = "\ufeff"  # a spreadsheet takes the file for UTF-8 by it
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = ("night", "morning", "afternoon", "evening")  # of six hours each, from midnight
_PART_HOURS = 6
_FORMULA_STARTS = "=+-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05"  # and their full-width twins
_DAY_END = len("2026-11-24")
_TIME_END = len("2026-11-24T22:41:03")
_BREAKS = ("\t", "\r", "\n")


class _Line:
    """A file whose `write` returns what it was given: `writerow` then returns the row."""

    def write(self, text: str) -> str:
        return text


def harmless(text: str) -> str:
    """Return a text as a cell that no spreadsheet computes."""
    visible = next((char for char in text if not char.isspace() and char.isprintable()), "")
    if text.startswith(_BREAKS) or (visible and visible in _FORMULA_STARTS):
        return f"'{text}"
    return text


def session_rows(sessions: Iterable[SessionFacts], words: Iterable[str] = ()) -> Iterator[str]:
    """Yield a line for the columns, and one for each session.

    With `words`, the keys of questions, a column for what was written to each follows.
    """
    keys = tuple(words)
    yield _line((*COLUMNS, *(f"words_{key}" for key in keys)))
    for session in sessions:
        cells = _session_cells(session)
        cells += [_joined(session.values(WORDS, key)) for key in keys]
        yield _line(cells)


def fact_rows(sessions: Iterable[SessionFacts], *, words: bool = False) -> Iterator[str]:
    """Yield a line for the columns, and one for each fact; what was written only with `words`."""
    yield _line(LONG_COLUMNS)
    for session in sessions:
        for fact in session.facts:
            if words or fact.kind != WORDS:
                yield _line(
                    (session.session, fact.at, fact.seconds, fact.kind, fact.name, fact.value)
                )


def _session_cells(session: SessionFacts) -> list[Cell]:
    pulls = [*session.values("rating", "pull_before"), *session.values("rating", "pull_during")]
    pulls += session.values("rating", "pull_after")
    outcome = next((fact for fact in session.facts if fact.kind == "outcome"), None)
    drawn = next((fact for fact in session.facts if fact.kind == "drawn"), None)
    return [
        session.session,
        *_time_cells(parse_timestamp(session.began)),
        session.routine,
        session.title,
        session.how,
        session.practised,
        session.delay,
        _last(session.values("rating", "anxiety_before")),
        _last(session.values("rating", "anxiety_after")),
        _last(session.values("rating", "pull_before")),
        _last(session.values("rating", "pull_after")),
        max(pulls, key=int, default=None),
        _joined(session.values("trigger")),
        _joined(session.values("feeling")),
        outcome and outcome.value,
        outcome and outcome.seconds,
        drawn and drawn.name,
        drawn and drawn.value,
        session.imported,
    ]


def _time_cells(when: datetime | None) -> list[Cell]:
    """Return the cells of a beginning: as it was where it was written."""
    if when is None:
        return [None] * 6
    at = when.isoformat(timespec="seconds")
    return [
        at,
        at[:_DAY_END],
        at[_DAY_END + 1 : _TIME_END],
        f"UTC{at[_TIME_END:]}",  # with the letters it is neither a formula nor a time
        _WEEKDAYS[when.weekday()],
        _PARTS[when.hour // _PART_HOURS],
    ]


def _last(values: list[str | int]) -> Cell:
    return next(reversed(values), None)


def _joined(values: list[str | int]) -> str:
    return "; ".join(map(str, values))


def _line(cells: Iterable[Cell]) -> str:
    texts = [_text(cell) for cell in cells]
    line: str = csv.writer(_Line(), lineterminator="\r\n").writerow(texts)
    return line


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if cell is None:
        return ""
    return str(cell)
