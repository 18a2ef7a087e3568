"""The line that filters home's list."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from calmtui.tui.widgets.unprintable import unprintable


class FilterInput(Input):
    """Every letter goes into it; Enter goes to the list, Esc ends the search."""

    WRITES = True  # a key is a letter here, on any keyboard

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            self.value = ""
            self.post_message(self.Submitted(self, ""))
        elif letter := unprintable(event):
            event.stop()
            event.prevent_default()
            self.replace(letter, *self.selection)
        else:
            await super()._on_key(event)
