"""What the tools for thinking and talking add to the screen of a run."""

from __future__ import annotations

from calmtui.session.actions import Action
from calmtui.session.events import EraseAnswer, Keep, Select
from calmtui.session.scene import GateScene, KeepScene, RereadScene, Scene
from calmtui.tui.messages import ShowText, UnlockHistory
from calmtui.tui.screens.run_view import RunView


class ToolView(RunView):
    """A run in which gates, and answers to keep or to read again, take keys."""

    def _leads_elsewhere(self, action: Action, scene: Scene) -> bool:
        """Whether an action would leave the run for another routine."""
        return action in (Action.INSTEAD, Action.AGAIN) or (
            action is Action.SELECT and isinstance(scene, GateScene)
        )

    def _choose_instead(self, scene: GateScene, key: str) -> None:
        """Leave a closed gate for another routine; a run over a wait leads to none."""
        if self._look.nested or key == "x" or not 0 < int(key) <= len(scene.instead):
            return
        self.session.handle(Select((scene.instead[int(key) - 1],)))
        self._after()

    def action_erase(self) -> None:
        """Ask whether to erase the answer that is shown."""
        self.session.handle(EraseAnswer())
        self.tick()

    def action_unlock(self) -> None:
        """Ask for the passphrase of the history."""
        scene = self.session.scene()
        if isinstance(scene, RereadScene) and scene.locked:
            self.post_message(UnlockHistory(self.tick))

    def _show_all(self, scene: Scene) -> bool:
        """Show words in full that were written; return whether there are any."""
        if not isinstance(scene, RereadScene | KeepScene) or not scene.words:
            return False
        self.post_message(ShowText(scene.text, scene.words))
        return True

    def _keep_answer(self, scene: Scene) -> bool:
        """Keep an answer in the journal; return whether that was the question."""
        if not isinstance(scene, KeepScene):
            return False
        self.session.handle(Keep())
        self._after()
        return True
