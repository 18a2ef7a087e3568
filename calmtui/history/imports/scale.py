"""A scale that a person names: what its values are from 0 to 10."""

from __future__ import annotations

import re
from typing import NamedTuple

from calmtui.history.imports.rows import Rating
from calmtui.text.i18n import _

_ENDS = re.compile(r"(-?\d{1,4})-(-?\d{1,4})", re.ASCII)
_WORD = re.compile(r"([^=]+)=(\d{1,2})", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,4}", re.ASCII)
_MOST = 10
_MAX_SHOWN = 11  # values that are shown one by one


class Scale(NamedTuple):
    """A scale by its text; `low` becomes 0 and `high` 10, or each of `words` its own number."""

    text: str
    low: int = 0
    high: int = _MOST
    words: tuple[tuple[str, int], ...] = ()

    def read(self, cell: str) -> Rating | None:
        """Return what a cell rates; None for an empty one. Raises ValueError for any other."""
        cell = cell.strip()
        if not cell:
            return None
        for word, number in self.words:
            if cell.casefold() == word.casefold():
                return Rating(number, cell, self.text)
        if not self.words and _NUMBER.fullmatch(cell):
            value = int(cell)
            if min(self.low, self.high) <= value <= max(self.low, self.high):
                return Rating(self._number(value), cell, self.text)
        message = _("'{text}' is not on the scale {scale}")
        raise ValueError(message.format(text=cell[:20], scale=self.text))

    def _number(self, value: int) -> int:
        """Return a value from 0 to 10, a half rounded up."""
        size = abs(self.high - self.low)
        return (2 * _MOST * abs(value - self.low) + size) // (2 * size)

    def describe(self) -> str:
        """Return what its values become: `1 is 0, 2 is 3, 3 is 5, 4 is 8, 5 is 10`."""
        pairs = [(word, number) for word, number in self.words]
        if not pairs:
            step = (self.high > self.low) - (self.high < self.low)
            values = range(self.low, self.high + step, step)
            if len(values) > _MAX_SHOWN:
                values = range(self.low, self.high + step, self.high - self.low)
            pairs = [(str(value), self._number(value)) for value in values]
        return ", ".join(
            _("{value} is {number}").format(value=value, number=number) for value, number in pairs
        )


def parse_scale(text: str) -> Scale:
    """Read a scale: `0-10`, `1-5`, `5-1`, or words: `rad=0,good=2,meh=5`. Raises ValueError."""
    ends = _ENDS.fullmatch(text.strip())
    if ends is not None and int(ends[1]) != int(ends[2]):
        return Scale(text.strip(), int(ends[1]), int(ends[2]))
    words = [_WORD.fullmatch(part.strip()) for part in text.split(",")]
    pairs = tuple((match[1].strip(), int(match[2])) for match in words if match is not None)
    names = {name.casefold() for name, _number in pairs}
    if len(names) == len(words) and all(number <= _MOST for _name, number in pairs):
        return Scale(text.strip(), words=pairs)
    message = _("expected a scale such as 0-10, 1-5, or words: calm=0,tense=5,panic=10")
    raise ValueError(message)
