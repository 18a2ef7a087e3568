"""What bytes did to a screen, without a terminal.

Its cells, the bytes of an ideal differ, and the cells that changed for a moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import pyte

Chunk = tuple[float, bytes]
GAP = 0.005  # seconds of silence that end a frame
_FEW = 200  # changed cells in a frame for which the cheapest way is looked for cell by cell
# seconds: what is back before that has changed for a moment; a crest of the sea stands longer
MOMENT = 0.15
# What pyte would print as text: strings, kitty's keys, queries of modes.
_ALIEN = re.compile(
    rb"\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\??[0-9;]*\$p"
)
_CUT = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[\]P^_X][^\x07\x1b]*\x1b?)?$")
_TOKEN = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[^\[]|[\xc0-\xff][\x80-\xbf]*|[\x00-\xff]", re.S)


class Seen(NamedTuple):
    """What an eye sees of a cell: a space has no ink, and a full block is a space on its colour."""

    char: str
    ink: str
    ground: str
    bold: bool


Shown = list[list[Seen]]


@lru_cache(1 << 16)
def _seen(char: str, ink: str, ground: str, bold: bool) -> Seen:
    if char == "█":
        return Seen(" ", "", ink, False)
    return Seen(" ", "", ground, False) if char == " " else Seen(char, ink, ground, bold)


class Replay:
    """A screen that takes bytes."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""

    def feed(self, data: bytes) -> None:
        """Take bytes; a sequence that is cut waits for its end."""
        data = self._rest + data
        cut = _CUT.search(data)
        self._rest = data[cut.start() :] if cut else b""
        self._stream.feed(_ALIEN.sub(b"", data[: len(data) - len(self._rest)]))

    def text(self) -> list[str]:
        """Return the lines without colours."""
        return [str(line).rstrip() for line in self._screen.display]

    def at(self, x: int, y: int) -> Seen:
        """One cell."""
        char = self._screen.buffer[y][x]
        return _seen(char.data, char.fg, char.bg, char.bold)

    def shown(self) -> Shown:
        """All cells."""
        return [[self.at(x, y) for x in range(self.columns)] for y in range(self.rows)]

    def steps(self, data: bytes) -> Iterator[tuple[int, int, Seen]]:
        """Take bytes one character or sequence at a time.

        Yields each cell (x, y, what is seen) that might have changed.
        """
        data, self._rest = self._rest + data, b""
        for token in _TOKEN.findall(data):
            self._screen.dirty.clear()
            self.feed(token)
            here = self._screen.cursor.x
            wide = (
                range(self.columns)
                if token < b" "
                else range(max(here - 2, 0), min(here + 1, self.columns))
            )
            for y in sorted(self._screen.dirty):
                if y < self.rows:
                    yield from ((x, y, self.at(x, y)) for x in wide)


def frames(chunks: Iterable[Chunk]) -> list[Chunk]:
    """Chunks with hardly any time between them are one frame, at the time of its last."""
    made: list[Chunk] = []
    for at, data in chunks:
        if made and at - made[-1][0] <= GAP:
            made[-1] = (at, made[-1][1] + data)
        else:
            made.append((at, data))
    return made


def flicker(replay: Replay, chunks: Iterable[Chunk]) -> int:
    """Count the cells that change for a moment.

    They change to what neither the frame before nor the frame shows, or there and back.
    """
    found: set[tuple[int, int]] = set()
    left: dict[tuple[int, int], tuple[float, Seen]] = {}  # when a cell last changed, and from what
    now = replay.shown()
    for at, data in frames(chunks):
        path: dict[tuple[int, int], list[Seen]] = {}
        for x, y, seen in replay.steps(data):
            stops = path.setdefault((x, y), [now[y][x]])
            if stops[-1] != seen:
                stops.append(seen)
        for (x, y), stops in path.items():
            before, after = stops[0], stops[-1]
            if any(seen not in (before, after) for seen in stops) or (
                before == after and len(stops) > 1
            ):
                found.add((x, y))
            if before != after:
                then, was = left.get((x, y), (-1.0, before))
                if was == after and at - then < MOMENT:
                    found.add((x, y))
                left[x, y] = (at, before)
                now[y][x] = after
    return len(found)


