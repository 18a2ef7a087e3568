"""Find anything by a few letters: commands, settings and routines.

Textual's own command palette shows what fits only after a while, so that Enter right behind a word
would take what fitted before; it reads titles as markup, and its sign is as wide as a terminal
likes. This one lists what fits at once, and Enter takes what is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from calmtui.content.search import matching
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width, ellipsize, pad
from calmtui.tui.findings import SearchItem
from calmtui.tui.messages import Found
from calmtui.tui.screens.base import BaseScreen
from calmtui.tui.widgets.filter_input import FilterInput
from calmtui.tui.widgets.key_hints import KeyHint, KeyHints
from calmtui.tui.widgets.menu import Menu, MenuKeys, menu_bindings

_COLUMNS = 60
_GAP = 2


class _Field(FilterInput):
    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()  # a field's own handler would still come, and choose
            self.screen.dismiss()


class FindScreen(MenuKeys, BaseScreen[None]):
    """A field, and below it what fits what is typed; what is chosen is posted as `Found`."""

    CSS_PATH = "find.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "", N_("choose"), id="find.choose"),
        *menu_bindings("find", down="down,ctrl+n", up="up"),
        Binding("escape,ctrl+p", "dismiss", N_("back"), id="find.back"),
    ]

    def __init__(self, findings: Sequence[SearchItem]) -> None:
        super().__init__()
        self._all = findings
        self._shown: Sequence[SearchItem] = findings

    def compose(self) -> ComposeResult:
        """Compose the field, the rows and the keys."""
        with Horizontal(id="find-line"):
            yield Static(Content(_("Find:")))
            yield _Field(id="find-field", compact=True)
        yield Menu(id="found")
        choose, back = KeyHint("Enter", _("choose")), KeyHint("Esc", _("back"))
        yield KeyHints([choose, back, KeyHint("Ctrl+G", _("help"))])

    def on_ready(self) -> None:
        """Give the letters to the field."""
        self.query_one(_Field).focus()

    def on_resize(self) -> None:
        """Make the rows as wide as there is room."""
        if self.query(Menu):
            self._fill()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what fits what is typed."""
        self._shown = matching(((one.searched, one) for one in self._all), event.value)
        self._fill()

    def on_input_submitted(self) -> None:
        """Choose the row under the cursor."""
        self._choose(self.query_one(Menu).highlighted)

    def on_option_list_option_selected(self, event: Menu.OptionSelected) -> None:
        """Choose the row that was tapped."""
        self._choose(event.option_index)

    def _choose(self, place: int | None) -> None:
        if place is not None and self._shown:
            self.app.post_message(Found(self._shown[place].act))

    def _fill(self) -> None:
        menu = self.query_one(Menu)
        columns = min(self.room, _COLUMNS)
        menu.replace_rows([Option(_row(one, columns)) for one in self._shown])
        if self._shown:
            menu.highlighted = 0
        else:
            menu.add_option(Option(Content(_("Nothing found.")), disabled=True))


def _row(one: SearchItem, columns: int) -> Content:
    room = columns - cell_width(one.aside) - _GAP
    name = pad(ellipsize(one.name, room), room + _GAP)
    return Content.assemble(name, (one.aside, "$dim"))
