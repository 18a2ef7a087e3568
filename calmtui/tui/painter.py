"""Turns cells that changed into the bytes of a terminal: as few of them as a guide needs."""

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
RESET = "\x1b[0m"
_BLOCKS = frozenset("▀▄█▁▂▃▅▆▇")
_UNKNOWN = Cell("\0")
_MANY = 160  # cells of one colour that are more than a guide changes at once: they are sent as they are read
_WHOLE = 500  # changed cells that are no step of a guide, but a new screen: not kept
_KEPT = 256  # frames: more than a round of breathing sends
_LOOKS = 4096  # cells whose look is kept: more than any screen has at once
_NEAR = 4  # places that a backspace or a line feed each is shorter for than a sequence


class Sgr(NamedTuple):
    """What the terminal writes with, as codes of SGR."""

    ink: str = "39"
    ground: str = "49"
    bold: bool = False


PLAIN = Sgr()


_Place = tuple[int, int]  # row, column
_Found = tuple[int, int, Cell, int]  # row, column, a cell that changed, how many more belong to it
_Change = tuple[int, int, str, Sgr, int]  # the same as it is sent
_NOWHERE = (-1, -1)


def colours_of(app: App[Any]) -> str | None:
    """The colour system to paint in, None for none: what is sent past Textual is past its filter for NO_COLOR too."""
    return None if os.environ.get("NO_COLOR") else app.console.color_system


class Painter:
    """Paints for one palette: `colours` is Rich's name of a colour system, or None.

    The codes are those of ECMA-48 (CUP, CUU, CUD, CUF, CUB, SGR, BS, LF); a line feed keeps its column, as on a
    terminal in raw mode. A full block is sent as a space on its colour: one byte, not three.
    """

    def __init__(self, palette: Palette, colours: str | None) -> None:
        self._palette = palette
        self._system = _SYSTEMS.get(colours or "")
        self._looks: dict[Cell, tuple[str, Sgr]] = {}
        self._styles: dict[Cell, Style] = {}
        self._kept: dict[tuple[tuple[_Found, ...], Sgr, int], tuple[str, Sgr]] = {}

    def glyph(self, cell: Cell) -> Cell:
        """The cell as it is sent: with colours a full block is its ground, without them a sign tells its ink.

        In the terminal's own colours, which nobody but their owner knows, words over a shape stand on its ground. As
        they are few, signs tell what is warm and what is cool there too.
        """
        if self._system is None:
            return with_signs(cell)
        if (
            not (self._palette.ground or cell.ground)
            and cell.ink is not None
            and cell.ink[0] in ("warm", "cool")
        ):
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
        """Rich's style of a cell; cells that differ in their character alone share it."""
        style = self._styles.get(cell)
        if style is None:
            ink, ground = self._colours(cell) if self._system else (None, None)
            if len(self._styles) >= _LOOKS:
                self._styles.clear()
            style = self._styles[cell] = Style(color=ink, bgcolor=ground, bold=cell.bold)
        return style

    def _colours(self, cell: Cell) -> tuple[str, str]:
        return self._palette.colour(cell.ink or ("text", 1.0)), self._palette.colour(
            cell.ground or GROUND
        )

    def _look(self, cell: Cell) -> tuple[str, Sgr]:
        look = self._looks.get(cell)
        if look is None:
            shown = self.glyph(cell)
            ink, ground = (
                self._code(name, front)
                for name, front in zip(self._colours(shown), (True, False), strict=True)
            )
            if len(self._looks) >= _LOOKS:
                self._looks.clear()
            look = self._looks[cell] = (shown.char, Sgr(ink, ground, shown.bold))
        return look

    def _code(self, name: str, front: bool) -> str:
        if self._system is None:
            return PLAIN.ink if front else PLAIN.ground
        return ";".join(Color.parse(name).downgrade(self._system).get_ansi_codes(front))

    def full_clear(self, rows: Sequence[Row]) -> str:
        """What to send so that a screen of anything becomes `rows`."""
        ground = self._look(BLANK)[1].ground
        wide, high = len(rows[0]), len(rows)
        # Without "bce" the screen program erases in its own colour: there the ground is written out.
        erase = (
            f"\x1b[H{' ' * (wide * high)}"
            if os.environ.get("TERM", "").startswith("screen")
            else "\x1b[2J"
        )
        text, _ = self.diff(blank(wide, high), rows, Sgr(ground=ground))
        return f"\x1b[{ground}m{erase}{text}{RESET}"

    def full(self, rows: Sequence[Row]) -> str:
        """What to send so that `rows` are on, whatever was there; no cell is blank for a moment."""
        text, _ = self.diff([[_UNKNOWN] * len(row) for row in rows], rows, None)
        return text + RESET

    def changes(self, before: Sequence[Row], rows: Sequence[Row]) -> str:
        """What to send so that `before` becomes `rows`, to a pen as it is after a reset, and to leave it so."""
        text, pen = self.diff(before, rows, PLAIN)
        return text + RESET if pen != PLAIN else text

    def diff(
        self, before: Sequence[Row], rows: Sequence[Row], pen: Sgr | None
    ) -> tuple[str, Sgr | None]:
        """What to send so that `before` becomes `rows` (of the same size), and the pen as it is left.

        `pen` is how the terminal's was left, None when nobody knows. When nothing changed, nothing is sent.
        """
        found = tuple(
            (y, x, new[x], _more(new, x))
            for y, (old, new) in enumerate(zip(before, rows, strict=True))
            if old is not new and old != new
            for x in _changed(old, new)
        )
        if not found:
            return "", pen
        text, left = self._sent(found, pen or PLAIN, len(rows[0]))
        return text if pen else RESET + text, left

    def _sent(self, found: tuple[_Found, ...], pen: Sgr, columns: int) -> tuple[str, Sgr]:
        """The bytes for cells, and the pen after them. The newest are kept: a breath sends what the last one sent."""
        key = (found, pen, columns)
        sent = self._kept.pop(key, None)
        if sent is None:
            changes = [(y, x, *self._look(cell), more) for y, x, cell, more in found]
            ways = [_written(order, pen, columns) for order in (changes, _by_colour(changes, pen))]
            sent = min(ways, key=lambda way: len(way[0].encode()))
        if len(found) < _WHOLE:
            self._kept[key] = sent
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return sent


