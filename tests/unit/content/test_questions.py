"""How many questions a routine asks, and where a length is for the person to choose."""

from __future__ import annotations

import pytest

from calmtui.content.adjust import Adjustments
from calmtui.content.adjust_keys import is_adjustable, next_length
from calmtui.content.library import Library
from calmtui.content.questions import has_length, question_count
from tests.support.engine import routine

ASK = '[[steps]]\nkind = "ask"\ntext = "a"\n'
SAY = '[[steps]]\nkind = "say"\ntext = "a"\nseconds = {}\n'
GATE = '[[steps]]\nkind = "gate"\ntext = "a"\n'
COMPOSE = (
    '[[steps]]\nkind = "compose"\ntext = "a"\n'
    'fields = [{ label = "b", example = "c" }, { label = "d", example = "e" }]\n'
)


@pytest.mark.parametrize(
    ("steps", "count"),
    [
        (SAY.format(10), 0),
        (ASK * 3, 3),
        (COMPOSE, 2),
        (f'{GATE}once = "day"\n{ASK}', 1),
        (f'{GATE}options = ["yes", "no"]\nends = ["no"]\n', 1),
        ('[[steps]]\nkind = "rate"\nwhat = "belief"\n', 1),
    ],
)
def test_every_question_counts_once(steps: str, count: int) -> None:
    assert question_count(routine(steps, "rate = []")) == count


@pytest.mark.parametrize(
    ("id", "count"), [("trigger-log", 8), ("box-breathing", 0), ("ride-the-urge", 0)]
)
def test_a_tool_has_as_many_as_it_says(library: Library, id: str, count: int) -> None:
    assert question_count(library.find(id)) == count


@pytest.mark.parametrize(
    ("id", "length", "adjustable"),
    [
        ("box-breathing", True, True),
        ("sit-and-notice", True, True),
        ("ride-the-urge", True, True),
        ("trigger-log", False, False),
        ("about-the-pattern", False, False),
        ("where-it-comes-from", False, True),  # it has a breath
    ],
)
def test_a_length_can_be_chosen_only_where_time_is_most_of_it(
    library: Library, id: str, length: bool, adjustable: bool
) -> None:
    a = library.find(id)
    assert has_length(a) == length
    assert is_adjustable(a) == adjustable
    for by in (1, -1):
        changed = next_length(a, Adjustments(), by)
        assert length or changed == Adjustments()


def test_half_of_it_is_enough() -> None:
    assert has_length(routine(SAY.format(30), 'takes = "60s"'))
    assert not has_length(routine(SAY.format(29), 'takes = "60s"'))
    assert not has_length(routine(ASK))
