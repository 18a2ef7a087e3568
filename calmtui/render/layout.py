"""Lines of text on rows of cells, and the options for drawing. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from calmtui.render.cell import Cell, Row
from calmtui.render.palette import Role
from calmtui.text.width import cell_text, cell_width, split_clusters, wrap_evenly

COLUMNS, ROWS = 40, 12  # the smallest size that a screen is made for
WIDE, HIGH = 60, 16  # below either, words are fewer and closer together
LEAST_SHAPE_COLUMNS = 24
LEAST_SEA = 6  # rows
TEXT_COLUMNS = 60
_CUT = "~"  # stands for what was cut


class Span(NamedTuple):
    """A text in one role, and the key that a tap on it is; none where it is empty.

    A key is named as Textual names it, or by its character. `link` is where a number or an address
    leads to.
    """

    text: str
    role: Role = "text"
    bold: bool = False
    key: str = ""
    link: str = ""


class RenderOptions(Struct, frozen=True):
    """How the user wants it drawn, and what of it changes beside the scene.

    `reduced`: words, the seconds of each phase and the line that fills, all of which stay as they
    are for a whole phase, no shapes; `still`: the words alone.
    `time`: show the time left. `keys`: name those of a guide. `from_home`: home comes after the
    run. `nested`: the run lies over a wait. `private`: say that nothing is saved. `away`: another
    window is in front, and nothing that the user wrote is shown.

    `chosen` are the options marked in a choice, and `page` is which of them are shown where not all
    fit. `message` is a line for the moment, `other` the title of the routine that an end offers,
    `titles` those that a gate offers. `written_rows` is how many rows an answer fills so far.
    """

    ascii: bool = False
    reduced: bool = False
    still: bool = False
    time: bool = False
    keys: bool = False
    asks_signal: bool = False
    chosen: frozenset[int] = frozenset()
    from_home: bool = True
    nested: bool = False
    private: bool = False
    message: str = ""
    page: int = 0
    other: str = ""
    titles: tuple[str, ...] = ()
    written_rows: int = 0
    away: bool = False


class Line(Struct, frozen=True):
    """A line of text."""

    spans: tuple[Span, ...]

    @property
    def width(self) -> int:
        """Return the width in cells."""
        return sum(cell_width(span.text) for span in self.spans)


def text_line(text: str, role: Role = "text", bold: bool = False) -> Line:
    """Return a line of one span."""
    return Line((Span(text, role, bold),))


EMPTY = text_line("")


def fit_lines(lines: list[Line], rows: int, keep: int = 0) -> list[Line]:
    """Return lines for so many rows.

    First the empty ones go, then a sign replaces what does not fit before the last `keep`.
    """
    lines = list(lines)
    for index in reversed(range(len(lines))):
        if len(lines) > rows and lines[index] == EMPTY:
            del lines[index]
    if len(lines) <= rows:
        return lines
    first = lines[: max(rows - keep - 1, 0)]
    return [*first, text_line(_CUT, "dim"), *lines[len(lines) - keep :]]


def write_line(row: Row, column: int, line: Line) -> None:
    """Write a line into a row from `column`; what does not fit is cut with a sign."""
    cells, room = line_cells(line), len(row) - column
    if room >= len(cells):
        row[column : column + len(cells)] = cells
    elif room >= 0:
        row[column:] = cells[:room]
        _mark_cut(row)


# The same words are on for many frames, and rows of the same cells are compared at a glance.
@lru_cache(maxsize=128)
def line_cells(line: Line) -> tuple[Cell, ...]:
    """Return a line as cells; of what is wider than a cell, the other cells are empty."""
    cells: list[Cell] = []
    for text, role, bold, key, _link in line.spans:
        ink = role, 1.0
        for piece in split_clusters(text):
            width = cell_width(piece)
            if width and piece[0] not in "\n\t":
                cells.append(Cell(cell_text(piece), ink, None, bold, key))
                cells += [Cell("", ink, None, bold, key)] * (width - 1)
    return tuple(cells)


def _mark_cut(row: Row) -> None:
    """Show at a row's end that something was cut."""
    if not row:
        return
    last = len(row) - 1
    start = last
    while start > 0 and not row[start].char:
        start -= 1
    for column in range(start, last):  # the other cells of what is wider than one
        row[column] = row[column]._replace(char=" ")
    row[last] = Cell(_CUT, ("dim", 1.0))


def write_centred(rows: list[Row], y: int, line: Line) -> None:
    """Write a line into the middle of row `y`; rows outside the screen are left out."""
    if 0 <= y < len(rows) and line.spans:
        write_line(rows[y], max((len(rows[y]) - line.width) // 2, 0), line)


def wrap_lines(text: str, columns: int, role: Role = "text", bold: bool = False) -> list[Line]:
    """Return a text as lines no longer than the text column."""
    return list(_wrapped(text, columns, role, bold))


@lru_cache(maxsize=64)
def _wrapped(text: str, columns: int, role: Role, bold: bool) -> tuple[Line, ...]:
    lines = wrap_evenly(text, min(columns - 4, TEXT_COLUMNS))
    return tuple(text_line(line, role, bold) for line in lines)
