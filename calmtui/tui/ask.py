"""The field for a few lines of writing. TextArea costs 40 ms to import, so this is loaded when a question comes."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import TextArea


class Field(TextArea):
    """Enter goes on, Ctrl+J makes a new line, Esc leaves, `!` in an empty field is help; all else is text."""

    class Done(Message):
        """The person is done with the text; None means they leave."""

        def __init__(self, text: str | None) -> None:
            super().__init__()
            self.text = text

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "escape"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Done(self.text if event.key == "enter" else None))
        elif event.key == "exclamation_mark" and not self.text:
            event.stop()
            event.prevent_default()
            await self.run_action("app.help")
        elif event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
        else:
            await super()._on_key(event)
