"""What an emulated terminal shows, as values to compare."""

from __future__ import annotations

import re
import unicodedata
from codecs import getincrementaldecoder
from functools import lru_cache
from typing import Any, NamedTuple

import pyte
from pyte.modes import DECAWM
from pyte.screens import Char
from wcwidth import wcwidth

_JOINERS = {
    "\u200c",
    "\u200d",
    *map(chr, range(0x1160, 0x1200)),
    *map(chr, range(0xE0020, 0xE0080)),
}
# pyte would print most of them.
_STRINGS = re.compile(rb"\x1b[\]P^_X]([^\x07\x1b]*)(?:\x07|\x1b\\)")
_CLIPBOARD = b"52;"
_ASK_GROUND = b"11;?"  # only where the settings want it
_DOT_TITLE = b"2;\xc2\xb7"  # the one title that is ever set
_STYLE_OR_PLACE = re.compile("\x1b\\[([0-9;]*)([mH])")  # nearly all that is sent beside text
_PLAIN = Char(" ", "default", "default")
_WEIGHTS = ("bold", "italics", "underscore", "strikethrough", "blink")


class Seen(NamedTuple):
    """A cell as it is seen: the ink and the weight of a blank do not show, and are left out."""

    char: str
    ink: str
    ground: str
    reverse: bool = False
    weight: str = ""


class Terminal(pyte.Screen):
    """pyte's screen, taking bytes, erasing in the current background as xterm does ("bce").

    pyte leaves untouched cells out, and erases with the whole pen. What it does not know is in
    `strange`.
    """

    def __init__(self, columns: int, lines: int) -> None:
        self.strange: list[object] = []
        super().__init__(columns, lines)
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._stream = pyte.Stream(self)

    def feed(self, data: bytes) -> None:
        """Take whole sequences."""
        self.strange += [
            string
            for string in _STRINGS.findall(data)
            if not string.startswith(_CLIPBOARD) and string not in (_DOT_TITLE, _ASK_GROUND)
        ]
        text = self._decoder.decode(_STRINGS.sub(b"", data))
        place = 0
        for found in _STYLE_OR_PLACE.finditer(text):  # pyte looks at every letter of them
            self._say(text[place : found.start()])
            place = found.end()
            numbers, final = found.groups()
            if final == "m":
                self.select_graphic_rendition(*_numbers(numbers))
            else:
                self.cursor_position(*_numbers(numbers))
        self._say(text[place:])

    def _say(self, text: str) -> None:
        if text.isprintable() and self._stream._taking_plain_text:  # in no sequence
            self.draw(text)
        else:
            self._stream.feed(text)

    def debug(self, *args: Any, **more: Any) -> None:
        """Note a sequence that is not known here."""
        self.strange.append((args, more))

    def select_graphic_rendition(self, *codes: int, **more: Any) -> None:
        """SGR, ECMA-48 8.3.117. Faint, which pyte has not, is kept as what nothing here may do:
        blink.
        """
        codes, blinks = _styled(codes)
        if blinks:
            self.strange.append("blink")
        self.cursor.attrs = _pen(self.cursor.attrs, codes)

    def erase_in_display(self, how: int = 0, *args: Any, **more: Any) -> None:
        """ED, ECMA-48 8.3.39."""
        here = self.cursor.y
        rows = (range(here + 1, self.lines), range(here), *[range(self.lines)] * 2)[how]
        for y in rows:
            self.buffer[y].update(dict.fromkeys(range(self.columns), self._erased))
        if how in (0, 1):
            self.erase_in_line(how)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """EL, ECMA-48 8.3.41."""
        here = self.cursor.x
        self._erase((range(here, self.columns), range(here + 1), range(self.columns))[how])

    def erase_characters(self, count: int | None = None) -> None:
        """ECH, ECMA-48 8.3.38."""
        here = self.cursor.x
        self._erase(range(here, min(here + (count or 1), self.columns)))

    def _erase(self, places: range) -> None:
        """Erase cells of the cursor's row, and the other half of a wide one that is cut."""
        line = self.buffer[self.cursor.y]
        self._cut(line, places.start, places.stop)
        line.update(dict.fromkeys(places, self._erased))

    @staticmethod
    def _cut(line: Any, start: int, end: int) -> None:
        """Make blanks of the halves of wide ones that stay when these cells are written over."""
        if line[start].data == "" and start:
            line[start - 1] = _char(" ", line[start - 1])
        if line[end].data == "":
            line[end] = _char(" ", line[end])

    @property
    def _erased(self) -> Char:
        return _PLAIN._replace(bg=self.cursor.attrs.bg)

    def draw(self, data: str) -> None:
        """Characters. Half of a wide one that is written over takes the other half with it."""
        pen, line = self.cursor.attrs, self.buffer[self.cursor.y]
        start = self.cursor.x
        end = start + len(data)
        if end <= self.columns and set(map(_cells, data)) == {1}:
            self._cut(line, start, end)
            line.update(zip(range(start, end), map(_letters(pen).__getitem__, data), strict=True))
            self.cursor.x = end
            return
        for char in data:
            wide = _cells(char)
            if wide < 1:
                self._joined(char)
                continue
            x = self.cursor.x
            if x + wide > self.columns:
                if DECAWM in self.mode:
                    self.carriage_return()
                    self.linefeed()
                    x, line = 0, self.buffer[self.cursor.y]
                else:
                    x = self.columns - wide
            self._cut(line, x, x + wide)
            line[x] = _char(char, pen)
            if wide == 2:
                line[x + 1] = _char("", pen)
            self.cursor.x = x + wide

    def _joined(self, char: str) -> None:
        """An accent or a joiner goes to the character before it; terminals differ in what else
        takes no cell.
        """
        line, x = self.buffer[self.cursor.y], self.cursor.x - 1
        while x > 0 and line[x].data == "":
            x -= 1
        if x < 0 or not (unicodedata.category(char) in ("Mn", "Me") or char in _JOINERS):
            self.strange.append(char)
        else:
            line[x] = _char(unicodedata.normalize("NFC", line[x].data + char), line[x])

    def resized(self, columns: int, rows: int) -> None:
        """Take a new size. What is seen then is a terminal's own affair: here rubbish, to be
        painted over.
        """
        self.columns, self.lines = columns, rows
        self.margins = None
        rubbish = Char("?", "ff00ff", "00ff00")
        for y in list(self.buffer):
            del self.buffer[y]
        for y in range(rows):
            self.buffer[y].update(dict.fromkeys(range(columns), rubbish))

    def text(self) -> list[str]:
        """The lines without colours."""
        return [str(line).rstrip() for line in self.display]


