"""The end of a run."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from calmtui.history.suggestions import alternative_for
from calmtui.session.actions import BACK_TO_WAIT, CLOSE, Action
from calmtui.session.events import Back, Event
from calmtui.session.scene import FinishedScene, Scene
from calmtui.session.stages.base import Stage
from calmtui.text.i18n import N_

if TYPE_CHECKING:
    from calmtui.session.run import Run


class FinishedStage(Stage):
    """The last stage, with one or two quiet lines."""

    @property
    def place(self) -> Hashable:
        """Return the one place there is."""
        return "finished"

    @property
    def is_moving(self) -> bool:
        """Nothing moves any more."""
        return False

    def scene(self) -> FinishedScene:
        """Return what is said at the end."""
        run = self.run
        alternative = ""
        if run.ratings.went_up:
            alternative = alternative_for(run.routine)
        return FinishedScene(
            run.how,
            run.summary(),
            run.sea,
            alternative,
            unkept=bool(run.recorder.pending),
            back=run.left is not None,
        )

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        actions |= {Action.GO_ON: CLOSE, Action.LEAVE: ""}
        if self.run.left is not None:
            actions[Action.BACK] = BACK_TO_WAIT
        if isinstance(scene, FinishedScene) and scene.alternative:
            actions[Action.INSTEAD] = N_("another kind of routine")
        if isinstance(scene, FinishedScene) and scene.unkept:
            actions[Action.ELSEWHERE] = N_("keep elsewhere what the disk refused")
        return actions

    def handle(self, event: Event) -> Stage | None:
        """Go back to a wait that was left, or to the last answer."""
        if isinstance(event, Back) and self.run.left is not None:
            return self.run.return_to_wait()
        return super().handle(event)


class ErasedStage(FinishedStage):
    """The end of a session that was erased; `lines` say where that did not work."""

    def __init__(self, run: Run, lines: tuple[str, ...] = ()) -> None:
        super().__init__(run)
        self._lines = lines

    def scene(self) -> FinishedScene:
        """Return the end, with nothing but what went wrong."""
        return FinishedScene(self.run.how, self._lines)
