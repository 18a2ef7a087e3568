"""The steps of a routine: what all of them have, and those that guide."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from calmtui.content.routine import Breathe, Step
from calmtui.session.actions import GO_ON, RATING, ROUNDS, SKIP, WORDS, Action
from calmtui.session.events import (
    Back,
    ChangePace,
    Event,
    GoOn,
    Leave,
    Next,
    OpenWords,
    PassUrge,
    Pause,
    Rate,
    ToggleHolds,
    TogglePart,
    Write,
)
from calmtui.session.ratings import THIRD
from calmtui.session.scene import AskScene, GuideScene, Scene
from calmtui.session.stages.base import Stage
from calmtui.session.timeline import Moment, Phase
from calmtui.session.undo import Given
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    from calmtui.session.run import Run

S = TypeVar("S", bound=Step)
JUST_BEGUN = 3.0  # seconds of a timed step in which going back leads to the step before


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
        return self.run.clock.step_finished

    def next_stage(self) -> Stage:
        """Lead on from a step whose time has run out."""
        run, clock = self.run, self.run.clock
        run.answers.begun()
        if clock.waiting:
            run.rings += 1
            last = clock.last if clock.afraid else clock.step
            return run.enter(last + 1)
        if clock.advance():
            return run.stage_of_step()
        return run.enter(clock.step + 1)

    def handle(self, event: Event) -> Stage | None:
        """Take what can be done at every step."""
        run = self.run
        match event:
            case Back():
                return self._back()
            case Leave(for_good=for_good):
                return run.leave_early(self, for_good=for_good)
            case PassUrge() if run.urge.decide_at is not None:
                run.answers.begun()
                return run.enter(run.urge.decide_at)
            case ToggleHolds():
                if run.toggle_holds():
                    run.replan(at_once=run.changes.no_holds and self._is_guide)
                return self
        return None

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
            run.clock.afraid = False
            return run.enter(step)

        return back

    def enter_next(self, given: Given | None = None) -> Stage:
        """Note the answer to this step, if there is one, and go to the next step."""
        if given is not None:
            self.run.note_answer(self.place, self.way_to_step(), given)
        return self.run.enter(self.run.clock.step + 1)

    @property
    def _is_well_begun(self) -> bool:
        clock = self.run.clock
        return clock.timed(clock.step) and clock.seconds_into_step > JUST_BEGUN

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
        if clock.timed(clock.step) and (previous is None or self._is_well_begun):
            return run.enter(clock.step)
        if previous is None:
            return None
        run.answers.begun()
        return run.enter(previous)


class GuideStage(StepStage[Step]):
    """A timed step, a wait, or a text that stays until a key."""

    def scene(self) -> GuideScene:
        """Return the guide as it is now."""
        run, clock, urge = self.run, self.run.clock, self.run.urge
        moment = clock.moment
        has_choices = urge.decide_at is not None
        return GuideScene(
            moment,
            clock.paused,
            clock.progress,
            clock.remaining,
            run.sea,
            until_key=self._waits_for_key,
            check_in=self._has_check_in,
            passing=has_choices,
            waiting=clock.waiting,
            doing=urge.doing if clock.waiting else "",
            parked=has_choices and bool(urge.words()),
            aside=run.changes.notes_at(moment, clock.step_left, clock.time[0]),
        )

    @property
    def _waits_for_key(self) -> bool:
        clock = self.run.clock
        return not clock.waiting and not clock.timed(clock.step)

    @property
    def _has_check_in(self) -> bool:
        return self.run.clock.check_in and not self.run.ratings.silent

    def handle(self, event: Event) -> Stage | None:
        """Take what can be done beside a guide."""
        match event:
            case Rate(value=value) if self._has_check_in:
                return self._check_in(value)
            case Pause():
                self.run.clock.pause()
                return self
            case GoOn():
                return self._go_on()
            case Next():
                return self._next()
            case Back() if self._has_check_in:
                self.run.answers.begun()
            case OpenWords():
                return self._open_words()
            case ChangePace(by=by):
                return self._change_pace(by)
            case TogglePart():
                return self._toggle_part()
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        run = self.run
        actions = super().actions(scene)
        actions |= {
            Action.PAUSE: N_("pause"),
            Action.NEXT: N_("next step"),
            Action.TIME: N_("show the time left"),
        }
        if run.clock.paused:
            actions[Action.PAUSE] = GO_ON
        if run.clock.waiting:
            actions[Action.NEXT] = N_("other words")
        if Action.BACK in actions or run.clock.timed(run.clock.step):
            actions[Action.BACK] = N_("this step again, or back")
        return actions | self._go_on_action() | self._urge_actions() | self._changes()

    def _go_on_action(self) -> dict[Action, str]:
        if self._has_check_in:
            return {Action.RATE: RATING, Action.GO_ON: SKIP}
        if self._waits_for_key or self.run.clock.paused:
            return {Action.GO_ON: GO_ON}
        if self.run.clock.waiting:
            return {Action.GO_ON: N_("another routine; the wait goes on")}
        return {}

    def _urge_actions(self) -> dict[Action, str]:
        if self.run.urge.decide_at is None:
            return {}
        actions = {Action.PASSED: N_("it passed")}
        if self.run.urge.words() and not self._has_check_in:
            actions[Action.WORDS] = WORDS
        return actions

    def _changes(self) -> dict[Action, str]:
        """Return what can be changed about the guide."""
        changes = self.run.changes
        actions: dict[Action, str] = {}
        if isinstance(self.step, Breathe):
            actions |= {Action.LONGER: ROUNDS, Action.SHORTER: ROUNDS}
        if changes.has_holds:
            actions[Action.HOLDS] = N_("without holds, or with them")
        if changes.next_caution_step(self.run.clock.step) is not None:
            actions[Action.LEAVE_OUT] = N_("leave out the next part, or take it back in")
        if changes.pace != 1.0:
            actions[Action.KEEP_PACE] = N_("keep this pace for the routine")
        return actions

    def _check_in(self, value: int | None) -> Stage:
        run, clock = self.run, self.run.clock
        place = ("check-in", clock.checked_in())

        def ask_again() -> Stage:
            clock.check_in_again()
            return self

        run.note_answer(place, ask_again, run.rate(place, "pull", "during", value))
        return self

    def _go_on(self) -> Stage | None:
        if self._has_check_in:
            return self._check_in(None)
        if self._waits_for_key:
            return self._next()
        if self.run.clock.paused:
            self.run.clock.pause()
            return self
        return None

    def _next(self) -> Stage:
        run = self.run
        if run.clock.waiting:
            run.answers.other()
            run.clock.skipped_prompts += 1
            return self
        if self._waits_for_key:
            return self.enter_next(Given())
        run.answers.begun()
        return self.enter_next()

    def _open_words(self) -> Stage | None:
        run = self.run
        if run.urge.decide_at is None or self._has_check_in or not run.urge.words():
            return None
        run.clock.suspend_guide()
        return WordsStage(run, self)

    def _change_pace(self, by: int) -> Stage | None:
        run = self.run
        if not isinstance(self.step, Breathe):
            return None
        note = run.changes.stretch(by, run.clock.step)
        run.replan()
        run.show_note(note, keepable=run.changes.pace != 1.0)
        return self

    def _toggle_part(self) -> Stage | None:
        run = self.run
        step = run.changes.next_caution_step(run.clock.step)
        if step is None:
            return None
        run.changes.leave_out(step)
        run.replan()
        return self


class Overlay(StepStage[Step]):
    """Something that lies over a step for a moment; time goes on for what is beneath."""

    def __init__(self, run: Run, beneath: StepStage[Any]) -> None:
        super().__init__(run, beneath.step)
        self._beneath = beneath

    def next_stage(self) -> Stage:
        """Lead on beneath; at the end of the steps this goes too."""
        stage = self._beneath.next_stage()
        if not isinstance(stage, StepStage):
            return stage
        self._beneath = stage
        return self

    def handle(self, event: Event) -> Stage | None:
        """Leave it for what is beneath."""
        if event == Leave():
            return self.close()
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        if not self._can_go_back:
            actions.pop(Action.BACK, None)
        return actions

    @property
    def _can_go_back(self) -> bool:
        return bool(self.run.answers) and not self._is_well_begun

    def close(self) -> Stage:
        """Return to what is beneath; a guide goes on where it stood still."""
        self.run.clock.resume_guide()
        return self._beneath


class WordsStage(Overlay):
    """The parked words, opened during the wait."""

    def scene(self) -> AskScene:
        """Return the words, to be changed."""
        text = _("What you parked. It stays here.")
        return AskScene(text, 5, False, self.run.sea, True, self.run.urge.words())

    def handle(self, event: Event) -> Stage | None:
        """Park the words as they are now."""
        match event:
            case Write(text=text):
                self.run.park(text)
                return self.close()
            case GoOn() | Next():
                return self.close()
            case Back():
                return None
        return super().handle(event)

    @property
    def _can_go_back(self) -> bool:
        return False


class NoteStage(Overlay):
    """A line over the guide, until Enter."""

    def scene(self) -> GuideScene:
        """Return the line."""
        clock = self.run.clock
        moment = Moment(Phase("say", 0.0, 1.0, self._text, clock.step), 0.0, 1.0, 0.0, 1.0)
        return GuideScene(moment, False, 0.0, clock.remaining, self.run.sea, until_key=True)

    @property
    def _text(self) -> str:
        raise NotImplementedError

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        return actions | {Action.GO_ON: GO_ON, Action.NEXT: "", Action.TIME: ""}

    def handle(self, event: Event) -> Stage | None:
        """Go on beneath, or back to the last answer."""
        match event:
            case GoOn() | Next():
                return self.close()
            case Back():
                return self.last_answer()
        return super().handle(event)


class CardStage(NoteStage):
    """The person's own if-then card, for what set the urge off."""

    @property
    def _text(self) -> str:
        return _("Your card: {card}").format(card=self.run.urge.card)


class ThirdStage(NoteStage):
    """One line in the third session within an hour."""

    @property
    def _text(self) -> str:
        return _(THIRD)

    def handle(self, event: Event) -> Stage | None:
        """Leave the run: there is nothing of the person's own to close."""
        if isinstance(event, Leave):
            return self.run.leave_early(self, for_good=event.for_good)
        return super().handle(event)
