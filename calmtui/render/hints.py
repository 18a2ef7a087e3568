"""Keys in words, as lines: a tap on a key's words is the key. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from calmtui.render.layout import TEXT_COLUMNS, Line, Span
from calmtui.text.own_keys import key_on, worded
from calmtui.text.width import cell_width

_MARGINS = 2  # columns that a row of keys leaves free, both sides together
_GAP = 6  # columns between two keys
_NARROW_GAP = 3
_KEY_COLUMNS = 3  # of a single character: enough for a finger


RATING_KEYS = "0123456789x"


class Hint:
    """A key, and the words that name it and what it does; no key for words alone.

    It is made of the usual key, and has what stands for that key in a run.
    """

    def __init__(self, usual: str, text: str) -> None:
        self.key = key_on(("run",), usual)
        self.text = worded(text, usual, self.key)


def hint_line(hints: Sequence[Hint], gap: int = _GAP) -> Line:
    """Return hints in one line."""
    spans: list[Span] = []
    for hint in hints:
        if spans:
            spans.append(Span(" " * gap))
        spans.append(Span(hint.text, "dim", key=hint.key))
    return Line(tuple(spans))


def hint_width(hints: Sequence[Hint], gap: int) -> int:
    """Return how many columns hints take in one line."""
    return sum(cell_width(hint.text) + gap for hint in hints) - gap


def hint_rows(hints: Sequence[Hint], columns: int, most: int = TEXT_COLUMNS) -> list[Line]:
    """Return hints in as few lines as they need; closer together where that saves one.

    `most` is how many columns a line fills at most.
    """
    room = min(columns - _MARGINS, most)
    rows = _filled(hints, room, _GAP)
    closer = _filled(hints, room, _NARROW_GAP)
    if len(closer) < len(rows):
        return [hint_line(row, _NARROW_GAP) for row in closer]
    return [hint_line(row) for row in rows]


def rating_keys() -> Line:
    """Return the keys of a rating in a row."""
    return Line(tuple(Span(key.center(_KEY_COLUMNS), "second", key=key) for key in RATING_KEYS))


def _filled(hints: Sequence[Hint], room: int, gap: int) -> list[list[Hint]]:
    rows: list[list[Hint]] = []
    left = 0
    for hint in hints:
        width = cell_width(hint.text)
        if rows and width + gap <= left:
            rows[-1].append(hint)
            left -= width + gap
        else:
            rows.append([hint])
            left = room - width
    return rows
