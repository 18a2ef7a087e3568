"""Reference: the smallest Textual app, one Static that obeys a key.

It is run by its path, so that nothing else is imported.
"""

from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static


class Minimal(App[None]):
    """One line of text."""

    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "leave")]

    def compose(self) -> ComposeResult:
        """Show the text."""
        yield Static("Breathe in")

    def on_key(self, event: events.Key) -> None:
        """Show that a key was obeyed."""
        if event.key == "k":
            self.query_one(Static).update("obeyed")


Minimal().run()
