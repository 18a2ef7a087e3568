"""What follows the choice at the end of an urge, one scene after the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from calmtui.session.actions import GO_ON, LEAVE, Action
from calmtui.session.events import (
    Composed,
    Event,
    GoOn,
    GoOnAfraid,
    Leave,
    LeaveUnsaved,
    Next,
    Rate,
    Select,
    Write,
)
from calmtui.session.outcome import OutcomeFlow
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DeskScene,
    FearScene,
    RateScene,
    Scene,
)
from calmtui.session.stages.base import Stage, with_answer
from calmtui.session.stages.finished import FinishedStage
from calmtui.session.undo import Given
from calmtui.text.sanitize import sanitize

if TYPE_CHECKING:
    from calmtui.session.run import Run


NOTHING = Given()


class OutcomeStage(Stage):
    """The run has its outcome and its end; what follows can be skipped."""

    def __init__(self, run: Run, flow: OutcomeFlow) -> None:
        super().__init__(run)
        self._flow = flow

    @property
    def place(self) -> Hashable:
        """Return the kind and the text of the scene that is on."""
        scene = self._flow.scene
        return "outcome", type(scene), getattr(scene, "text", "")

    @property
    def is_moving(self) -> bool:
        """Nothing moves any more."""
        return False

    def follow(self) -> Stage:
        """Return this stage while a scene follows, else the end."""
        if self._flow.scene is None:
            return FinishedStage(self.run)
        return self

    @property
    def _scene(self) -> Scene:
        scene = self._flow.scene
        assert scene is not None
        return scene

    def scene(self) -> Scene:
        """Return the scene that is on."""
        scene = replace(self._scene, sea=self.run.sea)
        return with_answer(scene, self.run.answers.given(self.place))

    def handle(self, event: Event) -> Stage | None:
        """Take an answer, or go on."""
        scene = self.scene()
        match event:
            case Rate(value=value) if isinstance(scene, RateScene):
                return self._rate(scene, value)
            case Write(text=text) if isinstance(scene, AskScene):
                return self._answer(text, sanitize(text).strip())
            case Select(ids=ids) if isinstance(scene, ChooseScene):
                return self._answer(ids, ids)
            case GoOn() | Next():
                return self._go_on(event, scene)
            case Composed(values=values) if isinstance(scene, DeskScene):
                return self._leave_scene(Given("", values))
            case GoOnAfraid() if isinstance(scene, FearScene):
                return self._leave_scene()
            case LeaveUnsaved() if isinstance(scene, FearScene):
                return self.run.exits.ask_to_erase(self)
            case Leave():
                return self._leave_scene()
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        if self.run.is_private and isinstance(scene, CopyScene):
            actions[Action.KEEP] = ""  # it says that nothing is kept
        return actions

    def _go_on(self, event: Event, scene: Scene) -> Stage | None:
        if isinstance(scene, RateScene):
            return self._rate(scene, None)
        if isinstance(scene, AskScene):
            return self._answer(scene.words, sanitize(scene.words).strip())
        if isinstance(scene, ChooseScene):
            return self._answer((), ())
        if isinstance(scene, FearScene) or isinstance(event, Next):
            return None
        return self._leave_scene()

    def _rate(self, scene: RateScene, value: int | None) -> Stage:
        run, place = self.run, self.place
        given = run.answers.rate(place, scene.what, scene.when, value)
        run.answers.note(place, self._way(), given)
        self._flow.go_on()
        return self.follow()

    def _answer(self, value: str | tuple[str, ...], shown: str | tuple[str, ...]) -> Stage:
        run, flow, place, way = self.run, self._flow, self.place, self._way()
        answer = flow.answer(value)
        record = ""
        if answer is not None:
            record = run.answers.record(place, answer["key"], answer["value"])
        else:
            record = run.answers.record(place, "", "")
        run.answers.note(place, way, Given(record, shown))
        if flow.has_saved:
            run.answers.clear()
        run.recorder.notice = flow.notice or run.recorder.notice
        return self.follow()

    def _leave_scene(self, given: Given = NOTHING) -> Stage:
        """Skip the scene that is on, by default without an answer."""
        if not isinstance(self._scene, RateScene):
            self.run.answers.note(self.place, self._way(), given)
        self._flow.go_on()
        return self.follow()

    def _way(self) -> Callable[[], Stage]:
        """Return a way back to the scene that is on."""
        restore = self._flow.way_back()

        def back() -> Stage:
            restore()
            return self

        return back


class EraseStage(Stage):
    """The question whether to leave with this session erased, over what is said about fear."""

    def __init__(self, run: Run, beneath: Stage) -> None:
        super().__init__(run)
        self._beneath = beneath

    @property
    def place(self) -> Hashable:
        """Return the place of what is beneath."""
        return self._beneath.place

    @property
    def is_moving(self) -> bool:
        """Whether what is beneath moves."""
        return self._beneath.is_moving

    def scene(self) -> Scene:
        """Return the scene about fear, with the question."""
        scene = self._beneath.scene()
        assert isinstance(scene, FearScene)
        return replace(scene, erasing=True)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        return {Action.GO_ON: GO_ON, Action.LEAVE: LEAVE}

    def handle(self, event: Event) -> Stage | None:
        """Erase the session, take the question back, or leave it open."""
        match event:
            case GoOn():
                return self.run.exits.erase()
            case Leave(for_good=False):
                return self._beneath
        return self._beneath.handle(event)
