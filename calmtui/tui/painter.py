"""Find the cells that changed, how each looks here, and what is sent for them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import compress
from operator import is_not
from typing import TYPE_CHECKING, Any

from rich.color import Color, ColorSystem
from rich.style import Style

from calmtui.render.cell import BLANK, Cell, Row, blank
from calmtui.render.colorless import with_signs
from calmtui.render.palette import GROUND, Palette
from calmtui.tui.escape_codes import PLAIN, RESET, Sgr, encode_changes
from calmtui.tui.painted_cells import BEHIND, ShownCell, shown_cell

if TYPE_CHECKING:
    from textual.app import App

_SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "standard": ColorSystem.STANDARD,
    "windows": ColorSystem.WINDOWS,
}
KEY = "key"  # of what a style says beside its look: the key that a tap on it is
_BLOCKS = frozenset("▀▄█▁▂▃▅▆▇")
_UNKNOWN = Cell("\0")
# So many changed cells are no step of a guide, but a new screen: it is not cached.
_NEW_SCREEN = 500
_CACHED_FRAMES = 256  # more than a round of breathing sends
_CACHED_CELLS = 4096  # more than any screen has at once


# Row, column, a cell that changed, how many more belong to it.
_ChangedCell = tuple[int, int, Cell, int]


def colours_of(app: App[Any]) -> str | None:
    """Return the colour system to paint in, None for none.

    What is sent past Textual is past its filter for NO_COLOR, too.
    """
    if os.environ.get("NO_COLOR"):
        return None
    return app.console.color_system


def color_system_of(app: App[Any]) -> ColorSystem | None:
    """Return Rich's colour system to paint in, None for none."""
    return _SYSTEMS.get(colours_of(app) or "")


