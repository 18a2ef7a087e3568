"""What home shows: the routines by group, and a card for the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from calmtui.content.library import Library
from calmtui.text.i18n import _
from calmtui.tui.messages import HomeShown
from calmtui.tui.screens.base import Sized
from calmtui.tui.screens.home_texts import card_hints, filter_hints, greeting, list_hints
from calmtui.tui.screens.look_back_line import LookBackLine
from calmtui.tui.screens.routine_card import CardTexts, RoutineCard, left_card, routine_card
from calmtui.tui.screens.routine_menu import RoutineMenu
from calmtui.tui.widgets.key_hints import FOOTER, NARROW_FOOTER, KeyHints
from calmtui.tui.widgets.words import Words

if TYPE_CHECKING:
    from textual.widgets import Input

    from calmtui.config.routine_preferences import RoutinePreferences
    from calmtui.history.try_state import TryState
    from calmtui.tui.journal_reader import JournalReader

_LOW = 16  # rows: under it every one counts


class HomeView(Sized[None]):
    """Home's list, card and lines, as they fit the window."""

    CSS_PATH = "home.tcss"
    IS_CALM = True
    AUTO_FOCUS = ""  # behind a card there is nothing to have the keys

    def __init__(
        self,
        library: Library,
        history: JournalReader,
        preferences: RoutinePreferences,
        now: Callable[[], datetime],
        *,
        notices: tuple[str, ...],
        ascii_only: bool = False,
        is_private: Callable[[], bool] = lambda: False,
        has_left: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()
        self._library, self._history, self._preferences = library, history, preferences
        self._now = now
        self._notices = notices
        self._ascii_only = ascii_only
        self._is_private = is_private
        self._has_left = has_left
        self._is_stale = False
        self._filter: Input | None = None  # its field, once it was opened

    def compose(self) -> ComposeResult:
        """Compose all of it filled, so that it is laid out and painted once."""
        self._history.refresh()
        menu = RoutineMenu(
            self._library,
            self._history,
            self._preferences,
            self._now,
            self._has_left,
            ascii_only=self._ascii_only,
            is_low=self.app.size.height < _LOW,
        )
        with Horizontal(id="top"):
            yield Static(Content(greeting(self._now())), id="greeting")
            if self._is_private():
                yield Static(id="private")
            yield Static(self._hour(), id="hour")
        if self._notices:
            yield Words(Content("\n".join(self._notices)), id="notices")
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield menu
                yield Static(id="rest")
                yield LookBackLine(self._history, self._now)
            yield RoutineCard(self._card(menu), ascii_only=self._ascii_only)
        yield KeyHints(*list_hints(self.app.size.width, is_filtered=False), id="keys")

    def _hour(self) -> Content:
        return Content(self._now().strftime("%H:%M"))

    def on_mount(self) -> None:
        """Give the keys to the list."""
        for menu in self.query(RoutineMenu):  # none where the program ends in this very moment
            self.watch(menu, "scroll_y", self._show_list_sign, init=False)
            menu.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Say less in a small window; in a low one the list has what rows the notices leave."""
        height = event.size.height
        if self._menu.fit(is_low=height < _LOW):
            self._fill()
        self.query_one("#rest").display = not self._notices or height >= _LOW
        self.query_one(LookBackLine).show(has_room=height >= _LOW and not self._notices)
        self._show_private()
        self._give_keys()
        self._show_keys()
        self.call_after_refresh(self._show_signs)

    def _show_private(self) -> None:
        """Say that nothing is saved, where that is so."""
        if self._is_private() and not self.query("#private"):  # since the settings were changed
            self.query_one("#top").mount(Static(id="private"), before="#hour")
        text = _("private")
        if self.is_wide:
            text = _("Private: nothing is saved.")
        for line in self.query("#private").results(Static):
            line.update(Content(f"{text}   "))

    def on_screen_suspend(self) -> None:
        """Note that there may be news when the screen above it is gone."""
        self._is_stale = True

    def on_screen_resume(self) -> None:
        """Show what is new after a run."""
        if self._is_stale:
            self._is_stale = False
            self._history.refresh()
            self._fill()
            self.query_one(LookBackLine).show(has_room=self.size.height >= _LOW)
            self.query_one("#hour", Static).update(self._hour(), layout=False)
            self._show_private()

    # The keys that work now, and what is out of sight

    def _show_keys(self) -> None:
        columns = self.app.size.width
        style = NARROW_FOOTER
        if self.is_wide:
            style = FOOTER
        for hints in self.query(KeyHints):  # none on its way out
            if self._filter is not None and self._filter.has_focus:
                has_matches = bool(self._menu.usable_rows)
                keys = filter_hints(columns, has_matches=has_matches)
            elif self.is_card_alone:
                keys, style = card_hints(columns)
            else:
                keys, style = list_hints(columns, is_filtered=self._is_filtered)
            hints.show(keys, style, layout=False)

    def on_descendant_focus(self) -> None:
        """Show the keys of the filter, or the list's."""
        self._show_keys()

    def _show_signs(self) -> None:
        """Show whether the card and the list go on below, or have a beginning above."""
        self.query_one(RoutineCard).show_sign()
        self._show_list_sign()
        self.call_after_refresh(lambda: self.post_message(HomeShown(self)))

    def _show_list_sign(self) -> None:
        menu = self._menu
        sign = ""
        if menu.scroll_offset.y < menu.max_scroll_y:
            sign = _("more below")
        elif menu.max_scroll_y:
            sign = _("more above")
        self.query_one("#rest", Static).update(Content(sign), layout=False)

    @property
    def is_as_launched(self) -> bool:
        """Whether it looks as it does when the program starts."""
        is_scrolled = self.query_one(RoutineCard).is_scrolled
        is_touched = self._is_filtered or self.is_card_alone or is_scrolled
        return self._menu.is_as_launched and not is_touched and not self._notices

    @property
    def clock_region(self) -> Region:
        """Where the time of day stands."""
        return self.query_one("#hour").region

    # The list and the card

    @property
    def is_card_alone(self) -> bool:
        """Whether the card has taken the place of the list."""
        return self.has_class("-card") and self.is_cramped

    @property
    def has_card(self) -> bool:
        """Whether the card is there, beside the list, below it or in its place."""
        return self.has_class("-card") or not self.is_cramped

    def show_card_alone(self, *, on: bool) -> None:
        """Show the card in the place of the list, where there is no room for both; or the list."""
        self.set_class(on, "-card")
        self._give_keys()
        self._show_keys()
        self.call_after_refresh(self._show_signs)

    def _give_keys(self) -> None:
        """Give the keys to the list where it can be seen, unless the filter has them."""
        if self.is_card_alone:
            self.set_focus(None)
        elif self.focused is None:
            self.set_focus(self._menu)

    @property
    def _menu(self) -> RoutineMenu:
        return self.query_one(RoutineMenu)

    def _fill(self, *, to_top: bool = False) -> None:
        query = self._filter.value.strip() if self._filter else ""
        self._menu.fill(query, to_top=to_top)
        self._show_card()

    def _card(self, menu: RoutineMenu) -> CardTexts:
        entry = menu.entry
        if menu.chosen_try is not None:
            return self._try_card(menu.chosen_try)
        if menu.is_on_left:
            return left_card()
        if entry is None:
            return CardTexts(Content(""))
        return routine_card(
            entry,
            self._history.last_of(entry.id),
            menu.adjustments(entry.id),
            menu.reason,
            self._now().date(),
        )

    def _try_card(self, state: TryState) -> CardTexts:
        from calmtui.history.try_log import cautions_of, titles_of  # noqa: PLC0415 - few have one
        from calmtui.history.try_words import card_lines  # noqa: PLC0415

        lines = card_lines(state, titles_of(self._library, state.routines))
        if not state.ending:
            lines += cautions_of(self._library, state.routines)
        return CardTexts(Content("\n\n".join(lines)))

    def _show_card(self) -> None:
        self.query_one(RoutineCard).show(self._card(self._menu))
        self.call_after_refresh(self._show_signs)

    def on_option_list_option_highlighted(self) -> None:
        """Show the card of what is under the cursor."""
        self._show_card()

    @property
    def _is_filtered(self) -> bool:
        """Whether the line of the filter is there."""
        return self.has_class("-filtered")
