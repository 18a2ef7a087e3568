"""What characters the terminal can show, by the user's locale, and substitutes for the others."""

from __future__ import annotations

import os
import sys
from functools import cache, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# Character sets in which a cell is a byte.
_ONE_BYTE_CODECS = ("iso8859", "koi8", "cp125", "latin", "ascii")
# Terminals that are a system's own console begin so.
_CONSOLES = ("linux", "cons25", "wsvt", "hurd", "mach", "sun")
_SUBSTITUTES = {
    **dict.fromkeys("‐‑‒–—―−─━═╌┄┈▔▁", "-"),
    **dict.fromkeys("│┃║╎┆┊▏▕", "|"),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("█▀▄▌▐▓▒░■▇▆▅▃▂▊▋▍▎", "#"),
    **dict.fromkeys("•●○◦·▪◉◆◇", "*"),
    "…": ".", "→": ">", "▶": ">", "▸": ">", "←": "<", "◀": "<", "↑": "^", "▲": "^", "↓": "v",
    "▼": "v", "×": "x", "÷": "/", "ß": "s", "æ": "a", "Æ": "A", "ø": "o", "Ø": "O", "đ": "d",
    "ł": "l", "Ł": "L", "€": "E", "✓": "v", "⁄": "/",
}  # fmt: skip


def is_console(term: str) -> bool:
    """Return whether a terminal is a system's own console: few hundred glyphs, no half blocks."""
    return term.startswith(_CONSOLES)


def resolve_codec(environment: Mapping[str, str], python_codec: str, is_coerced: bool) -> str:
    """Return the codec that the user's locale names for the terminal, or what Python found.

    Python takes the locale C for UTF-8, and may say so in LC_CTYPE (PEP 538): `is_coerced`. Where
    no locale is set at all it is right; a user who has set C, or any other locale that does not
    name UTF-8, means it.
    """
    python_codec = _supported_codec(python_codec)
    if python_codec != "utf-8" or environment.get("PYTHONUTF8") == "1":
        return python_codec
    names = ["LC_ALL", "LC_CTYPE", "LANG"]
    if is_coerced:
        names.remove("LC_CTYPE")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    if not locale or "utf" in locale.lower():
        return python_codec
    return _supported_codec(locale.partition(".")[2].partition("@")[0])


def _supported_codec(name: str) -> str:
    import codecs  # noqa: PLC0415 - a quick launch does without

    try:
        codec = codecs.lookup(name or "ascii").name
    except LookupError:
        return "ascii"
    if not codec.startswith(("utf-8", *_ONE_BYTE_CODECS)):
        return "ascii"
    return codec


@cache
def terminal_codec() -> str:
    """Return the codec of this process's terminal."""
    coerced_locales = ("C.UTF-8", "C.utf8", "UTF-8")
    is_coerced = bool(sys.flags.utf8_mode) and os.environ.get("LC_CTYPE") in coerced_locales
    python_codec = getattr(sys.stderr, "encoding", None) or "utf-8"
    return resolve_codec(os.environ, python_codec, is_coerced)


def encode(text: str, codec: str) -> bytes:
    """Encode a text for a terminal; what it can't show becomes what comes near, as wide."""
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        pass
    shown = "".join(char if _can_encode(char, codec) else _substitute(char) for char in text)
    return shown.encode(codec, "replace")


def _can_encode(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=1024)
def _substitute(char: str) -> str:
    import unicodedata  # noqa: PLC0415 - most terminals can show everything

    from calmtui.text.width import char_width  # noqa: PLC0415 - as above

    if char in _SUBSTITUTES:
        return _SUBSTITUTES[char]
    if "─" <= char <= "╿":  # the corners and crossings of a box
        return "+"
    letters = [part for part in unicodedata.normalize("NFKD", char) if part.isascii()]
    cells = char_width(char)
    if len(letters) != 1:
        return "?" * cells
    return letters[0].ljust(cells)
