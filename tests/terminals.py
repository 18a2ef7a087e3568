"""What an emulated terminal shows, as values to compare."""

from __future__ import annotations

from typing import Any

import pyte


class Terminal(pyte.Screen):
    """pyte's screen, erasing in the current background as xterm does ("bce"); pyte leaves untouched cells out."""

    def erase_in_display(self, how: int = 0, *args: Any, **more: Any) -> None:
        """ED, ECMA-48 8.3.39."""
        super().erase_in_display(how, *args, **more)
        if how in (2, 3):
            for y in range(self.lines):
                for x in range(self.columns):
                    self.buffer[y][x] = self.cursor.attrs


def shown(size: tuple[int, int], *sent: bytes) -> Terminal:
    """A terminal of a size that has been sent these bytes."""
    screen = Terminal(*size)
    stream = pyte.ByteStream(screen)
    for data in sent:
        stream.feed(data)
    return screen


def cells(screen: pyte.Screen) -> list[list[tuple[str, str, str, bool]]]:
    """Every cell as character, colour, background and weight; the ink of a blank does not show and is left out."""
    return [[_cell(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def _cell(char: Any) -> tuple[str, str, str, bool]:
    blank = char.data in (" ", "")
    return char.data, "" if blank else char.fg, char.bg, False if blank else char.bold
