"""Text from files and people is data: what a terminal would act on is taken out here."""

import re

# C0 but newline and tab, DEL, C1, bidi controls, line/paragraph separators, lone surrogates.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?"  # CSI | OSC, DCS and kin | two bytes
    r"|\x9b[0-?]*[ -/]*[@-~]|[\x9d\x90\x98\x9e\x9f][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?",
    re.DOTALL,
)


def clean(text: str) -> str:
    """Give back the text without escape sequences, control characters and bidi overrides.

    Newlines and tabs stay; `\\r\\n` becomes `\\n`.
    """
    return UNSAFE.sub("", _ESCAPE.sub("", text.replace("\r\n", "\n")))


def one_line(text: str) -> str:
    """Clean a text and fold every run of white space into one space."""
    return " ".join(clean(text).split())
