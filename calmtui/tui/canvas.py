"""The widget that shows rows of cells and sends only the cells that changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, groupby
from operator import is_not
from typing import Any

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from calmtui.palette import Palette
from calmtui.shapes import BLANK, Cell, Row, blank
from calmtui.tui.driver import QuietDriver, terminal_of

_SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "standard": ColorSystem.STANDARD,
    "windows": ColorSystem.WINDOWS,
}
_RESET = ("39", "49", False)
_UNKNOWN = Cell("\0")
_Look = tuple[str, str, str, bool]  # character, foreground code, background code, bold


def colours_of(app: App[Any]) -> str | None:
    """The colour system to paint in, None for none: what is sent past Textual is past its filter for NO_COLOR too."""
    return None if os.environ.get("NO_COLOR") else app.console.color_system


class Painter:
    """Turns changed cells into the bytes of a terminal: `colours` is Rich's name of a colour system, or None.

    The codes are those of ECMA-48 (CUP, CUF, SGR). A full block is sent as a space on its colour: one byte, not three.
    """

    def __init__(self, palette: Palette, colours: str | None) -> None:
        self._palette = palette
        self._system = _SYSTEMS.get(colours or "")
        self._looks: dict[Cell, _Look] = {}
        self._styles: dict[Cell, Style] = {}

    def glyph(self, cell: Cell) -> Cell:
        """The cell as it is sent: with colours a full block is its ground."""
        if cell.char == "█" and cell.ink is not None and self._system is not None:
            return Cell(" ", None, cell.ink)
        return cell

    def style(self, cell: Cell) -> Style:
        """Rich's style of a cell; cells that differ in their character alone share it."""
        style = self._styles.get(cell)
        if style is None:
            ink, ground = self._colours(cell) if self._system else (None, None)
            style = self._styles[cell] = Style(color=ink, bgcolor=ground, bold=cell.bold)
        return style

    def _colours(self, cell: Cell) -> tuple[str, str]:
        palette = self._palette
        ink = palette.colour(cell.ink or ("text", 1.0))
        return ink, palette.colour(cell.ground) if cell.ground else palette.ground or "default"

    def _look(self, cell: Cell) -> _Look:
        look = self._looks.get(cell)
        if look is None:
            shown = self.glyph(cell)
            ink, ground = (
                self._code(name, front) for name, front in zip(self._colours(shown), (True, False), strict=True)
            )
            look = self._looks[cell] = (shown.char, ink, ground, shown.bold)
        return look

    def _code(self, name: str, front: bool) -> str:
        if self._system is None:
            return "39" if front else "49"
        return ";".join(Color.parse(name).downgrade(self._system).get_ansi_codes(front))

    def afresh(self, rows: Sequence[Row]) -> str:
        """What to send so that a screen of anything becomes `rows`."""
        ground = self._look(BLANK)[2]
        wide, high = len(rows[0]), len(rows)
        # Without "bce" the screen program erases in its own colour: there the ground is written out.
        erase = f"\x1b[H{' ' * (wide * high)}" if os.environ.get("TERM", "").startswith("screen") else "\x1b[2J"
        return f"\x1b[{ground}m{erase}{self.changes(blank(wide, high), rows, ground)}"

    def whole(self, rows: Sequence[Row]) -> str:
        """What to send so that `rows` are on, whatever was there; no cell is blank for a moment."""
        return self.changes([[_UNKNOWN] * len(row) for row in rows], rows)

    def changes(self, before: Sequence[Row], rows: Sequence[Row], ground: str = _RESET[1]) -> str:
        """What to send so that `before` becomes `rows` (of the same size); empty when nothing changed.

        `ground` is the background's code at the start; afterwards all is reset.
        """
        look = self._look
        found = [
            (y, x, *look(new[x]), x + 1 < len(new) and not new[x + 1].char)
            for y, (old, new) in enumerate(zip(before, rows, strict=True))
            if old is not new and old != new
            for x in _changed(old, new)
        ]
        if not found:
            return f"\x1b[{_RESET[1]}m" if ground != _RESET[1] else ""
        by_place = _sent(found, ground)
        by_colour = _sent(sorted(found, key=_colours), ground)
        return min(by_place, by_colour, key=len)


_Found = tuple[int, int, str, str, str, bool, bool]  # row, column, the look, whether two cells wide


