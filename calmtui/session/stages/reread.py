"""What was written before, one answer after the other."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from calmtui.content.reread import Reread
from calmtui.session.actions import GO_ON, WORDS, Action
from calmtui.session.events import Back, EraseAnswer, Event, GoOn, Leave, Next
from calmtui.session.scene import RereadScene, Scene
from calmtui.session.stages.base import Stage
from calmtui.session.stages.steps import StepStage
from calmtui.session.undo import Given
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    from calmtui.history.written import WrittenAnswer
    from calmtui.session.run import Run

_SESSIONS = 1000  # of the newest, in which to look


class RereadStage(StepStage[Reread]):
    """Answers of earlier sessions, the newest first; one can be erased."""

    def __init__(self, run: Run, step: Reread) -> None:
        super().__init__(run, step)
        self._answers: tuple[WrittenAnswer, ...] = ()
        self._at = 0
        self._asks = False
        self._was_locked = True
        self._note = ""
        self._read()

    def _read(self) -> None:
        """Read the answers once the journal is open, and forget them when it is locked again."""
        if self._is_locked:
            self._was_locked, self._answers, self._at = True, (), 0
            return
        if not self._was_locked:
            return
        self._was_locked = False
        from calmtui.history.written import (  # noqa: PLC0415 - most routines have no such step
            written_answers,
        )

        journal, step = self.run.recorder.journal, self.step
        self._answers = self.run.recorder.look(
            lambda: written_answers(journal.recent_records(_SESSIONS), step.keys, step.last), ()
        )

    @property
    def _is_locked(self) -> bool:
        journal = self.run.recorder.journal
        return journal.lock.is_on and journal.key is None

    @property
    def place(self) -> Hashable:
        """Return the number of the step."""
        return "reread", self.run.clock.step

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to show and nothing to say."""
        self._read()
        return not (self._is_locked or self._answers or self.step.none)

    def next_stage(self) -> Stage:
        """Lead on."""
        return self.run.enter(self.run.clock.step + 1)

    def scene(self) -> RereadScene:
        """Return the answer that is on."""
        if self._is_locked:
            return RereadScene(self.step.text, locked=True, sea=self.run.sea)
        if not self._answers:
            return RereadScene(self.step.none or "", note=self._note, sea=self.run.sea)
        answer = self._answers[self._at]
        return RereadScene(
            self.step.text,
            answer.words,
            answer.at,
            self._at + 1,
            len(self._answers),
            asks=self._asks,
            note=self._note,
            sea=self.run.sea,
        )

    def handle(self, event: Event) -> Stage | None:
        """Go from answer to answer, and on; erase one when that is confirmed."""
        self._note = ""
        if self._asks:
            return self._confirm(event)
        match event:
            case GoOn() if self._at + 1 < len(self._answers):
                self._at += 1
                return self
            case GoOn() | Next():
                return self.enter_next(Given())
            case Back() if self._at and not self._is_locked:
                self._at -= 1
                return self
            case EraseAnswer() if self._can_erase:
                self._asks = True
                return self
        return super().handle(event)

    def _confirm(self, event: Event) -> Stage | None:
        self._asks = False
        match event:
            case GoOn():
                self._erase()
                return self
            case Leave(for_good=False) | Back() | EraseAnswer() | Next():
                return self
        return super().handle(event)

    def _erase(self) -> None:
        answer = self._answers[self._at]
        try:
            self.run.recorder.erase_answer(answer.session, answer.record)
        except OSError as error:
            self._note = _("Not erased: {why}.").format(why=system_reason(error))
            return
        self._note = _("Erased.")
        self._answers = self._answers[: self._at] + self._answers[self._at + 1 :]
        self._at = max(min(self._at, len(self._answers) - 1), 0)

    @property
    def _can_erase(self) -> bool:
        return bool(self._answers) and not (self._is_locked or self.run.is_private)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene) | {Action.GO_ON: GO_ON, Action.NEXT: N_("skip the rest")}
        if self._at:
            actions[Action.BACK] = N_("the one before")
        if self._is_locked:
            actions[Action.UNLOCK] = N_("unlock your history")
        if self._answers:
            actions[Action.WORDS] = WORDS
        if self._can_erase:
            actions[Action.ERASE] = N_("erase this answer")
        return actions
