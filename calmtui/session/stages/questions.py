"""The steps that ask: a rating, options, fear; and a line to send."""

from __future__ import annotations

from typing import TypeVar

from calmtui.content.question_steps import Choose, RateStep
from calmtui.content.urge_steps import DelayStep, Line, Safety
from calmtui.session.actions import Action
from calmtui.session.events import (
    Back,
    Event,
    GoOn,
    GoOnAfraid,
    Leave,
    LeaveUnsaved,
    Next,
    Select,
)
from calmtui.session.outcome import FEAR
from calmtui.session.ratings import question
from calmtui.session.scene import ChooseScene, CopyScene, FearScene, RateScene, Scene, When
from calmtui.session.stages.base import NumberStage, Stage, with_answer
from calmtui.session.stages.overlays import CardStage
from calmtui.session.stages.steps import StepStage
from calmtui.session.undo import Given
from calmtui.text.durations import format_ago
from calmtui.text.i18n import _

OptionsStep = TypeVar("OptionsStep", Choose, Safety, DelayStep)


class RateStage(NumberStage, StepStage[RateStep]):
    """A rating within the steps."""

    @property
    def _when(self) -> When:
        """Return what this rating is: the one before, one in the middle, or the one after."""
        run, clock = self.run, self.run.clock
        given = run.answers.given(self.place)
        if given is not None:
            return given.when
        if run.is_asked_after(clock.step, self.step):
            return "after"
        if (
            clock.previous_timed_step is None
            and (self.step.what, "before") not in run.ratings.given
        ):
            return "before"
        return "during"

    def scene(self) -> RateScene:
        """Return the question; the last one of an urge shows the parked words."""
        run, step, when = self.run, self.step, self._when
        words = ago = ""
        if when == "after" and run.urge.decide_at is not None:
            words = run.urge.words()
        if words:
            ago = format_ago(run.clock.since_begun)
        given = run.answers.given(self.place)
        text = step.text or question(step.what, when)
        scene = RateScene(step.what, when, text, run.sea, words=words, ago=ago)
        shown = with_answer(scene, given)
        assert isinstance(shown, RateScene)
        return shown

    def rate(self, value: int | None) -> Stage:
        """Record the rating; what is asked after is not asked again behind the last step."""
        run, what, when = self.run, self.step.what, self._when
        given = run.answers.rate(self.place, what, when, value)
        if when == "after":
            run.ratings.note_asked_after(what)
        return self.go_on(given)

    def go_on(self, given: Given) -> Stage:
        """Go to the next step."""
        return self.enter_next(given)


class OptionsStage(StepStage[OptionsStep]):
    """A question with options."""

    def scene(self) -> ChooseScene:
        """Return the question, its options, and what was chosen before."""
        step, run = self.step, self.run
        given = run.answers.given(self.place)
        chosen: tuple[str, ...] = ()
        if given is not None and isinstance(given.value, tuple):
            chosen = given.value
        is_many = isinstance(step, Choose) and step.many
        is_kept = isinstance(step, Choose) and step.keep is not None
        return ChooseScene(step.text, run.urge.options(step), is_many, is_kept, run.sea, chosen)

    def handle(self, event: Event) -> Stage | None:
        """Take what was chosen; going on chooses nothing."""
        match event:
            case Select(ids=ids):
                return self.select(ids)
            case GoOn() | Next():
                return self.select(())
        return super().handle(event)

    def select(self, ids: tuple[str, ...]) -> Stage:
        """Take the options with these ids."""
        raise NotImplementedError


class ChooseStage(OptionsStage[Choose]):
    """A question whose answer may be kept."""

    def select(self, ids: tuple[str, ...]) -> Stage:
        """Take the options, and show the card for what set an urge off."""
        step, run = self.step, self.run
        record = ""
        if step.keep:
            record = run.answers.record(self.place, step.keep, list(ids), step.marks_of(ids))
        shows_card = run.urge.choose(step, ids)
        stage = self.enter_next(Given(record, ids))
        if shows_card and isinstance(stage, StepStage):
            return CardStage(run, stage)
        return stage


class SafetyStage(OptionsStage[Safety]):
    """The question about fear."""

    def select(self, ids: tuple[str, ...]) -> Stage:
        """Go on, or offer help first."""
        run = self.run
        run.clock.is_afraid = run.urge.answer_safety(ids)
        if not run.clock.is_afraid:
            return self.enter_next(Given("", ids))
        run.answers.note(self.place, self.way_to_step(), Given("", ids))
        return FearStage(run, self.step)


class DelayStage(OptionsStage[DelayStep]):
    """The question of how long to wait."""

    def select(self, ids: tuple[str, ...]) -> Stage:
        """Take another delay, if one was chosen."""
        run = self.run
        if ids:
            run.choose_delay(float(ids[0]))
        return self.enter_next(Given("", ids))


class LineStage(StepStage[Line]):
    """A line to send or to say."""

    def scene(self) -> CopyScene:
        """Return the line with the times that hold now."""
        step, run, clock = self.step, self.run, self.run.clock
        line = run.urge.fill_line(step, clock.delay_left, clock.delay or 0.0, clock.time[1])
        return CopyScene(step.text, line, False, run.sea)

    def handle(self, event: Event) -> Stage | None:
        """Go on."""
        if isinstance(event, GoOn):
            return self.enter_next(Given())
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        if self.run.is_private:
            actions[Action.KEEP] = ""  # it says that nothing is kept
        return actions


class FearStage(StepStage[Safety]):
    """Fear was named: help, and three ways of the same weight."""

    def scene(self) -> FearScene:
        """Return what is said, and the ways."""
        on = _("Continue")
        if self.run.clock.wait_at is not None:
            on = _("Continue the wait")
        return FearScene(_(FEAR), on, self.run.sea)

    def handle(self, event: Event) -> Stage | None:
        """Go on, or leave and say nothing more."""
        run, clock = self.run, self.run.clock
        match event:
            case GoOnAfraid():
                if clock.wait_at is None:
                    return run.enter(clock.step + 1)
                return run.enter(clock.wait_at)
            case LeaveUnsaved():
                return run.exits.ask_to_erase(self)
            case Leave():
                return run.exits.leave_quietly()
            case Back():
                return None
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        actions.pop(Action.BACK, None)
        return actions
