"""Triggers in one part of the day: right values by scipy and statsmodels, and when it is looked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from calmtui.history.rare import ALPHA, LEAST_MOMENTS, Rare, compare
from calmtui.history.rows import rows_of
from calmtui.history.sums import sums_of
from tests.support.figures import figures_from_records
from tests.support.lives import LifeWriter

CASES = json.loads((Path(__file__).parent / "vectors" / "patterns.json").read_text())


def _life(urges: Any) -> LifeWriter:
    life = LifeWriter()
    for number, (at, triggers) in enumerate(urges):
        life.urge(f"{number:04}", at, triggers=triggers, marks=[(0.0, 7)])
    return life


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_compared(case: Any) -> None:
    life = _life(case["urges"])
    counts = sums_of(rows_of(life.records).rows).moments.counts()
    assert counts.moments == case["moments"]
    grid = figures_from_records(life.records).grid
    assert {
        f"{day}{part}": number
        for day, parts in enumerate(grid)
        for part, number in enumerate(parts)
        if number
    } == case["runs_by_weekday_and_part"]
    compared = []
    if counts.moments >= LEAST_MOMENTS:
        compared = compare(counts)
    found = {(item.rare.trigger, item.rare.part): item for item in compared}
    assert len(found) == len(case["family"])
    for expected in case["family"]:
        item = found[expected["trigger"], expected["part"]]
        rare = item.rare
        assert rare.both == expected["both"]
        assert rare.of_trigger == expected["trigger_moments"]
        assert rare.of_part == expected["part_moments"]
        assert item.chance == pytest.approx(expected["p"])
        assert item.corrected == pytest.approx(expected["p_holm"])
        assert (item.corrected <= ALPHA) == expected["said"]


def _evening_life(moments: int) -> LifeWriter:
    """Return a life in which one trigger comes in the evenings only, another in the mornings."""
    urges = []
    for number in range(moments):
        hour, trigger = (20, "slow reply") if number % 2 else (8, "left out")
        urges.append(
            (f"2026-{number // 28 + 1:02}-{number % 28 + 1:02}T{hour:02}:00:00", [trigger])
        )
    return _life(urges)


def test_it_is_looked_at_every_ten_moments_and_kept_in_between() -> None:
    seen = {
        moments: {
            rare.moments for rare in figures_from_records(_evening_life(moments).records).rare
        }
        for moments in (20, 21, 30, 31, 39, 41)
    }
    assert seen == {20: set(), 21: {20}, 30: {20}, 31: {30}, 39: {30}, 41: {40}}


def test_a_trigger_that_is_always_in_one_part_is_told() -> None:
    rare = figures_from_records(_evening_life(21).records).rare
    assert set(rare) == {Rare("slow reply", 3, 10, 10, 10, 20), Rare("left out", 1, 10, 10, 10, 20)}
