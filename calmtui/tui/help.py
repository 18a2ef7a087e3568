"""Words on a screen: help now, and the keys of the screen below."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static


class WordsScreen(Screen[None]):
    """Some lines; any of the closing keys goes back to where the person was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,exclamation_mark,question_mark", "dismiss", "back", id="words.back"),
    ]

    def __init__(self, title: str, lines: tuple[str, ...]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The lines, scrolling where the window is small."""
        with VerticalScroll(classes="words"):
            yield Static(Content(self._title), classes="title")
            yield Static(Content("\n".join(self._lines)))
            yield Static(Content("\nEsc  back"), classes="dim")


def keys_of(screen: Screen[object]) -> tuple[str, ...]:
    """The keys of a screen and what they do, from its bindings."""
    names = {"exclamation_mark": "!", "question_mark": "?", "escape": "Esc", "enter": "Enter", "slash": "/"}
    lines: dict[str, list[str]] = {}
    for binding in type(screen).BINDINGS:
        if isinstance(binding, Binding):
            keys = [names.get(key.strip(), key.strip()) for key in binding.key.split(",")]
            lines.setdefault(binding.description, []).extend(keys)
    shown = {what: "0-9 x" if len(keys) > 5 else " ".join(keys) for what, keys in lines.items()}
    return tuple(f"{keys:<10}{what}" for what, keys in shown.items())
