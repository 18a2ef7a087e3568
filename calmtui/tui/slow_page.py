"""A page on a slow line: sent in pieces, and no more at once than leaves room for the next key.

What the newest picture has no use for any more is never sent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from rich.color import ColorSystem

from calmtui.tui.painted_cells import Piece, ShownRow
from calmtui.tui.shown_cells import ShownCells, paint_rows
from calmtui.tui.ssh_line import SshLine

_WORTH = 350  # bytes of room that are worth another piece of what is not new


class SlowPage:
    """The picture that a line is still to be brought, and what of it comes next."""

    def __init__(self, shown: ShownCells, line: SshLine) -> None:
        self._shown, self._line = shown, line
        self._wanted: Callable[[], Sequence[ShownRow]] | None = None
        self._newest: frozenset[int] = frozenset()  # rows that the last change was in

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

    def paint(self, pieces: Iterable[Piece], system: ColorSystem | None) -> bool:
        """Have pieces of a screen sent; False where nobody knows what is shown."""
        if self._shown.picture is None:
            self._wanted = None
            return False
        before = (self._wanted or self._shown.picture)()
        after = paint_rows(before, pieces, system)
        self._wanted = lambda: after
        self._newest = frozenset(row for row, one in enumerate(after) if one != before[row])
        return True

    def want(self, picture: Callable[[], Sequence[ShownRow]]) -> bool:
        """Have a picture sent; False where nobody knows what is shown."""
        self._wanted, self._newest = picture, frozenset()
        return self.is_behind

    def note_sent(self, size: int) -> None:
        """Take note of bytes that were sent."""
        self._line.note_sent(size)

    def piece(self) -> str:
        """Return what to send next, by a pen that is plain before and after it.

        Empty where the line has no room for it.
        """
        if self._wanted is None or self._shown.picture is None:
            return ""
        room = self._line.room()
        if room <= 0:
            return ""
        before, after = self._shown.picture(), self._wanted()
        order = sorted(
            (row for row, one in enumerate(after) if one != before[row]),
            key=lambda row: (row not in self._newest, _is_bare(after[row])),
        )

        def first(count: int) -> list[ShownRow]:
            rows = list(before)
            for row in order[:count]:
                rows[row] = after[row]
            return rows

        def size(count: int) -> int:
            return len(self._shown.difference(first(count)))

        count = len(order)
        if size(count) > room:
            newest = sum(row in self._newest for row in order)
            if room >= _WORTH:
                count = max(bisect_right(range(1, count), room, key=size), 1)
            elif newest and size(newest) <= room:
                count = newest
            else:
                return ""
        rows = first(count)
        text = self._shown.difference(rows)
        self._shown.follow((len(rows[0]), len(rows)), lambda: rows)
        if count == len(order):
            self._wanted = None
        return text


def _is_bare(row: ShownRow) -> bool:
    """Whether a row has no words: a shape can wait for them."""
    return not any(text.isalnum() for text, _ in row)
