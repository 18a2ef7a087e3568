"""One question, and a field to write in."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from calmtui.text.i18n import N_, _
from calmtui.tui.screens.base import BaseScreen
from calmtui.tui.widgets.key_hints import DIALOG, KeyHint, KeyHints
from calmtui.tui.widgets.text_field import TextField
from calmtui.tui.widgets.words import Words


class _Field(TextField):
    def takes_early(self, key: str) -> bool:
        """Return False: no answer comes before this one."""
        return False


class WriteScreen(BaseScreen[str | None]):
    """Asks for some words; dismissed with them, or with None where they stay as they were."""

    CSS_PATH = "write.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "", N_("save"), id="write.save"),
        Binding("escape", "", N_("back"), id="write.back"),
    ]

    def __init__(self, question: str, text: str = "", *, goes_on: bool = False) -> None:
        super().__init__()
        self._question, self._text = question, text
        self._enter = _("save")
        if goes_on:  # to another question
            self._enter = _("continue")

    def compose(self) -> ComposeResult:
        """Compose the question, the field and its keys."""
        yield Words(Content(self._question), id="write-question")
        yield _Field(self._text, compact=True, id="write-field")
        hints = [KeyHint("Enter", self._enter), KeyHint("Esc", _("back"))]
        yield KeyHints([*hints, KeyHint("Ctrl+G", _("help"))], DIALOG)

    def on_ready(self) -> None:
        """Give the keys to the field, behind what it holds."""
        field = self.query_one(_Field)
        field.focus()
        field.move_cursor(field.document.end)

    def on_text_field_done(self, message: TextField.Done) -> None:
        """Give the words back."""
        message.stop()
        self.dismiss(message.text)
