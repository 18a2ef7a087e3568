"""The coin of a try: it picks the routine of a run once the first number is given, or says why not.

The journal is read again for each draw: another terminal may have drawn meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

from calmtui.config.preferences import adjustments_to_record
from calmtui.content.adjust import apply_adjustments
from calmtui.content.library import UnknownRoutine
from calmtui.content.routine import Routine, Say
from calmtui.content.toml import FileError
from calmtui.content.values import Seconds, Text
from calmtui.history.coin import flip
from calmtui.history.frequency import last_session_time
from calmtui.history.sessions import fold_sessions
from calmtui.history.suggestions import raised_twice
from calmtui.history.tries import Try, read_tries
from calmtui.history.try_words import TITLE
from calmtui.session.ratings import VERY_HIGH
from calmtui.storage.background import run_with_timeout
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    from calmtui.content.adjust import Adjustments
    from calmtui.content.library import Library
    from calmtui.content.step import What
    from calmtui.history.try_state import TryState
    from calmtui.storage.device import DeviceStore
    from calmtui.storage.journal import Journal
    from calmtui.storage.records import Record

SESSIONS = 300  # of the newest, among which those of a try of four weeks are
_TIMEOUT = 1.0  # seconds
_PAUSE = timedelta(hours=1)
_INSTEAD = "anchor-90"

_HIGH = N_("At 9 or 10 there is no coin. One small thing first.")
_SKIPPED = N_("Without a number there is no coin. You can still use every routine.")
_RECENT = N_("The coin waits an hour after each session. It is back at {hour}.")
_RISEN = N_("Your number went up twice with {title}, so the coin does not pick it.")
_OVER = N_("This trial is over. `calmtui try` shows the result.")
_ELSEWHERE = N_("This trial runs on another computer, and so does the coin.")
_BUSY = N_("The coin is in use in another terminal.")
_UNREAD = N_("The coin needs your history, which can't be read now: {why}.")
_FAULT = N_("There is no coin now: {why}")


class Pick(NamedTuple):
    """What the coin picked: a routine, how it is adjusted, and the records that say so."""

    routine: Routine
    choices: Record | None
    records: tuple[Record, ...]


class NoCoin(NamedTuple):
    """Why there is no coin now; `instead` is the id of a routine that fits better."""

    lines: tuple[str, ...]
    instead: str = ""


class Coin:
    """The coin of one try on this machine.

    Args:
        state: The try, as home shows it.
        journal: Holds what was drawn before.
        device: Says whether another terminal draws now.
        library: Holds the two routines.
        adjustments: Gives what is set for a routine.
        now: Gives the local time.
        random_bit: Gives a fair 0 or 1, of its lowest bit.
    """

    def __init__(
        self,
        state: TryState,
        journal: Journal,
        device: DeviceStore,
        library: Library,
        adjustments: Callable[[str], Adjustments],
        now: Callable[[], datetime],
        random_bit: Callable[[], int],
    ) -> None:
        self._id, self._what = state.id, state.what
        self._routines = state.routines
        self._journal, self._device, self._library = journal, device, library
        self._adjustments, self._now, self._random_bit = adjustments, now, random_bit

    @property
    def routine(self) -> Routine:
        """The routine that stands for both until the coin has picked one."""
        takes = 0.0
        with suppress(UnknownRoutine, FileError):  # that is said in place of the first question
            takes = max(self._find(routine)[0].about_seconds for routine in self._routines)
        return Routine(
            format=1,
            id="try-two",
            title=Text(_(TITLE)),
            summary=Text(_("Your number first, then the coin picks.")),
            group="ground",
            evidence="C",
            source=Text(""),
            rate=(cast("What", self._what),),
            takes=Seconds(takes),
            steps=(Say(text=Text(_(TITLE))),),
        )

    def refusal(self) -> NoCoin | None:
        """Return why there is no coin now, before a number is asked for."""
        ready = self._look()
        if isinstance(ready, NoCoin):
            return ready
        return None

    def pick(self, number: int | None) -> Pick | NoCoin:
        """Draw for a first number; until `release` no other terminal draws."""
        if number is None:
            return NoCoin((_(_SKIPPED),))
        if number >= VERY_HIGH:
            return NoCoin((_(_HIGH), _("Help is on ! whenever you want it.")), _INSTEAD)
        if not self._device.run_files.claim(self._id):
            return NoCoin((_(_BUSY),))
        ready = self._look()
        if isinstance(ready, NoCoin):
            self.release()
            return ready
        arm, forced = flip(ready.ahead, self._random_bit)
        routine, adjustments = self._find(ready.routines[arm])
        drawn: Record = {"what": "drawn", "try": ready.id, "arm": arm, "forced": forced}
        count: Record = {"what": "drew", "session": ready.id, "draws": ready.drawn + 1}
        return Pick(routine, adjustments_to_record(adjustments), (drawn, count))

    def release(self) -> None:
        """Let others draw: what was drawn is recorded."""
        self._device.run_files.release(self._id)

    def _find(self, routine_id: str) -> tuple[Routine, Adjustments]:
        """Return a routine as it is set. Raises UnknownRoutine or FileError."""
        routine = self._library.find(routine_id)
        adjustments = self._adjustments(routine.id)
        return apply_adjustments(routine, adjustments), adjustments

    def _look(self) -> Try | NoCoin:
        """Return the try as the journal has it now, or why there is no coin."""
        try:
            records = run_with_timeout(
                _TIMEOUT, lambda: list(self._journal.recent_records(SESSIONS))
            )
            machine = self._journal.device()
        except OSError as error:
            return NoCoin((_(_UNREAD).format(why=describe_file_error(error)),))
        now = self._now()
        one = next((one for one in read_tries(records) if one.id == self._id), None)
        if one is None or one.ending(now):
            return NoCoin((_(_OVER),))
        if one.machine != machine:
            return NoCoin((_(_ELSEWHERE),))
        last = last_session_time(records, now)
        if last is not None and abs(now - last) < _PAUSE:
            hour = (last + _PAUSE).astimezone(now.tzinfo).strftime("%H:%M")
            return NoCoin((_(_RECENT).format(hour=hour),))
        return self._refuse_routines(one, records) or one

    def _refuse_routines(self, one: Try, records: list[Record]) -> NoCoin | None:
        past = fold_sessions(records)
        for routine_id in one.routines:
            try:
                routine = self._find(routine_id)[0]
            except (UnknownRoutine, FileError) as error:
                return NoCoin((_(_FAULT).format(why=error),))
            if raised_twice(routine.id, past):
                stop = _("`calmtui try --stop` ends the trial.")
                return NoCoin((_(_RISEN).format(title=routine.title), stop))
        return None
