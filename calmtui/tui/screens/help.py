"""Help now: ways out of danger, people, help lines. Nothing here is ever written down."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from calmtui.content.help_page import HelpPage, HelpSection
from calmtui.render.help_table import help_rows
from calmtui.render.layout import EMPTY, Line, Span, text_line
from calmtui.text.i18n import N_, _
from calmtui.text.own_keys import key_for, shown_key
from calmtui.text.width import wrap_evenly
from calmtui.tui.screens.text import ReadingScreen, TextScreen
from calmtui.tui.widgets.key_hints import KeyHint


class SectionsScreen(TextScreen):
    """A part of the help page by itself."""

    def __init__(self, title: str, sections: tuple[HelpSection, ...]) -> None:
        super().__init__(title, ())
        self._sections = sections

    def lines(self, columns: int) -> list[Line]:
        """Return the title and the sections."""
        return [*super().lines(columns), *help_rows(self._sections, columns)]


class HelpScreen(ReadingScreen[bool]):
    """Help now; dismissed with True for the 90-second anchor, False to go back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "not_safe", N_("I am not safe right now"), id="help.not_safe"),
        Binding("a", "answer(True)", N_("90 seconds of grounding, not saved"), id="help.anchor"),
        Binding("o", "others", N_("help lines in other countries"), id="help.others"),
        Binding("escape,q,exclamation_mark", "answer(False)", N_("back"), id="help.back"),
        Binding("question_mark", "app.keys", N_("the keys of this screen"), id="help.keys"),
    ]

    def __init__(self, page: HelpPage, lead: str = "") -> None:
        super().__init__()
        self._page, self._lead = page, lead

    def hints(self) -> list[KeyHint]:
        """Return the way back, the anchor, and what else there is."""
        anchor, others = "90 s", _("others")
        if self.is_wide:
            anchor, others = _("90-second anchor"), _("other countries")
        return [
            KeyHint("Esc", _("back")),
            KeyHint("a", anchor),
            KeyHint("o", others),
        ]

    def lines(self, columns: int) -> list[Line]:
        """Return the way out of danger and the emergency number first, then people, then lines."""
        rows: list[Line] = []
        if self._lead:
            rows += [*map(text_line, wrap_evenly(self._lead, columns)), EMPTY]
        rows.append(_key_row("1", Span(_("I am not safe right now"), "text", True)))
        for number in self._page.emergency:
            rows += [text_line(line, "text", True) for line in wrap_evenly(number, columns)]
        rows += [EMPTY, *help_rows(self._page.sections, columns), EMPTY]
        others = key_for("help.others", "o")
        rows.append(_key_row(others, Span(_("other countries"), "second")))
        return rows

    def action_not_safe(self) -> None:
        """Show what to do in danger: one screen, no timer, no rating."""
        self.app.push_screen(SectionsScreen(_("I am not safe right now"), self._page.alone))

    def action_others(self) -> None:
        """Show the lines of all other countries."""
        self.app.push_screen(SectionsScreen(_("Other countries"), self._page.others))

    def action_answer(self, anchor: bool) -> None:
        """Go back, or to the anchor."""
        self.dismiss(anchor)


def _key_row(key: str, what: Span) -> Line:
    return Line((Span(f"{shown_key(key)}  ", "warm", True, key), what._replace(key=key)))
