"""A run that a launch offers to go on with, or to show: what is said, and what each answer does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.config.preferences import adjustments_from_record
from calmtui.config.support import SupportList
from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.library import Library, UnknownRoutine
from calmtui.content.toml import FileError
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.records import VERSION, new_id
from calmtui.storage.run_files import WAIT_HOURS
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.history.open_runs import OpenRun
    from calmtui.session.session import Session
    from calmtui.storage.records import Record


class ResumeOffer(Struct, frozen=True):
    """The run that is offered, and the others that are closed with it.

    `otherwise`: what is done instead, where a run that is not gone on with stays as it is.
    """

    run: OpenRun
    others: tuple[OpenRun, ...]
    in_other_terminal: bool
    state: DeviceStore
    otherwise: str = ""

    def prompt(self, now: datetime) -> tuple[str, str, str]:
        """Return the line, what Enter does, and what Esc does."""
        from calmtui.history.open_runs import describe_open_run  # noqa: PLC0415 - rarely needed

        text = describe_open_run(self.run, now, elsewhere=self.in_other_terminal)
        if self.otherwise:
            return text, _("continue"), self.otherwise
        if self.in_other_terminal:
            return text, _("watch it"), _("not now")
        if self.run.delay is not None and not self.run.remaining(now):
            return text, _("go to the end"), _("close it")
        return text, _("continue"), _("close it")

    def accept(
        self,
        library: Library,
        journal: Journal,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        mine: SupportList,
        standing: Callable[[str], Adjustments] = lambda _: Adjustments(),
        lasting: Callable[[], float] | None = None,
    ) -> Session | None:
        """Go on with the run, or look at it where another terminal has it.

        Args:
            library: Holds its routine, as it was chosen then, or as `standing` has it.
            journal: Where its records go.
            clock: Gives monotonic seconds.
            now: Gives the local time.
            mine: What the person's settings hold.
            standing: Gives the adjustments of a routine.
            lasting: Gives seconds that go on through a suspend.

        Returns:
            The session; None when its routine is gone.
        """
        try:
            routine = library.find(self.run.routine)
        except (UnknownRoutine, FileError):
            return None
        routine = apply_adjustments(
            routine, adjustments_from_record(self.run.choices) or standing(routine.id)
        )
        if self.in_other_terminal or not self.state.run_files.claim(self.run.session):
            from calmtui.session.spectator import (  # noqa: PLC0415 - rarely needed
                SpectatorSession,
            )

            return SpectatorSession(routine, clock, now, self.run, lasting)
        # Most launches have nothing to offer, and do not need it here.
        from calmtui.session.session import Session  # noqa: PLC0415 - see above

        return Session(
            routine, journal, clock, now, state=self.state, mine=mine, run=self.run, lasting=lasting
        )

    def decline(self, journal: Journal, now: datetime) -> None:
        """Record what was offered as left early, and the others too: nothing asks again.

        A run of another terminal stays, and what is half finished but this.
        """
        if self.otherwise:
            return
        closed = self.others
        if not self.in_other_terminal:
            closed = (self.run, *self.others)
        at = now.isoformat(timespec="seconds")
        records = []
        self.state.half_files.forget(of=[run.session for run in closed])
        for run in closed:
            record = {
                "v": VERSION,
                "id": new_id(),
                "session": run.session,
                "at": at,
                "what": "ended",
            }
            records.append({**record, "how": "left early", "practised": round(run.practised, 1)})
            self.state.run_files.release(run.session)
        try:
            journal.append(*records)
        except OSError:
            return  # it is offered again when the disk takes records


def find_resumable(
    journal: Journal,
    state: DeviceStore,
    library: Library,
    now: datetime,
    *,
    waits_only: bool = False,
) -> ResumeOffer | None:
    """Return what this launch has to offer, if anything.

    Words of runs that nobody can go on with are forgotten.

    Args:
        journal: Holds the open runs.
        state: Says which process has them.
        library: Holds their routines.
        now: The local time.
        waits_only: Offer waits alone: nothing else holds up an urge.
    """
    since = now.timestamp() - WAIT_HOURS * 3600
    state.half_files.forget(before=since)
    try:
        records = list(journal.recent_records())
    except OSError:  # nothing about files stops a launch, and no words go that may be needed
        return None
    half_finished = _half_finished(journal, state, records)
    runs = [
        run
        for run in _open_runs(records, now, state, half_finished)
        if library.has_valid(run.routine)
    ]
    held = {run.session for run in runs if state.run_files.is_claimed_elsewhere(run.session)}
    state.run_files.remove_orphans(frozenset(run.session for run in runs), since)
    runs = [run for run in runs if run.delay is not None or not waits_only]
    shown = [run for run in runs if run.session not in held or run.delay is not None]
    if not shown:
        return None
    first = next((run for run in shown if run.session in held), shown[0])
    stay = held | half_finished | {first.session}
    others = tuple(run for run in runs if run.session not in stay)
    return ResumeOffer(first, others, first.session in held, state)


def find_half_finished(
    journal: Journal, state: DeviceStore, library: Library, now: datetime, routine: str = ""
) -> tuple[ResumeOffer, ...]:
    """Return the tools that were left in the middle, or those of one routine, the newest first.

    Sealed ones need the journal's key.

    Raises:
        OSError: The journal can't be read.
    """
    state.half_files.forget(before=now.timestamp() - WAIT_HOURS * 3600)
    if not state.half_files.sessions():
        return ()
    records = list(journal.recent_records())
    half_finished = _half_finished(journal, state, records)
    runs = [
        run
        for run in _open_runs(records, now, state, half_finished)
        if run.session in half_finished
        and run.routine == (routine or run.routine)
        and not state.run_files.is_claimed_elsewhere(run.session)
        and state.half_files.get(run.session, journal.key)
        and library.has_valid(run.routine)
    ]
    last = _("not now")
    one_before = _("an earlier one")
    if routine:
        last = one_before = _("begin anew")
    otherwise = {run.session: one_before for run in runs[:-1]}
    return tuple(
        ResumeOffer(run, (), False, state, otherwise.get(run.session, last)) for run in runs
    )


def _open_runs(
    records: list[Record], now: datetime, state: DeviceStore, half_finished: frozenset[str]
) -> list[OpenRun]:
    if not records:
        return []
    from calmtui.history.open_runs import open_runs  # noqa: PLC0415 - not for a first launch

    return open_runs(records, now, state.run_files.sessions(), half_finished)


def why_nothing_is_left(*, is_sealed: bool) -> str:
    """Return why the key gave nothing to go on with; `is_sealed`: something is still there."""
    if is_sealed:
        return _("It can't be opened: the file is damaged, or another key locked it.")
    return _("It has ended, or was erased: there is nothing to continue.")


def _half_finished(
    journal: Journal, state: DeviceStore, records: Iterable[Record]
) -> frozenset[str]:
    """Return the sessions whose answers are still here; of those that are over they go."""
    sessions = state.half_files.sessions(journal.key)
    if not sessions:
        return sessions
    over = {record["session"] for record in records if _is_last(record)} & sessions
    if over:
        state.half_files.forget(of=over)
    return sessions - over


def _is_last(record: Record) -> bool:
    """Return whether a record says that its session is erased, or has ended for good."""
    is_end = record["what"] == "ended" and record.get("how") != "interrupted"
    return is_end or record["what"] == "erased"