class Painter:
    """Paints for one palette: `colours` is Rich's name of a colour system, or None.

    The codes are those of ECMA-48 (CUP, CUU, CUD, CUF, CUB, SGR, BS, LF); a line feed keeps its
    column, as on a terminal in raw mode. A full block is sent as a space on its colour: one byte,
    not three.
    """

    def __init__(self, palette: Palette, colours: str | None) -> None:
        self._palette = palette
        self._system = _SYSTEMS.get(colours or "")
        self._looks: dict[Cell, tuple[str, Sgr]] = {}
        self._styles: dict[Cell, Style] = {}
        self._cache: dict[tuple[tuple[_ChangedCell, ...], Sgr, int], tuple[str, Sgr]] = {}

    def glyph(self, cell: Cell) -> Cell:
        """Return a cell as it is sent.

        With colours a full block is its ground, without them a sign tells its ink. In the
        terminal's own colours, which nobody but their owner knows, words over a shape stand on its
        ground. As they are few, signs tell what is warm and what is cool there too.
        """
        if self._system is None:
            return with_signs(cell)
        has_ground = self._palette.ground or cell.ground
        if not has_ground and cell.ink is not None and cell.ink[0] in ("warm", "cool"):
            cell = with_signs(cell)
        if (
            cell.char == "█"
            and cell.ink is not None
            and self._palette.colour(cell.ink) != "default"
        ):
            return Cell(" ", None, cell.ink)
        if cell.ground and cell.char not in _BLOCKS and not self._palette.ground:
            return cell._replace(ground=None)
        return cell

    def style(self, cell: Cell) -> Style:
        """Return Rich's style of a cell; cells that differ in their character alone share it."""
        style = self._styles.get(cell)
        if style is not None:
            return style
        meta = {KEY: cell.key} if cell.key else None
        style = Style(bold=cell.bold, meta=meta)
        if self._system:
            ink, ground = self._colours(cell)
            style = Style(color=ink, bgcolor=ground, bold=cell.bold, meta=meta)
        if len(self._styles) >= _CACHED_CELLS:
            self._styles.clear()
        self._styles[cell] = style
        return style

    def _colours(self, cell: Cell) -> tuple[str, str]:
        ink = self._palette.colour(cell.ink or ("text", 1.0))
        ground = self._palette.colour(cell.ground or GROUND)
        return ink, ground

    def _look(self, cell: Cell) -> tuple[str, Sgr]:
        """Return the character of a cell, and how it is written."""
        look = self._looks.get(cell)
        if look is not None:
            return look
        shown = self.glyph(cell)
        pen = PLAIN._replace(bold=shown.bold)
        if self._system is not None:
            ink, ground = self._colours(shown)
            pen = Sgr(self._code(ink, True), self._code(ground, False), shown.bold)
        if len(self._looks) >= _CACHED_CELLS:
            self._looks.clear()
        look = self._looks[cell] = (shown.char, pen)
        return look

    def _code(self, colour: str, is_ink: bool) -> str:
        assert self._system is not None
        return ";".join(Color.parse(colour).downgrade(self._system).get_ansi_codes(is_ink))

    def shown(self, rows: Sequence[Row]) -> list[list[ShownCell]]:
        """Return rows as they are seen."""
        return [
            [shown_cell(*self._look(cell)) if cell.char else BEHIND for cell in row] for row in rows
        ]

    def full_clear(self, rows: Sequence[Row]) -> str:
        """Return what to send so that a screen of anything becomes `rows`."""
        ground = self._look(BLANK)[1].ground
        columns, height = len(rows[0]), len(rows)
        erase = "\x1b[2J"
        # Without "bce" the screen program erases in its own colour: the ground is written out.
        if os.environ.get("TERM", "").startswith("screen"):
            erase = f"\x1b[H{' ' * (columns * height)}"
        text, _ = self.diff(blank(columns, height), rows, Sgr(ground=ground))
        return f"\x1b[{ground}m{erase}{text}{RESET}"

    def full(self, rows: Sequence[Row]) -> str:
        """Return what to send so that `rows` are on, whatever was there, without a blank moment."""
        text, _ = self.diff([[_UNKNOWN] * len(row) for row in rows], rows, None)
        return text + RESET

    def changes(self, before: Sequence[Row], rows: Sequence[Row]) -> str:
        """Return what makes `rows` of `before`; the pen is reset before and after."""
        text, pen = self.diff(before, rows, PLAIN)
        if pen != PLAIN:
            text += RESET
        return text

    def diff(
        self, before: Sequence[Row], rows: Sequence[Row], pen: Sgr | None
    ) -> tuple[str, Sgr | None]:
        """Return what makes `rows` of `before` (of the same size), and the pen after it.

        `pen` is how the terminal's was left, None when nobody knows. When nothing changed, nothing
        is sent.
        """
        cells = tuple(
            (y, x, new[x], _more(new, x))
            for y, (old, new) in enumerate(zip(before, rows, strict=True))
            if old is not new and old != new
            for x in _changed(old, new)
        )
        if not cells:
            return "", pen
        text, pen_after = self._encode(cells, pen or PLAIN, len(rows[0]))
        if pen is None:
            text = RESET + text
        return text, pen_after

    def _encode(self, cells: tuple[_ChangedCell, ...], pen: Sgr, columns: int) -> tuple[str, Sgr]:
        """Return the bytes for cells, and the pen after them.

        The newest are cached: a breath sends what the last one sent.
        """
        key = (cells, pen, columns)
        encoded = self._cache.pop(key, None)
        if encoded is None:
            changes = [(y, x, *self._look(cell), more) for y, x, cell, more in cells]
            encoded = encode_changes(changes, pen, columns)
        if len(cells) < _NEW_SCREEN:
            self._cache[key] = encoded
            if len(self._cache) > _CACHED_FRAMES:
                del self._cache[next(iter(self._cache))]
        return encoded


def _more(row: Row, x: int) -> int:
    """Return how many cells behind one belong to it."""
    end = x + 1
    while end < len(row) and not row[end].char:
        end += 1
    return end - x - 1


def _changed(old: Row, new: Row) -> list[int]:
    """Return the columns of the cells that changed; a wide one is that of its first cell."""
    # In C: most cells are the same object.
    others = compress(range(len(new)), map(is_not, old, new))
    columns = [x for x in others if old[x] != new[x]]
    if all(new[x].char for x in columns):
        return columns
    return sorted({next((at for at in range(x, -1, -1) if new[at].char), x) for x in columns})
