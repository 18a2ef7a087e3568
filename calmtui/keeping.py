"""What a run leaves behind: its records in the journal, and in the state folder that it is on and what delay it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from calmtui.journal import VERSION, Journal, Record, new_id
from calmtui.routine import MAX_SECONDS, Routine
from calmtui.scene import How
from calmtui.state import State
from calmtui.words import N_, _, reason


class Keeping:
    """The records of the run `session`, stamped with `now()`. `notice` says what could not be kept."""

    def __init__(self, journal: Journal, state: State, session: str, now: Callable[[], datetime]) -> None:
        self.journal, self._state, self._session, self._now = journal, state, session, now
        self._unkept: list[Record] = []
        self.notice: str | None = None

    def take(self) -> None:
        """The run is on, in this process."""
        self._state.take(self._session)

    def close(self) -> None:
        """The run is over: what this machine alone kept of it is forgotten."""
        self._state.close(self._session)

    def begun(self, routine: Routine, delay: float | None, choices: Record | None) -> None:
        """The run begins; `choices` is how its routine was made gentler or shorter."""
        self.take()
        record: Record = {"what": "begun", "routine": routine.id, "title": str(routine.title)}
        if delay:
            record["delay"] = float(delay)
        if choices:
            record["choices"] = choices
        self.keep(record)

    def ended(self, how: How, practised: float, step: int, position: float, *before: Record) -> None:
        """The run ends; records that came just `before` are one write with it. A run cut off may be gone on with."""
        record: Record = {"what": "ended", "how": how, "practised": round(practised, 1)}
        if how == "interrupted":
            record |= {"step": step, "position": round(position, 1)}
        self.keep(*before, record)
        if how != "interrupted":
            self.close()

    def keep(self, *records: Record) -> None:
        """Write records and what could not be written before them; a full disk never stops the guide."""
        at = self._now().isoformat(timespec="seconds")
        self._unkept += [{"v": VERSION, "id": new_id(), "session": self._session, "at": at, **r} for r in records]
        try:
            self.journal.append(*self._unkept)
        except OSError as error:
            why = reason(error, N_("the disk refused"))
            self.notice = _("Not kept yet: {why}. The guide goes on.").format(why=why)
        else:
            self._unkept.clear()
            self.notice = None

    @property
    def decided(self) -> bool:
        """Whether the journal holds an outcome of the run already: another machine went on with it, and chose."""
        return any(r["session"] == self._session and r.get("key") == "choice" for r in self.journal.recent())


def remember(state: State, routine: Routine, delay: float) -> None:
    """Keep the delay that was picked for a routine."""
    state.put(f"delay-{routine.id}", f"{delay:g}")


def remembered(state: State, routine: Routine) -> float | None:
    """The delay that was picked last for a routine, or its own."""
    try:
        seconds = float(state.get(f"delay-{routine.id}"))
    except ValueError:
        seconds = 0.0
    return seconds if routine.delay and 0 < seconds <= MAX_SECONDS else routine.delay
