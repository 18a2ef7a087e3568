"""What a routine asks: how many questions, and whether they are most of it. Pure."""

from __future__ import annotations

from calmtui.content.routine import Routine


def question_count(routine: Routine) -> int:
    """Return how many questions a tool asks; 0 for what is mostly time.

    A message has one for each line.
    """
    if has_length(routine):
        return 0
    return sum(step.questions for step in routine.steps)


def has_length(routine: Routine) -> bool:
    """Return whether its length can be chosen: not where it is mostly questions."""
    if routine.delay or routine.lengths:
        return True
    return 0 < routine.about_seconds <= 2 * routine.seconds