def _colours(found: _Found) -> tuple[str, str, bool]:
    return found[4], found[3], found[5]


def _sent(cells: Iterable[_Found], ground: str) -> str:
    """The bytes for cells in this order: the cursor moves and the colours change only where they must."""
    out: list[str] = []
    ink, bold = _RESET[0], _RESET[2]
    row, at = -1, -1
    for y, x, char, front, back, heavy, wide in cells:
        if y != row or x < at:
            out.append(f"\x1b[{y + 1};{x + 1}H")
        elif x > at:
            out.append("\x1b[C" if x == at + 1 else f"\x1b[{x - at}C")
        codes = []
        if heavy != bold:
            codes.append("1" if heavy else "22")
        if back != ground:
            codes.append(back)
        if front != ink and char != " ":  # a space shows no ink
            codes.append(front)
            ink = front
        if codes:
            out.append(f"\x1b[{';'.join(codes)}m")
        ground, bold = back, heavy
        out.append(char)
        row, at = y, x + 1 + wide
    if (ink, ground, bold) != _RESET:
        out.append("\x1b[0m")
    return "".join(out)


def _changed(old: Row, new: Row) -> list[int]:
    """The columns of the cells that changed; the second half of a wide one goes with its first."""
    others = compress(range(len(new)), map(is_not, old, new))  # in C: most cells are the same object
    found = [x for x in others if old[x] != new[x]]
    if all(new[x].char for x in found):
        return found
    return sorted({x if new[x].char else x - 1 for x in found})


class Canvas(Widget):
    """Rows of cells in a palette's colours. `show` is the only way in; `render_line` is what is on."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._rows: list[Row] = []
        self.settled = False  # whether Textual's first frames are behind
        self._painted = False  # whether Textual has painted it since its size changed
        self.covered = False  # whether another widget lies over it
        self.painter = Painter(palette, None)

    def on_mount(self) -> None:
        """The terminal's colours are known now."""
        self.painter = Painter(self._palette, colours_of(self.app))

    @property
    def waiting(self) -> bool:
        """Whether the opening's frames are still on: then every look may be the one that takes over."""
        terminal = terminal_of(self.app)
        return terminal is not None and terminal.held

    def show(self, rows: list[Row]) -> None:
        """Put rows on; equal rows cost nothing. What covers the screen alone goes to the terminal as changed cells."""
        before, self._rows = self._rows, rows
        terminal = terminal_of(self.app)
        if terminal is not None and terminal.held:
            if terminal.heard or self.settled:  # a key is obeyed at once
                self._take_over(terminal)
        elif len(before) != len(rows) or len(before[0]) != len(rows[0]):
            self._painted = False
            self.refresh()
        elif not self._painted:
            pass  # Textual is about to paint it all
        elif terminal is not None and self._alone():
            if changes := self.painter.changes(before, rows):
                terminal.write(changes)
        else:
            changed = [Region(0, y, len(row), 1) for y, row in enumerate(rows) if before[y] != row]
            if changed:
                self.refresh(*changed)

    def _take_over(self, terminal: QuietDriver) -> None:
        """Go on where the opening's frames end: Textual has painted its first ones unseen."""
        terminal.release()
        if self._alone():
            terminal.write(self.painter.whole(self._rows))
        else:
            self.app.screen.refresh()

    def _alone(self) -> bool:
        """Whether the canvas is all that is on the screen, so that its cells are the terminal's."""
        return self.screen.is_current and not self.covered and self.size == self.app.size

    def text(self) -> str:
        """What is shown, without colours."""
        return "\n".join("".join(cell.char for cell in row).rstrip() for row in self._rows)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of a region; never from Textual's cache, which knows nothing of cells sent past it."""
        self._painted = True
        return [self.render_line(y).crop(crop.x, crop.right) for y in crop.line_range]

    def render_line(self, y: int) -> Strip:
        """One row as Textual wants it."""
        blank = self.painter.style(BLANK)
        if y >= len(self._rows):
            return Strip.blank(self.size.width, blank)
        strip = Strip(list(self._segments(map(self.painter.glyph, self._rows[y]))), len(self._rows[y]))
        return strip.adjust_cell_length(self.size.width, blank)

    def _segments(self, row: Iterable[Cell]) -> Iterator[Segment]:
        for style, cells in groupby(row, self.painter.style):
            yield Segment("".join(cell.char for cell in cells), style)
