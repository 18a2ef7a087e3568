"""Whether the words that a terminal shows are whole: none cut, no text without its end."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from scripts.catalogue import CATALOGUES, read

_ROOT = Path(__file__).parents[2]
_WALKED = _ROOT / "tests" / "support" / "ways.py"
_WORD = re.compile(r"[^\W\d_]+")
_TEXT = re.compile(r'text = "([^"]+)"')
_WATER = re.compile(r"[~.o]{9,}")  # a sea in ASCII, on a card beside words
_PICTURE = re.compile(r"[o.~# -]+")  # of the sea, in ASCII
_PATH = re.compile(r"\S*/\S*")
_ONE_COLUMN = 40  # columns of a window in which all that is said is below each other
_NEAR_FOOT = 6  # rows
_LEAST = 4  # letters of a word that is looked up
_FIRST = 4  # words by which a text is known
_LEAST_WORDS = 3  # of a line that could give one away
_OTHERS = {"Backspace", "razzz", "zzz", "heyabc"}  # a key, and what is typed letter by letter
_SIGN = "~"  # of what was cut
_MORE = {"m more", "m mehr"}  # below the card of a routine


def faults(rows: list[str], language: str) -> list[str]:
    """Return what of the words on a screen can't be read as a whole, each as one line."""
    is_one_column = max(map(len, rows)) <= _ONE_COLUMN
    rows = [
        _PATH.sub("", _WATER.sub("", row).strip(" ▁▂▃▄▅▆▇█"))
        for row in rows
        if not _PICTURE.fullmatch(row)
    ]
    found = [
        *(f"cut: {row}" for row in rows if row.endswith(_SIGN)),
        *(f"no whole word: {word}" for word in _strange(rows, language)),
        *(f"a word alone under a full line: {pair}" for pair in _widows(rows, language)),
    ]
    if is_one_column:
        found += [f"without its end: {text}" for text in _endless(rows, language)]
    return found


def _strange(rows: list[str], language: str) -> Iterator[str]:
    known = _vocabulary(language)
    for row in rows:
        for word in _WORD.findall(row):
            if len(word) >= _LEAST and word not in known and word.lower() not in known:
                yield f"{word} in {row!r}"


def _widows(rows: list[str], language: str) -> Iterator[str]:
    """Yield lines above a last word that one of their words could keep company."""
    texts = _texts_in_one(language)
    for above, last in pairwise(rows):
        words = above.split()
        if len(last.split()) != 1 or len(words) < _LEAST_WORDS:
            continue
        is_one_text = f"{' '.join(words[-2:])} {last}\n" in texts
        if is_one_text and len(" ".join(words[:-1])) >= len(words[-1]) + 1 + len(last):
            yield f"{above!r}, {last!r}"


def _endless(rows: list[str], language: str) -> Iterator[str]:
    """Yield texts whose first words are on the screen, up to the end of a row, and no more.

    What may be scrolled to is left out: a text that begins near the foot, or ends above a sign
    that there is more.
    """
    shown = " ".join(" ".join(rows).split())
    body = " ".join(" ".join(rows[:-_NEAR_FOOT]).split())
    for first, texts in _by_first_words(language).items():
        if f"{first} " not in body or any(text in shown for text in texts):
            continue
        for text in texts:
            words = text.split()
            count = len(words)
            while " ".join(words[:count]) not in shown:
                count -= 1
            is_other_text = f"{' '.join(words[:count])}\n" in _texts_in_one(language)
            end = " ".join(words[count - 2 : count])
            is_at_end = any(
                row.endswith(end) and below not in _MORE for row, below in pairwise([*rows, ""])
            )
            if is_at_end and not is_other_text:
                yield text


@cache
def _vocabulary(language: str) -> frozenset[str]:
    words = {word for text in _texts(language) for word in _WORD.findall(text)}
    words |= _OTHERS | set(_WORD.findall(_WALKED.read_text("utf-8")))
    return frozenset(words | {word.lower() for word in words})


@cache
def _texts_in_one(language: str) -> str:
    """Return all texts, each with a line's end behind it, blanks as one."""
    return "".join(f"{' '.join(text.split())}\n" for text in _texts(language))


@cache
def _by_first_words(language: str) -> dict[str, list[str]]:
    """Return what the interface says, by the first words of each sentence without a name."""
    found: dict[str, list[str]] = {}
    for text in (*_interface(language), *_TEXT.findall(_WALKED.read_text("utf-8"))):
        words = text.split()
        if len(words) >= _FIRST and "{" not in text and "  " not in text:
            found.setdefault(" ".join(words[:_FIRST]), []).append(" ".join(words))
    return found


def _texts(language: str) -> Iterator[str]:
    yield from _interface(language)
    yield from _interface("")  # what is not translated, and keys
    for folder in {"", language}:
        for path in sorted((_ROOT / "routines" / folder).glob("*.toml")):
            yield from _strings(tomllib.loads(path.read_text("utf-8")))
    content = _ROOT / "calmtui" / "content"
    for name in ("help.toml", "message_hints.toml"):
        yield from _strings(tomllib.loads((content / name).read_text("utf-8")))


def _interface(language: str) -> Iterator[str]:
    for path in CATALOGUES:
        for key, said in read(path).items():
            yield from said if path.parts[-3] == language else key


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _all(value.values())
    elif isinstance(value, list):
        yield from _all(value)


def _all(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        yield from _strings(value)
