"""A gate: its question, whether it is open, and what is said where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.content.gate import Gate
from calmtui.content.question_steps import RateStep
from calmtui.session.actions import Action
from calmtui.session.events import Event, GoOn, Leave, Next, Select
from calmtui.session.gates import has_asked, was_done_lately
from calmtui.session.scene import ChooseScene, GateScene, Scene, text_options
from calmtui.session.stages.base import Stage
from calmtui.session.stages.questions import RateStage
from calmtui.session.stages.steps import StepStage
from calmtui.session.undo import Given
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    from calmtui.session.run import Run

_LATER = N_("Later is fine. This will be here.")
_HIGH = N_("Above {n} the body comes first. Thinking is easier after that.")
_ONCE = {
    "hour": N_("You did this in the last hour. Doing it again can feed the doubt."),
    "day": N_("You did this today. Doing it again can feed the doubt."),
    "week": N_("You did this in the last week. There is no hurry with it."),
}


def gate_stage(run: Run, gate: Gate) -> StepStage[Gate] | RateStage:
    """Return the stage of a gate: its question, what is said where it is closed, or its way on."""
    if gate.options:
        return GateChoiceStage(run, gate)
    if gate.what is not None and not has_asked(run, gate.what):
        return GateRatingStage(run, gate)
    if run.clock.step not in run.passed and _is_closed(run, gate):
        return ClosedGateStage(run, gate)
    return OpenGateStage(run, gate)


def _is_closed(run: Run, gate: Gate) -> bool:
    if gate.what is not None:
        return _is_above(gate, run.ratings.latest(gate.what))
    return was_done_lately(run, gate)


def _is_above(gate: Gate, value: int | None) -> bool:
    """Whether a number closes a gate; one that was not given does not."""
    return value is not None and gate.most is not None and value > gate.most


class OpenGateStage(StepStage[Gate]):
    """A gate that is open and asks nothing: it is never on the screen."""

    @property
    def is_over(self) -> bool:
        """It leads on at once."""
        return True

    def next_stage(self) -> Stage:
        """Lead on."""
        return self.run.enter(self.run.clock.step + 1)


class GateChoiceStage(StepStage[Gate]):
    """A gate that asks with options."""

    def scene(self) -> ChooseScene:
        """Return the question and its options."""
        gate, run = self.step, self.run
        given = run.answers.given(self.place)
        chosen: tuple[str, ...] = ()
        if given is not None and isinstance(given.value, tuple):
            chosen = given.value
        options = text_options(gate.options)
        return ChooseScene(gate.text, options, gate.many, gate.keep is not None, run.sea, chosen)

    def handle(self, event: Event) -> Stage | None:
        """Take what was chosen; going on chooses nothing."""
        match event:
            case Select(ids=ids):
                return self._select(ids)
            case GoOn() | Next():
                return self._select(())
        return super().handle(event)

    def _select(self, ids: tuple[str, ...]) -> Stage:
        """Go on with an answer that is kept; where it ends, nothing is."""
        gate, run = self.step, self.run
        if not set(ids).isdisjoint(gate.ends):
            record = run.answers.record(self.place, gate.keep or "", [])
            run.answers.note(self.place, self.way_to_step(), Given(record, ids))
            return ClosedGateStage(run, gate)
        record = ""
        if gate.keep:
            record = run.answers.record(self.place, gate.keep, list(ids))
        return self.enter_next(Given(record, ids))


class GateRatingStage(RateStage):
    """A gate that asks for a number."""

    def __init__(self, run: Run, gate: Gate) -> None:
        assert gate.what is not None
        super().__init__(run, RateStep(what=gate.what, text=gate.text))
        self._gate = gate

    def go_on(self, given: Given) -> Stage:
        """Go on, or say why not."""
        value = given.value
        if isinstance(value, int) and _is_above(self._gate, value):
            self.run.answers.note(self.place, self.way_to_step(), given)
            return ClosedGateStage(self.run, self._gate)
        return super().go_on(given)


class ClosedGateStage(StepStage[Gate]):
    """A closed gate: what is said, other routines, and the way on all the same."""

    _asks_again = False

    def scene(self) -> GateScene:
        """Return what is said here."""
        gate = self.step
        return GateScene(gate.said or _why(gate), gate.instead, self._asks_again, self.run.sea)

    def handle(self, event: Event) -> Stage | None:
        """Leave, to another routine or not; Enter twice goes on, and that is written nowhere."""
        run = self.run
        match event:
            case GoOn() if self._asks_again:
                run.passed.add(run.clock.step)
                return run.enter(run.clock.step + 1)
            case GoOn():
                self._asks_again = True
                return self
            case Select(ids=(routine_id,)) if routine_id in self.step.instead:
                return run.exits.leave_at_gate(routine_id)
            case Leave():
                return run.exits.leave_at_gate()
        self._asks_again = False
        return super().handle(event)

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene) | {Action.GO_ON: N_("continue anyway, pressed twice")}
        if self.step.instead:
            actions[Action.SELECT] = N_("another routine")
        return actions


def _why(gate: Gate) -> str:
    if gate.once is not None:
        return _(_ONCE[gate.once])
    if gate.most is not None:
        return _(_HIGH).format(n=gate.most)
    return _(_LATER)
