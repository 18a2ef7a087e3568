"""Keys of other keyboards, and of Caps Lock, as the Latin ones at their places. Pure."""

from __future__ import annotations

import unicodedata

_QWERTY = "qwertyuiopasdfghjklzxcvbnm"
# What other layouts have at these places; a blank for a sign that means something of its own.
_LAYOUTS = (
    "йцукенгшщзфывапролдячсмить",  # Russian
    " ςερτυθιοπασδφγηξκλζχψωβνμ",  # Greek
    "  קראטוןםפשדגכעיחלךזסבהנמצ",  # Hebrew
    "ضصثقفغعهخحشسيبلاتنمظطزرذدئ",  # Persian, and but for the last row Arabic
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ",  # Korean
)
# Where other layouts differ from these: Ukrainian, Belarusian, Serbian and Macedonian, Turkish,
# Persian, Arabic.
_VARIANTS = {
    "і": "s", "ў": "o", "љ": "q", "њ": "w", "ј": "j", "ı": "i", "ی": "d", "ء": "x", "ؤ": "c",
    "ى": "n", "ة": "m",
}  # fmt: skip
_LATIN = _VARIANTS | {
    other: latin
    for layout in _LAYOUTS
    for other, latin in zip(layout, _QWERTY, strict=True)
    if other != " "
}


def latin_key(key: str) -> str:
    """Return the Latin key that a character stands for; what means something of its own stays."""
    if len(key) != 1:
        return key
    # Full-width forms become plain ones; jamo stay apart.
    plain = unicodedata.normalize("NFKC", key).lower()
    if len(plain) != 1:
        plain = key
    latin = _LATIN.get(key) or _LATIN.get(plain)
    if latin is not None:
        return latin
    digit = unicodedata.decimal(plain, None)
    return plain if digit is None else str(digit)


def latin_line(line: str) -> str:
    """Return a line that is a key, or a number, in Latin; any other line as it is."""
    digits = [unicodedata.decimal(char, None) for char in line]
    if len(digits) > 1 and None not in digits:
        return "".join(map(str, digits))
    return latin_key(line)
