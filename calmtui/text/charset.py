"""The characters that a terminal can show: the person's own locale says which, whatever Python makes of it."""

from __future__ import annotations

import os
import sys
from functools import cache, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ONE_BYTE = (
    "iso8859",
    "koi8",
    "cp125",
    "latin",
    "ascii",
)  # character sets in which a cell is a byte
_PLAIN = {
    **dict.fromkeys("‐‑‒–—―−─━═╌┄┈▔▁", "-"), **dict.fromkeys("│┃║╎┆┊▏▕", "|"), **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("█▀▄▌▐▓▒░■▇▆▅▃▂▊▋▍▎", "#"),
    **dict.fromkeys("•●○◦·▪◉◆◇", "*"), "…": ".", "→": ">", "▶": ">", "▸": ">", "←": "<", "◀": "<", "↑": "^", "▲": "^",
    "↓": "v", "▼": "v", "×": "x", "÷": "/", "ß": "s", "æ": "a", "Æ": "A", "ø": "o", "Ø": "O", "đ": "d", "ł": "l",
    "Ł": "L", "€": "E", "✓": "v", "⁄": "/",
}  # fmt: skip


def is_console(term: str) -> bool:
    """Whether a terminal is a system's own console: the fonts of these have few hundred glyphs, and no half blocks."""
    return term.startswith(("linux", "cons25", "wsvt", "hurd", "mach", "sun"))


def resolve_codec(environment: Mapping[str, str], found: str, coerced: bool) -> str:
    """The codec for a terminal: what its person's locale names, or what Python `found`.

    Python takes the locale C for UTF-8, and may say so in LC_CTYPE (PEP 538): `coerced`. Where no locale is set at all
    it is right; a person who has set C, or any other that does not name UTF-8, means it.
    """
    found = _codec(found)
    if found != "utf-8" or environment.get("PYTHONUTF8") == "1":
        return found
    names = ("LC_ALL", "LANG") if coerced else ("LC_ALL", "LC_CTYPE", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    if not locale or "utf" in locale.lower():
        return found
    return _codec(locale.partition(".")[2].partition("@")[0])


def _codec(name: str) -> str:
    import codecs

    try:
        codec = codecs.lookup(name).name if name else "ascii"
    except LookupError:
        return "ascii"
    return codec if codec.startswith(("utf-8", *_ONE_BYTE)) else "ascii"


@cache
def terminal_codec() -> str:
    """The codec of this process's terminal."""
    own = sys.flags.utf8_mode and os.environ.get("LC_CTYPE") in ("C.UTF-8", "C.utf8", "UTF-8")
    return resolve_codec(os.environ, getattr(sys.stderr, "encoding", None) or "utf-8", bool(own))


def encode(text: str, codec: str) -> bytes:
    """A text for a terminal: what it can't show as what comes near, in as many cells."""
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return "".join(char if _fits(char, codec) else _near(char) for char in text).encode(
            codec, "replace"
        )


def _fits(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=1024)  # a person may write anything
def _near(char: str) -> str:
    import unicodedata

    from calmtui.text.width import char_width

    if char in _PLAIN:
        return _PLAIN[char]
    if "─" <= char <= "╿":  # the corners and crossings of a box
        return "+"
    base = [part for part in unicodedata.normalize("NFKD", char) if part.isascii()]
    cells = char_width(char)
    return base[0].ljust(cells) if len(base) == 1 else "?" * cells
