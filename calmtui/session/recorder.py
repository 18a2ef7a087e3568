"""What a run leaves behind: its records in the journal, and small values of this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from calmtui.content.routine import Routine
from calmtui.content.values import MAX_SECONDS
from calmtui.session.scene import How
from calmtui.storage.background import run_with_timeout
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.records import VERSION, Record, new_id
from calmtui.text.errors import describe_os_error
from calmtui.text.i18n import _
from calmtui.text.sanitize import display_path

T = TypeVar("T")
_LAST = 0.5  # seconds that the last records may take, and a look into the journal
_AGAIN = 10.0  # seconds between two tries to keep what a disk refused


class SessionRecorder:
    """The records of the run `session`, stamped with `now()`.

    `written` counts those that this process gave to the journal, `pending` holds those that a disk
    refused; `why` and `notice` say so.
    """

    def __init__(
        self, journal: Journal, state: DeviceStore, session: str, now: Callable[[], datetime]
    ) -> None:
        self.journal = journal
        self._state = state
        self.session = session
        self._now = now
        self.pending: list[Record] = []
        self.written = 0
        self.why = ""
        self.notice: str | None = None
        self._late = False
        self._tried = now()
        self._changed: datetime | None = None  # the time of the last change

    def claim(self) -> None:
        """Say that this process runs it."""
        self._state.run_files.claim(self.session)

    def close(self) -> None:
        """Forget what only this machine holds of the run: it is over."""
        self._state.run_files.release(self.session)

    def first_record(
        self,
        routine: Routine,
        delay: float | None,
        choices: Record | None,
        at: datetime,
        before: Record | None = None,
    ) -> Record:
        """Claim the run, and return its first record.

        `choices` is how its routine was adjusted, `before` the program that it comes before.
        """
        self.claim()
        record: Record = {
            "what": "begun",
            "routine": routine.id,
            "title": str(routine.title),
            "at": at.isoformat(timespec="seconds"),
        }
        if delay:
            record["delay"] = float(delay)
        if choices:
            record["choices"] = choices
        if before:
            record |= before
        return record

    def record_end(
        self, how: How, practised: float, step: int, position: float, after: float, *before: Record
    ) -> str:
        """Record the end of the run, in one write with records just `before` it.

        An interrupted run can be resumed; the words of one that was left stay here for a day.

        Args:
            how: How it ended.
            practised: Seconds practised.
            step: The step that was on.
            position: Seconds of its guide.
            after: Seconds since the run began.
            *before: Other records.

        Returns:
            The id of the first record.
        """
        record: Record = {"what": "ended", "how": how, "practised": round(practised, 1)}
        if how == "interrupted":
            record |= {"step": step, "position": round(position, 1), "after": round(after, 1)}
        first = self.record(*before, record)
        if how == "left early":
            self._state.run_files.leave(self.session)
        elif how == "completed":
            self.close()
        return first

    def record(self, *records: Record) -> str:
        """Write records, and those that were refused before them; return the id of the first.

        A full disk never stops the guide.
        """
        stamped: list[Record] = [
            {"v": VERSION, "id": new_id(), "session": self.session, "at": self._at(r), **r}
            for r in records
        ]
        self.written += len(records)
        self.pending += stamped
        self._write()
        return str(stamped[0]["id"])

    def _at(self, record: Record) -> str:
        """Return the time of a record.

        That of a change is exact, and later than the one before: the latest change counts.
        """
        now = self._now()
        if record["what"] != "changed":
            return now.isoformat(timespec="seconds")
        if self._changed is not None:
            now = max(now, self._changed + timedelta(microseconds=1))
        self._changed = now
        return now.isoformat(timespec="microseconds")

    def correct(self, record: str, fields: Record) -> None:
        """Record that fields of an earlier record are others; None takes one away."""
        self.record(correction(record, fields))

    def erase(self) -> None:
        """Take out of the journal what was written of this run.

        Of one that only began nothing stays, not even that it was erased.

        Raises:
            OSError: When the disk refuses.
        """
        self.pending.clear()
        self.notice = None
        self.close()
        if self.written > 1:
            self.journal.erase([self.session], self._now())
        else:
            self.journal.withdraw(self.session)

    def erase_answer(self, session: str, record: str) -> None:
        """Erase an answer of any session, by the id of its record.

        Raises:
            OSError: When the disk refuses.
        """
        self.journal.erase_answer(session, record, self._now())

    def retry_pending(self) -> None:
        """Try again what was refused: when a slow disk has answered, else every few seconds."""
        if self.pending and not self.journal.is_busy:
            since = abs((self._now() - self._tried).total_seconds())
            if self._late or since >= _AGAIN:
                self._write()

    def allow_more_time(self) -> None:
        """Give the disk time for the last records: no frame waits any more."""
        if self.journal.write_timeout is not None:
            self.journal.write_timeout = max(self.journal.write_timeout, _LAST)

    def flush(self) -> None:
        """Try again now what was refused."""
        if self.pending:
            self._write()

    def _write(self) -> None:
        tried = len(self.pending)
        self._tried = self._now()
        try:
            self.journal.append(*self.pending)
        except OSError as error:
            self._late = isinstance(error, TimeoutError)
            self.why = describe_os_error(error)
            self.notice = _("Not saved yet: {why}. You can go on.").format(why=self.why)
            return
        del self.pending[:tried]  # a signal's own record may have come meanwhile
        self.notice = None
        if self.journal.was_readable_by_others:
            self.journal.was_readable_by_others = False
            self.note_was_readable()

    def note_was_readable(self) -> None:
        """Say that the journal could be read by others, and can't any more."""
        self.notice = _("Other accounts could read your journal. From now on only yours can.")

    def save_elsewhere(self, place: str) -> str:
        """Write what was refused to a file elsewhere; return a line that says where, or why not."""
        # Only where a disk refuses.
        from calmtui.storage.rescue import save_rescue_file  # noqa: PLC0415 - rarely needed

        try:
            path = save_rescue_file(
                self.journal.lock.seal_lines(self.journal.encode_records(*self.pending)), place
            )
        except OSError as error:
            return _("Not saved there either: {why}.").format(why=describe_os_error(error))
        except ValueError:
            why = _("that is not a file name")
            return _("Not saved there either: {why}.").format(why=why)
        self.pending.clear()
        self.notice = None
        text = _("Saved in {path}. Move it to {folder} and calmtui reads it there.")
        return text.format(path=display_path(path), folder=display_path(self.journal.folder))

    @property
    def has_outcome(self) -> bool:
        """Whether the journal holds an outcome already: another machine went on with the run."""

        def look() -> bool:
            return any(
                r["session"] == self.session and r.get("key") == "choice"
                for r in self.journal.recent_records()
            )

        return self.try_look(look)  # where nobody can tell, the choice here counts

    def try_look(self, look: Callable[[], bool]) -> bool:
        """Return what a look into the journal gives; False where that fails or takes too long."""
        return self.look(look, False)

    def look(self, look: Callable[[], T], otherwise: T) -> T:
        """Return what a look into the journal gives, or this where it fails or takes too long."""
        timeout = self.journal.write_timeout
        if timeout is not None:
            timeout = _LAST
        try:
            return run_with_timeout(timeout, look)
        except OSError:
            return otherwise


def correction(record: str, fields: Record) -> Record:
    """Return the record that says that fields of an earlier one are others."""
    return {"what": "changed", "record": record, "fields": fields}


def save_delay(state: DeviceStore, routine: Routine, delay: float) -> None:
    """Keep the delay that was picked for a routine."""
    state.put(f"delay-{routine.id}", f"{delay:g}")


def last_delay(state: DeviceStore, routine: Routine) -> float | None:
    """Return the delay that was picked last for a routine, or its own."""
    try:
        seconds = float(state.get(f"delay-{routine.id}"))
    except ValueError:
        return routine.delay
    if routine.delay and 0 < seconds <= MAX_SECONDS:
        return seconds
    return routine.delay
