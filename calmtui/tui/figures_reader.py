"""Figures for the pages of looking back, counted in a thread: the screen goes on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from calmtui.content.option_words import keys_by_words
from calmtui.history.past_sums import PastSums
from calmtui.history.session_details import LATER
from calmtui.history.sessions import fold_sessions
from calmtui.storage.background import run_unless_stopped
from calmtui.storage.paths import bundled_routines_path

if TYPE_CHECKING:
    from calmtui.history.figures import Figures
    from calmtui.history.names import Names
    from calmtui.history.period import Period
    from calmtui.storage.journal import Journal
    from calmtui.storage.journal_lines import Progress

T = TypeVar("T")
_NEWEST_LATER = 300  # sessions of which it is shown how it went later
_NEWEST = 20  # sessions among which one that is not erased shows that there are any


class FiguresReader:
    """Reads figures.

    Attributes:
        progress: How far that is.
        is_empty: Whether nothing is saved.
        later: How it went later, in the person's words, by session: of the newest sessions.
    """

    def __init__(self, journal: Journal, names: Names) -> None:
        self.progress: Progress | None = None
        self.is_empty = False
        self.later: Mapping[str, str] = {}
        self._journal, self._names = journal, names
        self._sums: PastSums | None = None
        self._turn = Lock()  # of one reading at a time, and that is the newest
        self._newest = 0
        self._is_stopped = False

    def stop(self) -> None:
        """Stop reading: nobody waits for it any more."""
        self._is_stopped = True

    async def read(self, period: Period, *, with_later: bool = False) -> Figures | None:
        """Return the figures of a period; None where it was stopped. Raises OSError."""
        self._newest += 1
        number = self._newest
        newest = _NEWEST
        if with_later:
            newest = _NEWEST_LATER
        return await in_thread(
            lambda: self._figures(period, number, newest), lambda: self._is_stopped
        )

    def _figures(self, period: Period, number: int, newest: int) -> Figures | None:
        with self._turn:
            if self._sums is None:
                self._sums = PastSums(self._journal, keys_by_words(bundled_routines_path()))
            for progress in self._sums.read(period):
                self.progress = progress
                if self._is_stopped or number != self._newest:
                    return None
            sessions = fold_sessions(self._journal.recent_records(newest))
            self.is_empty = not sessions
            self.later = {
                past.session: past.answers[LATER]
                for past in sessions
                if isinstance(past.answers.get(LATER), str)
            }
            return self._sums.figures(self._names.titles)


async def in_thread(act: Callable[[], T], is_stopped: Callable[[], bool]) -> T | None:
    """Return what `act` gives, done in a thread; None where it was stopped. Raises OSError."""

    def attempt() -> T | OSError:
        try:
            return act()
        except OSError as error:  # asyncio would drop the name of the file
            return error

    found = await asyncio.to_thread(run_unless_stopped, attempt, is_stopped)
    if isinstance(found, OSError):
        raise found
    return found
