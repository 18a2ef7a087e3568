"""What every stage of a run has."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from calmtui.session.events import Back, Event
from calmtui.session.scene import AskScene, How, RateScene, Scene
from calmtui.session.undo import Given

if TYPE_CHECKING:
    from calmtui.session.run import Run


class Stage:
    """Where a run is: asked for its scene, and told what the person does.

    `interrupted_as` is how the run ends when the process is told to end here.
    """

    interrupted_as: How = "interrupted"

    def __init__(self, run: Run) -> None:
        self.run = run

    @property
    def place(self) -> Hashable:
        """Return which question is on: equal for one that is asked once more."""
        raise NotImplementedError

    @property
    def is_moving(self) -> bool:
        """Whether anything on the screen changes without a key."""
        clock = self.run.clock
        if clock.paused:
            return clock.waiting  # a delay goes on all the same
        return clock.moving or clock.delay is not None

    @property
    def is_over(self) -> bool:
        """Whether the time of this stage has run out."""
        return False

    def scene(self) -> Scene:
        """Return what the person faces."""
        raise NotImplementedError

    def next_stage(self) -> Stage:
        """Return where a stage leads whose time has run out."""
        return self

    def handle(self, event: Event) -> Stage | None:
        """Return the stage that an event leads to, often this one; None where it means nothing."""
        if isinstance(event, Back):
            return self.run.answers.back()
        return None

    def way_back(self) -> Callable[[], Stage]:
        """Return a way back to this stage, for when leaving it is taken back."""
        return lambda: self


def with_answer(scene: Scene, given: Given | None) -> Scene:
    """Return a question with what was answered, when it is asked once more."""
    if given is None:
        return scene
    if isinstance(scene, RateScene) and isinstance(given.value, int):
        return replace(scene, given=given.value)
    if isinstance(scene, AskScene) and isinstance(given.value, str):
        return replace(scene, words=given.value)
    return scene
