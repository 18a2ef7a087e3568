"""The sessions that are kept, day by day, and the way to erase one of them or all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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
from calmtui.text.dates import format_date, local_date, parse_timestamp
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width, ellipsize, pad
from calmtui.tui.screens.base import BaseScreen, help_bindings
from calmtui.tui.screens.erase import EraseScreen
from calmtui.tui.widgets.menu import Menu, MenuKeys, menu_bindings

if TYPE_CHECKING:
    from calmtui.storage.device import DeviceStore
    from calmtui.storage.journal import Journal
    from calmtui.tui.journal_reader import JournalReader

_MOST = 500  # sessions that are listed: a long journal makes no screen slower
_COLUMNS = 90  # that a line takes at most


class HistoryScreen(MenuKeys, BaseScreen[None]):
    """One line for each session, the newest day first."""

    CSS_PATH = "history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *menu_bindings("history"),
        Binding("d", "erase", N_("erase this one, after a question"), id="history.erase"),
        Binding("D", "erase_all", N_("erase everything, after a question"), id="history.erase_all"),
        *help_bindings("history"),
        Binding("escape,q,l", "dismiss", N_("back"), id="history.back"),
    ]

    def __init__(
        self,
        history: JournalReader,
        journal: Journal,
        state: DeviceStore,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._history, self._journal, self._state, self._now = history, journal, state, now
        self._past: dict[str, PastSession] = {}
        self._more = False
        self._behind = (0, 0)  # columns of what stands behind the titles
        self._said = ""  # beneath the list, until the cursor leaves `_said_at`
        self._said_at: str | None = None

    def compose(self) -> ComposeResult:
        """The title, the lines, a note, and what the keys do."""
        yield Static(Content(_("Kept sessions")), id="history-title")
        yield Menu(id="sessions")
        yield Static(id="history-note")
        yield Static(Content(_("d erase   D everything   Esc back")), id="history-keys")

    def on_ready(self) -> None:
        """The newest has the cursor."""
        self.read()
        self.query_one(Menu).focus()

    def on_resize(self) -> None:
        """A narrow window has shorter lines, and the rest of the one under the cursor beneath."""
        self.fill()

    def read(self) -> None:
        """Read what is kept."""
        try:
            found = fold_sessions(self._history.records(_MOST))
        except OSError as error:
            self.say(describe_file_error(error))
            return
        self._past = {past.session: past for past in found[:_MOST]}
        self._more = len(found) > _MOST
        widths = [
            (cell_width(describe_rating(past)), cell_width(describe_end(past)))
            for past in self._past.values()
        ]
        self._behind = (
            max((wide for wide, _ in widths), default=0),
            min(max((w for _, w in widths), default=0), 28),
        )
        self.fill()

    def fill(self) -> None:
        """List it by the days of the records' own offsets; the cursor stays about where it was."""
        options = self.query_one(Menu)
        before = options.highlighted or 0
        rows: list[Option] = []
        days: list[date | None] = []
        newest: dict[
            date | None, int
        ] = {}  # whoever travels may write of one day after another has begun
        for past in self._past.values():
            newest.setdefault(local_date(past.began), len(newest))
        for past in sorted(self._past.values(), key=lambda past: newest[local_date(past.began)]):
            if (day := local_date(past.began)) not in days[-1:]:
                rows += [Option(Content(""), disabled=True)] if days else []
                words = format_date(day, self._now().date()) if day else _("without a date")
                rows.append(Option(Content(words), disabled=True))
                days.append(day)
            rows.append(Option(Content(self._line(past)), id=past.session))
        if self._more:
            rows += [
                Option(Content(text), disabled=True) for text in ("", _("Older ones: calmtui log"))
            ]
        options.clear_options()
        options.add_options(rows)
        usable = [place for place, row in enumerate(rows) if not row.disabled]
        if usable:
            options.highlighted = next((place for place in usable if place >= before), usable[-1])
        self._note()

    @property
    def _wide(self) -> bool:
        return self.app.size.width >= 70

    def _line(self, past: PastSession) -> str:
        when = parse_timestamp(past.began)
        head = f"  {when:%H:%M}  " if when else " " * 9
        room = min(self.app.size.width - 6, _COLUMNS) if self._wide else self.app.size.width - 2
        if not self._wide:
            return head + ellipsize(title_of(past), room - len(head))
        ratings, how = self._behind
        cells = (
            (title_of(past), min(room - len(head) - ratings - how - 4, 40)),
            (describe_rating(past), ratings),
        )
        for text, columns in cells:
            head += pad(ellipsize(text, columns), columns + 2)
        return head + ellipsize(describe_end(past), how)

    def _under(self) -> PastSession | None:
        option = self.query_one(Menu).highlighted_option
        return self._past.get(option.id or "") if option else None

    def _note(self) -> None:
        """What was said last, or what a narrow line has no room for."""
        under = self._under()
        if self._said and (under.session if under else None) != self._said_at:
            self._said = ""
        text = self._said
        if not text and under is None:
            text = _("No sessions kept yet.")
        elif not text and under is not None and not self._wide:
            text = ", ".join(filter(None, (describe_rating(under), describe_end(under))))
        self.query_one("#history-note", Static).update(Content(text))

    def say(self, text: str) -> None:
        """Say something beneath the list."""
        under = self._under()
        self._said, self._said_at = text, under.session if under else None
        self._note()

    def on_option_list_option_highlighted(self) -> None:
        """The note follows the cursor."""
        self._note()

    def idle(self) -> frozenset[str]:
        """Return the names of the keys that do nothing now: nothing can be erased where there is nothing."""
        return frozenset() if self._under() else frozenset({"erase", "erase_all", "down", "up"})

    def action_erase(self) -> None:
        """Erase the one under the cursor, after a question."""
        if (under := self._under()) is not None:
            self._begin(lambda kept: kept.plan_for([under]))

    def action_erase_all(self) -> None:
        """Erase everything, after a question."""
        self._begin(Eraser.plan_all)

    def _begin(self, choose: Callable[[Eraser], ErasePlan]) -> None:
        if self._journal.is_private:
            self.say(_("Nothing is written in a private run. `calmtui forget` erases."))
        else:
            self._erase(choose)

    @work(exclusive=True)
    async def _erase(self, choose: Callable[[Eraser], ErasePlan]) -> None:
        """Show what would go, ask, and let it go; the files are a thread's, as a lock may have to be waited for."""
        try:
            kept = await asyncio.to_thread(Eraser, self._journal, self._state)
            going = await asyncio.to_thread(choose, kept)
        except OSError as error:
            self.say(_("Nothing is erased: {why}.").format(why=describe_file_error(error)))
            return
        if not going.ids and going.running:
            self.say(_("It is on in another terminal; end it there first."))
            return
        if not await self.app.push_screen_wait(EraseScreen(going, self._now().date())):
            return
        try:
            await asyncio.to_thread(kept.erase, going, self._now())
            said = _("Erased.")
        except OSError as error:
            why = describe_incomplete_erase(error)
            said = f"{why[:1].upper()}{why[1:]}."
        self.read()
        self.say(said)
