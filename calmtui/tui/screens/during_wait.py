"""What may be done during a wait: another routine, an activity, someone to reach."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from calmtui.content.routine import Routine
from calmtui.text.durations import format_short
from calmtui.text.i18n import N_, _
from calmtui.tui.screens.base import BaseScreen, help_bindings
from calmtui.tui.screens.routine_menu import routine_row
from calmtui.tui.widgets.key_hints import DIALOG, KeyHint, KeyHints
from calmtui.tui.widgets.menu import Menu, MenuKeys, menu_bindings
from calmtui.tui.widgets.words import Words


class DuringWaitScreen(MenuKeys, BaseScreen[Routine | None]):
    """The routines to pick from; dismissed with one, or with None to go back to the sea."""

    CSS_PATH = "during_wait.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", N_("back to the sea"), id="during_wait.back"),
        *menu_bindings("during_wait", down="j", up="k"),
        *help_bindings("during_wait"),
    ]

    def __init__(
        self, routines: tuple[Routine, ...], things: tuple[str, ...], people: tuple[str, ...]
    ) -> None:
        super().__init__()
        self._routines, self._things, self._people = routines, things, people

    def compose(self) -> ComposeResult:
        """Compose the list, and beneath it the user's own activities and people."""
        yield Words(Content(_("Something to do while you wait.")), classes="during-wait-title")
        yield Menu(
            *(
                Option(routine_row(routine.title, format_short(routine.about_seconds)))
                for routine in self._routines
            ),
            id="routines",
        )
        things = [_("Or: {things}").format(things=", ".join(self._things))] if self._things else []
        own = [*things, *self._people]
        if own:
            yield Words(Content("\n".join(own)), classes="during-wait-own")
        hints = [KeyHint("Enter", _("start")), KeyHint("Esc", _("back to the sea"))]
        yield KeyHints([*hints, KeyHint("!", _("help"))], DIALOG, classes="during-wait-keys")

    def on_ready(self) -> None:
        """Give the keys to the list."""
        self.query_one(Menu).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Leave with what was chosen by Enter or a click."""
        self.dismiss(self._routines[event.option_index])
