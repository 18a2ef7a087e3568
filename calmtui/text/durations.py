"""Lengths of time in words. Pure."""

from __future__ import annotations

import re

from calmtui.text.i18n import N_, _, format_number, ngettext

_UNITS = {
    3600.0: "h hr hrs hour hours std stunde stunden",
    60.0: "m min mins minute minutes minuten",
    1.0: "s sec secs second seconds sek sekunde sekunden",
}
_SECONDS = {name: seconds for seconds, names in _UNITS.items() for name in names.split()}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)\s*")


def parse_duration(text: str) -> float | None:
    """A length as people type it, in seconds: `15` and `7,5` are minutes, `10min`, `1h30`, `1:30` as clocks show it.

    None for what is no length.
    """
    text = text.strip().casefold().replace(",", ".")
    if re.fullmatch(r"\d+(:\d\d){1,2}", text):
        seconds = 0.0
        for part in text.split(":"):
            seconds = seconds * 60 + float(part)
        return seconds
    if not text or _PART.sub("", text):
        return None
    seconds, unit = 0.0, 3600.0
    for number, name in _PART.findall(text):
        unit = _SECONDS.get(name, 0.0) if name else unit / 60
        if unit < 1:
            return None
        seconds += float(number) * unit
    return seconds


def format_clock(seconds: float) -> str:
    """Seconds as `3:20`, or `1:03:20` from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def format_short(seconds: float, ascii: bool = False) -> str:
    """A length as people say it: `90 s`, `5 min`, `3½ min`."""
    if seconds < 120 and seconds % 60:
        return f"{format_number(seconds)} s"
    minutes = round(seconds / 30) / 2
    return f"{format_number(minutes) if ascii else str(int(minutes)) + ('½' if minutes % 1 else '')} min"


def format_long(seconds: float) -> str:
    """A length in words: `20 minutes`, `90 seconds`."""
    if seconds >= 60 and not seconds % 60:
        minutes = round(seconds / 60)
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return _("{n} seconds").format(n=format_number(seconds))


def format_remaining(seconds: float) -> str:
    """What is left of a wait: `8 minutes`, `less than a minute`."""
    minutes = int(-(-seconds // 60))
    return (
        _("less than a minute")
        if seconds < 60
        else ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    )


_SMALL = {
    1: N_("one"), 2: N_("two"), 3: N_("three"), 4: N_("four"), 5: N_("five"), 6: N_("six"), 7: N_("seven"),
    8: N_("eight"), 9: N_("nine"), 10: N_("ten"), 11: N_("eleven"), 12: N_("twelve"), 15: N_("fifteen"),
    20: N_("twenty"), 30: N_("thirty"),
}  # fmt: skip


def format_ago(seconds: float) -> str:
    """How long ago, as people say it: `twenty minutes ago`, `a moment ago`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("a moment ago")
    if minutes >= 90:
        return _("{n} hours ago").format(n=round(minutes / 60))
    name = _(_SMALL[minutes]) if minutes in _SMALL else str(minutes)
    return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=name)
