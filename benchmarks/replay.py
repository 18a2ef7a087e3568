"""What bytes did to a screen: its cells, and those that changed for a moment. No terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import pyte

Chunk = tuple[float, bytes]
GAP = 0.005  # seconds of silence that end a frame
# Seconds: what is back before that has changed for a moment; a crest of the sea stays longer.
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
    if char == " ":
        return Seen(" ", "", ground, False)
    return Seen(char, ink, ground, bold)


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
        end = len(data)
        cut = _CUT.search(data)
        if cut:
            end = cut.start()
        self._rest = data[end:]
        self._stream.feed(_ALIEN.sub(b"", data[:end]))

    def text(self) -> list[str]:
        """Return the lines without colours."""
        return [str(line).rstrip() for line in self._screen.display]

    def at(self, x: int, y: int) -> Seen:
        """Return one cell."""
        char = self._screen.buffer[y][x]
        return _seen(char.data, char.fg, char.bg, char.bold)

    def shown(self) -> Shown:
        """Return all cells."""
        return [[self.at(x, y) for x in range(self.columns)] for y in range(self.rows)]

    def steps(self, data: bytes) -> Iterator[tuple[int, int, Seen]]:
        """Take bytes one character or sequence at a time.

        Yield each cell (x, y, what is seen) that might have changed.
        """
        data, self._rest = self._rest + data, b""
        for token in _TOKEN.findall(data):
            self._screen.dirty.clear()
            self.feed(token)
            columns = range(self.columns)
            if token >= b" ":  # a character changes no more than the cells beside the cursor
                cursor = self._screen.cursor.x
                columns = range(max(cursor - 2, 0), min(cursor + 1, self.columns))
            for y in sorted(self._screen.dirty):
                if y < self.rows:
                    yield from ((x, y, self.at(x, y)) for x in columns)


def frames(chunks: Iterable[Chunk]) -> list[Chunk]:
    """Return chunks with hardly any time between them as one frame, at the time of its last."""
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
