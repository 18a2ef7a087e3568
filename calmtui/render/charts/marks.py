"""The signs that figures are drawn with: for a terminal that shows blocks, and for ASCII. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Marks(NamedTuple):
    """One sign for each thing that is drawn; `levels` are from 1 to 10, empty for none."""

    start: str
    end: str
    between: str
    span: str
    middle: str
    bar: str
    axis: str
    floor: str
    corner: str
    levels: str


BLOCKS = Marks("│", "█", "─", "│", "█", "▌", "┤", "─", "└", "▁▂▂▃▄▅▆▆▇█")
ASCII = Marks("o", "#", "-", ":", "#", "*", "|", "-", "+", "")
SCALE = "."
TOP = 10  # of the scale from 0


def marks_for(*, ascii_only: bool) -> Marks:
    """Return the signs for a terminal."""
    if ascii_only:
        return ASCII
    return BLOCKS