def _sequence(by: int) -> int:
    """Return the bytes of a sequence that moves the cursor so far along one axis."""
    return 0 if not by else 3 if abs(by) == 1 else len(f"\x1b[{abs(by)}C")


def _colour(name: str, front: bool) -> str:
    if not re.fullmatch("[0-9a-f]{6}", name):
        return "39" if front else "49"  # a name's code is as long
    return f"{3 if front else 4}8;2;" + ";".join(str(int(name[i : i + 2], 16)) for i in (0, 2, 4))


class Ideal:
    """A differ that sends each changed cell once, with the shortest move and the least colour.

    It goes in reading order, colour by colour, or always to what costs least next, whichever is
    shortest; its pen and its place stand from one frame to the next.
    """

    def __init__(self) -> None:
        self._pen = Seen("", "default", "default", False)
        self._place = (-1, -1)

    def frame(self, before: Shown, after: Shown) -> int:
        """Return the bytes for one frame."""
        changed: list[tuple[Seen, int, int]] = []
        like = self._pen
        for y, (old, new) in enumerate(zip(before, after, strict=True)):
            for x, seen in enumerate(new):
                if seen != old[x] and seen.char:
                    like = (
                        seen if seen.char != " " else like._replace(ground=seen.ground)
                    )  # a space goes with its word
                    changed.append((like, x, y))
        start, ways = (self._pen, self._place), []
        for order in (
            changed,
            sorted(changed, key=lambda cell: (cell[0].ground, cell[0].ink, cell[0].bold)),
            sorted(changed, key=lambda cell: (cell[0].ink, cell[0].ground, cell[0].bold)),
        ):
            self._pen, self._place = start
            ways.append(
                (sum(self._cell(x, y, after[y]) for _, x, y in order), self._pen, self._place)
            )
        if len(changed) <= _FEW:
            self._pen, self._place = start
            ways.append(
                (
                    self._cheapest_first({(x, y) for _, x, y in changed}, after),
                    self._pen,
                    self._place,
                )
            )
        size, self._pen, self._place = min(ways, key=lambda way: way[0])
        return size

    def _cheapest_first(self, left: set[tuple[int, int]], after: Shown) -> int:
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
        size = self._move(x, y, row) + self._ink(row[x]) + len(row[x].char.encode())
        wide = x + 1 < len(row) and not row[x + 1].char
        self._place = (x + (2 if wide else 1), y)
        return size

    def _move(self, x: int, y: int, row: list[Seen]) -> int:
        column, line = self._place
        if (column, line) == (x, y):
            return 0
        ways = [len(f"\x1b[{y + 1};{x + 1}H")]
        gap, down = x - column, y - line
        if (column, line) != (-1, -1) and column < len(row):
            across = (
                _sequence(gap) if gap > 0 else min(-gap, _sequence(gap))
            )  # backspaces go back, line feeds down
            ways.append(across + (_sequence(down) if down < 0 else min(down, _sequence(down))))
        if line == y and gap > 0 and all(self._suits(seen) for seen in row[column:x]):
            ways.append(sum(len(seen.char.encode()) for seen in row[column:x]))
        return min(ways)

    def _suits(self, seen: Seen) -> bool:
        """Whether a cell can be written again with the pen as it is."""
        pen = self._pen
        return seen.ground == pen.ground and (
            seen.char == " " or (seen.ink, seen.bold) == (pen.ink, pen.bold)
        )

    def _ink(self, seen: Seen) -> int:
        pen, codes = self._pen, []
        ink, bold = (pen.ink, pen.bold) if seen.char == " " else (seen.ink, seen.bold)
        if bold != pen.bold:
            codes.append("1" if bold else "22")
        if ink != pen.ink:
            codes.append(_colour(ink, True))
        if seen.ground != pen.ground:
            codes.append(_colour(seen.ground, False))
        self._pen = Seen("", ink, seen.ground, bold)
        return len(f"\x1b[{';'.join(codes)}m") if codes else 0


def ideal_size(replay: Replay, chunks: Iterable[Chunk]) -> int:
    """Return the bytes of an ideal differ for the same frames."""
    differ, before, size = Ideal(), replay.shown(), 0
    for _, data in frames(chunks):
        replay.feed(data)
        after = replay.shown()
        size += differ.frame(before, after)
        before = after
    return size
