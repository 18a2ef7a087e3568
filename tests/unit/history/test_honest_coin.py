"""What people are told when nothing works: something else in at most five of a hundred lives.

The lives are made up and seeded. A rule that is bent makes these tests fail, and says so here.
"""

from __future__ import annotations

import pytest

from tests.support.people import (
    SKIPS,
    Rules,
    compare_with_those_left_early,
    look_after_every_run,
    share_told,
)

MOST = 0.05
BENT = {
    "a look after every run": Rules(judge=look_after_every_run),
    "0.05 in each try": Rules((0.05,) * 4),
    "runs left early as the other arm": Rules(judge=compare_with_those_left_early),
}
# Of tries by a person for whom the first routine takes off so many points, how many are told.
POWER = {
    (10, 1.0): 0.08, (10, 2.0): 0.28, (10, 3.0): 0.53,
    (20, 1.0): 0.19, (20, 2.0): 0.65, (20, 3.0): 0.90,
    (40, 1.0): 0.42, (40, 2.0): 0.91, (40, 3.0): 0.98,
}  # fmt: skip


def test_nothing_works_in_a_few_lives() -> None:
    assert share_told(7, 150) <= MOST


@pytest.mark.slow
@pytest.mark.parametrize("bent", BENT)
def test_a_bent_rule_tells_it_in_a_few_lives(bent: str) -> None:
    assert share_told(7, 150, rules=BENT[bent], skip=SKIPS["never"]) > MOST


def test_a_real_difference_is_told_in_a_few_lives() -> None:
    told = share_told(7, 60, tries=1, runs=20, effect=3.0, skip=SKIPS["never"], safely=False)
    assert told > 0.75


@pytest.mark.slow
@pytest.mark.parametrize("runs", [14, 20, 40])
def test_nothing_works(runs: int) -> None:
    assert share_told(runs, 2000, runs=runs) <= MOST


@pytest.mark.slow
@pytest.mark.parametrize("skip", SKIPS)
def test_skipped_numbers_make_no_difference(skip: str) -> None:
    """Each way of skipping by itself, in one try at 0.05."""
    told = share_told(3, 2000, tries=1, skip=SKIPS[skip], rules=Rules((0.05,)), safely=False)
    assert told <= 0.06


@pytest.mark.slow
@pytest.mark.parametrize("bent", BENT)
def test_a_bent_rule_tells_it(bent: str) -> None:
    assert share_told(5, 2000, rules=BENT[bent], skip=SKIPS["never"]) > MOST


@pytest.mark.slow
@pytest.mark.parametrize(("runs", "effect"), POWER)
def test_a_real_difference_is_told(runs: int, effect: float) -> None:
    told = share_told(9, 2000, tries=1, runs=runs, effect=effect, skip=SKIPS["never"], safely=False)
    assert told == pytest.approx(POWER[runs, effect], abs=0.05)
