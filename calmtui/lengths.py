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
