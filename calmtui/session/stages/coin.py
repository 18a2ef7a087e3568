"""A run by the coin: the number first, then the coin picks, then the guide begins."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from calmtui.content.step import What
from calmtui.session.begin import begin_picked
from calmtui.session.coin import Coin, NoCoin, Pick
from calmtui.session.events import Event, GoOn, Leave, Next
from calmtui.session.ratings import VERY_HIGH, question
from calmtui.session.run import Run
from calmtui.session.scene import FinishedScene, RateScene, Scene
from calmtui.session.stages.base import NumberStage, Stage, with_answer
from calmtui.session.stages.finished import FinishedStage
from calmtui.session.stages.overlays import NoteStage
from calmtui.session.stages.steps import StepStage
from calmtui.session.undo import Given
from calmtui.text.i18n import _

if TYPE_CHECKING:
    Start = Callable[[Pick], Run]

_PLACE = "number-first"


def first_coin_stage(run: Run, coin: Coin, start: Start) -> Stage:
    """Return where a run by the coin begins; `start` makes the run of what was picked."""
    if refusal := coin.refusal():
        return NoCoinStage(run, refusal)
    return NumberFirstStage(run, coin, start)


class NumberFirstStage(NumberStage):
    """The number that comes before the coin."""

    def __init__(self, run: Run, coin: Coin, start: Start) -> None:
        super().__init__(run)
        self._coin, self._start = coin, start

    @property
    def place(self) -> Hashable:
        """Return the one question there is."""
        return _PLACE

    @property
    def _what(self) -> What:
        return self.run.routine.rate[0]

    def scene(self) -> Scene:
        """Return the rating."""
        scene = RateScene(self._what, "before", question(self._what, "before"))
        return with_answer(scene, self.run.answers.given(_PLACE))

    def handle(self, event: Event) -> Stage | None:
        """Take the number, or leave."""
        if isinstance(event, Leave):
            return self.run.finish()
        return super().handle(event)

    def rate(self, value: int | None) -> Stage:
        """Toss the coin; without a number there is none."""
        if value is None:
            value = number_given(self.run)
        self.run.answers.note(_PLACE, lambda: self, Given("", value, self._what))
        if value is None or value >= VERY_HIGH:
            return self._toss()
        return TossStage(self.run, self._toss)

    def _toss(self) -> Stage:
        value = number_given(self.run)
        picked = self._coin.pick(value)
        if isinstance(picked, NoCoin):
            return NoCoinStage(self.run, picked)
        assert value is not None
        run = self._start(picked)
        try:
            stage = begin_picked(run, value, picked)
        finally:
            self._coin.release()
        return _shown(stage)


class TossStage(NoteStage):
    """The number is given: at Enter the coin picks."""

    def __init__(self, run: Run, toss: Callable[[], Stage]) -> None:
        super().__init__(run, run.stage_of_step())
        self._toss = toss

    @property
    def _text(self) -> str:
        number = number_given(self.run)
        return _("Your number: {n}. Enter, and the coin picks.").format(n=number)

    def handle(self, event: Event) -> Stage | None:
        """Let the coin pick, go back to the number, or leave with nothing begun."""
        match event:
            case GoOn() | Next():
                return self._toss()
            case Leave():
                return self.run.finish()
        return super().handle(event)


class PickedStage(NoteStage):
    """What the coin picked, over its first step."""

    @property
    def _text(self) -> str:
        return picked_line(self.run)

    def handle(self, event: Event) -> Stage | None:
        """Leave the run, which is free: there is nothing of the person's own to close."""
        if isinstance(event, Leave):
            return self.run.exits.leave_early(self, for_good=event.for_good)
        return super().handle(event)


class NoCoinStage(FinishedStage):
    """There is no coin now: why, and what fits better. Nothing has begun."""

    def __init__(self, run: Run, why: NoCoin) -> None:
        super().__init__(run)
        self._why = why

    def scene(self) -> FinishedScene:
        """Return why."""
        return FinishedScene(None, self._why.lines, alternative=self._why.instead)


def number_given(run: Run) -> int | None:
    """Return the number that was given before the coin; None where it was skipped."""
    given = run.answers.given(_PLACE)
    if given is None or not isinstance(given.value, int):
        return None
    return given.value


def picked_line(run: Run) -> str:
    """Return which routine the coin picked."""
    return _("The coin picks: {title}. You can leave at any time.").format(title=run.routine.title)


def _shown(stage: Stage) -> Stage:
    """Return a first stage with what the coin picked: over a step, or beside a question."""
    run = stage.run
    if not isinstance(stage, StepStage):
        run.show_note(picked_line(run))
        return stage
    run.clock.suspend_guide()
    return PickedStage(run, stage)
