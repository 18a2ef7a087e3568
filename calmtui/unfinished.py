"""A run that a launch offers to go on with, or to show: what is said, and what each answer does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.adjust import Choices, adjust
from calmtui.choices import recorded
from calmtui.journal import VERSION, Journal, new_id
from calmtui.library import Library, UnknownRoutine
from calmtui.mine import Mine
from calmtui.resume import WAIT_HOURS, OpenRun, offer, open_runs
from calmtui.state import State
from calmtui.tomlfile import FileProblem
from calmtui.words import _

if TYPE_CHECKING:
    from calmtui.session import Session


class Unfinished(Struct, frozen=True):
    """The run on top, and those below it that would be offered next. `elsewhere`: another terminal runs it now."""

    run: OpenRun
    others: tuple[OpenRun, ...]
    elsewhere: bool
    state: State

    def words(self, now: datetime) -> tuple[str, str, str]:
        """The line, what Enter does, what Esc does."""
        text = offer(self.run, now, elsewhere=self.elsewhere)
        if self.elsewhere:
            return text, _("show it"), _("not now")
        past = self.run.delay is not None and not self.run.left(now)
        return text, _("see its end") if past else _("go on"), _("let it be")

    def take(
        self,
        library: Library,
        journal: Journal,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        mine: Mine,
        standing: Callable[[str], Choices] = lambda _: Choices(),
        lasting: Callable[[], float] | None = None,
    ) -> Session | None:
        """Go on with the run, or look at it where another terminal has it; None when its routine is gone.

        The routine is as it was chosen then, or as `standing` has it.
        """
        try:
            routine = library.find(self.run.routine)
        except (UnknownRoutine, FileProblem):
            return None
        routine = adjust(routine, recorded(self.run.choices) or standing(routine.id))
        if self.elsewhere or not self.state.take(self.run.session):
            from calmtui.watch import Watched

            return Watched(routine, clock, now, self.run, lasting)
        from calmtui.session import Session  # nothing to offer is the rule, and then it is not needed

        return Session(routine, journal, clock, now, state=self.state, mine=mine, run=self.run, lasting=lasting)

    def decline(self, journal: Journal, now: datetime) -> None:
        """Close what was offered as left early, and what lies below it: nothing asks again. A running one stays."""
        closed = self.others if self.elsewhere else (self.run, *self.others)
        at = now.isoformat(timespec="seconds")
        records = []
        for run in closed:
            record = {"v": VERSION, "id": new_id(), "session": run.session, "at": at, "what": "ended"}
            records.append({**record, "how": "left early", "practised": round(run.practised, 1)})
            self.state.close(run.session)
        try:
            journal.append(*records)
        except OSError:
            return  # it is offered again when the disk takes records


def find_unfinished(
    journal: Journal, state: State, library: Library, now: datetime, *, waits_only: bool = False
) -> Unfinished | None:
    """What this launch has to offer, if anything; words of runs that nobody can go on with are forgotten.

    `waits_only`: an urge that has begun is not held up by anything but another urge.
    """
    try:
        records = list(journal.recent())
    except OSError:  # nothing about files stops a launch, and no words go that may be needed
        return None
    runs = [run for run in open_runs(records, now, state.runs()) if library.usable(run.routine)]
    held = {run.session for run in runs if state.held(run.session)}
    state.tidy(frozenset(run.session for run in runs), now.timestamp() - WAIT_HOURS * 3600)
    runs = [run for run in runs if run.delay is not None or not waits_only]
    shown = [run for run in runs if run.session not in held or run.delay is not None]
    if not shown:
        return None
    first = next((run for run in shown if run.session in held), shown[0])
    others = tuple(run for run in runs if run is not first and run.session not in held)
    return Unfinished(first, others, first.session in held, state)
