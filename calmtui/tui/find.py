"""The line that filters home's list."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class Finder(Input):
    """The line that filters the list; Esc or an empty Enter closes it."""

    WRITES = True  # a key is a letter here, on any keyboard

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            self.value = ""
            self.post_message(self.Submitted(self, ""))
        else:
            await super()._on_key(event)
