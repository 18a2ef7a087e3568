"""A shape at rest, where a screen has room for one."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from calmtui.config.settings import DARK
from calmtui.content.routine import ShapeName
from calmtui.render.cell import BLANK, Row
from calmtui.render.palette import PALETTES
from calmtui.render.rest import draw_at_rest
from calmtui.tui.canvas import segments
from calmtui.tui.painter import Painter, colours_of


class AtRest(Widget):
    """Shows a shape that does not move, in the middle of its columns or at their left.

    `fit` says how many rows there are for it; it is as high as the shape needs, or not there.
    """

    def __init__(self, shape: ShapeName, *, ascii_only: bool = False, centred: bool = True) -> None:
        super().__init__()
        self._shape, self._ascii_only, self._centred = shape, ascii_only, centred
        self._rows: list[Row] = []
        self.display = False

    def fit(self, columns: int, rows: int, shape: ShapeName | None = None) -> None:
        """Show the shape, or another one, in so much room."""
        self._shape = shape or self._shape
        self._rows = draw_at_rest(self._shape, columns, rows, ascii_only=self._ascii_only)
        self.display = bool(self._rows)
        self.styles.height = max(len(self._rows), 1)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one row of the shape."""
        painter = Painter(getattr(self.app, "palette", PALETTES[DARK]), colours_of(self.app))
        blank = painter.style(BLANK)
        if y >= len(self._rows):
            return Strip.blank(self.size.width, blank)
        row = [painter.glyph(cell) for cell in self._rows[y]]
        if self._centred:
            row = [BLANK] * max((self.size.width - len(row)) // 2, 0) + row
        strip = Strip(list(segments(row, painter, self.region.x)), len(row))
        return strip.adjust_cell_length(self.size.width, blank)
