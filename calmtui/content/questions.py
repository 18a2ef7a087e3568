"""What a routine asks: how many questions, and whether they are most of it. Pure."""

from __future__ import annotations

from calmtui.content.compose import Compose
from calmtui.content.gate import Gate
from calmtui.content.lists import CardStep, PersonStep
from calmtui.content.routine import Ask, Choose, RateStep, Routine, Safety, Step


def question_count(routine: Routine) -> int:
    """Return how many questions a tool asks; 0 for what is mostly time.

    A message has one for each line.
    """
    if has_length(routine):
        return 0
    return sum(map(_questions, routine.steps))


def _questions(step: Step) -> int:
    match step:
        case Compose(fields=fields):
            return len(fields)
        case Gate(options=options):
            return min(len(options), 1)
        case Ask() | Choose() | RateStep() | Safety() | CardStep() | PersonStep():
            return 1
    return 0


def has_length(routine: Routine) -> bool:
    """Return whether its length can be chosen: not where it is mostly questions."""
    if routine.delay or routine.lengths:
        return True
    return 0 < routine.about_seconds <= 2 * routine.seconds
