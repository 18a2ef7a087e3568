"""The third session within an hour: one line, and no rating is asked for."""

from __future__ import annotations

from calmtui.session.run import Run
from calmtui.session.scene import RateScene
from calmtui.session.stages.base import Stage
from calmtui.session.stages.overlays import ThirdStage
from calmtui.session.stages.ratings import BeforeStage
from calmtui.session.stages.steps import StepStage


def mind_the_hour(run: Run, session_id: str, stage: Stage) -> Stage:
    """Return where the run goes on from `stage`, after a look into the journal.

    The line stands in the place of the first rating, and at the end of the run where none is on.
    """
    is_early = isinstance(stage, BeforeStage | StepStage)
    if not is_early or run.is_private or run.urge.opens or not _is_third(run, session_id):
        return stage
    run.ratings.ask_none()
    if not isinstance(stage.scene(), RateScene):
        run.is_third = True
        return stage
    run.begin()
    next_step = 0
    if isinstance(stage, StepStage):
        next_step = run.clock.step + 1
    stage = run.enter(next_step)
    if not isinstance(stage, StepStage):
        run.is_third = True
        return stage
    run.clock.suspend_guide()
    return ThirdStage(run, stage)


def _is_third(run: Run, session_id: str) -> bool:
    """Whether this is the third session within an hour, as far as the journal can be read."""
    from calmtui.history.frequency import (  # noqa: PLC0415 - the first frame does not wait for it
        SESSIONS,
        is_third_within_an_hour,
    )

    journal, now = run.recorder.journal, run.clock.clocks.now()

    def look() -> bool:
        if journal.lock.is_on:
            return False
        return is_third_within_an_hour(journal.recent_records(SESSIONS), now, session_id)

    return run.recorder.try_look(look)
