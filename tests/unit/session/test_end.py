"""What the end of a run offers: the numbers, the same once more, and something else."""

from __future__ import annotations

import pytest

from calmtui.session.actions import Action
from calmtui.session.events import GoOnAfraid, Leave, Rate, Select
from calmtui.session.scene import FinishedScene
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time, routine

SAY = '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n'
SAFETY = '[[steps]]\nkind = "safety"\ntext = "Is part of this a fear of being hurt?"\n'


def ended(
    journal: Journal, time: Clock, before: int | None, after: int | None, head: str = ""
) -> FinishedScene:
    """The end of a run with these numbers."""
    session = begin(routine(SAY, head), journal, time)
    session.handle(Rate(before))
    pass_time(session, time, 11)
    session.handle(Rate(after))
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    return scene


@pytest.mark.parametrize("before", [None, 0, 8])
@pytest.mark.parametrize("after", [None, 0, 5, 9])
def test_the_numbers_are_those_that_were_given(
    journal: Journal, time: Clock, before: int | None, after: int | None
) -> None:
    scene = ended(journal, time, before, after)
    assert (scene.before, scene.after) == (before, after)
    went_up = before is not None and after is not None and after > before
    assert bool(scene.alternative) is went_up
    assert scene.something_else == "small-breath"
    assert {Action.AGAIN, Action.INSTEAD} <= scene.actions.keys()


def test_who_leaves_early_has_the_routine_that_its_own_names_first(
    journal: Journal, time: Clock
) -> None:
    session = begin(routine(SAY, 'close = "anchor-90"'), journal, time)
    session.handle(Rate(4))
    pass_time(session, time, 2)
    session.handle(Leave())
    session.handle(Rate(None))
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.something_else == "anchor-90"


def test_nothing_that_has_begun_leads_to_nothing_else(journal: Journal, time: Clock) -> None:
    session = begin(routine(SAY), journal, time)
    session.handle(Leave())
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.something_else == ""
    assert not {Action.AGAIN, Action.INSTEAD} & scene.actions.keys()


def test_after_fear_there_is_nothing_to_do_once_more(journal: Journal, time: Clock) -> None:
    session = begin(routine(SAFETY + SAY, "rate = []"), journal, time)
    session.handle(Select(("yes",)))
    session.handle(GoOnAfraid())
    pass_time(session, time, 11)
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.something_else == ""
    assert not {Action.AGAIN, Action.INSTEAD} & scene.actions.keys()
