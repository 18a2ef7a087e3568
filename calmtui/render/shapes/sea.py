"""The sea of an urge: a swell, a boat that crosses it, and above it the person's own wave. Pure."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import cos, floor, pi, sin
from typing import NamedTuple

from calmtui.render.cell import BLANK, Cell, Row, blank
from calmtui.render.easing import ease
from calmtui.render.palette import Ink
from calmtui.session.timeline import Sea

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_FULL = 8  # eighths of a cell


class _Wave(NamedTuple):
    height: float  # in rows
    length: float  # in columns
    period: float  # in seconds; below 0 it runs to the left


class _Layer(NamedTuple):
    ink: Ink
    level: float  # where its surface lies, as a share of the sea's depth
    waves: tuple[_Wave, _Wave]


# From the farthest. Waves of different lengths and speeds, so that nothing repeats.
_LAYERS = (
    _Layer(("far", 1.0), 1.0, (_Wave(0.55, 61.0, 47.0), _Wave(0.30, 23.0, -31.0))),
    _Layer(("middle", 1.0), 0.40, (_Wave(0.60, 47.0, -61.0), _Wave(0.20, 19.0, 37.0))),
    _Layer(("near", 1.0), 0.18, (_Wave(0.50, 53.0, 53.0), _Wave(0.20, 29.0, -43.0))),
)
# Of the sea in a second: with each one layer, a third of what is on, moves by an eighth of a row.
_CHANGES_PER_SECOND = 6
_DEPTH, _LEAST_DEPTH = 0.42, 3.0  # of the rows, and in rows
_SKY_GAP = 4  # rows between the marks of the pull and the sea
_LEAST_SKY = 2
_MOST_PULL = 10

_BOAT = (
    "...#.....",
    "...##....",
    "...###...",
    "...####..",
    "...#.....",
    "ooooooooo",
    ".ooooooo.",
)
_BOAT_INKS: dict[str, Ink] = {"o": ("warm", 1.0), "#": ("text", 1.0)}
_BOAT_MIDDLE = 4  # the column of its mast
_SHORE = 5  # columns that the boat keeps clear of the left edge
_SHORES = 14  # and of both together
_LINE_LEVEL = 0.4  # of the line that joins the marks


def draw_sea(sea: Sea, columns: int, rows: int, ascii_only: bool = False) -> list[Row]:
    """Return a swell, a boat that has come as far as the delay has, and the marks of the pull."""
    depth = max(rows * _DEPTH, _LEAST_DEPTH)
    surfaces = [_surface(number, columns, sea.swell, depth) for number in range(len(_LAYERS))]
    eighths = ([round(height * _FULL) for height in surface] for surface in surfaces)
    water = (_water_column(tops, rows, ascii_only) for tops in zip(*eighths, strict=True))
    cells = [list(row) for row in zip(*water, strict=True)]
    sky = round(rows - depth) - _SKY_GAP
    if sky >= _LEAST_SKY:
        _draw_marks(cells, sea, columns, sky, ascii_only)
    _draw_boat(cells, surfaces[0], sea, ascii_only)
    return cells


def draw_wave(sea: Sea, columns: int, rows: int, ascii_only: bool = False) -> list[Row]:
    """Return the marks of the pull alone, joined: what the person sees at the end."""
    cells = blank(columns, rows)
    _draw_marks(cells, sea, columns, rows, ascii_only)
    return cells


def sea_steps(seconds: float) -> int:
    """Return how often the sea has changed when the swell has moved for so long.

    Its layers take turns, one with each change.
    """
    return floor(seconds * _CHANGES_PER_SECOND)


def _surface(number: int, columns: int, seconds: float, depth: float) -> list[float]:
    """Return the heights in rows of one layer of the sea above the bottom, column by column."""
    layer, turns = _LAYERS[number], len(_LAYERS)
    last_change = (sea_steps(seconds) + number) // turns * turns - number
    heights = [depth * layer.level] * columns
    for wave in layer.waves:
        angle = 2 * pi * (last_change / _CHANGES_PER_SECOND) / wave.period
        by_sine, by_cosine = wave.height * cos(angle), wave.height * sin(angle)
        heights = [
            height + by_sine * sine + by_cosine * cosine
            for height, (sine, cosine) in zip(heights, _angles(wave.length, columns), strict=True)
        ]
    return heights


@lru_cache(maxsize=16)
def _angles(length: float, columns: int) -> tuple[tuple[float, float], ...]:
    """Return sine and cosine of a wave at each column.

    With those of the time they give its height at any time.
    """
    angles = (2 * pi * x / length for x in range(columns))
    return tuple((sin(angle), cos(angle)) for angle in angles)


# The columns of a few frames: the swell never repeats, and more would only take memory.
@lru_cache(maxsize=1024)
def _water_column(tops: tuple[int, ...], rows: int, ascii_only: bool) -> tuple[Cell, ...]:
    """Return one column of the sea, from above, for the layers' heights in eighths of a row."""
    return tuple(_water(tops, row * _FULL, ascii_only) for row in range(rows - 1, -1, -1))


