"""What every stage of a run has."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from calmtui.session.actions import (
    CHOOSING,
    CORRECT,
    GO_ON,
    LEAVE,
    MORE_OPTIONS,
    PAGE,
    RATING,
    SKIP,
    WORDS,
    Action,
)
from calmtui.session.events import Back, Event, GoOn, Next, OpenNow, Rate, Select
from calmtui.session.outcome import Outcome
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DecideScene,
    DeskScene,
    FearScene,
    How,
    RateScene,
    ReachScene,
    Scene,
)
from calmtui.session.undo import Given
from calmtui.text.i18n import N_

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
        if clock.is_paused:
            return clock.is_waiting  # a delay goes on all the same
        return clock.is_moving or clock.delay is not None

    @property
    def is_over(self) -> bool:
        """Whether the time of this stage has run out."""
        return False

    def scene(self) -> Scene:
        """Return what the person faces."""
        raise NotImplementedError

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done while `scene` is on, with labels for the list of keys."""
        actions = self._ways_out()
        if self.run.answers:
            actions[Action.BACK] = CORRECT
        if isinstance(scene, RateScene | AskScene | ChooseScene):
            actions |= {Action.GO_ON: question_label(scene), Action.NEXT: ""}
        if isinstance(scene, RateScene):
            actions[Action.RATE] = RATING
        if isinstance(scene, ChooseScene | DecideScene | FearScene):
            actions[Action.SELECT] = CHOOSING
        if isinstance(scene, ChooseScene) and len(scene.options) > PAGE:
            actions |= {Action.MORE: MORE_OPTIONS, Action.FEWER: MORE_OPTIONS}
        if isinstance(scene, RateScene | DecideScene) and scene.words:
            actions[Action.WORDS] = WORDS
        if isinstance(scene, CopyScene | DeskScene | ReachScene):
            actions[Action.GO_ON] = GO_ON
        if isinstance(scene, CopyScene):
            actions[Action.COPY] = N_("copy the words shown")
            if scene.keepable:
                actions[Action.KEEP] = N_("keep the words shown as a draft, for calmtui draft")
        return actions

    def _ways_out(self) -> dict[Action, str]:
        if self._can_open:
            return {Action.LEAVE: LEAVE, Action.OPEN: N_("open it at once")}
        return {Action.LEAVE: LEAVE}

    def next_stage(self) -> Stage:
        """Return where a stage leads whose time has run out."""
        return self

    def handle(self, event: Event) -> Stage | None:
        """Return the stage that an event leads to, often this one; None where it means nothing."""
        if isinstance(event, Back):
            return self.run.answers.back()
        if isinstance(event, OpenNow) and self._can_open:
            return self.open_program()
        return None

    @property
    def _can_open(self) -> bool:
        """Whether this is the pause before a program that can be opened now."""
        return self.run.urge.opens and self.run.is_running

    def open_program(self) -> Stage | None:
        """Open the program that the pause was for, at once; parked words become the draft."""
        run = self.run
        assert run.urge.decide_at is not None
        if words := run.urge.words():
            run.urge.keep_draft(words)
            run.urge.wait_for_draft()
            run.urge.park("")
        return run.enter(run.urge.decide_at).handle(Select((Outcome.GO_AHEAD,)))

    def way_back(self) -> Callable[[], Stage]:
        """Return a way back to this stage, for when leaving it is taken back."""
        return lambda: self


class NumberStage(Stage):
    """A question for a number, which may be skipped."""

    def handle(self, event: Event) -> Stage | None:
        """Take the number, or skip it."""
        match event:
            case Rate(value=value):
                return self.rate(value)
            case GoOn() | Next():
                return self.rate(None)
        return super().handle(event)

    def rate(self, value: int | None) -> Stage:
        """Go on with a number, or with none."""
        raise NotImplementedError


def question_label(scene: RateScene | AskScene | ChooseScene) -> str:
    """Return what Enter does at a question."""
    if isinstance(scene, RateScene) and scene.given is not None:
        return N_("keep it as it was")
    if isinstance(scene, AskScene) or (isinstance(scene, ChooseScene) and scene.many):
        return GO_ON
    return SKIP


def with_answer(scene: Scene, given: Given | None) -> Scene:
    """Return a question with what was answered, when it is asked once more."""
    if given is None:
        return scene
    if isinstance(scene, RateScene) and isinstance(given.value, int):
        return replace(scene, given=given.value)
    if isinstance(scene, AskScene) and isinstance(given.value, str):
        return replace(scene, words=given.value)
    if isinstance(scene, DeskScene) and isinstance(given.value, tuple):
        return replace(scene, given=given.value)
    return scene
