"""One quiet line on home, while the last four weeks have something to look back on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from calmtui.text.dates import local_date
from calmtui.text.i18n import _
from calmtui.text.own_keys import key_for, worded
from calmtui.tui.taps import tappable

if TYPE_CHECKING:
    from calmtui.tui.journal_reader import JournalReader

_FOUR_WEEKS = timedelta(days=28)


class LookBackLine(Static):
    """Names the key; it counts nothing and urges nobody. A tap on it is the key."""

    def __init__(self, history: JournalReader, now: Callable[[], datetime]) -> None:
        key = key_for("home.look_back", "l")
        text = worded(_("l  the last four weeks"), "l", key)
        super().__init__(tappable(Content(text), key), id="look-back")
        self._history, self._now = history, now

    def show(self, *, has_room: bool) -> None:
        """Show the line while there is something to see, and room for it."""
        first = self._now().date() - _FOUR_WEEKS
        days = (local_date(past.began) for past in self._history.sessions)
        self.display = has_room and any(day is not None and day > first for day in days)
