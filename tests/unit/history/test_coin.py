"""The coin and its test: right values, laws that hold for any draws, and the coin's own law."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.history.coin import (
    MOST_AHEAD,
    Draw,
    flip,
    interval,
    judge,
    mean_difference,
    p_value,
)

VECTORS = Path(__file__).parent / "vectors"
TRIAL: dict[str, Any] = json.loads((VECTORS / "trial.json").read_text())
LAW: dict[str, dict[str, list[int]]] = json.loads((VECTORS / "coin.json").read_text())
SAID = {"A lower": "first lower", "B lower": "second lower"}


def draws_of(case: dict[str, Any]) -> list[Draw]:
    return [Draw(*row) for row in zip(case["arms"], case["before"], case["after"], strict=True)]


def thrown(bits: Sequence[int]) -> list[int]:
    """Return the arms that the coin throws with these random bits."""
    arms: list[int] = []
    for bit in bits:
        arms.append(flip(arms.count(0) - arms.count(1), lambda bit=bit: bit).arm)  # type: ignore[misc]
    return arms


@cache
def laws(number: int) -> Counter[tuple[int, ...]]:
    """Return every row of sides that the coin can throw, with its chance times 2 ** number."""
    return Counter(tuple(thrown(bits)) for bits in product((0, 1), repeat=number))


def p_by_brute_force(arms: Sequence[int], values: Sequence[int | None]) -> Fraction:
    observed = abs(mean_difference(arms, values))
    weight = 0
    for row, times in laws(len(arms)).items():
        try:
            is_large = abs(mean_difference(row, values)) >= observed
        except ZeroDivisionError:  # an arm without a value
            is_large = True
        weight += times * is_large
    return Fraction(weight, 2 ** len(arms))


def draws(least: int, most: int, *, skips: bool = True) -> st.SearchStrategy[list[Draw]]:
    """Draws by the coin, with any numbers; both arms have one."""
    number = st.integers(0, 10)
    after = st.one_of(number, st.none()) if skips else number
    rows = st.lists(st.tuples(st.integers(0, 1), number, after), min_size=least, max_size=most)

    def made(rows: list[tuple[int, int, int | None]]) -> list[Draw]:
        arms = thrown([bit for bit, _before, _after in rows])
        return [
            Draw(arm, before, after) for arm, (_bit, before, after) in zip(arms, rows, strict=True)
        ]

    return rows.map(made).filter(has_both_arms)


def has_both_arms(some: list[Draw]) -> bool:
    return {draw.arm for draw in some if draw.after is not None} == {0, 1}


def split(some: list[Draw]) -> tuple[list[int], list[int | None]]:
    return [draw.arm for draw in some], [draw.value for draw in some]


@pytest.mark.parametrize("case", TRIAL["cases"], ids=lambda case: str(case["name"]))
def test_the_right_values(case: dict[str, Any]) -> None:
    some = draws_of(case)
    arms, values = split(some)
    unchanged = [draw.value_without_change for draw in some]
    assert values == case["values"]
    assert p_value(arms, values) == Fraction(*case["left_out"]["p"])
    assert p_value(arms, unchanged) == Fraction(*case["as_no_change"]["p"])
    assert float(mean_difference(arms, values)) / 2 == case["left_out"]["difference_points"]
    assert list(interval(arms, values, case["alpha"])) == case["interval"]
    verdict = judge(some, case["alpha"])
    assert verdict.said == SAID.get(case["verdict"], case["verdict"])
    assert list(verdict.missing) == case["missing"]


@pytest.mark.parametrize("after", LAW)
def test_the_law_of_the_coin(after: str) -> None:
    number = int(after.split()[1])
    chances: Counter[int] = Counter({0: 1})
    for _draw in range(number):
        following: Counter[int] = Counter()
        for ahead, times in chances.items():
            for bit in (0, 1):
                following[ahead + 1 - 2 * flip(ahead, lambda bit=bit: bit).arm] += times  # type: ignore[misc]
        chances = following
    expected = {int(ahead): Fraction(*chance) for ahead, chance in LAW[after].items()}
    assert {ahead: Fraction(times, 2**number) for ahead, times in chances.items()} == expected


@given(st.lists(st.integers(0, 255), max_size=80))
def test_no_arm_is_more_than_three_ahead(bits: list[int]) -> None:
    ahead = 0
    for bit in bits:
        arm, forced = flip(ahead, lambda bit=bit: bit)  # type: ignore[misc]
        assert forced == (abs(ahead) == MOST_AHEAD)
        assert forced or arm == bit % 2
        ahead += 1 - 2 * arm
        assert abs(ahead) <= MOST_AHEAD


@settings(max_examples=40)
@given(draws(2, 12))
def test_the_exact_chance_is_that_of_every_row_of_sides(some: list[Draw]) -> None:
    arms, values = split(some)
    assert p_value(arms, values) == p_by_brute_force(arms, values)


@given(draws(2, 40), st.integers(-10, 10))
def test_what_moves_both_arms_changes_no_chance(some: list[Draw], by: int) -> None:
    arms, values = split(some)
    moved = [None if value is None else value + by for value in values]
    assert p_value(arms, moved) == p_value(arms, values)


@pytest.mark.slow
@settings(max_examples=25)
@given(draws(10, 40))
def test_to_swap_the_arms_turns_the_sign_alone(some: list[Draw]) -> None:
    swapped = [draw._replace(arm=1 - draw.arm) for draw in some]
    arms, values = split(some)
    others, _values = split(swapped)
    assert p_value(others, values) == p_value(arms, values)
    assert mean_difference(others, values) == -mean_difference(arms, values)
    there, back = judge(some, 0.03), judge(swapped, 0.03)
    turned = {"first lower": "second lower", "second lower": "first lower"}
    assert back.said == turned.get(there.said, there.said)
    if there.difference is not None and there.interval is not None:
        assert back.difference == -there.difference
        assert back.interval == (-there.interval[1], -there.interval[0])


@given(draws(2, 40), st.integers(-10, 20))
def test_where_all_are_equal_the_chance_is_one(some: list[Draw], value: int) -> None:
    arms, values = split(some)
    assert p_value(arms, [None if one is None else value for one in values]) == 1


@settings(max_examples=40)
@given(draws(10, 24), st.sampled_from([0.03, 0.01, 0.005]))
def test_the_interval_holds_the_difference(some: list[Draw], alpha: float) -> None:
    verdict = judge(some, alpha)
    if verdict.difference is not None and verdict.interval is not None:
        low, high = verdict.interval
        assert low <= verdict.difference <= high
        assert verdict.said == "no clear difference" or not low <= 0 <= high


def row(arm_values: Sequence[tuple[int, int, int | None]]) -> list[Draw]:
    return [Draw(*one) for one in arm_values]


def clear(pairs: int, skipped: Sequence[int] = ()) -> list[Draw]:
    """Return draws by turns in which arm 0 ends four lower; some have no second number."""
    return [
        Draw(place % 2, 7, None if place in skipped else 2 + 4 * (place % 2))
        for place in range(pairs)
    ]


def test_a_clear_difference_is_said_from_ten_numbers_on() -> None:
    assert judge(clear(9), 0.03).said == "withheld"
    verdict = judge(clear(12), 0.03)
    assert (verdict.said, verdict.difference) == ("first lower", -4.0)


def test_nothing_is_compared_where_one_arm_was_skipped_more() -> None:
    assert judge(clear(20, (0, 2)), 0.03).said == "first lower"
    assert judge(clear(20, (0, 2, 4)), 0.03).said == "withheld"
    assert judge(clear(20, (0, 2, 4, 1)), 0.03).said == "first lower"
    assert judge(clear(40, (0, 2, 4, 6, 8)), 0.03).said == "first lower"


def test_nothing_is_said_that_skipped_numbers_could_have_made() -> None:
    """Left out they leave a difference; counted as no change there is none."""
    some = clear(20, (0, 2, 4, 6, 8, 1, 3, 5, 7))
    arms, values = split(some)
    assert p_value(arms, values) <= Fraction(3, 100)
    assert judge(some, 0.03).said == "withheld"


def test_a_row_without_numbers_in_one_arm_says_nothing() -> None:
    assert p_value([0, 1], [3, None]) == 1
    assert judge(row([(0, 5, 5)] * 12), 0.03).said == "withheld"
