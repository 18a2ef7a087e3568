"""A page on a slow line: sent in pieces, and no more at once than leaves room for the next key.

What the newest picture has no use for any more is never sent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from rich.color import ColorSystem

from calmtui.text.width import has_disputed_width
from calmtui.tui.painted_cells import BEHIND, Piece, ShownRow
from calmtui.tui.shown_cells import ShownCells, paint_rows
from calmtui.tui.ssh_line import SshLine

_PART = 16  # cells of a row that are sent together

_Picture = Callable[[], Sequence[ShownRow]]


class _Part(NamedTuple):
    """Cells of a row, from a column up to another."""

    row: int
    start: int
    end: int


class SlowPage:
    """The picture that a line is still to be brought, and what of it comes next."""

    def __init__(self, shown: ShownCells, line: SshLine) -> None:
        self._shown, self._line = shown, line
        self._wanted: _Picture | None = None
        self._at_key: _Picture | None = None  # what was wanted when a key came
        self._owes_answer = False  # whether nothing was sent since then
        self._turn = 0  # pieces that were sent
        self._turns: dict[int, int] = {}  # by the row, when it had its last one since then

    @property
    def is_behind(self) -> bool:
        """Whether more is wanted than what is sent."""
        return self._wanted is not None and self._shown.picture is not None

    @property
    def needs_another_look(self) -> bool:
        """Whether something is to be done soon."""
        return self.is_behind or self._line.is_measured

    def forget(self) -> None:
        """Take note that the picture will be made anew."""
        self._wanted = None

    def note_key(self) -> None:
        """Take note of a key: what it changes comes first."""
        self._at_key = self._wanted or self._shown.picture
        self._owes_answer = True
        self._turns.clear()

    def paint(self, pieces: Iterable[Piece], system: ColorSystem | None) -> bool:
        """Have pieces of a screen sent; False where nobody knows what is shown."""
        if self._shown.picture is None:
            self._wanted = None
            return False
        after = paint_rows((self._wanted or self._shown.picture)(), pieces, system)
        self._wanted = lambda: after
        return True

    def want(self, picture: _Picture) -> bool:
        """Have a picture sent; False where nobody knows what is shown."""
        self._wanted = cache(picture)
        return self.is_behind

    def note_sent(self, size: int) -> None:
        """Take note of bytes that were sent."""
        self._line.note_sent(size)

    def piece(self) -> str:
        """Return what to send next, by a pen that is plain before and after it.

        Empty where the line has no room for it.
        """
        if self._wanted is None or self._shown.picture is None:
            if self._line.is_measured:
                self._line.look()
            return ""
        room = self._line.room(is_answer=self._owes_answer)
        if room <= 0:
            return ""
        before, after = self._shown.picture(), self._wanted()
        parts = self._parts(before, after)

        def first(count: int) -> list[ShownRow]:
            rows = list(before)
            for row, start, end in parts[:count]:
                rows[row] = [*rows[row][:start], *after[row][start:end], *rows[row][end:]]
            return rows

        def size(count: int) -> int:
            return len(self._shown.difference(first(count)).encode())  # shapes: 3 bytes a cell

        count = len(parts)
        if size(count) > room:
            if not self._owes_answer and room < self._line.least:
                return ""
            count = max(bisect_right(range(1, count), room, key=size), 1)
        rows = first(count)
        text = self._shown.difference(rows)
        self._shown.follow((len(rows[0]), len(rows)), lambda: rows)
        if count == len(parts):
            self._wanted = None
        self._owes_answer = False
        self._turn += 1
        self._turns |= {part.row: self._turn for part in parts[:count]}
        return text

    def _parts(self, before: Sequence[ShownRow], after: Sequence[ShownRow]) -> list[_Part]:
        """Return what differs: first what a key changed, then what was there, each words first.

        A row that moves does not come again before others have had their turn.
        """
        rows = [row for row, one in enumerate(after) if one != before[row]]
        at_key = before
        if self._at_key is not None:
            at_key = self._at_key()
        is_old = {row: row < len(at_key) and after[row] == at_key[row] for row in rows}
        rows.sort(key=lambda row: (is_old[row], _is_bare(after[row]), self._turns.get(row, 0)))
        return [part for row in rows for part in _parts_of(row, before[row], after[row])]


def _parts_of(row: int, before: ShownRow, after: ShownRow) -> Iterator[_Part]:
    """Yield what differs in a row, no wide letter cut; where a width is unsure, all of it."""
    end = len(after)
    if any(has_disputed_width(text) for text, _ in (*before, *after)):
        yield _Part(row, 0, end)
        return
    cuts = [
        column
        for column in range(_PART, end, _PART)
        if BEHIND not in (before[column], after[column])
    ]
    for start, stop in zip([0, *cuts], [*cuts, end], strict=True):
        if before[start:stop] != after[start:stop]:
            yield _Part(row, start, stop)


def _is_bare(row: ShownRow) -> bool:
    """Whether a row has no words: a shape can wait for them."""
    return not any(text.isalnum() for text, _ in row)
