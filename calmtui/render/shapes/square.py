"""The square: a point travels its sides, one for each phase of a round. Pure."""

from __future__ import annotations

from functools import lru_cache

from calmtui.render.cell import Picture, Row, cells_from_pixels, pixel_grid, rows_of, shade
from calmtui.render.shapes.base import Shape
from calmtui.session.timeline import Moment

_TRAIL_LEVELS = (1.0, 0.78, 0.58)  # behind the point
# Pixels of the trail that fade at once: one by one they would be most of what a line carries.
_TRAIL_STEP = 6
_DONE_LEVEL, _AHEAD_LEVEL = 0.38, 0.18
_POINT = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))


def draw_square(
    moment: Moment | None, columns: int, rows: int, ascii_only: bool = False
) -> list[Row]:
    """Return a square whose sides are the phases of a round, and a point with a trail on them."""
    return rows_of(_path(path_steps(moment, columns, rows), columns, rows, ascii_only))


def path_steps(moment: Moment | None, columns: int, rows: int) -> int:
    """Return how far around the square the point has come, in pixels."""
    around = 4 * _side(columns, rows)
    share = 0.0
    if moment is not None and moment.phase.kind != "say":
        share = (moment.phase.side + moment.progress) / moment.phase.sides
    return round(share * around) % around


def _side(columns: int, rows: int) -> int:
    """Return the length of a side in pixels; the point takes one more around it."""
    return min(columns, rows * 2) - 3


@lru_cache(maxsize=512)
def _path(here: int, columns: int, rows: int, ascii_only: bool) -> Picture:
    """Draw the square with its point `here` pixels along the way around."""
    pixels = pixel_grid(columns, rows)
    places = _places(columns, rows)
    for step, (x, y) in enumerate(places):
        pixels[y][x] = shade("cool", _DONE_LEVEL if step < here else _AHEAD_LEVEL)
    for number, level in enumerate(_TRAIL_LEVELS):
        first = (here // _TRAIL_STEP - number) * _TRAIL_STEP
        for x, y in places[max(first, 0) : max(min(first + _TRAIL_STEP, here), 0)]:
            pixels[y][x] = shade("cool", level)
    x, y = places[here]
    for dx, dy in _POINT:
        if 0 <= y + dy < rows * 2 and 0 <= x + dx < columns:
            pixels[y + dy][x + dx] = ("warm", 1.0)
    return cells_from_pixels(pixels, ascii_only)


@lru_cache(maxsize=8)
def _places(columns: int, rows: int) -> tuple[tuple[int, int], ...]:
    """Return the pixels of the way around, from the upper left corner to the right."""
    side = _side(columns, rows)
    left, top = (columns - side) // 2, (rows * 2 - side) // 2
    right, bottom = left + side, top + side
    return (
        *((left + along, top) for along in range(side)),
        *((right, top + along) for along in range(side)),
        *((right - along, bottom) for along in range(side)),
        *((left, bottom - along) for along in range(side)),
    )


SHAPE = Shape(draw_square, path_steps)
