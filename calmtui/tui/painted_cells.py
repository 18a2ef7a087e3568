"""What Textual paints in rows of a terminal: as cells, and as runs of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.strip import Strip

from calmtui.text.width import cell_width, is_one_cell_each, split_clusters
from calmtui.tui.escape_codes import PLAIN, Sgr

# What is drawn, and how; "" behind a wide letter.
ShownCell = tuple[str, Sgr]
ShownRow = Sequence[ShownCell]
# A column, what is drawn from there on and how, and how many cells it takes.
Run = tuple[int, str, Sgr, int]
BEHIND: ShownCell = ("", PLAIN)
_WEIGHTS = (("dim", "2"), ("italic", "3"), ("underline", "4"), ("reverse", "7"), ("strike", "9"))


class Piece(NamedTuple):
    """What is painted in one row, from one column on."""

    row: int
    column: int
    strip: Strip


@lru_cache(maxsize=4096)
def shown_cell(text: str, pen: Sgr) -> ShownCell:
    """Return a cell as it is seen: a blank shows its ground alone."""
    if text == " " and not pen.others:
        return text, Sgr("", pen.ground)
    return text, pen


def runs_of(piece: Piece, system: ColorSystem | None) -> Iterator[Run]:
    """Yield what is painted in its order, each letter of no sure width for itself.

    One that is painted over blanks takes their cells.
    """
    column = piece.column
    placed: tuple[str, Sgr] | None = None  # the letter behind which its blanks are passed over
    start = column
    for segment in piece.strip:
        text, style, control = segment
        if control and control[0][0] is ControlType.CURSOR_MOVE_TO_COLUMN:
            to = int(control[0][1]) - 1  # type: ignore[misc]
            if placed is not None:
                yield start, *placed, max(to - start, 1)
                placed = None
            column = to
        elif control:
            placed, start = (text, pen_of(style, system)), column
        else:
            yield from _letters(column, segment, pen_of(style, system))
            column += segment.cell_length
    if placed is not None:
        yield start, *placed, 1


def _letters(column: int, segment: Segment, pen: Sgr) -> Iterator[Run]:
    text, style, _ = segment
    if style is not None and style.link:  # as one, which is sent whole: OSC 8
        linked = f"\x1b]8;;{style.link}\x1b\\{text}\x1b]8;;\x1b\\"
        yield column, linked, pen, cell_width(text)
    elif is_one_cell_each(text):
        yield column, text, pen, len(text)
    else:
        for letter in split_clusters(text):
            width = cell_width(letter)
            yield column, letter, pen, width
            column += width


def cells_of(run: Run) -> list[ShownCell]:
    """Return the cells of a run."""
    _, text, pen, width = run
    if len(text) == width and is_one_cell_each(text):
        return [shown_cell(char, pen) for char in text]
    return [(text, pen)] + [BEHIND] * (width - 1)


@lru_cache(maxsize=1024)
def pen_of(style: Style | None, system: ColorSystem | None) -> Sgr:
    """Return what a style is written with; colours in a system of them, None for none."""
    if style is None:
        return PLAIN
    pen = Sgr(
        bold=bool(style.bold),
        others=";".join(code for name, code in _WEIGHTS if getattr(style, name)),
    )
    if system is None:
        return pen
    if style.color is not None:
        pen = pen._replace(ink=_code(style.color, system, True))
    if style.bgcolor is not None:
        pen = pen._replace(ground=_code(style.bgcolor, system, False))
    return pen


def _code(color: Color, system: ColorSystem, is_ink: bool) -> str:
    return ";".join(color.downgrade(system).get_ansi_codes(is_ink))
