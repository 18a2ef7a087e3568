"""The field for a few lines of writing, loaded when a question comes.

TextArea costs 40 ms to import.
"""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from calmtui.tui.widgets.unprintable import unprintable

_UNDO = ("ctrl+underscore", "ctrl+slash")  # one byte in a terminal; Ctrl+Z is the shell's


class TextField(TextArea):
    """A field for text, in which Enter goes on, Ctrl+J makes a new line and Esc leaves.

    Ctrl+_ takes back what was typed last.

    `!` in an empty field is help. Backspace goes back while nothing was written in it, and a 0
    there may be the rest of a 10.
    """

    WRITES = True  # a key is a letter here, on any keyboard

    class Done(Message):
        """The user is done with the text; None means they leave."""

        def __init__(self, text: str | None) -> None:
            super().__init__()
            self.text = text

    class Back(Message):
        """The user wants to correct the answer before this one."""

    _was_written_in = False

    def restart(self, text: str) -> None:
        """Take another question, with what was written for it."""
        self._was_written_in = False
        self.load_text(text)

    def exit_message(self, key: str) -> Message | None:
        """Return what to post when a key goes on or away; None for a key that writes."""
        if key == "enter":
            return self.Done(self.text)
        if key == "escape":
            return self.Done(None)
        return None

    async def _on_key(self, event: events.Key) -> None:
        if await self._use(event):
            event.stop()
            event.prevent_default()
        else:
            self._was_written_in = True
            await super()._on_key(event)

    async def _use(self, event: events.Key) -> bool:
        """Return whether a key was used for something that Textual's field does not know."""
        if exit_message := self.exit_message(event.key):
            self.post_message(exit_message)
        elif not (self.text or self._was_written_in) and self.takes_early(event.key):
            pass
        elif event.key == "exclamation_mark" and not self.text:
            await self.run_action("app.help")
        elif event.key == "ctrl+j":
            self.insert("\n")
        elif event.key in _UNDO:
            self.undo()
        elif letter := unprintable(event):
            self._was_written_in = True
            self.replace(letter, *self.selection)
        else:
            return False
        return True

    def takes_early(self, key: str) -> bool:
        """Return whether a key, before anything was written, was for the last answer."""
        if key == "backspace":
            self.post_message(self.Back())
            return True
        return key == "0" and bool(getattr(self.screen, "ten", bool)())

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return blank lines once it is removed, when Textual has dropped its styles."""
        if not self.is_attached:
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)
