"""The choices at the end of an urge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.content.urge_steps import Decide
from calmtui.session.actions import CORRECT, Action
from calmtui.session.events import Back, Event, Leave, Select
from calmtui.session.outcome import Outcome, open_options, outcome_options
from calmtui.session.recorder import correction
from calmtui.session.scene import DecideScene, Option, Scene
from calmtui.session.stages.base import Stage
from calmtui.session.stages.finished import FinishedStage
from calmtui.session.stages.outcome import OutcomeStage
from calmtui.session.stages.steps import StepStage
from calmtui.session.undo import Given
from calmtui.storage.records import Record
from calmtui.text.durations import format_ago
from calmtui.text.i18n import N_

if TYPE_CHECKING:
    pass

_OUTCOMES = frozenset(Outcome)
OFTEN = 3  # times that more time was chosen, after which someone else is named first


class DecideStage(StepStage[Decide]):
    """The choices at the end of an urge."""

    def scene(self) -> DecideScene:
        """Return the choices, with the parked words and the ratings."""
        run, clock, urge = self.run, self.run.clock, self.run.urge
        return DecideScene(
            self.step.text,
            self._options(),
            urge.words(),
            format_ago(clock.since_begun),
            run.ratings.before_after_line,
            run.sea,
            self._is_early,
            urge.extended >= OFTEN,
        )

    def _options(self) -> tuple[Option, ...]:
        urge = self.run.urge
        if self.step.opens:
            return open_options(has_words=bool(urge.words()))
        return outcome_options(has_words=bool(urge.words()), sends=urge.parks)

    @property
    def _is_early(self) -> bool:
        return self.run.clock.delay_left > self.run.clock.seconds_after_wait

    def handle(self, event: Event) -> Stage | None:
        """Take the choice; leave, or go back to the wait while there is time."""
        run, clock = self.run, self.run.clock
        match event:
            case Select(ids=ids) if ids and ids[0] in _OUTCOMES:
                return self._decide(Outcome(ids[0]))
            case Leave() if not clock.delay_left:
                return run.finish()
            case Back():
                if (stage := self.last_answer()) is not None:
                    return stage
                if self._is_early and clock.wait_at is not None:
                    return run.enter(clock.wait_at)
                return None
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        actions.pop(Action.BACK, None)
        if self.run.answers:
            actions[Action.BACK] = CORRECT
        elif self._is_early and self.run.clock.wait_at is not None:
            actions[Action.BACK] = N_("back to the sea")
        return actions

    def _decide(self, choice: Outcome) -> Stage:
        """Take the outcome: it and the end are one write, so that nothing comes between them."""
        run = self.run
        if choice is Outcome.MORE:
            if run.outcome_record:
                run.recorder.correct(run.outcome_record, {"value": None})
            return run.wait_more()
        if not run.outcome_record and run.recorder.has_outcome:
            run.how = "completed"
            run.recorder.close()
            return FinishedStage(run)
        place, step, words = self.place, run.clock.step, run.urge.words()

        def end(answer: Record) -> None:
            if run.outcome_record:
                run.end("completed", correction(run.outcome_record, {"value": answer["value"]}))
            else:
                run.outcome_record = run.end("completed", answer)

        def undecide() -> Stage:
            run.reopen(words)
            return run.enter(step)

        flow = run.urge.decide(
            choice,
            run.clock.since_begun,
            run.ratings.given.get(("pull", "after")),
            end,
            rate="pull" in run.ratings.open,
        )
        run.answers.note(place, undecide, Given(run.outcome_record, (choice,)))
        return OutcomeStage(run, flow).follow()
