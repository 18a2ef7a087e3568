"""What the full screen reads of the journal; a disk is waited for a second at most.

What a quick launch has no use for is imported late.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from calmtui.context import QUICK_ROUTINES
from calmtui.storage.background import run_with_timeout
from calmtui.storage.encryption.lock_files import LOCK_FILE
from calmtui.storage.encryption.seal import has_encrypted_records
from calmtui.storage.reading import NO_FILE, stamp

if TYPE_CHECKING:
    from calmtui.content.library import Library
    from calmtui.history.sessions import PastSession
    from calmtui.history.suggestions import Suggestion
    from calmtui.history.tries import Try
    from calmtui.history.try_state import TryState
    from calmtui.storage.journal import Journal
    from calmtui.storage.records import Record

_TIMEOUT = 1.0  # seconds
_SESSIONS_OF_A_DAY = 50  # sessions among which those of today are
_SESSIONS_AT_HOME = 300  # a long journal makes no launch slower


class JournalReader:
    """Holds the newest sessions, which home looks back on."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.sessions: list[PastSession] = []
        self.tries: list[Try] = []
        self.folder_stamp = NO_FILE  # of the journal's folder before it was read

    def records(self, sessions: int) -> list[Record]:
        """Return the records of the newest sessions.

        Raises:
            OSError: They can't be read, or the disk does not answer.
        """
        return run_with_timeout(_TIMEOUT, lambda: list(self._journal.recent_records(sessions)))

    def refresh(self) -> None:
        """Read the newest sessions again; none where they can't be read."""
        journal = self._journal
        self.folder_stamp, self.sessions, self.tries = NO_FILE, [], []
        # Home opens all the same; the screen of the history says why.
        with suppress(OSError):
            if not journal.is_hung:
                self.folder_stamp = run_with_timeout(_TIMEOUT, lambda: stamp(journal.folder))
            records = self.records(_SESSIONS_AT_HOME)
            self.sessions = _sessions_of(records)
            self.tries = _tries_among(records)

    def try_at_home(self, now: datetime) -> TryState | None:
        """Return the try whose coin is on this machine, or whose end nobody has seen."""
        if not self.tries or self._journal.is_private:
            return None
        from calmtui.history.try_state import state_at_home  # noqa: PLC0415 - few have a try

        try:
            return state_at_home(self.tries, self._journal.device(), now)
        except OSError:
            return None

    def last_of(self, routine_id: str) -> PastSession | None:
        """Return the last saved session of a routine."""
        return next((past for past in self.sessions if past.routine == routine_id), None)

    def suggestions(self, library: Library, now: datetime) -> tuple[Suggestion, ...]:
        """Return the first three routines for now, beside those that home has on top."""
        from calmtui.history.suggestions import suggest  # noqa: PLC0415

        groups = {
            entry.id: entry.routine.group
            for entry in library.entries
            if entry.routine is not None and entry.id not in QUICK_ROUTINES.values()
        }
        return suggest(groups.keys(), self.sessions, now, groups)

    def is_last_rating_very_high(self, now: datetime) -> bool:
        """Return whether the last rating was so high that help is to stay in sight."""
        from calmtui.history.suggestions import last_rating_is_very_high  # noqa: PLC0415

        return last_rating_is_very_high(self.sessions, now)

    def urges_on(self, day: date) -> int:
        """Return how many urges were begun on a day; none where the journal can't be read."""
        from calmtui.history.sessions import resolve_changes  # noqa: PLC0415

        try:
            records = resolve_changes(self.records(_SESSIONS_OF_A_DAY))
        except OSError:
            return 0
        begun = (record for record in records if record["what"] == "begun" and record.get("delay"))
        return sum(str(record.get("at")).startswith(day.isoformat()) for record in begun)

    def needs_passphrase(self) -> bool:
        """Return whether there are records that only a passphrase opens."""
        if self._journal.key is not None or self._journal.is_hung:
            return False
        try:
            return run_with_timeout(
                _TIMEOUT, lambda: has_encrypted_records(str(self._journal.folder))
            )
        except OSError:  # the screen of the history says why
            return False

    def lock_notice(self) -> str:
        """Return what to say about the journal's lock, once; empty where there is nothing."""
        if self._journal.is_hung or not os.path.lexists(self._journal.folder / LOCK_FILE):
            return ""
        from calmtui.storage.encryption.trust import new_warning  # noqa: PLC0415

        return new_warning(self._journal)


def _sessions_of(records: list[Record]) -> list[PastSession]:
    if not records:
        return []
    from calmtui.history.sessions import fold_sessions  # noqa: PLC0415 - not for a first launch

    return fold_sessions(records)


def _tries_among(records: list[Record]) -> list[Try]:
    if not any(record["what"] == "trying" for record in records):
        return []
    from calmtui.history.tries import read_tries  # noqa: PLC0415 - few have a try

    return read_tries(records)
