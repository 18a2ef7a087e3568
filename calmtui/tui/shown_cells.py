"""What the terminal is known to show: of what is painted, only the cells that differ are sent.

Textual paints whole regions, a new screen two or three times, and names every colour anew: over a
slow line that takes seconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.strip import Strip

from calmtui.text.width import cell_width, has_disputed_width, split_clusters
from calmtui.tui.escape_codes import (
    ERASE_TO_END,
    PLAIN,
    RESET,
    Change,
    Sgr,
    encode_changes,
    erase_cells,
)

# What is drawn, and how; "" behind a wide letter.
ShownCell = tuple[str, Sgr]
ShownRow = Sequence[ShownCell]
BEHIND: ShownCell = ("", PLAIN)
_UNKNOWN: ShownCell = ("\0", PLAIN)
_NEAR = 3  # cells that are sooner sent again than passed over
_FEW_BLANKS = 12  # are sooner sent than erased and passed over
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


class ShownCells:
    """The cells of a terminal, as what was sent leaves them, and as what waits to be sent does."""

    def __init__(self) -> None:
        self._size = (0, 0)  # columns, rows
        # Asked for when it matters: a guide tells at every frame what it shows.
        self._picture: Callable[[], Sequence[ShownRow]] | None = None
        self._sent: Callable[[], Sequence[ShownRow]] | None = None
        # Without "bce" the screen program erases in its own colour.
        self._can_erase = not os.environ.get("TERM", "").startswith("screen")

    def resize(self, size: tuple[int, int]) -> None:
        """Take a new size: each terminal has its own way to fit into it what it shows."""
        self._size = size
        self.forget()

    def forget(self) -> None:
        """Forget what is shown."""
        self._picture = self._sent = None

    def note_sent(self) -> None:
        """Note that what waited is sent."""
        self._sent = self._picture

    def note_dropped(self) -> None:
        """Note that what waited is dropped."""
        self._picture = self._sent

    def follow(self, size: tuple[int, int], picture: Callable[[], Sequence[ShownRow]]) -> None:
        """Note a picture of what is shown that somebody else has made."""
        self._picture = None
        if size == self._size:
            self._picture = picture

    def changes(
        self, size: tuple[int, int], pieces: Iterable[Piece], system: ColorSystem | None
    ) -> str | None:
        """Return what to send for pieces of a screen, by a pen that is plain before and after it.

        None where the screen has another size than the terminal: they are sent as they are, and
        nobody knows what is shown then.
        """
        if size != self._size:
            self._picture = None
            return None
        before = self._known()
        after = list(before)
        for row, some in groupby(pieces, lambda piece: piece.row):
            after[row] = _painted(before[row], some, system)
        self._picture = lambda: after
        changed = [
            change
            for row, (old, new) in enumerate(zip(before, after, strict=True))
            if old is not new
            for change in self._changed(row, old, new)
        ]
        if not changed:
            return ""
        text, pen = encode_changes(changed, PLAIN, size[0])
        if pen != PLAIN:
            text += RESET
        return text

    def _known(self) -> Sequence[ShownRow]:
        if self._picture is not None:
            return self._picture()
        columns, rows = self._size
        return [[_UNKNOWN] * columns] * rows

    def _changed(self, row: int, old: ShownRow, new: ShownRow) -> Iterator[Change]:
        """Yield what to send of a row that was painted anew: letters, and blanks that are erased.

        What is erased leaves the cursor where it is: it has one cell less behind it.
        """
        columns = _changed_columns(old, new)
        end = _blank_end(new)
        to_end = [column for column in columns if column >= end]
        if not self._can_erase or len(to_end) <= _NEAR:
            to_end = []
        for run in _runs(columns[: len(columns) - len(to_end)], new):
            first = run[0]
            if self._can_erase and len(run) > _FEW_BLANKS and _is_blank(new[first]):
                yield row, first, erase_cells(len(run)), new[first][1], -1
                continue
            for column in run:
                yield row, column, *new[column], _count_behind(new, column)
        if to_end:
            yield row, to_end[0], ERASE_TO_END, new[end][1], -1


def _changed_columns(old: ShownRow, new: ShownRow) -> list[int]:
    """Return the columns of the cells to send; a row with letters of no sure width is whole."""
    if old == new:
        return []
    if any(has_disputed_width(text) for text, _ in (*old, *new)):
        return [column for column, (text, _) in enumerate(new) if text not in ("", _UNKNOWN[0])]
    columns: list[int] = []
    for column, cell in enumerate(new):
        if cell == old[column]:
            continue
        while column and new[column] == BEHIND:  # a wide one is that of its first cell
            column -= 1
        if columns and columns[-1] < column:
            columns += _between(new, columns[-1], column)
        if not columns or columns[-1] < column:
            columns.append(column)
    return columns


def _between(row: ShownRow, first: int, last: int) -> Iterable[int]:
    """Return the columns between two that are sooner sent again than passed over."""
    text, pen = row[first]
    between = row[first + 1 : last]
    if len(between) > _NEAR or len(text) != 1:
        return ()
    seen = {shown_cell(" ", pen), *((text, pen) for text, _ in between if len(text) == 1)}
    if seen.issuperset(between):
        return range(first + 1, last)
    return ()


def _runs(columns: Sequence[int], row: ShownRow) -> Iterator[list[int]]:
    """Yield columns in runs: one for equal blanks that follow each other."""
    runs: list[list[int]] = []
    for column in columns:
        before = runs[-1][-1] if runs else -2
        is_same = before == column - 1 and _is_blank(row[column]) and row[before] == row[column]
        if is_same:
            runs[-1].append(column)
        else:
            runs.append([column])
    yield from runs


def _blank_end(row: ShownRow) -> int:
    """Return the column from which on equal blanks follow, up to the end of the row."""
    end = len(row)
    while end and _is_blank(row[-1]) and row[end - 1] == row[-1]:
        end -= 1
    return end


def _is_blank(cell: ShownCell) -> bool:
    return cell[0] == " " and not cell[1].others


def _count_behind(row: ShownRow, column: int) -> int:
    end = column + 1
    while end < len(row) and row[end] == BEHIND:
        end += 1
    return end - column - 1


def _painted(
    before: ShownRow, pieces: Iterable[Piece], system: ColorSystem | None
) -> list[ShownCell]:
    """Return a row with what is painted in it."""
    after = list(before)
    for piece in pieces:
        for column, cell in _cells(piece, system):
            if column < len(after):
                after[column] = cell
    return after


def _cells(piece: Piece, system: ColorSystem | None) -> Iterator[tuple[int, ShownCell]]:
    """Yield columns, and what is painted in them."""
    column = piece.column
    is_placed = False  # whether a letter of no sure width was the last; blanks of its width are on
    for segment in piece.strip:
        text, style, control = segment
        if control and control[0][0] is ControlType.CURSOR_MOVE_TO_COLUMN:
            to = int(control[0][1]) - 1  # type: ignore[misc]
            if is_placed:
                yield from ((behind, BEHIND) for behind in range(column + 1, to))
            column, is_placed = to, False
        elif control:
            is_placed = True
            yield column, (text, pen_of(style, system))
        else:
            yield from _letters(column, segment, pen_of(style, system))
            column += segment.cell_length


def _letters(column: int, segment: Segment, pen: Sgr) -> Iterator[tuple[int, ShownCell]]:
    text, style, _ = segment
    if style is not None and style.link:  # as one, which is sent whole: OSC 8
        linked = f"\x1b]8;;{style.link}\x1b\\{text}\x1b]8;;\x1b\\"
        yield column, (linked, pen)
        yield from ((column + behind, BEHIND) for behind in range(1, cell_width(text)))
        return
    for letter in split_clusters(text):
        yield column, shown_cell(letter, pen)
        width = cell_width(letter)
        yield from ((column + behind, BEHIND) for behind in range(1, width))
        column += width


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
