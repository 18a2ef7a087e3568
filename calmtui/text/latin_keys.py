"""Keys of other keyboards, and of Caps Lock, as the Latin ones: by their place on the keyboard. Pure."""

from __future__ import annotations

import unicodedata

_PLACES = "qwertyuiopasdfghjklzxcvbnm"
_LAYOUTS = (  # what stands at these places; a blank: a sign that means something of its own
    "йцукенгшщзфывапролдячсмить",  # Russian
    " ςερτυθιοπασδφγηξκλζχψωβνμ",  # Greek
    "  קראטוןםפשדגכעיחלךזסבהנמצ",  # Hebrew
    "ضصثقفغعهخحشسيبلاتنمظطزرذدئ",  # Persian, and but for the last row Arabic
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ",  # Korean
)
_OTHERS = {  # where others have another letter: Ukrainian, Belarusian, Serbian and Macedonian, Turkish, Persian, Arabic
    "і": "s", "ў": "o", "љ": "q", "њ": "w", "ј": "j", "ı": "i", "ی": "d", "ء": "x", "ؤ": "c", "ى": "n", "ة": "m",
}  # fmt: skip
_LATIN = _OTHERS | {
    there: here
    for layout in _LAYOUTS
    for there, here in zip(layout, _PLACES, strict=True)
    if there != " "
}


def latin_key(key: str) -> str:
    """Return the key that one character stands for where it means nothing of its own; what is none stays."""
    if len(key) != 1:
        return key
    plain = unicodedata.normalize("NFKC", key).lower()  # full-width forms; jamo stay apart
    plain = plain if len(plain) == 1 else key
    if key in _LATIN or plain in _LATIN:
        return _LATIN.get(key) or _LATIN[plain]
    digit = unicodedata.decimal(plain, None)
    return plain if digit is None else str(digit)


def latin_line(line: str) -> str:
    """Return a line that is a key, or a number, in Latin; any other line as it is."""
    if len(line) > 1 and all(unicodedata.decimal(char, None) is not None for char in line):
        return "".join(str(unicodedata.decimal(char)) for char in line)
    return latin_key(line)
