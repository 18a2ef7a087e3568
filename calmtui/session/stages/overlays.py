"""What lies over a step for a moment: the parked words, a card, a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calmtui.content.routine import Step
from calmtui.session.actions import GO_ON, Action
from calmtui.session.events import Back, Event, GoOn, Leave, Next, Write
from calmtui.session.ratings import THIRD
from calmtui.session.scene import AskScene, GuideScene, Scene
from calmtui.session.stages.base import Stage
from calmtui.session.timeline import Moment, Phase
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.session.run import Run

from calmtui.session.stages.steps import StepStage


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
            return self.run.exits.leave_early(self, for_good=event.for_good)
        return super().handle(event)
