"""What the tools for thinking and talking add to the screen of a run."""

from __future__ import annotations

from calmtui.session.actions import Action
from calmtui.session.events import Keep, Select
from calmtui.session.scene import GateScene, KeepScene, Scene
from calmtui.tui.screens.run_view import RunView


class ToolView(RunView):
    """A run whose gates and questions whether to keep an answer take keys."""

    def _leads_elsewhere(self, action: Action, scene: Scene) -> bool:
        """Whether an action would leave the run for another routine."""
        return action is Action.INSTEAD or (
            action is Action.SELECT and isinstance(scene, GateScene)
        )

    def _choose_instead(self, scene: GateScene, key: str) -> None:
        """Leave a closed gate for another routine; a run over a wait leads to none."""
        if self._look.nested or key == "x" or not 0 < int(key) <= len(scene.instead):
            return
        self.session.handle(Select((scene.instead[int(key) - 1],)))
        self._after()

    def _keep_answer(self, scene: Scene) -> bool:
        """Keep an answer in the journal; return whether that was the question."""
        if not isinstance(scene, KeepScene):
            return False
        self.session.handle(Keep())
        self._after()
        return True
