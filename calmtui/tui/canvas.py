"""The widget that shows rows of cells and sends only the cells that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.segment import ControlType, Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from calmtui.render.cell import BLANK, Cell, Row
from calmtui.render.palette import Palette
from calmtui.text.width import has_disputed_width
from calmtui.tui.escape_codes import PLAIN
from calmtui.tui.painter import Painter, colours_of
from calmtui.tui.screens.base import on_top
from calmtui.tui.textual_internals.driver import CalmDriver, terminal_of
from calmtui.tui.textual_internals.painting import laid_out


class Canvas(Widget):
    """Rows of cells in a palette's colours; `show` is the only way in."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._rows: list[Row] = []
        self.warmed_up = False  # whether Textual's first frames are behind
        self._painted = False  # whether Textual has painted it since its size changed
        self._covering: Widget | None = None  # what lies over it, until Textual has painted it away
        self._is_uncovered = False  # whether that has been removed
        self._was_covered = False  # whether something lay over it when rows were shown last
        self.painter = Painter(palette, None)
        # By the row: Textual asks for each several times when a screen comes.
        self._strips: dict[int, tuple[Row, Region, Strip]] = {}

    def on_mount(self) -> None:
        """Paint in the terminal's colours, which are known now."""
        self.painter = Painter(self._palette, colours_of(self.app))

    @property
    def quickstart_active(self) -> bool:
        """Whether the frames of the quick start are still on."""
        terminal = terminal_of(self.app)
        return terminal is not None and terminal.quickstart_active

    def show(self, rows: list[Row]) -> None:
        """Show rows; equal rows cost nothing.

        What covers the screen alone goes to the terminal as changed cells.
        """
        before, self._rows = self._rows, rows
        terminal = terminal_of(self.app)
        if terminal is not None and terminal.quickstart_active:
            if terminal.has_input or self.warmed_up:  # a key is obeyed at once
                self._take_over(terminal)
        elif not on_top(self.screen):
            self._painted = (
                False  # Textual paints it all when it is seen again, and nothing of it before
            )
        elif len(before) != len(rows) or len(before[0]) != len(rows[0]):
            self._painted = False
            self.refresh()
        elif not self._painted or (terminal and terminal.output.painted_screen != self.screen):
            pass  # Textual is about to paint it all
        elif self._was_covered and self._covering is None:
            # Nobody knows how much of the last rows Textual has painted: all of it, once more.
            self._was_covered = self._painted = False
            self.refresh()
        elif terminal is not None and self._alone():
            text, pen = self.painter.diff(before, rows, terminal.output.sgr_state)
            if text:
                terminal.output.paint(text, pen, self.app.size, lambda: self.painter.shown(rows))
        else:
            changed = [Region(0, y, len(row), 1) for y, row in enumerate(rows) if before[y] != row]
            if changed:
                self.refresh(*changed)

    def _take_over(self, terminal: CalmDriver) -> None:
        """Go on where the quick start ends: Textual has painted its first frames unseen."""
        terminal.release()
        if self._alone():
            rows = self._rows
            text = self.painter.full(rows)
            terminal.output.painted_screen = self.screen
            terminal.output.paint(text, PLAIN, self.app.size, lambda: self.painter.shown(rows))
        else:
            self.app.screen.refresh()

    def cover(self, widget: Widget) -> None:
        """Take note of a widget that lies over it."""
        self._covering, self._is_uncovered, self._was_covered = widget, False, True

    def uncover(self) -> None:
        """Take note that the widget was removed: it is shown until Textual has painted it away."""
        self._is_uncovered = True

    def _alone(self) -> bool:
        """Whether the canvas is all that is on the screen, so that its cells are the terminal's."""
        return on_top(self.screen) and self._covering is None and self.size == self.app.size

    def text(self) -> str:
        """Return what is shown, without colours."""
        return "\n".join("".join(cell.char for cell in row).rstrip() for row in self._rows)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows of a region; Textual's cache knows nothing of cells sent past it."""
        self._painted = True
        if self._is_uncovered and self._covering not in laid_out(self.screen):
            self._covering = None
        return [self.render_line(y).crop(crop.x, crop.right) for y in crop.line_range]

    def render_line(self, y: int) -> Strip:
        """Return one row as Textual wants it."""
        blank = self.painter.style(BLANK)
        if y >= len(self._rows):
            return Strip.blank(self.size.width, blank)
        row, region = self._rows[y], self.region
        made_of, place, strip = self._strips.get(y, ([], region, None))
        if strip is None or made_of != row or place != region:
            cells = map(self.painter.glyph, row)
            strip = Strip(list(segments(cells, self.painter, region.x)), len(row))
            strip = strip.adjust_cell_length(self.size.width, blank)
            self._strips[y] = row, region, strip
        return strip


def segments(row: Iterable[Cell], painter: Painter, x: int) -> Iterator[Segment]:
    """Yield cells as they are sent, which begin in column `x`, in the styles of a painter."""
    for style, cells in groupby(row, painter.style):
        chars = [cell.char for cell in cells]
        # Nearly always; most are one character or none, which costs no look at each.
        if max(map(len, chars)) <= 1 or not any(map(has_disputed_width, chars)):
            yield Segment("".join(chars), style)
            x += len(chars)
            continue
        for doubtful, some in groupby(_wholes(chars), lambda whole: has_disputed_width(whole[0])):
            for text, wide in some if doubtful else [_joined(some)]:
                yield from (
                    _placed(text, wide, style, x + 1) if doubtful else [Segment(text, style)]
                )
                x += wide


def _wholes(chars: Iterable[str]) -> list[tuple[str, int]]:
    """Return what is drawn as one, and how many cells it takes."""
    wholes: list[tuple[str, int]] = []
    for char in chars:
        if char or not wholes:
            wholes.append((char, 1))
        else:
            wholes[-1] = (wholes[-1][0], wholes[-1][1] + 1)
    return wholes


def _joined(wholes: Iterable[tuple[str, int]]) -> tuple[str, int]:
    some = list(wholes)
    return "".join(text for text, _ in some), sum(wide for _, wide in some)


def _placed(text: str, wide: int, style: Style, column: int) -> Iterator[Segment]:
    """Yield letters of a doubtful width in as many blanks; what follows is in its own place."""
    yield Segment(" " * wide, style)
    yield _to(column)
    yield Segment(text, style, ((ControlType.BELL,),))  # any control: Rich counts no cells for it
    yield _to(column + wide)


def _to(column: int) -> Segment:
    """Move the cursor within its row: CHA, ECMA-48 8.3.9."""
    return Segment(f"\x1b[{column}G", None, ((ControlType.CURSOR_MOVE_TO_COLUMN, column),))
