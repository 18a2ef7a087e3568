"""Figures for the pages of looking back: read once in a thread, then counted for each period."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from calmtui.history.looking_back import figures_from_rows
from calmtui.history.rows import rows_of
from calmtui.storage.background import run_unless_stopped

if TYPE_CHECKING:
    from calmtui.history.figures import Figures
    from calmtui.history.period import Period
    from calmtui.history.rows import Rows
    from calmtui.storage.journal import Journal
    from calmtui.storage.records import Record


class FiguresReader:
    """Reads the whole history; `count` are the records that were read so far."""

    def __init__(self, journal: Journal, titles: Mapping[str, str]) -> None:
        self.count = 0
        self._journal, self._titles = journal, titles
        self._rows: Rows | None = None
        self._recorded: dict[str, str] = {}  # the names of routines, as sessions have them
        self.is_empty = False  # nothing is saved
        self._is_stopped = self._has_sessions = False

    def stop(self) -> None:
        """Give up: nobody waits for it any more."""
        self._is_stopped = True

    async def read(self, period: Period) -> Figures | None:
        """Return the figures of a period; None where it was stopped. Raises OSError."""
        figures = await asyncio.to_thread(
            run_unless_stopped, lambda: self._try(period), lambda: self._is_stopped
        )
        if isinstance(figures, OSError):
            raise figures
        return figures

    def _try(self, period: Period) -> Figures | OSError:
        """Return the figures, or why not: asyncio would drop the name of the file."""
        try:
            return self._figures(period)
        except OSError as error:
            return error

    def _figures(self, period: Period) -> Figures:
        if self._rows is None:
            self.count = 0
            self._has_sessions = False
            self._rows = rows_of(self._counted(self._journal.records()))
            self.is_empty = not self._has_sessions
        unreadable = len(self._journal.unreadable_lines)
        titles = {**self._recorded, **self._titles}
        return figures_from_rows(self._rows, period, titles, unreadable)

    def _counted(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            if self._is_stopped:
                return
            self.count += 1
            if record["what"] == "begun":
                self._recorded[str(record.get("routine"))] = str(record.get("title", ""))
            self._has_sessions = self._has_sessions or record["what"] in ("begun", "sealed")
            yield record

    def forget(self) -> None:
        """Read again the next time: something was changed or erased."""
        self._rows = None
