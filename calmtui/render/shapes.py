"""Square, orb, sea, figure: a moment and a size in, rows of cells out. Pure; colours are inks, not yet colours.

Cells are about twice as high as wide, so two half blocks make square pixels: a shape is drawn on a grid of
pixels twice as high as its rows.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import cos, floor, hypot, pi, sin
from typing import NamedTuple

from calmtui.render.palette import Ink, Role
from calmtui.session.timeline import Moment, Sea


class Cell(NamedTuple):
    """One character cell; None as an ink is the theme's own text or ground."""

    char: str = " "
    ink: Ink | None = None
    ground: Ink | None = None
    bold: bool = False


Row = list[Cell]
Picture = tuple[tuple[Cell, ...], ...]  # a drawing that is kept: nobody may change it
Pixels = list[list[Ink | None]]
BLANK = Cell()


def blank(columns: int, rows: int) -> list[Row]:
    """Rows of empty cells."""
    return [[BLANK] * columns for _ in range(rows)]


def shade(role: Role, level: float) -> Ink:
    """An ink in one of a few levels, so that a slow change changes few cells."""
    return role, round(level * 12) / 12


def _grid(columns: int, rows: int) -> Pixels:
    return [[None] * columns for _ in range(rows * 2)]


def _picture(pixels: Pixels, ascii: bool) -> Picture:
    """Two pixels, one above the other, become one cell."""
    return tuple(
        tuple(_pair(top, low, ascii) for top, low in zip(upper, lower, strict=True))
        for upper, lower in zip(pixels[::2], pixels[1::2], strict=True)
    )


def _copied(picture: Picture) -> list[Row]:
    return [list(row) for row in picture]


@lru_cache(maxsize=4096)
def _pair(top: Ink | None, low: Ink | None, ascii: bool) -> Cell:
    if top is None and low is None:
        return BLANK
    if ascii:
        ink = max((ink for ink in (top, low) if ink), key=lambda ink: (ink[0] == "warm", ink[1]))
        char = "o" if ink[0] == "warm" else "#" if ink[1] > 0.55 else "+" if ink[1] > 0.3 else "."
        return Cell(char, ink)
    if top is None:
        return Cell("▄", low)
    if top == low:
        return Cell("█", top)
    return Cell("▀", top, low)


def ease(progress: float) -> float:
    """Half a cosine: slow, quicker, slow."""
    return (1 - cos(pi * progress)) / 2


def disc_steps(moment: Moment | None, columns: int, rows: int) -> int:
    """How large the orb is: its radius in steps of two thirds of a pixel; without a moment it is at rest."""
    full = 0.0
    if moment is not None:
        phase = moment.phase
        full = phase.fill_start + (phase.fill_end - phase.fill_start) * ease(moment.progress)
    largest = min(columns, rows * 2) / 2 - 1
    return round(largest * (0.4 + 0.53 * full) * _STEPS)


def orb(moment: Moment | None, columns: int, rows: int, ascii: bool = False) -> list[Row]:
    """A disc as full as the lungs; in a hold and a rest it stands quite still."""
    return _copied(_disc(disc_steps(moment, columns, rows), columns, rows, ascii))


_STEPS = 1.5  # of the radius in a pixel
_RING = 0.12  # the level of the ring around the fullest breath
_EDGE = 0.3  # the level of the edge
_BOTH = 0.7  # pixels: an edge that meets the halves of a cell closer together meets both at once


class _Spot(NamedTuple):
    """A cell of the orb: at which steps of the radius the edge reaches it and has passed it, and its three looks."""

    reached: int
    passed: int
    outside: Cell
    edge: Cell
    inside: Cell


