"""The field for a few lines of writing. TextArea costs 40 ms to import, so this is loaded when a question comes."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from calmtui.tui.widgets.unprintable import unprintable


class TextField(TextArea):
    """Enter goes on, Ctrl+J makes a new line, Esc leaves, `!` in an empty field is help; all else is text.

    Backspace goes back while nothing was written in it, and a 0 there may be the rest of a 10.
    Once it has said that the person goes on, what they typed ahead is for whatever comes next; `stay` writes on in it.
    """

    WRITES = True  # a key is a letter here, on any keyboard

    class Done(Message):
        """The person is done with the text; None means they leave."""

        def __init__(self, text: str | None) -> None:
            super().__init__()
            self.text = text

    class Back(Message):
        """The person wants to correct what they answered before."""

    _gone = False
    _written = False

    def anew(self, text: str) -> None:
        """Take another question, with what was written for it."""
        self._written = False
        self.load_text(text)

    def accept_keys(self) -> None:
        """Take keys again."""
        self._gone = False

    def exit_message(self, key: str) -> Message | None:
        """What to say when a key goes on or away; None for a key that writes."""
        return {"enter": self.Done(self.text), "escape": self.Done(None)}.get(key)

    async def _on_key(self, event: events.Key) -> None:
        if self._gone:
            event.stop()
            event.prevent_default()
            again = events.Key(event.key, event.character)
            self.screen.call_later(self.app.post_message, again)  # behind what was said
        elif leaving := self.exit_message(event.key):
            event.stop()
            event.prevent_default()
            self._gone = True
            self.post_message(leaving)
        elif not (self.text or self._written) and self.early(event.key):
            event.stop()
            event.prevent_default()
        elif event.key == "exclamation_mark" and not self.text:
            event.stop()
            event.prevent_default()
            await self.run_action("app.help")
        elif event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
        elif letter := unprintable(event):
            event.stop()
            event.prevent_default()
            self._written = True
            self.replace(letter, *self.selection)
        else:
            self._written = True
            await super()._on_key(event)

    def early(self, key: str) -> bool:
        """Whether a key, typed before anything was written, is for the answer before this one."""
        if key == "backspace":
            self.post_message(self.Back())
        return key == "backspace" or (key == "0" and bool(getattr(self.screen, "ten", bool)()))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing once it is taken away: Textual may ask for one more frame, and has dropped its styles by then."""
        if not self.is_attached:
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)
