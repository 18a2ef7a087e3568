"""Keys of a keyboard that is not Latin do what stands at their place on one that is."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import App

from calmtui.text.latin_keys import latin_key
from calmtui.tui.textual_internals.typed_input import key_of


def latin_event(app: App[int], event: events.Key) -> events.Key:
    """Return what a key means here.

    What is written stays as it is, and so does what means something itself.
    """
    key = latin_key(event.character or "")
    if key == (event.character or "") or getattr(app.focused, "WRITES", False):
        return event
    takes: Callable[[str | None], bool] | None = getattr(app.screen, "takes", None)
    if event.key in app.screen.active_bindings or (takes is not None and takes(event.character)):
        return event
    return key_of(key)
