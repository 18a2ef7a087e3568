"""Turn cells that changed into the bytes of a terminal: as few of them as a guide needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from calmtui.text.width import has_disputed_width

RESET = "\x1b[0m"
ERASE_TO_END = "\x1b[K"  # to the end of the row: EL, ECMA-48 8.3.41
# More cells of one colour than a guide changes at once: they are sent in the order of reading.
_MANY = 160
_NEAR = 4  # columns or rows to which a backspace or line feed for each is shorter than a sequence


class Sgr(NamedTuple):
    """What the terminal writes with, as codes of SGR."""

    ink: str = "39"
    ground: str = "49"
    bold: bool = False
    others: str = ""  # weights that no cell of ours has


PLAIN = Sgr()
_WEIGHTS = {True: "1", False: "22"}  # SGR: bold, and not bold
_Place = tuple[int, int]  # row, column
# Row, column, character and look of a cell that changed, how many more belong to it. Or a run of
# cells of one look: letters of one cell each.
Change = tuple[int, int, str, Sgr, int]
_NOWHERE = (-1, -1)


def erase_cells(count: int) -> str:
    """Return what makes blanks of so many cells: ECH, ECMA-48 8.3.38; the cursor stays."""
    return f"\x1b[{count}X"


def encode_changes(changes: Sequence[Change], pen: Sgr, columns: int) -> tuple[str, Sgr]:
    """Return the bytes for cells in the order that needs fewer of them, and the pen after them."""
    ways = [encode_in_order(order, pen, columns) for order in (changes, _by_colour(changes, pen))]
    return min(ways, key=lambda way: len(way[0].encode()))


def encode_in_order(changes: Iterable[Change], pen: Sgr, columns: int) -> tuple[str, Sgr]:
    """Return the bytes for cells in this order; cursor and pen change only where they must."""
    out: list[str] = []
    place = _NOWHERE
    for y, x, char, look, more in changes:
        if place != (y, x):
            out.append(_move(place, (y, x)))
        wanted = look
        if _is_blank(char) and not look.others:  # shows no ink and no weight
            wanted = Sgr(pen.ink, look.ground, pen.bold)
        if wanted != pen:
            out.append(_change_pen(pen, wanted))
            pen = wanted
        is_doubtful = has_disputed_width(char) and not _is_blank(char)
        # Whatever it leaves free is blank, and what follows stands in its own place.
        if is_doubtful:
            out.append(" " * (1 + more) + _move(_NOWHERE, (y, x)))
        out.append(char)
        place = y, x + 1 + more
        # Behind the last column terminals differ.
        if is_doubtful or place[1] >= columns:
            place = _NOWHERE
    return "".join(out), pen


@lru_cache(maxsize=1024)
def _change_pen(pen: Sgr, wanted: Sgr) -> str:
    codes = []
    if wanted.others != pen.others:
        pen = PLAIN
        codes = [code for code in ("0", wanted.others) if code]
    if wanted.bold != pen.bold:
        codes.append(_WEIGHTS[wanted.bold])
    if wanted.ink != pen.ink:
        codes.append(wanted.ink)
    if wanted.ground != pen.ground:
        codes.append(wanted.ground)
    return f"\x1b[{';'.join(codes)}m"


def _is_blank(char: str) -> bool:
    return char.isspace() or char.startswith("\x1b[")


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


def _by_colour(changes: Sequence[Change], pen: Sgr) -> Iterator[Change]:
    """Yield cells of one colour after another, each as near as can be to the last.

    The pen changes as little as it can.
    """
    colours: dict[tuple[str, str, bool, str], dict[_Place, Change]] = {}
    for change in changes:
        y, x, char, (ink, ground, bold, others), _ = change
        key = (ground, ink, bold, others)
        if _is_blank(char) and not others:  # shows no ink and no weight
            key = (ground, "", False, "")
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


def _near(cells: dict[_Place, Change], place: _Place) -> Iterator[Change]:
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


def _behind(change: Change) -> _Place:
    return change[0], change[1] + 1 + change[4]
