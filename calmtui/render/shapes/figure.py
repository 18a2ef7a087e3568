"""A standing figure whose part in question warms with the tension. Pure."""

from __future__ import annotations

from functools import lru_cache

from calmtui.render.cell import Picture, Row, cells_from_pixels, pixel_grid, rows_of, shade
from calmtui.render.easing import ease
from calmtui.render.palette import Ink
from calmtui.render.shapes.base import Shape
from calmtui.session.timeline import Moment

FIGURE_COLUMNS, FIGURE_PIXELS = 21, 33
HALF_ROWS = 9  # of the figure in half its size
# Region -> rectangles (left, top, right, bottom) of pixels, ends not included.
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
_REST_INK: Ink = ("cool", 0.28)
# Levels of warm: of the part when it is loose, and what tension adds.
_LOOSE_LEVEL, _TENSION_GAIN = 0.45, 0.5

# What the words of a part name, and the regions that this means, on one side or both.
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
    """Return the regions of the figure that a muscle part's words name.

    "Strong" is its right, "Other" its left.
    """
    words = part.lower()
    sides = _sides(words)
    regions: set[str] = set()
    for keywords, names in _REGIONS:
        if any(keyword in words for keyword in keywords):
            regions.update(*(_on_sides(name, sides) for name in names))
    if "arm" in words and not any("arm" in name for name in regions):
        regions.update(_on_sides("upper arm", sides), _on_sides("forearm", sides))
    return frozenset(regions)


def _sides(words: str) -> tuple[str, ...]:
    if "strong" in words or "right" in words:
        return ("right",)
    if "other" in words or "left" in words:
        return ("left",)
    return ("right", "left")


def _on_sides(name: str, sides: tuple[str, ...]) -> tuple[str, ...]:
    """Return a region that there is once, or the regions of these sides."""
    if name in _BODY:
        return (name,)
    return tuple(f"{side} {name}" for side in sides)


def tension(moment: Moment | None) -> float:
    """Return how tight the part is, 0 to 1.

    Tension builds while tightening and leaves quickly, then slowly, while letting go.
    """
    if moment is not None and moment.phase.kind == "tense":
        return ease(moment.progress)
    if moment is not None and moment.phase.kind == "release":
        return (1 - moment.progress) ** 2
    return 0.0


def tension_ink(moment: Moment | None) -> Ink:
    """Return the colour of the part in question."""
    return shade("warm", _LOOSE_LEVEL + _TENSION_GAIN * tension(moment))


def draw_figure(
    moment: Moment | None, columns: int, rows: int, ascii_only: bool = False
) -> list[Row]:
    """Return a standing figure, facing the person: its right is on the left."""
    part, ink = figure_key(moment, columns, rows)
    return rows_of(_body(part, ink, columns, rows, ascii_only))


def figure_key(moment: Moment | None, columns: int, rows: int) -> tuple[str, Ink]:
    """Return the part in question and its colour."""
    part = ""
    if moment is not None:
        part = moment.phase.marks
    return part, tension_ink(moment)


@lru_cache(maxsize=64)
def _body(part: str, part_ink: Ink, columns: int, rows: int, ascii_only: bool) -> Picture:
    """Draw the figure with one part in an ink of its own."""
    pixels = pixel_grid(columns, rows)
    scale = max(1, min(rows * 2 // FIGURE_PIXELS, columns // FIGURE_COLUMNS))
    left = (columns - FIGURE_COLUMNS * scale) // 2
    top = max((rows * 2 - FIGURE_PIXELS * scale) // 2, 0)
    marked = body_regions(part)
    for region, rectangles in _BODY.items():
        ink = part_ink if region in marked else _REST_INK
        for x0, y0, x1, y1 in rectangles:
            for y in range(top + y0 * scale, min(top + y1 * scale, rows * 2)):
                for x in range(max(left + x0 * scale, 0), min(left + x1 * scale, columns)):
                    pixels[y][x] = ink
    return cells_from_pixels(pixels, ascii_only)


@lru_cache(maxsize=2)
def draw_half_figure(ascii_only: bool) -> Picture:
    """Draw the figure at rest in half its size: each of its pixels stands for four."""
    pixels = pixel_grid(-(-FIGURE_COLUMNS // 2), HALF_ROWS)
    for rectangles in _BODY.values():
        for x0, y0, x1, y1 in rectangles:
            for y in range((y0 + 1) // 2, (y1 + 1) // 2):
                for x in range((x0 + 1) // 2, (x1 + 1) // 2):
                    pixels[y][x] = _REST_INK
    return cells_from_pixels(pixels, ascii_only)


SHAPE = Shape(draw_figure, figure_key, (FIGURE_COLUMNS, FIGURE_PIXELS))
