"""Words on rows of cells: lines, what is cut, how a person wants it all drawn. Pure."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from calmtui.render.cell import Cell, Row
from calmtui.render.palette import Role
from calmtui.text.width import cell_width, pieces, shown, wrap

COLUMNS, ROWS = 40, 12  # the smallest size that a screen is made for
WIDE, HIGH = 60, 16  # below either, the shape gives way to the words
TEXT_COLUMNS = 60


class RenderOptions(Struct, frozen=True):
    """How a person wants it drawn. `reduced`: words, the count and the line only; `still`: the words alone.

    `chosen` are the options marked in a Choose, `message` a line of the moment. `nested`: this run lies over a wait.
    `page` is which of the options are shown where not all fit, `other` the title of the routine that an end offers.
    `private`: a word says that nothing is kept.
    `away`: another window is in front, and nothing that the person wrote is shown. `back`: what was answered last can
    be asked once more.
    """

    ascii: bool = False
    reduced: bool = False
    still: bool = False
    time: bool = False
    chosen: frozenset[int] = frozenset()
    from_home: bool = True
    nested: bool = False
    private: bool = False
    message: str = ""
    page: int = 0
    other: str = ""
    away: bool = False
    back: bool = False


class Line(Struct, frozen=True):
    """A line of words: its spans as (text, role, bold)."""

    spans: tuple[tuple[str, Role, bool], ...]

    @property
    def width(self) -> int:
        """In cells."""
        return sum(cell_width(text) for text, _, _ in self.spans)


def text_line(text: str, role: Role = "text", bold: bool = False) -> Line:
    """A line of one span."""
    return Line(((text, role, bold),))


EMPTY = text_line("")


def fit_lines(lines: list[Line], rows: int, keep: int = 0) -> list[Line]:
    """Lines for so many rows: first the empty ones go, then a sign stands for the rest, before the last `keep`."""
    lines = list(lines)
    for place in reversed(range(len(lines))):
        if len(lines) > rows and lines[place] == EMPTY:
            del lines[place]
    if len(lines) <= rows:
        return lines
    return [*lines[: max(rows - keep - 1, 0)], text_line("~", "dim"), *lines[len(lines) - keep :]]


def write_line(row: Row, column: int, line: Line) -> None:
    """Write a line of words into a row from `column`; what does not fit is cut with a sign."""
    cells, room = line_cells(line), len(row) - column
    if room >= len(cells):
        row[column : column + len(cells)] = cells
    elif room >= 0:
        row[column:] = cells[:room]
        _sign(row)


@lru_cache(
    maxsize=128
)  # the same words stand for many frames, and rows of the same cells are compared at a glance
def line_cells(line: Line) -> tuple[Cell, ...]:
    """A line as cells: what is drawn as one is in the first of its cells, and the others are empty."""
    cells: list[Cell] = []
    for text, role, bold in line.spans:
        for piece in pieces(text):
            wide = cell_width(piece)
            if not wide or piece[0] in "\n\t":
                continue
            cells += [
                Cell(shown(piece), (role, 1.0), None, bold),
                *[Cell("", (role, 1.0), None, bold)] * (wide - 1),
            ]
    return tuple(cells)


def _sign(row: Row) -> None:
    """Show at a row's end that something was cut."""
    place = len(row) - 1
    while place > 0 and not row[place].char:
        place -= 1
    for within in range(max(place, 0), len(row) - 1):  # the others of what is wider than a cell
        row[within] = row[within]._replace(char=" ")
    if row:
        row[-1] = Cell("~", ("dim", 1.0))


def write_centred(rows: list[Row], at: int, line: Line) -> None:
    """Write a line into the middle of row `at`; rows outside the screen are left out."""
    if 0 <= at < len(rows) and line.spans:
        write_line(rows[at], max((len(rows[at]) - line.width) // 2, 0), line)


def wrap_lines(text: str, columns: int, role: Role = "text", bold: bool = False) -> list[Line]:
    """A text as lines no longer than the text column."""
    return list(_lines(text, columns, role, bold))


@lru_cache(maxsize=64)
def _lines(text: str, columns: int, role: Role, bold: bool) -> tuple[Line, ...]:
    return tuple(text_line(line, role, bold) for line in wrap(text, min(columns - 4, TEXT_COLUMNS)))
