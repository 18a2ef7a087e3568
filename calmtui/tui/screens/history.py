"""The saved sessions, day by day, and the way to erase one of them or all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from calmtui.history.describe import describe_end, describe_rating, title_of
from calmtui.history.erase import ErasePlan, Eraser, describe_incomplete_erase
from calmtui.history.sessions import PastSession, fold_sessions
from calmtui.history.words_routine import EASED_ANYWAY
from calmtui.text.dates import format_date, local_date, parse_timestamp
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width, ellipsize, pad
from calmtui.tui.screens.base import BaseScreen, help_bindings
from calmtui.tui.screens.erase import EraseScreen
from calmtui.tui.widgets.key_hints import NARROW_FOOTER, KeyHint, KeyHints, fitting
from calmtui.tui.widgets.menu import Menu, MenuKeys, menu_bindings
from calmtui.tui.widgets.words import Words

if TYPE_CHECKING:
    from calmtui.storage.device import DeviceStore
    from calmtui.storage.journal import Journal
    from calmtui.tui.journal_reader import JournalReader

_MOST_SESSIONS = 500  # a long journal makes no screen slower
_MOST_COLUMNS = 90  # of a row
_MOST_TITLE, _MOST_END = 40, 28  # columns
_GAP = 2  # columns between two things in a row
_NO_TIME = " " * 9


class HistoryScreen(MenuKeys, BaseScreen[None]):
    """One row for each session, the newest day first."""

    CSS_PATH = "history.tcss"
    IS_CALM = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *menu_bindings("history"),
        Binding("enter", "open", N_("the session in full"), id="history.open"),
        Binding("d", "erase", N_("erase this one (asks first)"), id="history.erase"),
        Binding("D", "erase_all", N_("erase everything (asks first)"), id="history.erase_all"),
        *help_bindings("history"),
        Binding("escape,q,l", "dismiss", N_("back"), id="history.back"),
    ]

    def __init__(
        self,
        history: JournalReader,
        journal: Journal,
        state: DeviceStore,
        now: Callable[[], datetime],
        questions: Callable[[str], Mapping[str, str]] = lambda routine: {},
        *,
        ascii_only: bool = False,
    ) -> None:
        """Make the screen.

        Args:
            history: Reads the journal.
            journal: Takes corrections, and erases.
            state: What this device keeps of sessions.
            now: Returns the time.
            questions: Returns what a routine asks, by the keys of the answers.
            ascii_only: Draw with ASCII alone.
        """
        super().__init__()
        self._questions, self._ascii_only = questions, ascii_only
        self._history, self._journal, self._state, self._now = history, journal, state, now
        self._sessions: dict[str, PastSession] = {}
        self._has_more = False
        self._rating_columns = self._end_columns = 0
        # A message beneath the list, until the cursor leaves the session that it was on.
        self._message = ""
        self._message_session: str | None = None

    def compose(self) -> ComposeResult:
        """Compose the title, the rows, a note, the line about falls, and what the keys do."""
        yield Static(Content(_("History")), id="history-title")
        yield Menu(id="sessions")
        yield Static(id="history-note")
        yield Words(Content(_(EASED_ANYWAY)), id="history-eased")
        yield KeyHints(id="history-keys")

    def on_ready(self) -> None:
        """Put the cursor on the newest."""
        self.read()
        self.query_one(Menu).focus()

    def on_resize(self) -> None:
        """Shorten the rows in a narrow window; the note says what the current one leaves out."""
        self.fill()

    def read(self) -> None:
        """Read the saved sessions."""
        try:
            sessions = fold_sessions(self._history.records(_MOST_SESSIONS))
        except OSError as error:
            self.say(describe_file_error(error))
            return
        self._has_more = len(sessions) > _MOST_SESSIONS
        sessions = sessions[:_MOST_SESSIONS]
        self._sessions = {past.session: past for past in sessions}
        ratings = (cell_width(describe_rating(past)) for past in sessions)
        ends = (cell_width(describe_end(past)) for past in sessions)
        self._rating_columns = max(ratings, default=0)
        self._end_columns = min(max(ends, default=0), _MOST_END)
        falls = any(past.has_fall for past in sessions)
        self.query_one("#history-eased").display = falls
        self.fill()

    def fill(self) -> None:
        """List the sessions by the days of their own time zones; the cursor stays about there."""
        menu = self.query_one(Menu)
        before = menu.highlighted or 0
        rows: list[Option] = []
        for day, sessions in self._by_day().items():
            if rows:
                rows.append(_heading(""))
            rows.append(_heading(self._day_name(day)))
            rows += [Option(Content(self._row(past)), id=past.session) for past in sessions]
        if self._has_more:
            rows += [_heading(""), _heading(_("Older ones: calmtui log"))]
        menu.replace_rows(rows)
        usable = menu.usable_rows
        if usable:
            menu.highlighted = next((place for place in usable if place >= before), usable[-1])
        self._show_note()

    def _by_day(self) -> dict[date | None, list[PastSession]]:
        """Return the sessions by day; a traveller may begin one on the day before the last."""
        days: dict[date | None, list[PastSession]] = {}
        for past in self._sessions.values():
            days.setdefault(local_date(past.began), []).append(past)
        return days

    def _day_name(self, day: date | None) -> str:
        if day is None:
            return _("without a date")
        return format_date(day, self._now().date())

    def _row(self, past: PastSession) -> str:
        head = _NO_TIME
        if began := parse_timestamp(past.began):
            head = f"  {began:%H:%M}  "
        if not self.is_wide:
            return head + ellipsize(title_of(past), self.room - len(head))
        room = min(self.room, _MOST_COLUMNS)
        behind = self._rating_columns + self._end_columns + 2 * _GAP
        title_columns = min(room - len(head) - behind, _MOST_TITLE)
        title = pad(ellipsize(title_of(past), title_columns), title_columns + _GAP)
        rating = ellipsize(describe_rating(past), self._rating_columns)
        end = ellipsize(describe_end(past), self._end_columns)
        return head + title + pad(rating, self._rating_columns + _GAP) + end

    def _current(self) -> PastSession | None:
        """Return the session under the cursor."""
        row = self.query_one(Menu).highlighted_option
        if row is None:
            return None
        return self._sessions.get(row.id or "")

    def _current_id(self) -> str | None:
        current = self._current()
        if current is None:
            return None
        return current.session

    def _show_note(self) -> None:
        """Show the last message, or what a narrow row has no room for."""
        if self._message and self._current_id() != self._message_session:
            self._message = ""
        self.query_one("#history-note", Static).update(Content(self._message or self._details()))
        hints = [KeyHint("Esc", _("back"))]
        if self._current() is not None:
            hints = [
                KeyHint("Enter", _("open")),
                KeyHint("d", _("erase")),
                KeyHint("D", _("everything")),
                *hints,
            ]
        hints += [KeyHint("!", _("help")), KeyHint("?", _("keys"))]
        spare = ["D", "d", "Enter"]  # a row can be tapped
        style = NARROW_FOOTER.of(type(self))
        fit = fitting(hints, self.room, style, spare, self.key_rows)
        self.query_one("#history-keys", KeyHints).show(fit, NARROW_FOOTER)

    def _details(self) -> str:
        current = self._current()
        if current is None:
            return _("No sessions yet.")
        if self.is_wide:
            return ""
        return ", ".join(filter(None, (describe_rating(current), describe_end(current))))

    def say(self, text: str) -> None:
        """Show a message beneath the list."""
        self._message, self._message_session = text, self._current_id()
        self._show_note()

    def on_option_list_option_highlighted(self) -> None:
        """Show the note of what is under the cursor."""
        self._show_note()

    def idle(self) -> frozenset[str]:
        """Return the names of the keys that do nothing now."""
        if self._current() is None:
            return frozenset({"open", "erase", "erase_all", "down", "up"})
        return frozenset()

    def on_option_list_option_selected(self) -> None:
        """Show what was tapped, or chosen by Enter."""
        self.action_open()

    def action_open(self) -> None:
        """Show the session under the cursor in full."""
        from calmtui.tui.screens.session import SessionScreen, SessionSource  # noqa: PLC0415

        current = self._current()
        if current is None:
            return
        source = SessionSource(
            lambda: self._history.records(_MOST_SESSIONS),
            self._journal,
            self._now,
            self._questions(current.routine),
            self._ascii_only,
        )

        def closed(erases: bool | None) -> None:
            self.read()
            if erases:
                self._begin(lambda eraser: eraser.plan_for([current]))

        self.app.push_screen(SessionScreen(current.session, source), closed)

    def action_erase(self) -> None:
        """Erase the one under the cursor, after a question."""
        current = self._current()
        if current is not None:
            self._begin(lambda eraser: eraser.plan_for([current]))

    def action_erase_all(self) -> None:
        """Erase everything, after a question."""
        self._begin(Eraser.plan_all)

    def _begin(self, make_plan: Callable[[Eraser], ErasePlan]) -> None:
        if self._journal.is_private:
            self.say(
                _("A private session writes nothing, so it cannot erase. Use `calmtui forget`.")
            )
        else:
            self._erase(make_plan)

    @work(exclusive=True)
    async def _erase(self, make_plan: Callable[[Eraser], ErasePlan]) -> None:
        """Show what would be erased, ask, and erase it; in a thread, as locks may make it wait."""
        try:
            eraser = await asyncio.to_thread(Eraser, self._journal, self._state)
            plan = await asyncio.to_thread(make_plan, eraser)
        except OSError as error:
            self.say(_("Nothing was erased: {why}.").format(why=describe_file_error(error)))
            return
        if not plan.ids and plan.running:
            self.say(_("It is running in another terminal; end it there first."))
            return
        if not await self.app.push_screen_wait(EraseScreen(plan, self._now().date())):
            return
        try:
            await asyncio.to_thread(eraser.erase, plan, self._now())
            message = _("Erased.")
        except OSError as error:
            why = describe_incomplete_erase(error)
            message = f"{why[:1].upper()}{why[1:]}."
        self.read()
        self.say(message)


def _heading(text: str) -> Option:
    return Option(Content(text), disabled=True)
