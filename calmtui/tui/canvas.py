"""The widget that shows rows of cells and repaints only the rows that changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from calmtui.palette import Palette
from calmtui.shapes import Cell, Row


class Canvas(Widget):
    """Rows of cells in a palette's colours. `show` is the only way in; `render_line` is what is on."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._rows: list[Row] = []
        self._styles: dict[tuple[object, ...], Style] = {}

    def show(self, rows: list[Row]) -> None:
        """Put rows on; equal rows cost nothing."""
        before, self._rows = self._rows, rows
        changed = [Region(0, y, len(row), 1) for y, row in enumerate(rows) if y >= len(before) or before[y] != row]
        if len(before) > len(rows):
            self.refresh()
        elif changed:
            self.refresh(*changed)

    def text(self) -> str:
        """What is shown, without colours."""
        return "\n".join("".join(cell.char for cell in row).rstrip() for row in self._rows)

    def render_line(self, y: int) -> Strip:
        """One row as Textual wants it."""
        if y >= len(self._rows):
            return Strip.blank(self.size.width, self._style(Cell()))
        strip = Strip(list(self._segments(self._rows[y])), len(self._rows[y]))
        return strip.adjust_cell_length(self.size.width, self._style(Cell()))

    def _segments(self, row: Row) -> Iterator[Segment]:
        for style, cells in groupby(row, self._style):
            yield Segment("".join(cell.char for cell in cells), style)

    def _style(self, cell: Cell) -> Style:
        key = (cell.ink, cell.ground, cell.bold)
        style = self._styles.get(key)
        if style is None:
            palette = self._palette
            style = self._styles[key] = Style(
                color=palette.colour(cell.ink or ("text", 1.0)),
                bgcolor=palette.colour(cell.ground) if cell.ground else palette.ground or "default",
                bold=cell.bold,
            )
        return style
