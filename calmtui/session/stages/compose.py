"""A message of a few lines."""

from __future__ import annotations

from calmtui.content.compose import Compose
from calmtui.session.actions import GO_ON, Action
from calmtui.session.events import Composed, Event, GoOn, Next
from calmtui.session.scene import DeskScene, Scene
from calmtui.session.stages.base import Stage, with_answer
from calmtui.session.stages.steps import StepStage
from calmtui.session.undo import Given


class ComposeStage(StepStage[Compose]):
    """A message to compose, which is written nowhere but as a draft on request."""

    def scene(self) -> Scene:
        """Return the message, with what its lines hold already."""
        run = self.run
        pull = run.ratings.latest("pull")
        scene = DeskScene("", pull, run.urge.afraid, run.sea, step=self.step)
        return with_answer(scene, run.answers.given(self.place))

    def handle(self, event: Event) -> Stage | None:
        """Take the lines, and go on."""
        match event:
            case Composed(values=values):
                return self.enter_next(Given("", values))
            case GoOn() | Next():
                return self.enter_next(self.run.answers.given(self.place) or Given())
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        return super().actions(scene) | {Action.GO_ON: GO_ON, Action.NEXT: ""}
