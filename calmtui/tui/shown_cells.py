"""What the terminal is known to show: of what is painted, only the cells that differ are sent.

Textual paints whole regions, a new screen two or three times, and names every colour anew: over a
slow line that takes seconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from rich.color import ColorSystem

from calmtui.text.width import has_disputed_width
from calmtui.tui.escape_codes import (
    ERASE_TO_END,
    PLAIN,
    RESET,
    Change,
    Sgr,
    encode_changes,
    encode_in_order,
    erase_cells,
)
from calmtui.tui.painted_cells import (
    BEHIND,
    Piece,
    Run,
    ShownCell,
    ShownRow,
    cells_of,
    runs_of,
    shown_cell,
)

_UNKNOWN: ShownCell = ("\0", PLAIN)
_NEAR = 3  # cells that are sooner sent again than passed over
_FEW_BLANKS = 12  # are sooner sent than erased and passed over


class ShownCells:
    """The cells of a terminal, as what was sent leaves them, and as what waits to be sent does."""

    def __init__(self) -> None:
        self.size = (0, 0)  # columns, rows
        # Asked for when it matters: a guide tells at every frame what it shows, and the cells of
        # the first page are looked at when the second comes.
        self._picture: Callable[[], Sequence[ShownRow]] | None = None
        self._sent: Callable[[], Sequence[ShownRow]] | None = None
        # Without "bce" the screen program erases in its own colour.
        self._can_erase = not os.environ.get("TERM", "").startswith("screen")

    def resize(self, size: tuple[int, int]) -> None:
        """Take a new size: each terminal has its own way to fit into it what it shows."""
        self.size = size
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
        if size == self.size:
            self._picture = picture

    def changes(
        self, size: tuple[int, int], pieces: Iterable[Piece], system: ColorSystem | None
    ) -> str | None:
        """Return what to send for pieces of a screen, by a pen that is plain before and after it.

        None where the screen has another size than the terminal: they are sent as they are, and
        nobody knows what is shown then.
        """
        if size != self.size:
            self._picture = None
            return None
        pieces = list(pieces)
        if self._picture is None:
            unknown = [[_UNKNOWN] * size[0]] * size[1]
            self._picture = cache(lambda: paint_rows(unknown, pieces, system))
            return _with_reset(*encode_in_order(self._whole(pieces, system), PLAIN, size[0]))
        after = paint_rows(self._picture(), pieces, system)
        text = self.difference(after)
        self._picture = lambda: after
        return text

    @property
    def picture(self) -> Callable[[], Sequence[ShownRow]] | None:
        """What is shown when all that waits is sent; None when nobody knows."""
        return self._picture

    def difference(self, after: Sequence[ShownRow]) -> str:
        """Return what makes rows of those that are shown, which must be known."""
        assert self._picture is not None
        changed = [
            change
            for row, (old, new) in enumerate(zip(self._picture(), after, strict=True))
            if old is not new
            for change in self._changed(row, old, new)
        ]
        return _with_reset(*encode_changes(changed, PLAIN, self.size[0]))

    def _whole(self, pieces: Iterable[Piece], system: ColorSystem | None) -> Iterator[Change]:
        """Yield what to send of pieces where nobody knows what is shown: all of them, in runs."""
        for row, some in groupby(pieces, lambda piece: piece.row):
            blanks: _Blanks | None = None
            for run in (run for piece in some for run in runs_of(piece, system)):
                column, _, pen, width = run
                letters, count = _without_blanks(run)
                if blanks is not None and (letters or not blanks.are_before(run)):
                    yield self._blank(row, blanks)
                    blanks = None
                if letters:
                    yield row, column, letters, pen, width - count - 1
                if count and blanks is not None:
                    blanks = blanks._replace(width=blanks.width + count)
                elif count:
                    blanks = _Blanks(column + width - count, count, pen)
            if blanks is not None:
                yield self._blank(row, blanks)

    def _blank(self, row: int, blanks: _Blanks) -> Change:
        """Return what makes blanks.

        What is erased leaves the cursor where it is: it has one cell less behind it.
        """
        column, width, pen = blanks
        if self._can_erase and width > _NEAR and column + width >= self.size[0]:
            return row, column, ERASE_TO_END, pen, -1
        if self._can_erase and width > _FEW_BLANKS:
            return row, column, erase_cells(width), pen, -1
        return row, column, " " * width, pen, width - 1

    def _changed(self, row: int, old: ShownRow, new: ShownRow) -> Iterator[Change]:
        """Yield what to send of a row that was painted anew: letters, and blanks."""
        columns = _changed_columns(old, new)
        end = _blank_end(new)
        to_end = [column for column in columns if column >= end]
        if not self._can_erase or len(to_end) <= _NEAR:
            to_end = []
        for run in _runs(columns[: len(columns) - len(to_end)], new):
            first = run[0]
            if len(run) > 1:
                yield self._blank(row, _Blanks(first, len(run), new[first][1]))
            else:
                yield row, first, *new[first], _count_behind(new, first)
        if to_end:
            yield row, to_end[0], ERASE_TO_END, new[end][1], -1


def _with_reset(text: str, pen: Sgr) -> str:
    if pen != PLAIN:
        text += RESET
    return text


class _Blanks(NamedTuple):
    """Blanks that follow each other in a row: their first column, how many, and how they look."""

    column: int
    width: int
    pen: Sgr

    def are_before(self, run: Run) -> bool:
        """Return whether a run follows them, on their ground."""
        return run[0] == self.column + self.width and run[2].ground == self.pen.ground


def _without_blanks(run: Run) -> tuple[str, int]:
    """Return the letters of a run, and how many blanks are behind them."""
    _, text, pen, _ = run
    if pen.others:  # these show on a blank too
        return text, 0
    letters = text.rstrip(" ")
    return letters, len(text) - len(letters)


def _changed_columns(old: ShownRow, new: ShownRow) -> list[int]:
    """Return the columns of the cells to send; a row with letters of no sure width is whole."""
    if old == new:
        return []
    if any(has_disputed_width(text) for text, _ in (*old, *new)):
        return [column for column, (text, _) in enumerate(new) if text not in ("", _UNKNOWN[0])]
    columns: list[int] = []
    for column, cell in enumerate(new):
        if cell in (old[column], _UNKNOWN):
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
    if _UNKNOWN not in between and seen.issuperset(between):
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


def paint_rows(
    before: Sequence[ShownRow], pieces: Iterable[Piece], system: ColorSystem | None
) -> list[ShownRow]:
    """Return rows with what is painted in them; the others are the same."""
    after = list(before)
    for row, some in groupby(pieces, lambda piece: piece.row):
        cells = list(before[row])
        for piece in some:
            for run in runs_of(piece, system):
                _paint(cells, run)
        after[row] = cells
    return after


def _paint(cells: list[ShownCell], run: Run) -> None:
    """Put a run into a row. Of a wide letter that it covers in part, nobody knows what is left."""
    start, width = run[0], run[3]
    end = min(start + width, len(cells))
    if start >= end:
        return
    first = start
    while cells[first] == BEHIND:
        first -= 1
    cells[first:start] = [_UNKNOWN] * (start - first)
    for rest in range(end, len(cells)):
        if cells[rest] != BEHIND:
            break
        cells[rest] = _UNKNOWN
    cells[start:end] = cells_of(run)[: end - start]
