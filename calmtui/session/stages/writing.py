"""The steps that are answered in writing, and whether an answer is to be kept."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from calmtui.content.question_steps import Ask
from calmtui.session.actions import GO_ON, WORDS, Action
from calmtui.session.events import Event, GoOn, Keep, Next, Write
from calmtui.session.scene import AskScene, KeepScene, Scene
from calmtui.session.stages.base import Stage, with_answer
from calmtui.session.stages.steps import StepStage
from calmtui.session.undo import Given
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import sanitize

if TYPE_CHECKING:
    from calmtui.session.run import Run

KEEP = N_("Keep this in your journal?")


class AskStage(StepStage[Ask]):
    """A question to write an answer to."""

    def scene(self) -> AskScene:
        """Return the question with what is written already."""
        step, run = self.step, self.run
        words = run.urge.words(step)
        note = ""
        if run.half_finished.is_offered and not step.keep:
            note = _("Not in your journal.")
        if step.may_keep:
            note = _("Not saved unless you say so.")
        scene = AskScene(
            step.text, step.lines, step.keep is not None, run.sea, step.park, words, note
        )
        shown = with_answer(scene, run.answers.given(self.place))
        assert isinstance(shown, AskScene)
        return shown

    def handle(self, event: Event) -> Stage | None:
        """Take the answer; going on takes what is there."""
        match event:
            case Write(text=text):
                return self._write(text)
            case GoOn() | Next():
                return self._write(self.scene().words)
        return super().handle(event)

    def _write(self, text: str) -> Stage:
        run, step = self.run, self.step
        text = sanitize(text).strip()
        if step.park:
            run.park(text)
            return self.enter_next(Given())  # what is parked has a place of its own
        if step.may_keep:
            return self._ask_to_keep(step.may_keep, text)
        record = ""
        if step.keep:
            record = run.answers.record(self.place, step.keep, text)
        return self.enter_next(Given(record, text))

    def _ask_to_keep(self, key: str, text: str) -> Stage:
        """Go on; behind the last question of its kind ask whether all of them are to be kept."""
        run, place = self.run, self.run.clock.step
        run.unkept[place] = text
        places = [i for i, step in enumerate(run.routine.steps) if _may_keep(step) == key]
        words = "\n".join(filter(None, (run.unkept.get(i, "") for i in places)))
        if place < places[-1] or not words or run.is_private:
            return self.enter_next(Given("", text))
        run.answers.note(place, self.way_to_step(), Given("", text))
        return KeepStage(run, self.step, words)


def _may_keep(step: object) -> str | None:
    if isinstance(step, Ask):
        return step.may_keep
    return None


class KeepStage(StepStage[Ask]):
    """Whether what was written is to be kept in the journal."""

    def __init__(self, run: Run, step: Ask, words: str) -> None:
        super().__init__(run, step)
        self._words = words

    @property
    def place(self) -> Hashable:
        """Return the step, and that this is the question behind it."""
        return "keep", self.run.clock.step

    def scene(self) -> KeepScene:
        """Return the words, and the question."""
        return KeepScene(_(KEEP), self._words, self.run.sea)

    def handle(self, event: Event) -> Stage | None:
        """Keep the words, or go on without."""
        match event:
            case Keep():
                return self._go_on(self._words)
            case GoOn():
                return self._go_on("")
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        keep = N_("keep the words shown in your journal")
        return super().actions(scene) | {
            Action.GO_ON: GO_ON,
            Action.KEEP: keep,
            Action.WORDS: WORDS,
        }

    def _go_on(self, kept: str) -> Stage:
        run, at = self.run, self.run.clock.step
        record = run.answers.record(self.place, self.step.may_keep or "", kept)

        def back() -> Stage:
            run.clock.enter(at)
            return self

        run.answers.note(self.place, back, Given(record, kept))
        return run.enter(at + 1)
