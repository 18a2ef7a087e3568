"""Cells of a drawing, and pixels, two of which make a cell. Pure.

Cells are about twice as high as wide, so two half blocks make square pixels: a shape is drawn on a
grid of pixels twice as high as its rows. Its inks become colours only with a palette.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from calmtui.render.palette import Ink, Role


class Cell(NamedTuple):
    """One character cell; None as an ink is the theme's own text or ground.

    `key` is what a tap on it is: where a tap counts is drawn together with the words.
    """

    char: str = " "
    ink: Ink | None = None
    ground: Ink | None = None
    bold: bool = False
    key: str = ""


Row = list[Cell]
Picture = tuple[tuple[Cell, ...], ...]  # a cached drawing: nobody may change it
Pixels = list[list[Ink | None]]
BLANK = Cell()

_INK_LEVELS = 12
# From which level of an ink ASCII shows it denser.
_ASCII_DENSE, _ASCII_MEDIUM = 0.55, 0.3


def blank(columns: int, rows: int) -> list[Row]:
    """Return rows of empty cells."""
    return [[BLANK] * columns for _ in range(rows)]


def shade(role: Role, level: float) -> Ink:
    """Return an ink in one of a few levels, so that a slow change changes few cells."""
    return role, round(level * _INK_LEVELS) / _INK_LEVELS


def pixel_grid(columns: int, rows: int) -> Pixels:
    """Return the empty pixels of so many columns and rows of cells."""
    return [[None] * columns for _ in range(rows * 2)]


def cells_from_pixels(pixels: Pixels, ascii_only: bool) -> Picture:
    """Return the cells of a grid: two pixels, one above the other, become one cell."""
    return tuple(
        tuple(pair(top, low, ascii_only) for top, low in zip(upper, lower, strict=True))
        for upper, lower in zip(pixels[::2], pixels[1::2], strict=True)
    )


def rows_of(picture: Picture) -> list[Row]:
    """Return a cached drawing as rows that the caller may change."""
    return [list(row) for row in picture]


@lru_cache(maxsize=4096)
def pair(top: Ink | None, low: Ink | None, ascii_only: bool) -> Cell:
    """Return the cell of two pixels."""
    if top is None and low is None:
        return BLANK
    if ascii_only:
        return _ascii_cell(top, low)
    if top is None:
        return Cell("▄", low)
    if top == low:
        return Cell("█", top)
    return Cell("▀", top, low)


def _ascii_cell(top: Ink | None, low: Ink | None) -> Cell:
    """Return the denser of two pixels as a character: warm before cool, then by level."""
    role, level = max(
        (ink for ink in (top, low) if ink), key=lambda ink: (ink[0] == "warm", ink[1])
    )
    char = "."
    if role == "warm":
        char = "o"
    elif level > _ASCII_DENSE:
        char = "#"
    elif level > _ASCII_MEDIUM:
        char = "+"
    return Cell(char, (role, level))
