"""Ask whether to resume an interrupted run, or to show one of another terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from calmtui.content.routine import ShapeName
from calmtui.text.i18n import N_, _
from calmtui.tui.screens.base import help_bindings
from calmtui.tui.screens.quiet import QuietPage
from calmtui.tui.widgets.key_hints import DIALOG, KeyHint, KeyHints
from calmtui.tui.widgets.words import Words


class ResumeScreen(QuietPage[bool]):
    """The line, and what the two keys do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer(True)", N_("continue"), id="resume.go_on"),
        Binding("escape,q", "answer(False)", N_("no"), id="resume.decline"),
        *help_bindings("resume"),
    ]

    def __init__(
        self, text: str, yes: str, no: str, shape: ShapeName = "sea", *, ascii_only: bool = False
    ) -> None:
        super().__init__(shape, ascii_only=ascii_only)
        self._text, self._yes, self._no = text, yes, no

    def words(self) -> Iterable[Widget]:
        """Return the line and the keys."""
        yield Words(Content(self._text))
        hints = [KeyHint("Enter", self._yes), KeyHint("Esc", self._no)]
        yield KeyHints([*hints, KeyHint("!", _("help"))], DIALOG, classes="last")

    def action_answer(self, yes: bool) -> None:
        """Return the answer."""
        self.dismiss(yes)
