"""Ask whether to resume an interrupted run, or to show one of another terminal."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Middle
from textual.content import Content

from calmtui.text.i18n import N_
from calmtui.tui.screens.base import BaseScreen, help_bindings
from calmtui.tui.widgets.key_hints import DIALOG, KeyHint, KeyHints
from calmtui.tui.widgets.words import Words


class ResumeScreen(BaseScreen[bool]):
    """The line, and what the two keys do."""

    CSS_PATH = "resume.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer(True)", N_("continue"), id="resume.go_on"),
        Binding("escape,q", "answer(False)", N_("no"), id="resume.decline"),
        *help_bindings("resume"),
    ]

    def __init__(self, text: str, yes: str, no: str) -> None:
        super().__init__()
        self._text, self._yes, self._no = text, yes, no

    def compose(self) -> ComposeResult:
        """Compose the line in the middle."""
        with Middle(classes="resume"):
            yield Words(Content(self._text))
            yield KeyHints([KeyHint("Enter", self._yes), KeyHint("Esc", self._no)], DIALOG)

    def action_answer(self, yes: bool) -> None:
        """Give the answer back."""
        self.dismiss(yes)
