"""How a run begins: its parts are put together, and lead to its first question or step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from calmtui.config.support import SupportList
from calmtui.content.adjust import in_delay
from calmtui.content.question_steps import RateStep
from calmtui.content.routine import Routine
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
    from calmtui.content.step import What
    from calmtui.history.open_runs import OpenRun
    from calmtui.session.coin import Coin, Pick


def make_run(
    routine: Routine,
    journal: Journal,
    clock: Callable[[], float],
    now: Callable[[], datetime],
    *,
    quick: bool,
    delay: float | None,
    state: DeviceStore,
    mine: SupportList | None,
    interrupted: OpenRun | None,
    choices: Record | None,
    lasting: Callable[[], float] | None,
    before: Record | None = None,
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
        Urge(routine, session, state, mine or SupportList()),
        SessionRecorder(journal, state, session, now),
        choices,
        before,
    )


def begin(run: Run, *, quick: bool, started_at: float | None) -> Stage:
    """Begin with the first question or step; the guide has moved since `started_at`."""
    due = [] if quick else _asked_first(run)
    stage: Stage = BeforeStage(run, due)
    if run.clock.delay or not due:
        run.begin(started_at)  # a delay runs from the first instant, before any question
    if not due:
        stage = run.enter(0)
    if started_at is not None and run.has_begun:
        run.clock.catch_up()
    return stage


def begin_by_coin(run: Run, coin: Coin, make: Callable[..., Run]) -> Stage:
    """Begin with the number that comes before the coin; `make` is `make_run` of this session."""
    # Few launches have a try.
    from calmtui.session.stages.coin import first_coin_stage  # noqa: PLC0415 - see above

    def start(picked: Pick) -> Run:
        return make(
            picked.routine, quick=False, delay=None, interrupted=None, choices=picked.choices
        )

    return first_coin_stage(run, coin, start)


def begin_picked(run: Run, number: int, picked: Pick) -> Stage:
    """Begin a run that the coin picked, with the number that came before.

    One write holds it all, so that a draw is recorded once and before its guide, or not at all.
    """
    what = run.routine.rate[0]
    run.ratings.add(what, "before", number, 0.0)
    rated: Record = {"what": "rated", "when": "before", what: number}
    run.begin(draw=(*picked.records, rated))
    due = [other for other in _asked_first(run) if other != what]
    if due:
        return BeforeStage(run, due)
    return run.enter(0)


def _asked_first(run: Run) -> list[What]:
    """Return what is asked before the first step, and not by one of the steps themselves."""
    asked_later = {
        step.what for step in run.routine.steps[: run.clock.first] if isinstance(step, RateStep)
    }
    return [what for what in run.routine.rate if what not in asked_later]
