"""What the journal has of an interrupted run counts as answered, so that nothing is saved twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.content.question_steps import Ask, RateStep
from calmtui.session.undo import Given

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from calmtui.content.routine import Step
    from calmtui.history.open_runs import GivenRating, OpenRun
    from calmtui.session.run import Run
    from calmtui.session.scene import When


def recall(run: Run, interrupted: OpenRun) -> None:
    """Let answers and ratings be corrected that were recorded before the run was interrupted."""
    for place, key in _kept(run.routine.steps):
        record, value = interrupted.answer_records.get(key), interrupted.answers.get(key)
        if record is None:
            continue
        if isinstance(value, list):
            value = tuple(map(str, value))
        elif not isinstance(value, str):
            value = ""
        run.answers.recall(place, Given(record, value))
    ratings = list(interrupted.given_ratings)
    for place, step in enumerate(run.routine.steps):
        # What is rated before the first step, or behind the last, is no answer to a step.
        if isinstance(step, RateStep) and step.what not in run.routine.rate:
            _recall_rating(run, place, step, ratings)


def _kept(steps: tuple[Step, ...]) -> Iterator[tuple[Hashable, str]]:
    """Yield the places of answers that are kept, and their keys."""
    for place, step in enumerate(steps):
        if step.kept_as:
            yield place, step.kept_as
        elif isinstance(step, Ask) and step.may_keep:
            yield ("keep", place), step.may_keep


def _recall_rating(run: Run, place: int, step: RateStep, ratings: list[GivenRating]) -> None:
    """Let the rating of a step be corrected, if it is among these; it is taken from them."""
    is_after = run.is_asked_after(place, step)
    for rating in ratings:
        if rating.what == step.what and (rating.when == "after") == is_after:
            when: When = "during"
            if is_after:
                when = "after"
            elif rating.when == "before":
                when = "before"
            run.answers.recall(place, Given(rating.record, rating.value, step.what, when))
            ratings.remove(rating)
            return
