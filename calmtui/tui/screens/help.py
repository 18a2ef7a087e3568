"""Words on a screen: help now, the keys of the screen below, a text in full. Nothing here is ever written down."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Static

from calmtui.content.helplines import HelpPage, Section
from calmtui.render.help_table import help_rows
from calmtui.render.layout import Line, text_line
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width, wrap
from calmtui.tui.screens.base import BaseScreen

_MOST = 84  # columns of words
_WIDE = 70  # columns from which there are margins, as `-small` has it in the style sheet


class Reading(BaseScreen[ScreenResultType]):
    """Words that scroll, and below them, always in sight, the way back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "more", N_("further down"), id="reading.more")
    ]

    def compose(self) -> ComposeResult:
        """The words and the keys, filled when the size is known."""
        with VerticalScroll(classes="words"):
            yield Static(id="body")
        yield Static(id="reading-keys")

    def lines(self, columns: int) -> list[Line]:
        """Return the words as rows of so many cells."""
        raise NotImplementedError

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys to name below, the way back first; what does not fit is left out from the end."""
        return (("Esc", _("back")),)

    def on_ready(self) -> None:
        """The arrow keys scroll."""
        page = self.query_one(VerticalScroll)
        self.watch(page, "scroll_y", self._sign, init=False)
        page.focus()
        self._fill()

    def on_resize(self) -> None:
        """Another size breaks the lines elsewhere."""
        if self.query("#body"):
            self._fill()

    @property
    def _room(self) -> int:
        """The columns between the margins; one of them is the scroll bar's."""
        return self.size.width - (6 if self.size.width >= _WIDE else 2)

    def _fill(self) -> None:
        made: list[str | tuple[str, str]] = []
        for line in self.lines(min(self._room - 1, _MOST)):
            made += [
                (text, f"bold ${role}" if bold else f"${role}") for text, role, bold in line.spans
            ]
            made.append("\n")
        self.query_one("#body", Static).update(Content.assemble(*made[:-1]))
        self.call_after_refresh(self._sign)

    def _sign(self) -> None:
        """Name the keys; the one that scrolls while there is more."""
        page = self.query_one(VerticalScroll)
        back, *rest = self.keys()
        more = ((_("Space"), _("more")),) if page.scroll_offset.y < page.max_scroll_y else ()
        parts: list[str | tuple[str, str]] = []
        room = self._room
        for key, what in (back, *more, *rest):
            gap = "   " if parts and self.size.width >= 60 else "  " if parts else ""
            room -= cell_width(f"{gap}{key} {what}")
            if room < 0:
                break
            parts += [gap, (key, "bold $warm"), (f" {what}", "$second")]
        self.query_one("#reading-keys", Static).update(Content.assemble(*parts))

    def action_more(self) -> None:
        """A page further down."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)


class TextScreen(Reading[None]):
    """Some lines; any of the closing keys goes back to where the person was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,enter,exclamation_mark,question_mark", "dismiss", N_("back"), id="words.back"
        ),
    ]

    def __init__(self, title: str, lines: tuple[str, ...]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def lines(self, columns: int) -> list[Line]:
        """Return the title and the lines."""
        texts = (  # what fits stays as it is: a table's columns, the person's own blanks
            line
            for text in self._lines
            for line in ((text,) if cell_width(text) <= columns else wrap(text, columns))
        )
        title = [text_line(line, "text", True) for line in wrap(self._title, columns)]
        return [*title, text_line(""), *map(text_line, texts)]


class SectionsScreen(TextScreen):
    """A part of the help page by itself."""

    def __init__(self, title: str, sections: tuple[Section, ...]) -> None:
        super().__init__(title, ())
        self._sections = sections

    def lines(self, columns: int) -> list[Line]:
        """Return the title and the sections."""
        return [*super().lines(columns), *help_rows(self._sections, columns)]


class HelpScreen(Reading[bool]):
    """Help now. Dismissed with True for the 90-second anchor, False to go back to where the person was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "not_safe", N_("I am not safe right now"), id="help.not_safe"),
        Binding("a", "answer(True)", N_("a 90-second anchor, kept nowhere"), id="help.anchor"),
        Binding("o", "others", N_("the lines of other countries"), id="help.others"),
        Binding("escape,q,exclamation_mark", "answer(False)", N_("back"), id="help.back"),
        Binding("question_mark", "app.keys", N_("the keys of this screen"), id="help.keys"),
    ]

    def __init__(self, page: HelpPage, lead: str = "") -> None:
        super().__init__()
        self._page, self._lead = page, lead

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the way back, the anchor, and what else there is."""
        anchor = _("90-second anchor") if self.size.width >= _WIDE else "90 s"
        return (("Esc", _("back")), ("a", anchor), ("o", _("other countries")))

    def lines(self, columns: int) -> list[Line]:
        """Return the way out of danger and the emergency number first, then people, then lines."""
        lead = [*map(text_line, wrap(self._lead, columns)), text_line("")] if self._lead else []
        danger = Line((("1", "warm", True), (f"  {_('I am not safe right now')}", "text", True)))
        numbers = [
            text_line(line, "text", True)
            for text in self._page.emergency
            for line in wrap(text, columns)
        ]
        others = Line((("o", "warm", True), (f"  {_('other countries')}", "second", False)))
        return [
            *lead,
            danger,
            *numbers,
            text_line(""),
            *help_rows(self._page.sections, columns),
            text_line(""),
            others,
        ]

    def action_not_safe(self) -> None:
        """One screen, no timer, no rating."""
        self.app.push_screen(SectionsScreen(_("I am not safe right now"), self._page.alone))

    def action_others(self) -> None:
        """The lines of all other countries."""
        self.app.push_screen(SectionsScreen(_("Other countries"), self._page.others))

    def action_answer(self, anchor: bool) -> None:
        """Back, or to the anchor."""
        self.dismiss(anchor)
