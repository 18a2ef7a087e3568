"""An ideal differ: how few bytes could bring the changes of a frame onto a screen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from benchmarks.replay import Chunk, Replay, Seen, Shown, frames

_FEW = 200  # changed cells in a frame for which the cheapest way is looked for cell by cell
_NOWHERE = (-1, -1)
_STEP = len("\x1b[C")  # bytes of a move by one cell

Place = tuple[int, int]  # column, row


def ideal_size(replay: Replay, chunks: Iterable[Chunk]) -> int:
    """Return the bytes of an ideal differ for the same frames."""
    differ = Ideal()
    before = replay.shown()
    size = 0
    for _, data in frames(chunks):
        replay.feed(data)
        after = replay.shown()
        size += differ.frame(before, after)
        before = after
    return size


class Ideal:
    """A differ that sends each changed cell once, by the shortest move, in the colours that differ.

    It takes them in reading order, colour by colour, or always the one that costs least next,
    whichever is shortest. Its pen and its place carry over from one frame to the next.
    """

    def __init__(self) -> None:
        self._pen = Seen("", "default", "default", False)
        self._place = _NOWHERE

    def frame(self, before: Shown, after: Shown) -> int:
        """Return the bytes for one frame."""
        changed = self._changed(before, after)
        pen, place = self._pen, self._place
        ways = []
        for order in (
            changed,
            sorted(changed, key=lambda cell: (cell[0].ground, cell[0].ink, cell[0].bold)),
            sorted(changed, key=lambda cell: (cell[0].ink, cell[0].ground, cell[0].bold)),
        ):
            self._pen, self._place = pen, place
            size = sum(self._cell(x, y, after[y]) for _, x, y in order)
            ways.append((size, self._pen, self._place))
        if len(changed) <= _FEW:
            self._pen, self._place = pen, place
            size = self._cheapest_first({(x, y) for _, x, y in changed}, after)
            ways.append((size, self._pen, self._place))
        size, self._pen, self._place = min(ways, key=lambda way: way[0])
        return size

    def _changed(self, before: Shown, after: Shown) -> list[tuple[Seen, int, int]]:
        """Return the changed cells in reading order, each with the look that it is sorted by."""
        changed: list[tuple[Seen, int, int]] = []
        look = self._pen
        for y, (old, new) in enumerate(zip(before, after, strict=True)):
            for x, seen in enumerate(new):
                if seen == old[x] or not seen.char:
                    continue
                look = look._replace(ground=seen.ground)
                if seen.char != " ":  # a space goes with its word
                    look = seen
                changed.append((look, x, y))
        return changed

    def _cheapest_first(self, left: set[Place], after: Shown) -> int:
        """Return the bytes when always that cell is next which costs least."""
        size = 0
        while left:
            ways = []
            pen, place = self._pen, self._place
            for x, y in left:
                ways.append((self._cell(x, y, after[y]), y, x))
                self._pen, self._place = pen, place
            _, y, x = min(ways)
            size += self._cell(x, y, after[y])
            left.discard((x, y))
        return size

    def _cell(self, x: int, y: int, row: list[Seen]) -> int:
        """Write a cell; return the bytes of that."""
        size = self._move(x, y, row) + self._colours(row[x]) + len(row[x].char.encode())
        width = 1
        if x + 1 < len(row) and not row[x + 1].char:
            width = 2
        self._place = (x + width, y)
        return size

    def _move(self, x: int, y: int, row: list[Seen]) -> int:
        column, line = self._place
        if (column, line) == (x, y):
            return 0
        ways = [len(f"\x1b[{y + 1};{x + 1}H")]
        if self._place != _NOWHERE and column < len(row):
            ways.append(_across(x - column) + _down(y - line))
        if line == y and x > column and all(self._suits(seen) for seen in row[column:x]):
            ways.append(sum(len(seen.char.encode()) for seen in row[column:x]))
        return min(ways)

    def _suits(self, seen: Seen) -> bool:
        """Tell whether a cell can be written again with the pen as it is."""
        pen = self._pen
        is_inked_alike = seen.char == " " or (seen.ink, seen.bold) == (pen.ink, pen.bold)
        return seen.ground == pen.ground and is_inked_alike

    def _colours(self, seen: Seen) -> int:
        """Change the pen to a cell's colours; return the bytes of that."""
        pen = self._pen
        if seen.char == " ":  # nothing of a space has an ink
            seen = Seen("", pen.ink, seen.ground, pen.bold)
        codes = []
        if seen.bold != pen.bold:
            codes.append("1" if seen.bold else "22")
        if seen.ink != pen.ink:
            codes.append(_colour(seen.ink, "38", "39"))
        if seen.ground != pen.ground:
            codes.append(_colour(seen.ground, "48", "49"))
        self._pen = seen._replace(char="")
        if not codes:
            return 0
        return len(f"\x1b[{';'.join(codes)}m")


def _across(by: int) -> int:
    """Return the bytes of a move along a row: to the left also by backspaces."""
    if by < 0:
        return min(-by, _sequence(by))
    return _sequence(by)


def _down(by: int) -> int:
    """Return the bytes of a move along a column: downwards also by line feeds."""
    if by > 0:
        return min(by, _sequence(by))
    return _sequence(by)


def _sequence(by: int) -> int:
    """Return the bytes of a sequence that moves the cursor so far along one axis."""
    if by == 0:
        return 0
    if abs(by) == 1:
        return _STEP
    return len(f"\x1b[{abs(by)}C")


def _colour(name: str, code: str, default: str) -> str:
    """Return the code of a colour; that of a name is as long as the default's."""
    if not re.fullmatch("[0-9a-f]{6}", name):
        return default
    return f"{code};2;" + ";".join(str(int(name[i : i + 2], 16)) for i in (0, 2, 4))
