"""Lengths of time in words. Pure."""

from __future__ import annotations


def clock_text(seconds: float) -> str:
    """Seconds as `3:20`, or `1:03:20` from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length_text(seconds: float, ascii: bool = False) -> str:
    """A length as people say it: `90 s`, `5 min`, `3½ min`."""
    if seconds < 120 and seconds % 60:
        return f"{seconds:g} s"
    minutes = round(seconds / 30) / 2
    return f"{int(minutes)}{('.5' if ascii else '½') if minutes % 1 else ''} min"


def length_words(seconds: float) -> str:
    """A length in words: `20 minutes`, `90 seconds`."""
    if seconds >= 60 and not seconds % 60:
        minutes = round(seconds / 60)
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    return f"{seconds:g} seconds"


_SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def ago_text(seconds: float) -> str:
    """How long ago, as people say it: `twenty minutes ago`, `a moment ago`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "a moment ago"
    if minutes >= 90:
        return f"{round(minutes / 60)} hours ago"
    name = {15: "fifteen", 20: "twenty", 30: "thirty"}.get(minutes) or (
        _SMALL[minutes] if minutes < len(_SMALL) else str(minutes)
    )
    return f"{name} minute{'s' if minutes != 1 else ''} ago"
