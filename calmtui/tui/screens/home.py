"""Home: the calm place between runs, with the keys that it obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from calmtui.content.adjust import Adjustments, has_holds
from calmtui.content.adjust_keys import is_adjustable, next_length, toggle_holds
from calmtui.content.questions import has_length
from calmtui.content.routine_file import LibraryEntry
from calmtui.text.i18n import N_, _
from calmtui.tui.messages import (
    ContinueLeft,
    ContinueTry,
    LookBack,
    QuickStartRoutine,
    ShowSettings,
    StartRoutine,
)
from calmtui.tui.screens.base import help_bindings
from calmtui.tui.screens.home_view import HomeView
from calmtui.tui.screens.routine_card import RoutineCard
from calmtui.tui.widgets.menu import MenuKeys, menu_bindings

if TYPE_CHECKING:
    from textual.widgets import Input


class HomeScreen(MenuKeys, HomeView):
    """The calm place between runs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", N_("start the routine"), id="home.start"),
        Binding("u", "urge", N_("ride the urge"), id="home.urge"),
        Binding("s", "sos", N_("90 seconds of grounding"), id="home.sos"),
        *menu_bindings("home"),
        Binding("m,right", "read(1)", N_("more about it"), id="home.read"),
        Binding("b,left", "read(-1)", N_("scroll the card back"), id="home.reread"),
        Binding("plus,equals_sign", "longer(1)", N_("longer"), id="home.longer"),
        Binding("minus", "longer(-1)", N_("shorter"), id="home.shorter"),
        Binding("h", "holds", N_("without holds"), id="home.holds"),
        Binding("c", "adjust", N_("the choices for this routine"), id="home.adjust"),
        Binding("l", "look_back", N_("look back"), id="home.look_back"),
        Binding("r", "read_again", N_("read again what you wrote"), id="home.again"),
        Binding("comma", "settings", N_("settings"), id="home.settings"),
        Binding("slash", "find", N_("filter the list"), id="home.find"),
        *help_bindings("home"),
        Binding("escape", "back", N_("clear the filter, or leave"), id="home.back"),
        Binding("q", "leave", N_("leave"), id="home.leave"),
    ]

    def idle(self) -> frozenset[str]:
        """Return the names of the keys that do nothing now."""
        names = set()
        if self.has_card and not (self.is_card_alone or self.query_one(RoutineCard).can_scroll):
            names |= {"read", "reread"}
        entry = self._menu.entry
        if entry is None or entry.routine is None:
            names |= {"longer", "shorter", "holds", "adjust"}
        else:
            if not has_holds(entry.routine):
                names.add("holds")
            if not has_length(entry.routine):
                names |= {"longer", "shorter"}
            if not is_adjustable(entry.routine):
                names.add("adjust")
        return frozenset(names)

    def action_read(self, by: int) -> None:
        """Read on in the card, or back; where there is no room beside the list, in its place."""
        card = self.query_one(RoutineCard)
        if not self.has_card:
            self.show_card_alone(on=by > 0)
        elif self.is_card_alone and by < 0 and not card.is_scrolled:
            self.show_card_alone(on=False)
        else:
            card.read(by)
        self.call_after_refresh(self._show_signs)

    def _adjust(self, entry: LibraryEntry, adjustments: Adjustments) -> None:
        self._menu.adjust(entry, adjustments)
        self._show_card()

    def action_longer(self, by: int) -> None:
        """Take the next longer or shorter of the usual lengths."""
        entry = self._menu.entry
        if entry is not None and entry.routine is not None:
            self._adjust(entry, next_length(entry.routine, self._menu.adjustments(entry.id), by))

    def action_holds(self) -> None:
        """Leave out holds, or take them in again."""
        entry = self._menu.entry
        if entry is not None and entry.routine is not None and has_holds(entry.routine):
            self._adjust(entry, toggle_holds(self._menu.adjustments(entry.id)))

    def action_adjust(self) -> None:
        """Show everything that can be chosen for this routine."""
        from calmtui.tui.screens.adjust import AdjustScreen  # noqa: PLC0415 - only when asked for

        entry = self._menu.entry
        if entry is None or entry.routine is None or not is_adjustable(entry.routine):
            return

        def save(adjustments: Adjustments) -> str:
            return self._preferences.save(entry.id, adjustments)

        def adjust(adjustments: Adjustments | None) -> None:
            if adjustments is not None:
                self._adjust(entry, adjustments)

        screen = AdjustScreen(entry.routine, self._menu.adjustments(entry.id), save)
        self.app.push_screen(screen, adjust)

    def show_routine(self, routine_id: str) -> None:
        """Put the cursor on a routine: its card says what it is before it starts."""
        self._clear_filter()
        self._menu.fill("")
        self._menu.choose(routine_id)
        self.set_focus(self._menu)
        self._show_card()
        self.show_card_alone(on=True)

    # The filter

    def action_find(self) -> None:
        """Open the filter line."""
        self.show_card_alone(on=False)
        if self._filter is None:
            from calmtui.tui.widgets.filter_input import FilterInput  # noqa: PLC0415 - 5 ms

            self._filter = FilterInput(id="filter-field", compact=True)
            line = Horizontal(id="filter")
            self.mount(line, before="#keys")
            line.mount(Static(Content(_("Find:"))), self._filter)
        self.query_one("#filter").display = True
        self.add_class("-filtered")
        self.set_focus(self._filter)  # at once: the next key is a letter

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what fits what is typed."""
        self._fill(to_top=bool(event.value))
        self._show_keys()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go back to the list, as filtered; where nothing fits the filter goes on."""
        if not event.value.strip():
            self._clear_filter()
        elif not self._menu.usable_rows:
            return
        self.set_focus(self._menu)  # at once: the next key is the list's

    def _clear_filter(self) -> None:
        if self._filter is not None:
            self._filter.value = ""
            self.query_one("#filter").display = False
            self.remove_class("-filtered")

    # Away from here

    def on_option_list_option_selected(self) -> None:
        """Start what was clicked, or chosen by Enter."""
        self.action_start()

    def action_start(self) -> None:
        """Start the routine under the cursor; nobody starts one whose card they could not see."""
        if not self.has_card and self._menu.highlighted is not None:
            self.show_card_alone(on=True)
            return
        self.show_card_alone(on=False)
        if self._menu.chosen_try is not None:
            self.post_message(ContinueTry(self._menu.chosen_try))
            return
        if self._menu.is_on_left:
            self.post_message(ContinueLeft())
            return
        entry = self._menu.entry
        if entry is not None and self._menu.begins_at_once:
            adjustments = self._menu.adjustments(entry.id)
            self.post_message(QuickStartRoutine(entry.id, adjustments))
        elif entry is not None and entry.routine is not None:
            self._clear_filter()
            self.post_message(StartRoutine(entry.routine, self._menu.adjustments(entry.id)))

    def action_urge(self) -> None:
        """Start the urge, at once."""
        self.post_message(QuickStartRoutine("ride-the-urge"))

    def action_sos(self) -> None:
        """Start ninety seconds of grounding, with no question."""
        self.post_message(QuickStartRoutine("anchor-90"))

    def action_read_again(self) -> None:
        """Show good things that were written, to read again."""
        self.post_message(QuickStartRoutine("care-again"))

    def action_settings(self) -> None:
        """Show what can be set."""
        self.post_message(ShowSettings())

    def action_look_back(self) -> None:
        """Show what was saved, in figures."""
        self.post_message(LookBack())

    def action_back(self) -> None:
        """Show the list again, or all of it where it is filtered, else leave."""
        if self._is_filtered and not self.is_card_alone:
            self._clear_filter()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Leave the program, or go back to the list."""
        if self.is_card_alone:
            self.show_card_alone(on=False)
        else:
            self.app.exit(0)

    def asked(self) -> object:
        """Return what taps are for now: the list, or the card in its place."""
        return self, self.is_card_alone
