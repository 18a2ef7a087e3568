"""Letters that Python calls unprintable, and Textual's fields leave out: they are written too."""

from __future__ import annotations

from textual import events

from calmtui.text.sanitize import sanitize


def unprintable(event: events.Key) -> str:
    """Return the letter of a key that a field would leave out; empty where there is none.

    Such are a joiner, a wide space, a letter newer than this Python.
    """
    letter = event.character or ""
    if letter > " " and not event.is_printable and sanitize(letter) == letter:
        return letter
    return ""
