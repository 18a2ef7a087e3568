"""Rows with a choice each, and below them what they come to, which scrolls."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from calmtui.render.layout import Line
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width, pad, wrap
from calmtui.tui.screens.base import BaseScreen, help_bindings
from calmtui.tui.screens.text import styled
from calmtui.tui.widgets.key_hints import NARROW_FOOTER, KeyHint, KeyHints, fitting
from calmtui.tui.widgets.menu import Menu, MenuKeys, menu_bindings
from calmtui.tui.widgets.words import Words

_MOST_COLUMNS = 84
_GAP = 2

Choices = tuple[tuple[str, str], ...]  # what can be chosen, and what is


def option_bindings(screen: str, *, turns: bool = True) -> list[BindingType]:
    """Return the keys of such a screen; `screen` begins their ids.

    Without `turns` its rows have no choices to turn to.
    """
    turn = [
        Binding("right,plus,equals_sign", "turn(1)", N_("the next choice"), id=f"{screen}.next"),
        Binding("left,minus", "turn(-1)", N_("the choice before"), id=f"{screen}.before"),
    ]
    if not turns:
        turn = []
    return [
        *menu_bindings(screen),
        *turn,
        Binding("space", "more", N_("further down"), id=f"{screen}.more"),
        *help_bindings(screen),
        Binding("escape,q", "dismiss", N_("back"), id=f"{screen}.back"),
    ]


class OptionsScreen(MenuKeys, BaseScreen[None]):
    """The base of such screens: `choices`, `words` and `hints` say what is shown."""

    CSS_PATH = "options.tcss"
    IS_CALM = True
    BINDINGS: ClassVar[list[BindingType]] = []
    TITLE_TEXT = ""
    _note = ""

    def choices(self) -> Choices:
        """Return the rows; none where nothing can be chosen."""
        raise NotImplementedError

    def words(self, columns: int) -> list[Line]:
        """Return what is said below, in lines of so many columns."""
        raise NotImplementedError

    def hints(self) -> list[KeyHint]:
        """Return the keys to name, behind the way back."""
        raise NotImplementedError

    def turn(self, row: int, by: int) -> None:
        """Take the next choice of a row, or with -1 the one before."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Compose the title, the rows, the words, a note and the keys."""
        yield Static(Content(_(self.TITLE_TEXT)), id="options-title")
        yield Menu(id="options")
        with VerticalScroll(id="options-words"):
            yield Static(id="options-body")
        yield Words(id="options-note")
        yield KeyHints(id="options-keys")

    def on_resize(self) -> None:
        """Wrap the words to another width; what was said or asked stays."""
        if self.query("#options-body"):
            with self.prevent(Menu.OptionHighlighted):  # it is the row that it was
                self.fill(self._note)

    def fill(self, note: str = "") -> None:
        """Show what can be chosen now, and what it comes to."""
        menu, page = self.query_one(Menu), self.query_one(VerticalScroll)
        place = menu.highlighted or 0
        choices = self.choices()
        labels = max((cell_width(label) for label, _value in choices), default=0)
        columns = labels + _GAP
        menu.replace_rows([Option(self._row(label, value, columns)) for label, value in choices])
        menu.display = bool(choices)
        if choices:
            menu.highlighted = min(place, len(choices) - 1)
            menu.focus()
        else:
            page.focus()
        self.show_words()
        self.say(note)

    def _row(self, label: str, value: str, columns: int) -> Content:
        """Return a row, its label in so many columns; what does not fit stands below its value."""
        values = wrap(value, max(self._columns - columns, 1))
        below = "\n" + " " * columns
        return Content.assemble((pad(label, columns), "$second"), below.join(values))

    def show_words(self) -> None:
        """Show what is said below the rows."""
        lines = [styled(line) for line in self.words(self._columns)]
        self.query_one("#options-body", Static).update(Content("\n").join(lines))

    def say(self, note: str) -> None:
        """Show a note above the keys."""
        self._note = note
        line = self.query_one("#options-note", Static)
        line.update(Content(note))
        line.display = bool(note)
        self.call_after_refresh(self._show_keys)

    def _show_keys(self) -> None:
        hints = [KeyHint("Esc", _("back"))]
        if self.query_one(VerticalScroll).max_scroll_y:
            hints.append(KeyHint(_("Space"), _("more")))
        hints += self.hints()
        spare = [hint.key for hint in reversed(hints[1:])]
        hints += [KeyHint("!", _("help")), KeyHint("?", _("keys"))]
        fit = fitting(hints, self.room, NARROW_FOOTER.of(type(self)), spare, self.key_rows)
        self.query_one("#options-keys", KeyHints).show(fit, NARROW_FOOTER)

    @property
    def _columns(self) -> int:
        return min(self.room - 1, _MOST_COLUMNS)

    def on_option_list_option_selected(self) -> None:
        """Turn the row that was tapped: Enter is the screen's own."""
        self.action_turn(1)

    def action_turn(self, by: int) -> None:
        """Turn the row under the cursor."""
        row = self.query_one(Menu).highlighted
        if row is not None and row < len(self.choices()):
            self.turn(row, by)

    def action_more(self) -> None:
        """Scroll a page further down."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)
