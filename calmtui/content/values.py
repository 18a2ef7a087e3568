"""The values of a routine file that are more than TOML's own: lengths of time, and texts. Pure."""

from __future__ import annotations

import math

from calmtui.text.i18n import N_, _
from calmtui.text.late_pattern import late_pattern
from calmtui.text.sanitize import sanitize

MAX_SECONDS = 24 * 3600
PARTNER = N_("your partner")  # for whoever has set no other word
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0}
_PART = late_pattern(r"(\d+(?:\.\d+)?)\s*([hms])")
_DURATION = late_pattern(r"(?:\d+(?:\.\d+)?\s*[hms]\s*)+")


class Seconds(float):
    """A length of time in seconds, above 0 and at most 24 h.

    In a file it is a number, or a string such as "1h 30m".
    """

    @classmethod
    def read(cls, value: object) -> Seconds:
        """Check a value from a file. Raise ValueError that says what was expected."""
        if isinstance(value, str) and _DURATION.fullmatch(value.strip()):
            value = sum(float(n) * _UNITS[unit] for n, unit in _PART.findall(value))
        if isinstance(value, bool) or not isinstance(value, int | float):
            message = _(
                'expected seconds as a number above 0, or a string such as "90s" or "1h 30m"'
            )
            raise ValueError(message)
        if not (math.isfinite(value) and value > 0):
            raise ValueError(_("expected a number above 0"))
        if value > MAX_SECONDS:
            raise ValueError(_("expected at most 24 h"))
        return cls(value)


class Text(str):
    """Words for the screen, cleaned when read."""

    @classmethod
    def read(cls, value: object) -> Text:
        """Check a value from a file. Raise ValueError that says what was expected."""
        if not isinstance(value, str):
            raise ValueError(_("expected text in quotes"))
        text = sanitize(value).strip()
        if not text:
            raise ValueError(_("expected text that is not empty"))
        return cls(text)


def decode_hook(kind: type, value: object) -> object:
    """Read the types of this format, for msgspec."""
    if kind in (Seconds, Text):
        return kind.read(value)
    raise NotImplementedError
