"""How a run begins: its parts are put together, and lead to its first question or step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from calmtui.config.support import SupportList
from calmtui.content.adjust import in_delay
from calmtui.content.routine import RateStep, Routine
from calmtui.session.clocks import Clocks
from calmtui.session.live_changes import LiveAdjustments
from calmtui.session.ratings import Ratings
from calmtui.session.recorder import SessionRecorder, last_delay
from calmtui.session.run import Run
from calmtui.session.run_clock import RunClock
from calmtui.session.stages.base import Stage
from calmtui.session.stages.ratings import BeforeStage
from calmtui.session.urge import Urge
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record, new_id

if TYPE_CHECKING:
    from calmtui.history.open_runs import OpenRun


def make_run(
    routine: Routine,
    journal: Journal,
    clock: Callable[[], float],
    now: Callable[[], datetime],
    *,
    quick: bool,
    delay: float | None,
    state: DeviceStore,
    mine: SupportList,
    interrupted: OpenRun | None,
    choices: Record | None,
    lasting: Callable[[], float] | None,
) -> Run:
    """Return a run that has not begun; the arguments are those of a session."""
    planned = delay or last_delay(state, routine)
    session = new_id()
    if interrupted is not None:
        planned, session = interrupted.planned, interrupted.session
    if routine.delay and planned:
        routine = in_delay(routine, planned)
    if interrupted is not None:
        planned = interrupted.delay
    changes = LiveAdjustments(routine)
    clocks = Clocks(clock, now, lasting)
    run_clock = RunClock(routine, changes, clocks, planned if routine.delay else None)
    rates = routine.rate
    if quick and not run_clock.delay:
        rates = ()
    return Run(
        routine,
        state,
        run_clock,
        changes,
        Ratings(rates),
        Urge(routine, session, state, mine),
        SessionRecorder(journal, state, session, now),
        choices,
    )


def begin(run: Run, *, quick: bool, started_at: float | None) -> Stage:
    """Begin with the first question or step; the guide has moved since `started_at`."""
    routine = run.routine
    asked_later = {
        step.what for step in routine.steps[: run.clock.first] if isinstance(step, RateStep)
    }
    due = [what for what in routine.rate if what not in asked_later and not quick]
    stage: Stage = BeforeStage(run, due)
    if run.clock.delay or not due:
        run.begin(started_at)  # a delay runs from the first instant, before any question
    if not due:
        stage = run.enter(0)
    if started_at is not None and run.has_begun:
        run.clock.catch_up()
    return stage