def _water(tops: tuple[int, ...], bottom: int, ascii_only: bool) -> Cell:
    """Return the cell whose lower edge is `bottom` eighths above the ground."""
    ink: Ink | None = None
    behind: Ink | None = None  # what shows above a surface that ends within this cell
    full: Ink | None = None
    share = 0
    for top, layer in zip(tops, _LAYERS, strict=True):
        if top <= bottom:
            continue
        share = min(top - bottom, _FULL)
        behind, ink = full, layer.ink
        if share == _FULL:
            full = ink
    if ink is None:
        return BLANK
    if share == _FULL:
        behind = None
    return _water_cell(ink, share, behind, ascii_only)


@lru_cache(maxsize=256)
def _water_cell(ink: Ink, share: int, behind: Ink | None, ascii_only: bool) -> Cell:
    """Return a cell with so many eighths of a layer in it: the same one for all that are alike."""
    if not ascii_only:
        return Cell(_EIGHTHS[share], ink, behind)
    if share < _FULL:
        return Cell("~", ink)
    return Cell(".", ink)


def _column_at(progress: float, columns: int) -> int:
    """Return the column of a share of the voyage; the boat keeps clear of both edges."""
    return _SHORE + round(progress * max(columns - _SHORES, 1))


def _draw_marks(cells: list[Row], sea: Sea, columns: int, sky: int, ascii_only: bool) -> None:
    """Draw the person's own wave: a mark at the height of each pull, joined by a faint line."""

    def draw(x: int, pull: float, level: float, ascii_mark: str = "") -> None:
        half_row = 2 + round((_MOST_PULL - pull) / _MOST_PULL * (sky * 2 - 3))
        row, half = divmod(half_row, 2)
        char = "▀▄"[half]
        if ascii_only:
            char = ascii_mark or "'."[half]
        cells[row][x] = Cell(char, ("warm", level))

    places = [(_column_at(progress, columns), float(pull)) for progress, pull in sea.marks]
    for (x0, pull0), (x1, pull1) in pairwise(places):
        for x in range(x0 + 1, x1):
            draw(x, pull0 + (pull1 - pull0) * ease((x - x0) / (x1 - x0)), _LINE_LEVEL)
    for x, pull in places:
        draw(x - 1, pull, 1.0, "o")
        draw(x, pull, 1.0, "o")


def _draw_boat(cells: list[Row], surface: list[float], sea: Sea, ascii_only: bool) -> None:
    columns, rows = len(surface), len(cells)
    middle = _column_at(sea.progress, columns)
    under = [surface[min(max(middle + dx, 0), columns - 1)] for dx in (-3, 0, 3)]
    keel = round((rows - sum(under) / len(under)) * 2) + 1
    pixels: dict[tuple[int, int], Ink] = {}
    for dy, line in enumerate(reversed(_BOAT)):
        for dx, char in enumerate(line):
            if char in _BOAT_INKS:
                pixels[middle - _BOAT_MIDDLE + dx, keel - dy] = _BOAT_INKS[char]
    for x, y in {(x, y // 2) for x, y in pixels}:
        if 0 <= x < columns and 0 <= y < rows:
            top, low = pixels.get((x, y * 2)), pixels.get((x, y * 2 + 1))
            cells[y][x] = _boat_cell(top, low, cells[y][x], ascii_only)


def _boat_cell(top: Ink | None, low: Ink | None, behind: Cell, ascii_only: bool) -> Cell:
    """Return a cell of the boat, with the water around it where the boat takes half of the cell."""
    if ascii_only:
        return _ascii_boat_cell(top, low)
    if top and low:
        if top == low:
            return Cell("█", top)
        return Cell("▀", top, low)
    if top:
        if behind.char == " ":
            return Cell("▀", top)
        return Cell("▀", top, behind.ink)
    if behind.char == "█":
        return Cell("▄", low, behind.ink)
    return Cell("▄", low, behind.ground)


def _ascii_boat_cell(top: Ink | None, low: Ink | None) -> Cell:
    hull = _BOAT_INKS["o"]
    if hull in (top, low):
        return Cell("o", top or low)
    return Cell("#", top or low)
