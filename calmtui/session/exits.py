"""The ways out of a run before its end: a wait can be gone back to, and a session be erased."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.session.stages.base import Stage
from calmtui.session.stages.finished import ErasedStage, FinishedStage
from calmtui.session.stages.ratings import AfterStage
from calmtui.text.errors import system_reason
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.session.run import Run


class LeftWait(Struct, frozen=True):
    """A wait that was left, while it may be gone back to."""

    way_back: Callable[[], Stage]


class Exits:
    """The ways out of one run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def leave_early(self, stage: Stage, *, for_good: bool) -> Stage:
        """Leave from `stage`. What was begun is saved at once, with the seconds practised.

        A wait is saved as interrupted until the run is closed: leaving it can be taken back.
        """
        run = self._run
        run.answers.clear()
        if for_good or run.urge.afraid:
            run.half_finished.forget()
        is_wait = run.clock.delay_left > 0 and not run.urge.afraid and not for_good
        run.clock.stop(arrived=False)
        run.left = None
        if is_wait:
            run.left = LeftWait(stage.way_back())
        run.end("left early")
        if run.half_finished.is_there:  # another terminal may go on with it
            run.recorder.close()
            return FinishedStage(run)
        due = run.ratings.open[:1]
        if due and run.clock.practised > 0:
            return AfterStage(run, due)
        return FinishedStage(run)

    def back_to_wait(self) -> Stage:
        """Return to a wait that was left: its delay has gone on."""
        run = self._run
        assert run.left is not None
        way_back = run.left.way_back
        run.answers.clear()
        run.left = run.how = None
        run.clock.go_on()
        run.record_resumed()
        return way_back()

    def leave_quietly(self) -> Stage:
        """Leave: nothing more is asked or said."""
        run = self._run
        run.answers.clear()
        run.half_finished.forget()
        run.end("left early")
        return FinishedStage(run)

    def leave_at_gate(self, instead: str = "") -> Stage:
        """Leave at a gate, perhaps for another routine; of a run that only began nothing stays."""
        run = self._run
        run.instead = instead
        if run.recorder.written == 1:
            return self.erase()
        return self.leave_quietly()

    def ask_to_erase(self, stage: Stage) -> Stage:
        """Ask whether to leave with this session erased."""
        from calmtui.session.stages.outcome import EraseStage  # noqa: PLC0415 - rarely needed

        return EraseStage(self._run, stage)

    def erase(self) -> Stage:
        """Erase this session, and come to its end."""
        run = self._run
        run.answers.clear()
        run.half_finished.forget()
        run.clock.stop(arrived=False)
        run.how = "left early"
        try:
            run.recorder.erase()
        except OSError as error:
            text = _("Not erased yet: {why}. `calmtui forget` tries again.")
            return ErasedStage(run, (text.format(why=system_reason(error)),))
        return ErasedStage(run)
