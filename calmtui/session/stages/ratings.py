"""The ratings before the first step and after the last."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Literal

from calmtui.content.step import What
from calmtui.session.actions import BACK_TO_WAIT, Action
from calmtui.session.events import Back, Event, Leave, ToggleHolds
from calmtui.session.ratings import EARLY, question
from calmtui.session.scene import RateScene, Scene
from calmtui.session.stages.base import NumberStage, Stage, with_answer
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    from calmtui.session.run import Run


class RatingsStage(NumberStage):
    """Ratings that are `due` one after the other."""

    when: Literal["before", "after"]

    def __init__(self, run: Run, due: list[What]) -> None:
        super().__init__(run)
        self._due = due

    @property
    def place(self) -> Hashable:
        """Return the rating that is asked for."""
        return self.when, self._due[0]

    def scene(self) -> Scene:
        """Return the first of the ratings that are due."""
        run, what = self.run, self._due[0]
        is_early = run.how == "left early"
        text = _(EARLY) if is_early else question(what, self.when)
        scene = RateScene(what, self.when, text, run.sea, is_early, back=run.left is not None)
        return with_answer(scene, run.answers.given(self.place))

    def rate(self, value: int | None) -> Stage:
        """Record a rating, and ask for the next one that is due."""
        run, place = self.run, self.place
        run.begin()
        given = run.answers.rate(place, self._due[0], self.when, value)
        what = self._due.pop(0)
        run.answers.note(place, lambda: self._ask_again(what), given)
        if self._due:
            return self
        return self._end()

    def _ask_again(self, what: What) -> Stage:
        self._due.insert(0, what)
        self.run.clock.rest()
        return self

    def _end(self) -> Stage:
        raise NotImplementedError


class BeforeStage(RatingsStage):
    """The ratings before the first step."""

    when = "before"

    def handle(self, event: Event) -> Stage | None:
        """Leave, or choose to do without holds."""
        run = self.run
        match event:
            case Leave(for_good=for_good):
                if run.is_running:
                    return run.exits.leave_early(self, for_good=for_good)
                return run.finish()
            case ToggleHolds():
                if run.toggle_holds():
                    run.clock.timeline = run.changes.initial_timeline()
                return self
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        actions[Action.HOLDS] = ""
        if self.run.changes.has_holds:
            actions[Action.HOLDS] = N_("without holds")
        return actions

    def _end(self) -> Stage:
        return self.run.enter(0)


class AfterStage(RatingsStage):
    """The ratings after the last step, or when the person has left."""

    when = "after"
    interrupted_as = "completed"

    def handle(self, event: Event) -> Stage | None:
        """Leave, or go back to a wait that was left."""
        match event:
            case Leave():
                return self.run.finish()
            case Back() if self.run.left is not None:
                return self.run.exits.back_to_wait()
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        if self.run.left is not None:
            actions[Action.BACK] = BACK_TO_WAIT
        return actions

    def _end(self) -> Stage:
        return self.run.finish()
