"""Which stage a step of a routine has; its module is imported when the step comes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from calmtui.content.compose import Compose
from calmtui.content.gate import Gate
from calmtui.content.lists import CardStep, PersonStep
from calmtui.content.question_steps import Ask, Choose, RateStep
from calmtui.content.reread import Reread
from calmtui.content.routine import Step
from calmtui.content.urge_steps import Decide, DelayStep, Line, Safety

if TYPE_CHECKING:
    from calmtui.session.run import Run
    from calmtui.session.stages.steps import StepStage


def stage_for(run: Run, step: Step) -> StepStage[Any]:
    """Return the stage of a step."""
    module, name = _STAGES.get(type(step), _GUIDE)
    make = getattr(import_module(f"calmtui.session.stages.{module}"), name)
    stage: StepStage[Any] = make(run, step)
    return stage


_GUIDE = ("guide", "GuideStage")
# The module in this package, and what in it makes the stage.
_STAGES: dict[type[Step], tuple[str, str]] = {
    RateStep: ("questions", "RateStage"),
    Ask: ("writing", "AskStage"),
    Choose: ("questions", "ChooseStage"),
    Safety: ("questions", "SafetyStage"),
    DelayStep: ("questions", "DelayStage"),
    Line: ("questions", "LineStage"),
    Decide: ("decide", "DecideStage"),
    Gate: ("gate", "gate_stage"),
    Compose: ("compose", "ComposeStage"),
    Reread: ("reread", "RereadStage"),
    CardStep: ("lists", "CardStepStage"),
    PersonStep: ("lists", "PersonStepStage"),
}