@lru_cache(maxsize=8)
def _plate(columns: int, rows: int, ascii: bool) -> tuple[tuple[_Spot, ...], ...]:
    """The left half of a disc of any size, cell by cell.

    A cell changes twice while the disc grows over it, and its looks depend on its place alone: all that an edge passes
    at once is one colour.
    """
    middle_x, middle_y = (columns - 1) / 2, rows - 0.5
    largest = min(columns, rows * 2) / 2 - 1

    def spot(x: int, y: int) -> _Spot:
        top, low = (hypot(x - middle_x, y * 2 + half - middle_y) for half in (0, 1))
        middle = (top + low) / 2
        full, edge = shade("cool", 0.33 + 0.4 * (middle / largest) ** 2), shade("cool", _EDGE)
        ring = [
            shade("cool", _RING) if abs(distance - largest) < 0.5 else None
            for distance in (top, low)
        ]
        # The half that is nearer to the middle is inside while the other is the edge.
        halves = (
            (edge, edge) if abs(top - low) < _BOTH else (full, edge) if top < low else (edge, full)
        )
        steps = round(middle * _STEPS), round((max(top, low) + 1) * _STEPS)
        return _Spot(*steps, _pair(*ring, ascii), _pair(*halves, ascii), _pair(full, full, ascii))

    return tuple(tuple(spot(x, y) for x in range((columns + 1) // 2)) for y in range(rows))


@lru_cache(maxsize=256)
def _disc(steps: int, columns: int, rows: int, ascii: bool) -> Picture:
    """The disc with a radius of so many `steps`, its edge one mixed shade, inside a ring for the fullest breath."""
    halves = (
        tuple(
            spot.inside
            if spot.passed <= steps
            else spot.edge
            if spot.reached <= steps
            else spot.outside
            for spot in line
        )
        for line in _plate(columns, rows, ascii)
    )
    return tuple(half + half[: columns // 2][::-1] for half in halves)


def path_steps(moment: Moment | None, columns: int, rows: int) -> int:
    """How far around the square the point has come, in pixels."""
    around = 4 * (min(columns, rows * 2) - 3)
    gone = 0.0
    if moment is not None and moment.phase.kind != "say":
        gone = (moment.phase.side + moment.progress) / moment.phase.sides
    return round(gone * around) % around


def square(moment: Moment | None, columns: int, rows: int, ascii: bool = False) -> list[Row]:
    """A square whose sides are the phases of a round; a point travels them, with a trail behind it."""
    return _copied(_path(path_steps(moment, columns, rows), columns, rows, ascii))


_TRAIL = (1.0, 0.78, 0.58)  # the levels behind the point
_FADES = (
    6  # pixels of the trail that fade at once: one by one they would be most of what a line carries
)


@lru_cache(maxsize=512)
def _path(here: int, columns: int, rows: int, ascii: bool) -> Picture:
    """The square with its point `here` pixels along the way around."""
    pixels = _grid(columns, rows)
    side = min(columns, rows * 2) - 3
    left, top = (columns - side) // 2, (rows * 2 - side) // 2

    def place(step: int) -> tuple[int, int]:
        edge, along = divmod(step % (4 * side), side)
        return (
            (left + along, top),
            (left + side, top + along),
            (left + side - along, top + side),
            (left, top + side - along),
        )[edge]

    for step in range(4 * side):
        x, y = place(step)
        pixels[y][x] = shade("cool", 0.38 if step < here else 0.18)
    for number, level in enumerate(_TRAIL):
        first = (here // _FADES - number) * _FADES
        for step in range(max(first, 0), min(first + _FADES, here)):
            x, y = place(step)
            pixels[y][x] = shade("cool", level)
    x, y = place(here)
    for dx, dy in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
        if 0 <= y + dy < rows * 2 and 0 <= x + dx < columns:
            pixels[y + dy][x + dx] = ("warm", 1.0)
    return _picture(pixels, ascii)


# The figure stands 33 pixels high and 21 wide: region -> rectangles (left, top, right, bottom), ends not included.
_BODY: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "face": ((8, 0, 13, 1), (7, 1, 14, 5), (8, 5, 13, 6)),
    "neck": ((9, 6, 12, 8),),
    "chest": ((5, 8, 16, 9), (4, 9, 17, 10), (6, 10, 15, 14)),
    "belly": ((7, 14, 14, 18),),
    "right upper arm": ((2, 9, 4, 10), (2, 10, 5, 15)),
    "left upper arm": ((17, 9, 19, 10), (16, 10, 19, 15)),
    "right forearm": ((1, 15, 4, 21),),
    "left forearm": ((17, 15, 20, 21),),
    "right thigh": ((7, 18, 10, 25),),
    "left thigh": ((11, 18, 14, 25),),
    "right calf": ((7, 25, 10, 31),),
    "left calf": ((11, 25, 14, 31),),
    "right foot": ((5, 31, 10, 33),),
    "left foot": ((11, 31, 16, 33),),
}
FIGURE_COLUMNS, FIGURE_PIXELS = 21, 33
_REGIONS = (
    (("face", "forehead", "eyes", "nose", "jaw", "cheek", "brow"), ("face",)),
    (("neck", "throat"), ("neck",)),
    (("chest", "shoulder", "back"), ("chest",)),
    (("belly", "stomach"), ("belly",)),
    (("upper arm",), ("upper arm",)),
    (("hand", "forearm", "fist"), ("forearm",)),
    (("thigh",), ("thigh",)),
    (("calf", "calves"), ("calf",)),
    (("foot", "feet", "toes"), ("foot",)),
    (("leg",), ("thigh", "calf", "foot")),
)


def body_regions(part: str) -> frozenset[str]:
    """The regions of the figure that a muscle part's words name; "Strong" is its right, "Other" its left."""
    words = part.lower()
    sides = (
        ("right",)
        if "strong" in words or "right" in words
        else ("left",)
        if "other" in words or "left" in words
        else ("right", "left")
    )
    found: set[str] = set()
    for keywords, names in _REGIONS:
        if any(keyword in words for keyword in keywords):
            found |= {name for name in names if name in _BODY} | {
                f"{s} {n}" for n in names if n not in _BODY for s in sides
            }
    if "arm" in words and not any("arm" in name for name in found):
        found |= {f"{side} {name}" for side in sides for name in ("upper arm", "forearm")}
    return frozenset(found)


def tension(moment: Moment | None) -> float:
    """How tight the part is, 0..1: it builds while tightening and leaves quickly, then slowly, while letting go."""
    if moment is None or moment.phase.kind not in ("tense", "release"):
        return 0.0
    return ease(moment.progress) if moment.phase.kind == "tense" else (1 - moment.progress) ** 2


def tension_ink(moment: Moment | None) -> Ink:
    """The colour of the part in question."""
    return shade("warm", 0.45 + 0.5 * tension(moment))


def figure(moment: Moment | None, columns: int, rows: int, ascii: bool = False) -> list[Row]:
    """A standing figure, seen as in a mirror's back; the part in question warms with the tension."""
    part = moment.phase.marks if moment is not None else ""
    return _copied(_body(part, tension_ink(moment), columns, rows, ascii))


@lru_cache(maxsize=64)
def _body(part: str, warm: Ink, columns: int, rows: int, ascii: bool) -> Picture:
    """The figure with one part in a shade of warm."""
    pixels = _grid(columns, rows)
    scale = max(1, min(rows * 2 // FIGURE_PIXELS, columns // FIGURE_COLUMNS))
    left, top = (
        (columns - FIGURE_COLUMNS * scale) // 2,
        max((rows * 2 - FIGURE_PIXELS * scale) // 2, 0),
    )
    named = body_regions(part) if part else frozenset()
    for region, rectangles in _BODY.items():
        ink: Ink = warm if region in named else ("cool", 0.28)
        for x0, y0, x1, y1 in rectangles:
            for y in range(top + y0 * scale, top + y1 * scale):
                for x in range(left + x0 * scale, left + x1 * scale):
                    if 0 <= y < rows * 2 and 0 <= x < columns:
                        pixels[y][x] = ink
    return _picture(pixels, ascii)


_EIGHTHS = " ▁▂▃▄▅▆▇█"
# Swells of different length and speed, so that nothing repeats: (height in rows, columns a wave, seconds a wave).
_SWELL: tuple[tuple[tuple[Role, float], tuple[tuple[float, float, float], ...]], ...] = (
    (("far", 1.0), ((0.55, 61.0, 47.0), (0.30, 23.0, -31.0))),
    (("middle", 0.40), ((0.60, 47.0, -61.0), (0.20, 19.0, 37.0))),
    (("near", 0.18), ((0.50, 53.0, 53.0), (0.20, 29.0, -43.0))),
)
_LAYERS: tuple[Ink, ...] = tuple((role, 1.0) for (role, _), _ in _SWELL)
_CHANGES = 6  # of the sea in a second: with each a third of what stands moves by an eighth of a row
_BOAT = (
    "...#.....",
    "...##....",
    "...###...",
    "...####..",
    "...#.....",
    "ooooooooo",
    ".ooooooo.",
)


@lru_cache(maxsize=16)
def _angles(wide: float, columns: int) -> tuple[tuple[float, float], ...]:
    """Sine and cosine of a wave at each column; with those of the time they give its height at any time."""
    return tuple((sin(2 * pi * x / wide), cos(2 * pi * x / wide)) for x in range(columns))


def sea_steps(seconds: float) -> int:
    """How often the sea has changed when the swell has moved for so long: its layers take turns, a colour each time."""
    return floor(seconds * _CHANGES)


def _surface(layer: int, columns: int, seconds: float, depth: float) -> list[float]:
    """Heights in rows of one layer of the sea above the bottom, column by column."""
    (_, share), waves = _SWELL[layer]
    of = len(_SWELL)
    seconds = (
        (sea_steps(seconds) + layer) // of * of - layer
    ) / _CHANGES  # when this layer changed last
    heights = [depth * share] * columns
    for high, wide, slow in waves:
        turn = 2 * pi * seconds / slow
        one, other = high * cos(turn), high * sin(turn)
        heights = [
            height + one * sine + other * cosine
            for height, (sine, cosine) in zip(heights, _angles(wide, columns), strict=True)
        ]
    return heights


def sea(state: Sea, columns: int, rows: int, ascii: bool = False) -> list[Row]:
    """A swell, a boat that has come as far as the delay has, and above it the marks of the pull, joined."""
    depth = max(rows * 0.42, 3.0)
    heights = [_surface(layer, columns, state.swell, depth) for layer in range(len(_SWELL))]
    eighths = ([round(height * 8) for height in layer] for layer in heights)
    cells = [
        list(row)
        for row in zip(
            *(_water(tops, rows, ascii) for tops in zip(*eighths, strict=True)), strict=True
        )
    ]
    sky = round(rows - depth) - 4
    if sky >= 2:
        _wave(cells, state, columns, sky, ascii)
    _boat(cells, heights, state, columns, rows, ascii)
    return cells


def wave(state: Sea, columns: int, rows: int, ascii: bool = False) -> list[Row]:
    """The marks of the pull alone, joined: what the person sees at the end."""
    cells = blank(columns, rows)
    _wave(cells, state, columns, rows, ascii)
    return cells


@lru_cache(
    maxsize=1024
)  # the columns of a few frames: the swell never repeats, and more would only be kept
def _water(tops: tuple[int, ...], rows: int, ascii: bool) -> tuple[Cell, ...]:
    """One column of the sea, from above: `tops` are the layers' heights in eighths of a row."""
    return tuple(_drop(tops, floor * 8, ascii) for floor in range(rows - 1, -1, -1))


def _drop(tops: tuple[int, ...], floor: int, ascii: bool) -> Cell:
    """The cell whose lower edge is `floor` eighths above the bottom."""
    ink: Ink | None = None
    behind: Ink | None = None  # what shows above a surface that ends within this cell
    full: Ink | None = None
    share = 0
    for top, layer in zip(tops, _LAYERS, strict=True):
        if top <= floor:
            continue
        share = min(top - floor, 8)
        behind, ink = full, layer
        if share == 8:
            full = ink
    return BLANK if ink is None else _part(ink, share, behind if share < 8 else None, ascii)


@lru_cache(maxsize=256)
def _part(ink: Ink, share: int, behind: Ink | None, ascii: bool) -> Cell:
    """A cell with so many eighths of a layer in it: the same one for all that are alike."""
    if ascii:
        return Cell("~" if share < 8 else ".", ink)
    return Cell(_EIGHTHS[share], ink, behind)


def _column(progress: float, columns: int) -> int:
    """Where on the sea a share of the voyage lies; the boat keeps clear of both edges."""
    room = max(columns - 14, 1)
    return 5 + round(progress * room)


def _wave(cells: list[Row], state: Sea, columns: int, sky: int, ascii: bool) -> None:
    """The person's own wave: a mark at the height of each pull, joined by a faint line."""

    def level(pull: float) -> int:
        return 2 + round((10 - pull) / 10 * (sky * 2 - 3))  # in half rows

    def put(x: int, pull: float, strength: float) -> None:
        row, half = divmod(level(pull), 2)
        char = ("'", ".")[half] if ascii else ("▀", "▄")[half]
        cells[row][x] = Cell("o" if ascii and strength == 1 else char, ("warm", strength))

    places = [(_column(progress, columns), float(pull)) for progress, pull in state.marks]
    for (x0, pull0), (x1, pull1) in pairwise(places):
        for x in range(x0 + 1, x1):
            put(x, pull0 + (pull1 - pull0) * ease((x - x0) / (x1 - x0)), 0.4)
    for x, pull in places:
        put(x - 1, pull, 1.0)
        put(x, pull, 1.0)


def _boat(
    cells: list[Row], heights: list[list[float]], state: Sea, columns: int, rows: int, ascii: bool
) -> None:
    middle = _column(state.progress, columns)
    afloat = sum(heights[0][min(max(middle + dx, 0), columns - 1)] for dx in (-3, 0, 3)) / 3
    keel = round((rows - afloat) * 2) + 1
    pixels: dict[tuple[int, int], Ink] = {}
    for dy, line in enumerate(reversed(_BOAT)):
        for dx, char in enumerate(line):
            if char != ".":
                pixels[middle - 4 + dx, keel - dy] = ("warm", 1.0) if char == "o" else ("text", 1.0)
    for x, y in {(x, y // 2) for x, y in pixels}:
        if not (0 <= x < columns and 0 <= y < rows):
            continue
        behind = cells[y][x]
        top, low = pixels.get((x, y * 2)), pixels.get((x, y * 2 + 1))
        if ascii:
            cells[y][x] = Cell(
                "o" if "warm" in {ink[0] for ink in (top, low) if ink} else "#", top or low
            )
            continue
        under = behind.ink if behind.char in "▅▆▇█" else behind.ground
        if top and low:
            cells[y][x] = Cell("█", top) if top == low else Cell("▀", top, low)
        elif top:
            cells[y][x] = Cell("▀", top, behind.ink if behind.char != " " else None)
        else:
            cells[y][x] = Cell("▄", low, under if behind.char == "█" else behind.ground)
