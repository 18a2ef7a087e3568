"""How many cells a text takes, where it breaks, and how it is cut. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from unicodedata import category, east_asian_width, normalize

_JOINER, _NON_JOINER = "\u200d", "\u200c"
# The only picture that tags make sense on: the flags of Wales, Scotland and England.
_TAGGED_FLAG = "\U0001f3f4"
# Marks that a letter keeps: as many as such a flag has; a flood of accents is cut.
_MAX_MARKS = 7
# Letters that are drawn as one: a family of four, each with a tone of skin.
_MAX_LETTERS = 8
# Variation selectors widen a letter in some terminals, not in others.
_SELECTORS = "".join(map(chr, range(0xFE00, 0xFE10)))
_WIDE = "\u2e80"  # from here on: wide letters, selectors, pictures, flags
_TAB_COLUMNS = 4
_MIN_COLUMNS = 2  # a wide letter needs them


def cell_width(text: str) -> int:
    """Return the cells that a text takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(map(char_width, text))


@lru_cache(maxsize=1024)
def char_width(char: str) -> int:
    """Return the cells that one character takes.

    The vowels and finals of Korean stand in the cells of their consonant.
    """
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    if "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def split_clusters(text: str) -> Iterator[str]:
    """Split a text into what is drawn as one: a letter with its marks, a flag, a family."""
    if text.isascii():
        yield from text
        return
    start, letters = 0, 0
    for position, char in enumerate(text):
        has_cells = char_width(char) > 0
        if position > start and has_cells:
            cluster = text[start:position]
            if letters >= _MAX_LETTERS or not _is_joined(cluster, char):
                yield cluster
                start, letters = position, 0
        letters += has_cells
    yield text[start:]


def _is_joined(before: str, char: str) -> bool:
    """Return whether a character is drawn as one with what is before it."""
    if char in " \n\t" or not cell_width(before):
        return False
    if _is_flag_letter(char):
        return len(before) == 1 and _is_flag_letter(before)
    has_skin_tone = "\U0001f3fb" <= char <= "\U0001f3ff" and cell_width(before) > 1
    return has_skin_tone or before.rstrip(_SELECTORS).endswith(_JOINER)


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


@lru_cache(maxsize=1024)
def is_one_cell_each(text: str) -> bool:
    """Return whether every character of a text is a letter of one cell, on any terminal."""
    if text.isascii():
        return True
    return max(text) < _WIDE and all(char_width(char) == 1 for char in text)


def has_disputed_width(cluster: str) -> bool:
    """Return whether terminals differ in how many cells they give to a cluster."""
    if len(cluster) <= 1 or is_one_cell_each(cluster):
        return False
    return _JOINER in cluster or sum(char_width(char) > 0 for char in cluster) > 1


@lru_cache(maxsize=1024)
def cell_text(cluster: str) -> str:
    """Return a cluster as a cell holds it: letters, joiners, and as many marks as make sense.

    Selectors and controls of direction are left out: terminals differ in what they make of them.
    """
    text, marks = "", 0
    for char in cluster:
        if char_width(char):
            marks = 0
        elif marks >= _MAX_MARKS or not _is_mark_shown(char, cluster[0]):
            continue
        else:
            marks += 1
        text += char
    if not "\u1100" <= text[:1] <= "\u115f":
        return text
    composed = normalize("NFC", text)
    return composed if cell_width(composed) == cell_width(text) else text


def _is_mark_shown(mark: str, letter: str) -> bool:
    if category(mark) != "Cf":
        return mark not in _SELECTORS
    is_tag = letter == _TAGGED_FLAG and "\U000e0020" <= mark <= "\U000e007f"
    return is_tag or mark in (_JOINER, _NON_JOINER)


@lru_cache(maxsize=256)
def wrap(text: str, columns: int) -> tuple[str, ...]:
    """Break a text into lines of at most `columns` cells: at spaces, or else behind a "/"."""
    columns = max(columns, _MIN_COLUMNS)
    lines: list[str] = []
    for paragraph in text.expandtabs(_TAB_COLUMNS).split("\n"):
        line = ""
        for word in paragraph.split():
            if line and cell_width(line) + 1 + cell_width(word) > columns:
                lines.append(line)
                line = ""
            *pieces, word = _pieces(word, columns)
            lines += pieces
            line = f"{line} {word}" if line else word
        lines.append(line)
    return tuple(lines)


def long_words(text: str, columns: int) -> list[int]:
    """Return where lines have to begin for words that are longer than a line: indices."""
    places: list[int] = []
    end = 0
    for word in text.split():
        start = text.index(word, end)
        *pieces, _ = _pieces(word, columns)
        if pieces:
            places += accumulate(map(len, pieces), initial=start)
        end = start + len(word)
    return places


def _pieces(word: str, columns: int) -> list[str]:
    """Return a word as pieces of at most `columns` cells: the parts of a path, if they fit."""
    pieces: list[str] = []
    while cell_width(word) > columns:
        piece = truncate(word, columns)
        piece = piece[: piece.rfind("/", 1) + 1] or piece
        pieces.append(piece)
        word = word[len(piece) :]
    return [*pieces, word]


def wrap_evenly(text: str, columns: int) -> tuple[str, ...]:
    """Break a text as `wrap` does, each paragraph into lines about as long as each other.

    It takes as many lines as `wrap` does, so that no word is alone under a full line.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += wrap(paragraph, even_width(paragraph, columns))
    return tuple(lines)


def even_width(paragraph: str, columns: int) -> int:
    """Return the smallest width in which a paragraph takes no more lines than in `columns`.

    No word is cut that would fit.
    """
    columns = max(columns, _MIN_COLUMNS)
    most = len(wrap(paragraph, columns))
    if most == 1:
        return columns
    longest = max(map(cell_width, paragraph.split()))
    narrow, wide = min(max(longest, _MIN_COLUMNS), columns), columns
    while narrow < wide:
        middle = (narrow + wide) // 2
        if len(wrap(paragraph, middle)) > most:
            narrow = middle + 1
        else:
            wide = middle
    return wide


def truncate(text: str, columns: int) -> str:
    """Return the beginning of a text that fits: a letter at least, and whole clusters if it can."""
    return _take(split_clusters(text), columns) or _take(text, columns) or text[:1]


def _take(parts: Iterable[str], columns: int) -> str:
    taken, total = "", 0
    for part in parts:
        total += cell_width(part)
        if total > columns:
            break
        taken += part
    return taken


def pad(text: str, columns: int) -> str:
    """Return a text padded with blanks to so many cells."""
    return text + " " * (columns - cell_width(text))


def ellipsize(text: str, columns: int) -> str:
    """Return a text in one line of at most `columns` cells.

    What does not fit is cut with a sign, a remark in brackets at the end first.
    """
    text = " ".join(text.split())
    if cell_width(text) > columns and text.endswith(")"):
        text = text.rpartition(" (")[0] or text
    if cell_width(text) <= columns:
        return text
    return truncate(text, max(columns - 1, 1)).rstrip() + "~"
