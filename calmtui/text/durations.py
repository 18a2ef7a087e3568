"""Lengths of time in words, and read from what people type. Pure."""

from __future__ import annotations

import re

from calmtui.text.i18n import N_, _, format_number, ngettext

_MINUTE = 60
_HOUR = 60 * _MINUTE
_UNIT_NAMES = {
    _HOUR: "h hr hrs hour hours std stunde stunden",
    _MINUTE: "m min mins minute minutes minuten",
    1: "s sec secs second seconds sek sekunde sekunden",
}
_UNITS = {name: seconds for seconds, names in _UNIT_NAMES.items() for name in names.split()}
# Texts: `re` compiles them where they are used, which no launch does without a length in it.
_CLOCK = r"\d+(:\d\d){1,2}"
_NUMBER_AND_UNIT = r"(\d+(?:\.\d+)?)\s*([a-z]*)\s*"
_MINUTES_TO_HOURS = 90  # from so many minutes on hours are said
_LAST_SPOKEN = 12
_NUMBER_WORDS = {
    1: N_("one"), 2: N_("two"), 3: N_("three"), 4: N_("four"), 5: N_("five"), 6: N_("six"),
    7: N_("seven"), 8: N_("eight"), 9: N_("nine"), 10: N_("ten"), 11: N_("eleven"),
    12: N_("twelve"), 15: N_("fifteen"), 20: N_("twenty"), 30: N_("thirty"),
}  # fmt: skip


def parse_duration(text: str) -> float | None:
    """Return a length as people type it, in seconds; None for what is no length.

    `15` and `7,5` are minutes; also `10min`, `1h30`, and `1:30` as clocks show it.
    """
    text = text.strip().casefold().replace(",", ".")
    if re.fullmatch(_CLOCK, text):
        seconds = 0.0
        for part in text.split(":"):
            seconds = seconds * 60 + float(part)
        return seconds
    if not text or re.sub(_NUMBER_AND_UNIT, "", text):
        return None
    seconds = 0.0
    unit: float = _HOUR
    for number, name in re.findall(_NUMBER_AND_UNIT, text):
        # A number without a unit is of the next smaller one.
        unit = _UNITS.get(name, 0) if name else unit / 60
        if unit < 1:
            return None
        seconds += float(number) * unit
    return seconds


def format_clock(seconds: float) -> str:
    """Return seconds as `3:20`, or `1:03:20` from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}"


def format_short(seconds: float, ascii_only: bool = False) -> str:
    """Return a length in short: `90 s`, `5 min`, `3½ min`."""
    if seconds < 2 * _MINUTE and seconds % _MINUTE:
        return f"{format_number(seconds)} s"
    minutes = round(seconds / 30) / 2
    number = format_number(minutes)
    if minutes % 1 and not ascii_only:
        number = f"{int(minutes)}½"
    return f"{number} min"


def format_long(seconds: float) -> str:
    """Return a length in words: `20 minutes`, `90 seconds`."""
    if seconds >= _MINUTE and not seconds % _MINUTE:
        minutes = round(seconds / _MINUTE)
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return _("{n} seconds").format(n=format_number(seconds))


def speak_number(number: int) -> str:
    """Return a number for the ear: as a word up to twelve.

    In German a digit before a full stop is read as an ordinal.
    """
    if 1 < number <= _LAST_SPOKEN:
        return _(_NUMBER_WORDS[number])
    return str(number)


def speak_place(place: int, count: int) -> str:
    """Return which of how many it is for the ear: `two of four`; both are words, or neither is."""
    if count > _LAST_SPOKEN:
        return _("{place} of {all}").format(place=place, all=count)
    if place == 1:  # German has another word for it before a minute
        return _("one of {all}").format(all=speak_number(count))
    return _("{place} of {all}").format(place=speak_number(place), all=speak_number(count))


def speak_phase(seconds: float) -> str:
    """Return the length of a breath or a hold for the ear: `four`, `14 seconds`."""
    if seconds == int(seconds) and 1 < seconds <= _LAST_SPOKEN:
        return speak_number(int(seconds))
    return _spoken_seconds(seconds)


def speak_duration(seconds: float) -> str:
    """Return a length for the ear: `3 minutes and 20 seconds`; a clock's is read as a time."""
    minutes, rest = divmod(int(seconds), _MINUTE)
    if not minutes:
        return _spoken_seconds(rest)
    whole = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if not rest:
        return whole
    return _("{minutes} and {seconds}").format(minutes=whole, seconds=_spoken_seconds(rest))


def _spoken_seconds(seconds: float) -> str:
    if seconds == 1:
        return _("1 second")
    return _("{n} seconds").format(n=format_number(seconds))


def format_remaining(seconds: float) -> str:
    """Return what is left of a wait: `8 minutes`, `less than a minute`."""
    if seconds < _MINUTE:
        return _("less than a minute")
    minutes = int(-(-seconds // _MINUTE))
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def format_ago(seconds: float) -> str:
    """Return how long ago, as people say it: `twenty minutes ago`, `a moment ago`."""
    minutes = round(seconds / _MINUTE)
    if minutes < 1:
        return _("a moment ago")
    if minutes >= _MINUTES_TO_HOURS:
        return _("{n} hours ago").format(n=round(minutes / 60))
    word = _NUMBER_WORDS.get(minutes)
    number = _(word) if word else str(minutes)
    return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=number)
