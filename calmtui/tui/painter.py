"""Turn cells that changed into the bytes of a terminal: as few of them as a guide needs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import compress
from operator import is_not
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.color import Color, ColorSystem
from rich.style import Style

from calmtui.render.cell import BLANK, Cell, Row, blank
from calmtui.render.colorless import with_signs
from calmtui.render.palette import GROUND, Palette
from calmtui.text.width import has_disputed_width

if TYPE_CHECKING:
    from textual.app import App

_SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "standard": ColorSystem.STANDARD,
    "windows": ColorSystem.WINDOWS,
}
KEY = "key"  # of what a style says beside its look: the key that a tap on it is
RESET = "\x1b[0m"
_BLOCKS = frozenset("▀▄█▁▂▃▅▆▇")
_UNKNOWN = Cell("\0")
# More cells of one colour than a guide changes at once: they are sent in the order of reading.
_MANY = 160
# So many changed cells are no step of a guide, but a new screen: it is not cached.
_NEW_SCREEN = 500
_CACHED_FRAMES = 256  # more than a round of breathing sends
_CACHED_CELLS = 4096  # more than any screen has at once
_NEAR = 4  # columns or rows to which a backspace or line feed for each is shorter than a sequence


class Sgr(NamedTuple):
    """What the terminal writes with, as codes of SGR."""

    ink: str = "39"
    ground: str = "49"
    bold: bool = False


PLAIN = Sgr()
_WEIGHTS = {True: "1", False: "22"}  # SGR: bold, and not bold
_Place = tuple[int, int]  # row, column
# Row, column, a cell that changed, how many more belong to it.
_ChangedCell = tuple[int, int, Cell, int]
# The same as it is sent.
_Change = tuple[int, int, str, Sgr, int]
_NOWHERE = (-1, -1)


def colours_of(app: App[Any]) -> str | None:
    """Return the colour system to paint in, None for none.

    What is sent past Textual is past its filter for NO_COLOR, too.
    """
    if os.environ.get("NO_COLOR"):
        return None
    return app.console.color_system


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
            ways = [_write(order, pen, columns) for order in (changes, _by_colour(changes, pen))]
            encoded = min(ways, key=lambda way: len(way[0].encode()))
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


def _write(changes: Iterable[_Change], pen: Sgr, columns: int) -> tuple[str, Sgr]:
    """Return the bytes for cells in this order; cursor and pen change only where they must."""
    out: list[str] = []
    ink, ground, bold = pen
    place = _NOWHERE
    for y, x, char, (front, back, heavy), more in changes:
        if place != (y, x):
            out.append(_move(place, (y, x)))
        codes = []
        if char != " ":
            if heavy != bold:
                codes.append(_WEIGHTS[heavy])
                bold = heavy
            if front != ink:
                codes.append(front)
                ink = front
        if back != ground:
            codes.append(back)
            ground = back
        if codes:
            out.append(f"\x1b[{';'.join(codes)}m")
        is_doubtful = has_disputed_width(char)
        # Whatever it leaves free is blank, and what follows stands in its own place.
        if is_doubtful:
            out.append(" " * (1 + more) + _move(_NOWHERE, (y, x)))
        out.append(char)
        place = y, x + 1 + more
        # Behind the last column terminals differ.
        if is_doubtful or place[1] >= columns:
            place = _NOWHERE
    return "".join(out), Sgr(ink, ground, bold)


def _move(place: _Place, to: _Place) -> str:
    """Return the shortest way for the cursor."""
    straight = f"\x1b[{to[0] + 1};{to[1] + 1}H"
    if place == _NOWHERE:
        return straight
    return min(straight, _down(to[0] - place[0]) + _right(to[1] - place[1]), key=len)


@cache
def _down(by: int) -> str:
    if 0 <= by <= _NEAR:
        return "\n" * by
    return _sequence(by, "B", "A")


@cache
def _right(by: int) -> str:
    if -_NEAR <= by <= 0:
        return "\b" * -by
    return _sequence(by, "C", "D")


def _sequence(by: int, forth: str, back: str) -> str:
    count = ""
    if abs(by) > 1:
        count = str(abs(by))
    direction = forth if by > 0 else back
    return f"\x1b[{count}{direction}"


def _by_colour(changes: Sequence[_Change], pen: Sgr) -> Iterator[_Change]:
    """Yield cells of one colour after another, each as near as can be to the last.

    The pen changes as little as it can.
    """
    colours: dict[tuple[str, str, bool], dict[_Place, _Change]] = {}
    for change in changes:
        y, x, char, (ink, ground, bold), _ = change
        key = (ground, ink, bold)
        if char == " ":  # a space shows no ink and no weight
            key = (ground, "", False)
        colours.setdefault(key, {})[y, x] = change
    ground, ink, place = pen.ground, pen.ink, _NOWHERE
    while colours:
        key = min(
            colours,
            key=lambda key: len(key[0]) * (key[0] != ground) + len(key[1]) * (key[1] != ink),
        )
        ground, ink = key[0], key[1] or ink
        for change in _near(colours.pop(key), place):
            yield change
            place = _behind(change)


def _near(cells: dict[_Place, _Change], place: _Place) -> Iterator[_Change]:
    """Yield cells so that the ways between them are short.

    The nearest comes first, and then what stands right behind it.
    """
    if len(cells) > _MANY:
        yield from cells.values()
        return
    while cells:
        here = _nearest(cells, place)
        while change := cells.pop(here, None):
            yield change
            here = _behind(change)
        place = here


def _nearest(cells: Iterable[_Place], place: _Place) -> _Place:
    y, x = place
    return min(cells, key=lambda to: len(_down(to[0] - y)) + len(_right(to[1] - x)))


def _behind(change: _Change) -> _Place:
    return change[0], change[1] + 1 + change[4]
