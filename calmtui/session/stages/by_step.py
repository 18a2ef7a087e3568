"""Which stage a step of a routine has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from calmtui.content.compose import Compose
from calmtui.content.gate import Gate
from calmtui.content.lists import CardStep, PersonStep
from calmtui.content.question_steps import Ask, Choose, RateStep
from calmtui.content.reread import Reread
from calmtui.content.routine import Step
from calmtui.content.urge_steps import Decide, DelayStep, Line, Safety
from calmtui.session.stages.compose import ComposeStage
from calmtui.session.stages.decide import DecideStage
from calmtui.session.stages.gate import gate_stage
from calmtui.session.stages.guide import GuideStage
from calmtui.session.stages.lists import CardStepStage, PersonStepStage
from calmtui.session.stages.questions import (
    ChooseStage,
    DelayStage,
    LineStage,
    RateStage,
    SafetyStage,
)
from calmtui.session.stages.reread import RereadStage
from calmtui.session.stages.steps import StepStage
from calmtui.session.stages.writing import AskStage

if TYPE_CHECKING:
    from calmtui.session.run import Run


def stage_for(run: Run, step: Step) -> StepStage[Any]:
    """Return the stage of a step."""
    return _STAGES.get(type(step), GuideStage)(run, step)


_STAGES: dict[type[Step], Callable[[Run, Any], StepStage[Any]]] = {
    RateStep: RateStage,
    Ask: AskStage,
    Choose: ChooseStage,
    Safety: SafetyStage,
    DelayStep: DelayStage,
    Line: LineStage,
    Decide: DecideStage,
    Gate: gate_stage,
    Compose: ComposeStage,
    Reread: RereadStage,
    CardStep: CardStepStage,
    PersonStep: PersonStepStage,
}
