"""A note for other programs of this machine: when the wait of a run is over."""

from __future__ import annotations

from calmtui.session.run_clock import RunClock
from calmtui.storage.run_files import RunFiles


class WaitNote:
    """The note of one run, written anew when its wait ends at another time."""

    def __init__(self, files: RunFiles, session: str, clock: RunClock) -> None:
        self._files, self._session, self._clock = files, session, clock
        self._due: int | None = None  # seconds of the wall's clock

    def update(self, *, is_running: bool) -> None:
        """Write when the wait is over; nothing where there is none, or the run has ended."""
        due = None
        if is_running and self._clock.delay:
            due = round(self._clock.time[1].timestamp() + self._clock.delay_left)
        if self._is_same(due):
            return
        self._due = due
        self._files.note_wait(self._session, due)

    def _is_same(self, due: int | None) -> bool:
        if due is None or self._due is None:
            return due == self._due
        return abs(due - self._due) <= 1  # a second is rounding
