"""The orb: a disc as full as the lungs. Pure."""

from __future__ import annotations

from functools import lru_cache
from math import hypot
from typing import NamedTuple

from calmtui.render.cell import Cell, Picture, Row, pair, rows_of, shade
from calmtui.render.easing import ease
from calmtui.render.palette import Ink
from calmtui.render.shapes.base import Shape
from calmtui.session.timeline import Moment

_STEPS_PER_PIXEL = 1.5  # of the radius
_EMPTY, _GROWTH = 0.4, 0.53  # of the largest radius: with empty lungs, and what full ones add
_HALF_PIXEL = 0.5
_RING_LEVEL = 0.12  # of the ring around the fullest breath
_EDGE_LEVEL = 0.3
# Inside, the middle is fainter than the rim.
_MIDDLE_LEVEL, _RIM_GAIN = 0.33, 0.4
# In pixels: an edge that meets the halves of a cell closer together than this meets both at once.
_SAME_TIME = 0.7


class _Spot(NamedTuple):
    """A cell of the orb: its looks outside, at the edge and inside.

    `reached` and `passed` are the steps of the radius at which the edge comes to the cell and has
    gone over it.
    """

    reached: int
    passed: int
    looks: tuple[Cell, Cell, Cell]


def draw_orb(moment: Moment | None, columns: int, rows: int, ascii_only: bool = False) -> list[Row]:
    """Return a disc as full as the lungs; in a hold and a rest it is quite still."""
    return rows_of(_disc(radius_steps(moment, columns, rows), columns, rows, ascii_only))


def radius_steps(moment: Moment | None, columns: int, rows: int) -> int:
    """Return the orb's radius in steps of two thirds of a pixel."""
    fullness = 0.0
    if moment is not None:
        phase = moment.phase
        growth = phase.fill_end - phase.fill_start
        fullness = phase.fill_start + growth * ease(moment.progress)
    largest = min(columns, rows * 2) / 2 - 1
    return round(largest * (_EMPTY + _GROWTH * fullness) * _STEPS_PER_PIXEL)


@lru_cache(maxsize=256)
def _disc(steps: int, columns: int, rows: int, ascii_only: bool) -> Picture:
    """Draw the disc with a radius of so many steps, inside a ring for the fullest breath."""
    halves = (
        tuple(spot.looks[(spot.reached <= steps) + (spot.passed <= steps)] for spot in line)
        for line in _spots(columns, rows, ascii_only)
    )
    return tuple(half + half[: columns // 2][::-1] for half in halves)


@lru_cache(maxsize=8)
def _spots(columns: int, rows: int, ascii_only: bool) -> tuple[tuple[_Spot, ...], ...]:
    """Return the left half of a disc of any radius, cell by cell.

    A cell changes twice while the disc grows over it, and its looks depend on its place alone: all
    that an edge passes at once is one colour.
    """
    return tuple(
        tuple(_spot(x, y, columns, rows, ascii_only) for x in range((columns + 1) // 2))
        for y in range(rows)
    )


def _spot(x: int, y: int, columns: int, rows: int, ascii_only: bool) -> _Spot:
    middle_x, middle_y = (columns - 1) / 2, rows - 0.5
    largest = min(columns, rows * 2) / 2 - 1
    top, low = (hypot(x - middle_x, y * 2 + half - middle_y) for half in (0, 1))
    distance = (top + low) / 2
    full = shade("cool", _MIDDLE_LEVEL + _RIM_GAIN * (distance / largest) ** 2)
    edge = shade("cool", _EDGE_LEVEL)
    if abs(top - low) < _SAME_TIME:
        halves = edge, edge
    elif top < low:  # the half that is nearer to the middle is inside while the other is the edge
        halves = full, edge
    else:
        halves = edge, full
    return _Spot(
        round(distance * _STEPS_PER_PIXEL),
        round((max(top, low) + 1) * _STEPS_PER_PIXEL),
        (
            pair(_ring(top, largest), _ring(low, largest), ascii_only),
            pair(*halves, ascii_only),
            pair(full, full, ascii_only),
        ),
    )


def _ring(distance: float, largest: float) -> Ink | None:
    """Return the ring's ink where a pixel so far from the middle is on it."""
    if abs(distance - largest) < _HALF_PIXEL:
        return shade("cool", _RING_LEVEL)
    return None


SHAPE = Shape(draw_orb, radius_steps)
