"""The steps that guide: timed ones, waits, and texts that stay until a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.content.routine import Breathe, Step
from calmtui.session.actions import GO_ON, RATING, ROUNDS, SKIP, WORDS, Action
from calmtui.session.events import (
    Back,
    ChangePace,
    Event,
    GoOn,
    Next,
    OpenWords,
    Pause,
    Rate,
    TogglePart,
)
from calmtui.session.scene import GuideScene, Scene
from calmtui.session.stages.base import Stage
from calmtui.session.undo import Given
from calmtui.text.i18n import N_

if TYPE_CHECKING:
    pass

from calmtui.session.stages.overlays import WordsStage
from calmtui.session.stages.steps import StepStage


class GuideStage(StepStage[Step]):
    """A timed step, a wait, or a text that stays until a key."""

    def scene(self) -> GuideScene:
        """Return the guide as it is now."""
        run, clock, urge = self.run, self.run.clock, self.run.urge
        moment = clock.moment
        return GuideScene(
            moment,
            clock.is_paused,
            clock.progress,
            clock.remaining,
            run.sea,
            until_key=self._waits_for_key,
            check_in=self._has_check_in,
            waiting=clock.is_waiting,
            doing=urge.doing if clock.is_waiting else "",
            aside=run.changes.notes_at(moment, clock.step_left, clock.time[0]),
        )

    @property
    def _waits_for_key(self) -> bool:
        clock = self.run.clock
        return not clock.is_waiting and not clock.is_timed(clock.step)

    @property
    def _has_check_in(self) -> bool:
        return self.run.clock.has_check_in and not self.run.ratings.is_silent

    def handle(self, event: Event) -> Stage | None:
        """Handle what can be done beside a guide."""
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
                self.run.answers.clear()
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
            Action.SOUND: N_("sound on or off, for closed eyes"),
        }
        if run.clock.is_paused:
            actions[Action.PAUSE] = GO_ON
        if run.clock.is_waiting:
            actions[Action.NEXT] = N_("other words")
        if Action.BACK in actions or run.clock.is_timed(run.clock.step):
            actions[Action.BACK] = N_("this step again, or back")
        return actions | self._go_on_action() | self._urge_actions() | self._changes()

    def _go_on_action(self) -> dict[Action, str]:
        if self._has_check_in:
            return {Action.RATE: RATING, Action.GO_ON: SKIP}
        if self._waits_for_key or self.run.clock.is_paused:
            return {Action.GO_ON: GO_ON}
        if self.run.clock.is_waiting:
            return {Action.GO_ON: N_("another routine; the wait goes on")}
        return {}

    def _urge_actions(self) -> dict[Action, str]:
        if self.run.urge.decide_at is None:
            return {}
        actions = {Action.PASSED: N_("it has passed")}
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
        place = ("check-in", clock.answer_check_in())

        def ask_again() -> Stage:
            clock.check_in_again()
            return self

        run.answers.note(place, ask_again, run.answers.rate(place, "pull", "during", value))
        return self

    def _go_on(self) -> Stage | None:
        if self._has_check_in:
            return self._check_in(None)
        if self._waits_for_key:
            return self._next()
        if self.run.clock.is_paused:
            self.run.clock.pause()
            return self
        return None

    def _next(self) -> Stage:
        run = self.run
        if run.clock.is_waiting:
            run.answers.forget_one()
            run.clock.skipped_prompts += 1
            return self
        if self._waits_for_key:
            return self.enter_next(Given())
        self.settle_answers()
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