def _more(row: Row, x: int) -> int:
    """How many cells behind one belong to it."""
    end = x + 1
    while end < len(row) and not row[end].char:
        end += 1
    return end - x - 1


def _changed(old: Row, new: Row) -> list[int]:
    """The columns of the cells that changed; the other cells of a wide one go with its first."""
    others = compress(
        range(len(new)), map(is_not, old, new)
    )  # in C: most cells are the same object
    found = [x for x in others if old[x] != new[x]]
    if all(new[x].char for x in found):
        return found
    return sorted({next((at for at in range(x, -1, -1) if new[at].char), x) for x in found})


def _written(changes: Iterable[_Change], pen: Sgr, columns: int) -> tuple[str, Sgr]:
    """The bytes for cells in this order: the cursor moves and the pen changes only where they must."""
    out: list[str] = []
    ink, ground, bold = pen
    place = _NOWHERE
    for y, x, char, (front, back, heavy), more in changes:
        if place != (y, x):
            out.append(_move(place, (y, x)))
        codes = []
        if char != " ":
            if heavy != bold:
                codes.append("1" if heavy else "22")
                bold = heavy
            if front != ink:
                codes.append(front)
                ink = front
        if back != ground:
            codes.append(back)
            ground = back
        if codes:
            out.append(f"\x1b[{';'.join(codes)}m")
        doubtful = has_disputed_width(char)
        if doubtful:  # whatever it leaves free is blank, and what follows stands in its own place
            out.append(" " * (1 + more) + _move(_NOWHERE, (y, x)))
        out.append(char)
        after = x + 1 + more
        place = (
            (y, after) if after < columns and not doubtful else _NOWHERE
        )  # behind the last column terminals differ
    return "".join(out), Sgr(ink, ground, bold)


def _move(place: _Place, to: _Place) -> str:
    """The shortest way for the cursor."""
    straight = f"\x1b[{to[0] + 1};{to[1] + 1}H"
    if place == _NOWHERE:
        return straight
    return min(straight, _down(to[0] - place[0]) + _right(to[1] - place[1]), key=len)


@cache
def _down(by: int) -> str:
    return "\n" * by if 0 <= by <= _NEAR else _sequence(by, "B", "A")


@cache
def _right(by: int) -> str:
    return "\b" * -by if -_NEAR <= by <= 0 else _sequence(by, "C", "D")


def _sequence(by: int, forth: str, back: str) -> str:
    return f"\x1b[{abs(by) if abs(by) > 1 else ''}{forth if by > 0 else back}"


def _by_colour(found: Sequence[_Change], pen: Sgr) -> Iterator[_Change]:
    """Cells of one colour after another, the pen changing as little as it can; each as near as can be to the last."""
    colours: dict[tuple[str, str, bool], dict[_Place, _Change]] = {}
    for change in found:
        y, x, char, (ink, ground, bold), _ = change
        key = (
            (ground, "", False) if char == " " else (ground, ink, bold)
        )  # a space shows no ink and no weight
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
    """Cells so that the ways between them are short: the nearest first, and then what stands right behind it."""
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
