"""How wide words are in cells, where they break, and how they are cut. Pure."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, east_asian_width


def width_of(text: str) -> int:
    """Cells that a text takes: two for wide characters, none for combining ones."""
    return len(text) if text.isascii() else sum(width(char) for char in text)


@lru_cache(maxsize=1024)
def width(char: str) -> int:
    """Cells that one character takes."""
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


@lru_cache(maxsize=256)
def wrap(text: str, columns: int) -> tuple[str, ...]:
    """Break a text into lines of at most `columns` cells, at spaces where there are any."""
    columns = max(columns, 2)
    lines: list[str] = []
    for paragraph in text.expandtabs(4).split("\n"):
        line = ""
        for word in paragraph.split():
            if line and width_of(line) + 1 + width_of(word) > columns:
                lines.append(line)
                line = ""
            while width_of(word) > columns:
                piece = cut(word, columns)
                lines.append(piece)
                word = word[len(piece) :]
            line = f"{line} {word}" if line else word
        lines.append(line)
    return tuple(lines)


def cut(text: str, columns: int) -> str:
    """The beginning of a text that fits into so many cells."""
    taken, total = 0, 0
    for char in text:
        if taken and total + width(char) > columns:
            break
        total += width(char)
        taken += 1
    return text[:taken]


def short(text: str, columns: int) -> str:
    """A text in one line of at most `columns` cells; what does not fit is cut with a sign, brackets first."""
    text = " ".join(text.split())
    if width_of(text) > columns and text.endswith(")"):
        text = text.rpartition(" (")[0] or text
    return text if width_of(text) <= columns else cut(text, max(columns - 1, 1)).rstrip() + "~"
