"""The neutral screen that hides everything: it looks like a shell that waits."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from calmtui.tui.screens.base import Sized


class BlankScreen(Sized[None]):
    """Shows nothing of calmtui; Ctrl+X, bound by the app, brings everything back."""

    CLICKS = False

    def compose(self) -> ComposeResult:
        """Compose a prompt."""
        yield Static(Content("$ "))

    def on_key(self, event: events.Key) -> None:
        """Do nothing, whatever is typed."""
        event.stop()