@lru_cache(1 << 12)
def _cells(char: str) -> int:
    """As the C library of GNU counts: a cell for a vowel sign beside its letter, and for half of a
    flag.
    """
    return 1 if unicodedata.category(char) == "Mc" or "🇦" <= char <= "🇿" else wcwidth(char)


@lru_cache(1 << 12)
def _styled(codes: tuple[int, ...]) -> tuple[tuple[int, ...], bool]:
    """The codes of a style with faint as pyte's blink, and whether blink was among them."""
    made: list[int] = []
    blinks, place = False, 0
    while place < len(codes):
        code, kind = codes[place], codes[place + 1 : place + 2]
        if code in (38, 48):  # what follows is of the colour
            until = place + (5 if kind == (2,) else 3)
            made += codes[place:until]
            place = until
            continue
        blinks = blinks or code in (5, 6)
        made += {2: (5,), 22: (22, 25)}.get(code, (code,))
        place += 1
    return tuple(made), blinks


@lru_cache(1 << 10)
def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number or 0) for number in text.split(";"))


@lru_cache(1 << 14)
def _pen(pen: Char, codes: tuple[int, ...]) -> Char:
    """The pen after the codes of a style, as pyte changes it."""
    scratch = pyte.Screen(1, 1)
    scratch.cursor.attrs = pen
    scratch.select_graphic_rendition(*codes)
    return scratch.cursor.attrs


@lru_cache(1 << 14)
def _char(data: str, pen: Char) -> Char:
    return pen._replace(data=data)


class _Letters(dict[str, Char]):
    """The letters of a pen."""

    def __init__(self, pen: Char) -> None:
        super().__init__()
        self._pen = pen

    def __missing__(self, letter: str) -> Char:
        self[letter] = _char(letter, self._pen)
        return self[letter]


@lru_cache(1 << 10)
def _letters(pen: Char) -> _Letters:
    return _Letters(pen)


def shown(size: tuple[int, int], *sent: bytes) -> Terminal:
    """A terminal of a size that has been sent these bytes."""
    screen = Terminal(*size)
    for data in sent:
        screen.feed(data)
    return screen


def cells(screen: pyte.Screen) -> list[list[Seen]]:
    """Every cell."""
    return [[_seen(char) for char in row] for row in rows(screen)]


def rows(screen: pyte.Screen) -> list[list[Char]]:
    """Every cell as the emulator keeps it: what is the same there is seen as the same."""
    across = range(screen.columns)
    return [[line[x] for x in across] for line in (screen.buffer[y] for y in range(screen.lines))]


@lru_cache(1 << 14)
def _seen(char: Char) -> Seen:
    weight = " ".join(name for name in _WEIGHTS if getattr(char, name))
    if char.data in (" ", "") and not (char.reverse or char.underscore or char.strikethrough):
        return Seen(char.data, "", char.bg)
    return Seen(char.data, char.fg, char.bg, char.reverse, weight)
