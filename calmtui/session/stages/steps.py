"""What the stages of all steps have."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Generic, TypeVar

from calmtui.content.gate import Gate
from calmtui.content.question_steps import RateStep
from calmtui.content.routine import Routine, Say, Step
from calmtui.session.actions import Action
from calmtui.session.events import Back, Event, Leave, PassUrge, ToggleHolds
from calmtui.session.scene import GuideScene, Scene
from calmtui.session.stages.base import Stage
from calmtui.session.undo import Given

if TYPE_CHECKING:
    from calmtui.session.run import Run

S = TypeVar("S", bound=Step)
JUST_BEGUN = 3.0  # seconds of a timed step in which going back leads to the step before


def is_rating(routine: Routine, place: Hashable) -> bool:
    """Return whether a place is that of a rating, whose time is part of it."""
    if isinstance(place, int):
        return isinstance(routine.steps[place], RateStep | Gate)
    return isinstance(place, tuple) and place[0] in ("before", "after", "check-in")


class StepStage(Stage, Generic[S]):
    """A step is on: the one that the clock is at."""

    def __init__(self, run: Run, step: S) -> None:
        super().__init__(run)
        self.step = step

    @property
    def place(self) -> Hashable:
        """Return the number of the step."""
        return self.run.clock.step

    @property
    def is_over(self) -> bool:
        """Whether a timed step or a wait has run out."""
        return self.run.clock.is_step_finished

    def next_stage(self) -> Stage:
        """Lead on from a step whose time has run out."""
        run, clock = self.run, self.run.clock
        self.settle_answers()
        if clock.is_waiting:
            run.rings += 1
            last = clock.last if clock.is_afraid else clock.step
            return run.enter(last + 1)
        if clock.advance():
            return run.stage_of_step()
        return run.enter(clock.step + 1)

    def handle(self, event: Event) -> Stage | None:
        """Handle what can be done at every step."""
        run = self.run
        match event:
            case Back():
                return self._back()
            case Leave(for_good=for_good):
                return run.exits.leave_early(self, for_good=for_good)
            case PassUrge() if run.urge.decide_at is not None:
                run.answers.clear()
                return run.enter(run.urge.decide_at)
            case ToggleHolds():
                if run.toggle_holds():
                    run.replan(at_once=run.changes.no_holds and self._is_guide)
                return self
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        run = self.run
        actions = super().actions(scene)
        actions[Action.HOLDS] = ""
        if run.urge.decide_at is not None:
            actions[Action.PASSED] = ""
        if Action.BACK not in actions and run.clock.previous_timed_step is not None:
            actions[Action.BACK] = ""
        return actions

    def settle_answers(self) -> None:
        """Note that this step has begun by itself or was passed: what was answered before holds.

        Behind a text of a routine without a wait, only the ratings do.
        """
        run = self.run
        if isinstance(self.step, Say) and run.clock.delay is None:
            run.answers.settle(lambda place: is_rating(run.routine, place))
        else:
            run.answers.clear()

    @property
    def _is_guide(self) -> bool:
        return isinstance(self.scene(), GuideScene)

    def way_back(self) -> Callable[[], Stage]:
        """Return a way back to where this step is now."""
        run, step, position = self.run, self.run.clock.step, self.run.clock.position
        return lambda: run.enter(step, position)

    def way_to_step(self) -> Callable[[], Stage]:
        """Return a way back to this question, for when it is asked once more."""
        run, step = self.run, self.run.clock.step

        def back() -> Stage:
            run.clock.is_afraid = False
            return run.enter(step)

        return back

    def enter_next(self, given: Given | None = None) -> Stage:
        """Note the answer to this step, if there is one, and go to the next step."""
        if given is not None:
            self.run.answers.note(self.place, self.way_to_step(), given)
        return self.run.enter(self.run.clock.step + 1)

    @property
    def _is_well_begun(self) -> bool:
        clock = self.run.clock
        return clock.is_timed(clock.step) and clock.seconds_into_step > JUST_BEGUN

    def last_answer(self) -> Stage | None:
        """Return to the last answer, unless a timed step has been on for a while."""
        if self._is_well_begun:
            return None
        return self.run.answers.back()

    def _back(self) -> Stage | None:
        run, clock = self.run, self.run.clock
        if (stage := self.last_answer()) is not None:
            return stage
        previous = clock.previous_timed_step
        if clock.is_timed(clock.step) and (previous is None or self._is_well_begun):
            return run.enter(clock.step)
        if previous is None:
            return None
        run.answers.clear()
        return run.enter(previous)
