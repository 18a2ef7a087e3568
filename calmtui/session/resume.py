"""A run that a launch offers to go on with, or to show: what is said, and what each answer does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.config.preferences import adjustments_from_record
from calmtui.config.support import SupportList
from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.library import Library, UnknownRoutine
from calmtui.content.toml import FileError
from calmtui.history.open_runs import WAIT_HOURS, OpenRun, describe_open_run, open_runs
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.records import VERSION, new_id
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.session.session import Session


class ResumeOffer(Struct, frozen=True):
    """The run on top, and those below it that would be offered next. `elsewhere`: another terminal runs it now."""

    run: OpenRun
    others: tuple[OpenRun, ...]
    in_other_terminal: bool
    state: DeviceStore

    def prompt(self, now: datetime) -> tuple[str, str, str]:
        """The line, what Enter does, what Esc does."""
        text = describe_open_run(self.run, now, elsewhere=self.in_other_terminal)
        if self.in_other_terminal:
            return text, _("show it"), _("not now")
        past = self.run.delay is not None and not self.run.remaining(now)
        return text, _("see its end") if past else _("go on"), _("let it be")

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
        """Go on with the run, or look at it where another terminal has it; None when its routine is gone.

        The routine is as it was chosen then, or as `standing` has it.
        """
        try:
            routine = library.find(self.run.routine)
        except (UnknownRoutine, FileError):
            return None
        routine = apply_adjustments(
            routine, adjustments_from_record(self.run.choices) or standing(routine.id)
        )
        if self.in_other_terminal or not self.state.run_files.claim(self.run.session):
            from calmtui.session.spectator import SpectatorSession

            return SpectatorSession(routine, clock, now, self.run, lasting)
        from calmtui.session.session import (
            Session,  # nothing to offer is the rule, and then it is not needed
        )

        return Session(
            routine, journal, clock, now, state=self.state, mine=mine, run=self.run, lasting=lasting
        )

    def decline(self, journal: Journal, now: datetime) -> None:
        """Close what was offered as left early, and what lies below it: nothing asks again. A running one stays."""
        closed = self.others if self.in_other_terminal else (self.run, *self.others)
        at = now.isoformat(timespec="seconds")
        records = []
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
    """What this launch has to offer, if anything; words of runs that nobody can go on with are forgotten.

    `waits_only`: an urge that has begun is not held up by anything but another urge.
    """
    try:
        records = list(journal.recent_records())
    except OSError:  # nothing about files stops a launch, and no words go that may be needed
        return None
    runs = [
        run
        for run in open_runs(records, now, state.run_files.sessions())
        if library.has_valid(run.routine)
    ]
    held = {run.session for run in runs if state.run_files.is_claimed_elsewhere(run.session)}
    state.run_files.remove_orphans(
        frozenset(run.session for run in runs), now.timestamp() - WAIT_HOURS * 3600
    )
    runs = [run for run in runs if run.delay is not None or not waits_only]
    shown = [run for run in runs if run.session not in held or run.delay is not None]
    if not shown:
        return None
    first = next((run for run in shown if run.session in held), shown[0])
    others = tuple(run for run in runs if run is not first and run.session not in held)
    return ResumeOffer(first, others, first.session in held, state)
