"""How wide words are in cells, where they break, and how they are cut. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import category, east_asian_width, normalize

_JOINER, _NO_JOINER = "\u200d", "\u200c"
_FLAG = (
    "\U0001f3f4"  # the only picture that tags make sense on: the flags of Wales, Scotland, England
)
_MARKS = 7  # that a letter keeps: as many as such a flag has; a flood of accents is cut
_SELECTORS = "".join(
    map(chr, range(0xFE00, 0xFE10))
)  # they widen a letter in some terminals, not in others
_LETTERS = 8  # that are one with each other: a family of four, each with a tone of skin


def cell_width(text: str) -> int:
    """Cells that a text takes: two for wide characters, none for combining ones."""
    return len(text) if text.isascii() else sum(char_width(char) for char in text)


@lru_cache(maxsize=1024)
def char_width(char: str) -> int:
    """Cells that one character takes; the vowels and finals of Korean stand in the cells of their consonant."""
    if (
        category(char) in ("Mn", "Me", "Cf")
        or "\u1160" <= char <= "\u11ff"
        or "\ud7b0" <= char <= "\ud7ff"
    ):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def split_clusters(text: str) -> Iterator[str]:
    """Take a text apart into what is drawn as one: a letter with its marks, a flag, a family, joined letters."""
    if text.isascii():
        yield from text
        return
    start, letters = 0, 0
    for at, char in enumerate(text):
        own = char_width(char) > 0
        if at > start and own and (letters >= _LETTERS or not _joined(text[start:at], char)):
            yield text[start:at]
            start, letters = at, 0
        letters += own
    yield text[start:]


def _joined(before: str, char: str) -> bool:
    """Whether a letter is one with what is before it."""
    if char in " \n\t" or not cell_width(before):
        return False
    if "\U0001f1e6" <= char <= "\U0001f1ff":  # the two letters of a flag
        return len(before) == 1 and "\U0001f1e6" <= before <= "\U0001f1ff"
    toned = "\U0001f3fb" <= char <= "\U0001f3ff" and cell_width(before) > 1  # of skin
    return toned or before.rstrip(_SELECTORS).endswith(_JOINER)


def has_disputed_width(shown: str) -> bool:
    """Whether terminals differ in how many of its cells they give to what is drawn as one."""
    return len(shown) > 1 and (sum(map(bool, map(char_width, shown))) > 1 or _JOINER in shown)


@lru_cache(maxsize=1024)
def cell_text(piece: str) -> str:
    """A piece as a cell holds it: without what is no letter, no joiner and no accent, or more of them than makes sense.

    A selector is left out, and so is every control of direction: terminals differ in what they make of these.
    """
    made, marks = "", 0
    for char in piece:
        if char_width(char):
            marks = 0
        elif marks >= _MARKS or not _kept(char, piece[0]):
            continue
        else:
            marks += 1
        made += char
    composed = normalize("NFC", made) if "\u1100" <= made[:1] <= "\u115f" else made
    return composed if cell_width(composed) == cell_width(made) else made


def _kept(mark: str, letter: str) -> bool:
    if category(mark) != "Cf":
        return mark not in _SELECTORS
    return mark in (_JOINER, _NO_JOINER) or (
        letter == _FLAG and "\U000e0020" <= mark <= "\U000e007f"
    )


@lru_cache(maxsize=256)
def wrap(text: str, columns: int) -> tuple[str, ...]:
    """Break a text into lines of at most `columns` cells, at spaces where there are any."""
    columns = max(columns, 2)
    lines: list[str] = []
    for paragraph in text.expandtabs(4).split("\n"):
        line = ""
        for word in paragraph.split():
            if line and cell_width(line) + 1 + cell_width(word) > columns:
                lines.append(line)
                line = ""
            while cell_width(word) > columns:
                piece = truncate(word, columns)
                lines.append(piece)
                word = word[len(piece) :]
            line = f"{line} {word}" if line else word
        lines.append(line)
    return tuple(lines)


def truncate(text: str, columns: int) -> str:
    """The beginning of a text that fits into so many cells: a letter at least, and pieces as they are if they fit."""
    return _cut(split_clusters(text), columns) or _cut(text, columns) or text[:1]


def _cut(parts: Iterable[str], columns: int) -> str:
    taken, total = "", 0
    for part in parts:
        total += cell_width(part)
        if total > columns:
            break
        taken += part
    return taken


def pad(text: str, columns: int) -> str:
    """A text with blanks behind it, for so many cells."""
    return text + " " * (columns - cell_width(text))


def ellipsize(text: str, columns: int) -> str:
    """A text in one line of at most `columns` cells; what does not fit is cut with a sign, brackets first."""
    text = " ".join(text.split())
    if cell_width(text) > columns and text.endswith(")"):
        text = text.rpartition(" (")[0] or text
    return (
        text if cell_width(text) <= columns else truncate(text, max(columns - 1, 1)).rstrip() + "~"
    )
