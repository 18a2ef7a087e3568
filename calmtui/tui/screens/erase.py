"""The question before sessions are erased."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from calmtui.history.describe import title_of
from calmtui.history.erase import ErasePlan
from calmtui.text.dates import format_date, local_date, parse_timestamp
from calmtui.text.i18n import N_, _, ngettext
from calmtui.tui.screens.base import BaseScreen, help_bindings
from calmtui.tui.widgets.key_hints import DIALOG, KeyHint, KeyHints
from calmtui.tui.widgets.words import Words


class EraseScreen(BaseScreen[bool]):
    """What would be erased, and one question; dismissed with True to erase it."""

    CSS_PATH: ClassVar = ["text.tcss", "erase.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer(True)", N_("erase for good"), id="erase.yes"),
        Binding("escape,q", "answer(False)", N_("keep"), id="erase.no"),
        *help_bindings("erase"),
    ]

    def __init__(self, plan: ErasePlan, today: date) -> None:
        super().__init__()
        self._plan, self._today = plan, today

    def compose(self) -> ComposeResult:
        """Compose what would be erased first, then what else there is to know."""
        title = _("Erase this session?")
        what = self._session_line
        if self._plan.everything:
            title = _("Erase everything?")
            what = self._summary
        with VerticalScroll(classes="words"):
            yield Words(Content(title), classes="title")
            yield Words(Content("\n".join((what(), "", *self._plan.notes))))
        hints = [KeyHint("Enter", _("erase")), KeyHint("Esc", _("keep")), KeyHint("!", _("help"))]
        yield KeyHints(hints, DIALOG, id="erase-keys")

    def _days(self) -> list[str]:
        days = (local_date(session.began) for session in self._plan.past)
        return [format_date(day, self._today) for day in days if day]

    def _session_line(self) -> str:
        """Return the one session that would be erased."""
        session = self._plan.past[0]
        parts = self._days()
        if when := parse_timestamp(session.began):
            parts.append(f"{when:%H:%M}")
        return ", ".join(filter(None, (*parts, title_of(session))))

    def _summary(self) -> str:
        """Return how many sessions would be erased, and of which days."""
        number = len(self._plan.past)
        count = ngettext("{n} session", "{n} sessions", number).format(n=number)
        days = self._days()
        if not days:
            return f"{count}."
        newest, oldest = days[0], days[-1]
        if newest == oldest:
            return f"{count}, {newest}."
        return _("{count}, from {first} to {last}.").format(count=count, first=oldest, last=newest)

    def on_ready(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def action_answer(self, yes: bool) -> None:
        """Return the answer."""
        self.dismiss(yes)
