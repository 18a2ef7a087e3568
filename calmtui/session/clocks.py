"""The clocks of a run: when it began by each, and the last look at them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

GAP = 5.0  # seconds between two looks at the clocks that mean the program stood still


class Reading(NamedTuple):
    """One look: monotonic seconds, the wall, and seconds that go on through a suspend."""

    steady: float
    wall: datetime
    lasting: float


class Clocks:
    """Reads the clocks that it is given; nothing else in a session reads one.

    `steady` gives monotonic seconds, `now` the aware local time, `lasting` seconds that go on
    through a suspend, which no setting of the clock changes; where it is None, `now` stands for it.
    """

    def __init__(
        self,
        steady: Callable[[], float],
        now: Callable[[], datetime],
        lasting: Callable[[], float] | None,
    ) -> None:
        self.steady, self.now, self.lasting = steady, now, lasting
        self.last = self._read()
        self._began = self.last

    def _read(self) -> Reading:
        steady, now = self.steady(), self.now()
        if self.lasting is None:
            return Reading(steady, now, now.timestamp())
        return Reading(steady, now, self.lasting())

    def look(self) -> None:
        """Take the time that it is now for the last look."""
        self.last = self._read()

    def tick(self) -> tuple[float, bool]:
        """Look again; return the seconds since the last look, and whether the program stood still.

        In a suspend only the lasting clock goes on; after Ctrl+Z both do.
        """
        before = self.last
        self.look()
        elapsed = self.last.steady - before.steady
        return elapsed, max(elapsed, self.last.lasting - before.lasting) > GAP

    def start(self, started_at: float | None) -> datetime:
        """Begin the run now, or at an earlier time of `steady`; return when that was."""
        read = self._read()
        since = 0.0 if started_at is None else read.steady - started_at
        began = read.wall - timedelta(seconds=since)
        self._began = Reading(read.steady - since, began, read.lasting - since)
        return began

    def resume(self, began: datetime, elapsed: Callable[[datetime], float]) -> None:
        """Go on with a run that began then; `elapsed` are its seconds at a time of the wall."""
        read = self._read()
        seconds = elapsed(read.wall)
        self._began = Reading(read.steady - seconds, began, read.lasting - seconds)

    @property
    def began(self) -> float:
        """When the run began, by `steady`."""
        return self._began.steady

    @property
    def since_begun(self) -> float:
        """Seconds of the run, a suspend among them; never less than `steady` says."""
        last, began = self.last, self._began
        return max(last.lasting - began.lasting, last.steady - began.steady, 0.0)
