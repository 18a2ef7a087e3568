"""Text from files and people is data: take out what a terminal would act on."""

import os
import re

from calmtui.text.late_pattern import late_pattern

# C0 but newline and tab, DEL, C1, bidi controls, line/paragraph separators, lone surrogates.
UNSAFE_CHARACTERS = late_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff]"
)
# Of no width, or blank, though they count as printable: fillers, joiners, variation selectors.
_BLANK = late_pattern(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
_ESCAPE_SEQUENCE = late_pattern(
    # CSI | OSC, DCS and kin | two bytes
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?"
    r"|\x9b[0-?]*[ -/]*[@-~]|[\x9d\x90\x98\x9e\x9f][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?",
    re.DOTALL,
)


def sanitize(text: str) -> str:
    r"""Remove escape sequences, control characters and bidi overrides.

    Newlines and tabs stay; `\r\n` becomes `\n`.
    """
    # Nearly every text, and a quarter of the time.
    if text.isprintable() or text.replace("\n", " ").isprintable():
        return text
    return UNSAFE_CHARACTERS.sub("", _ESCAPE_SEQUENCE.sub("", text.replace("\r\n", "\n")))


def display_path(path: str | bytes | os.PathLike[str]) -> str:
    """Return a path as it may be shown: one line, with every blank, so that it can be copied."""
    text = sanitize(os.fsencode(path).decode("utf-8", "replace"))
    return text.replace("\n", " ").replace("\t", " ")


def mark_invisible(text: str) -> str:
    """Return a text in one line, each invisible character by its number: it may be the mistake."""
    return " ".join("".join(map(_visible, text)).split())


def single_line(text: str) -> str:
    """Sanitize a text and fold every run of white space into one space."""
    return " ".join(sanitize(text).split())


def _visible(char: str) -> str:
    if char in " \t\n\r" or (char.isprintable() and not _BLANK.match(char)):
        return char
    return f"<U+{ord(char):04X}>"
