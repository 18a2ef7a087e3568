"""A fair coin between two arms, and the exact test of what it chose. Pure.

The coin is a big stick: fair, until one arm is three ahead; then the other one comes. So its next
side can hardly be foreseen, and the arms stay about even. The test asks how often the coin alone
would have come to such a difference, over every row of sides that it could have thrown.

Ratings are compared as `2 * after - before`: whole numbers, with half of the start taken off.
Differences are of arm 0 from arm 1, in points of the scale.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import ceil
from typing import Literal, NamedTuple

MOST_AHEAD = 3
LEAST_PAIRS = 10
_BITS = 64  # for the weight of one sum: of n draws all weights add up to 2 ** n
_MOST_HALVES = 30  # the largest difference that the scale allows, in halves of a point

Said = Literal["first lower", "second lower", "no clear difference", "withheld"]


class Flip(NamedTuple):
    """Which arm the coin chose; `forced`, as the other one was three ahead."""

    arm: int
    forced: bool


class Draw(NamedTuple):
    """One draw: its arm and the numbers. `after` is None where it was skipped."""

    arm: int
    before: int
    after: int | None

    @property
    def value(self) -> int | None:
        """What is compared."""
        if self.after is None:
            return None
        return 2 * self.after - self.before

    @property
    def value_without_change(self) -> int:
        """What is compared where a skipped number counts as no change."""
        if self.after is None:
            return self.before
        return 2 * self.after - self.before


class Verdict(NamedTuple):
    """What the test lets be said. `both` and `missing` count second numbers of each arm."""

    said: Said
    difference: float | None
    interval: tuple[float, float] | None
    both: tuple[int, int]
    missing: tuple[int, int]


def flip(ahead: int, random_bit: Callable[[], int]) -> Flip:
    """Throw the coin; arm 0 was drawn so many times more than arm 1."""
    if ahead >= MOST_AHEAD:
        return Flip(1, forced=True)
    if ahead <= -MOST_AHEAD:
        return Flip(0, forced=True)
    return Flip(random_bit() & 1, forced=False)


def judge(draws: Sequence[Draw], alpha: float) -> Verdict:
    """Return what the draws let be said, when chance may say it falsely so often."""
    arms, values = _columns(draws)
    both = _count(arms, [value is not None for value in values])
    missing = _count(arms, [value is None for value in values])
    said = what_is_said(draws, alpha)
    if said == "withheld":
        return Verdict(said, None, None, both, missing)
    difference = mean_difference(arms, values)
    is_clear = said != "no clear difference"
    nearest = _nearest_halves(difference, is_clear=is_clear) / 2
    return Verdict(said, nearest, interval(arms, values, alpha), both, missing)


def what_is_said(draws: Sequence[Draw], alpha: float) -> Said:
    """Return what the draws let be said, in a word.

    A difference is said only if it is one twice: with skipped numbers left out, and counted as no
    change. Nothing is compared with few numbers, or when one arm was skipped more.
    """
    arms, values = _columns(draws)
    both = _count(arms, [value is not None for value in values])
    missing = _count(arms, [value is None for value in values])
    is_uneven = abs(missing[0] - missing[1]) > max(2, len(draws) // 8)
    if is_uneven or sum(both) < LEAST_PAIRS or not all(both):
        return "withheld"
    if p_value(arms, values) > alpha:
        return "no clear difference"
    difference = mean_difference(arms, values)
    if not _holds_without_change(draws, difference, alpha):
        return "withheld"
    if difference < 0:
        return "first lower"
    return "second lower"


def _columns(draws: Sequence[Draw]) -> tuple[list[int], list[int | None]]:
    return [draw.arm for draw in draws], [draw.value for draw in draws]


def _nearest_halves(difference: Fraction, *, is_clear: bool) -> int:
    """Return a difference in halves of a point; one that is clear is never none."""
    nearest = round(difference)
    if nearest or not is_clear:
        return nearest
    return 1 if difference > 0 else -1


def _holds_without_change(draws: Sequence[Draw], difference: Fraction, alpha: float) -> bool:
    """Return whether it is said too when skipped numbers count as no change."""
    if all(draw.after is not None for draw in draws):
        return True
    arms = [draw.arm for draw in draws]
    values = [draw.value_without_change for draw in draws]
    return mean_difference(arms, values) * difference > 0 and p_value(arms, values) <= alpha


def mean_difference(arms: Sequence[int], values: Sequence[int | None]) -> Fraction:
    """Return the mean of arm 0 less that of arm 1, of what is compared: twice the points.

    Raises:
        ZeroDivisionError: An arm has no value.
    """
    first, second = (
        [
            value
            for arm, value in zip(arms, values, strict=True)
            if arm == side and value is not None
        ]
        for side in (0, 1)
    )
    return Fraction(sum(first), len(first)) - Fraction(sum(second), len(second))


def p_value(arms: Sequence[int], values: Sequence[int | None]) -> Fraction:
    """Return how often the coin alone comes to a difference at least as large, either way.

    Draws without a value move the coin all the same. A row of sides that leaves an arm without any
    value counts as large.
    """
    given = [value for value in values if value is not None]
    if len(_arms_with_values(arms, values)) < 2:  # noqa: PLR2004 - two arms
        return Fraction(1)
    observed = abs(mean_difference(arms, values))
    least = min(given)
    number, total = len(given), sum(given) - least * len(given)
    weight = 0
    shifted = [None if value is None else value - least for value in values]
    for in_first, sums in _sums_of_first_arm(shifted):
        product = in_first * (number - in_first)
        limit = ceil(observed * product)
        if product == 0:
            weight += sum(sums)
            continue
        weight += sum(
            times
            for value, times in enumerate(sums)
            if times and abs(value * number - total * in_first) >= limit
        )
    return Fraction(weight, 1 << len(values))


def interval(
    arms: Sequence[int], values: Sequence[int | None], alpha: float
) -> tuple[float, float]:
    """Return the smallest and the largest difference, in halves, that the test does not exclude."""

    def is_kept(halves: int) -> bool:
        moved = [
            value - halves if value is not None and arm == 0 else value
            for arm, value in zip(arms, values, strict=True)
        ]
        return p_value(arms, moved) > alpha

    nearest = _nearest_halves(mean_difference(arms, values), is_clear=not is_kept(0))
    return (
        _last_kept(nearest, -1, is_kept) / 2,
        _last_kept(nearest, 1, is_kept) / 2,
    )


def _last_kept(start: int, step: int, is_kept: Callable[[int], bool]) -> int:
    """Return the last number that is kept, step by step from one that is."""
    last = start
    while abs(last) < _MOST_HALVES and is_kept(last + step):
        last += step
    return last


def _sums_of_first_arm(values: Sequence[int | None]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield, for each number of values in arm 0, how much weight each sum of them has.

    The weight of all rows is 2 ** draws. The weights of all sums are packed in one whole number,
    so that adding a value to every sum is one shift.
    """
    states = {(0, 0): 1}  # by how far arm 0 is ahead, and how many values it has
    for value in values:
        following: dict[tuple[int, int], int] = {}
        for (ahead, in_first), sums in states.items():
            times = 1
            if abs(ahead) == MOST_AHEAD:
                times = 2  # it is sure, and a fair side has half a chance
            first, second = (ahead + 1, in_first), (ahead - 1, in_first)
            with_value = sums
            if value is not None:
                first = (ahead + 1, in_first + 1)
                with_value = sums << _BITS * value
            if ahead < MOST_AHEAD:
                following[first] = following.get(first, 0) + times * with_value
            if ahead > -MOST_AHEAD:
                following[second] = following.get(second, 0) + times * sums
        states = following
    by_number: dict[int, int] = {}
    for (_ahead, in_first), sums in states.items():
        by_number[in_first] = by_number.get(in_first, 0) + sums
    for in_first, sums in by_number.items():
        size = sums.bit_length() // _BITS + 1
        yield in_first, struct.unpack(f"<{size}Q", sums.to_bytes(size * _BITS // 8, "little"))


def _arms_with_values(arms: Sequence[int], values: Sequence[int | None]) -> set[int]:
    return {arm for arm, value in zip(arms, values, strict=True) if value is not None}


def _count(arms: Sequence[int], chosen: Sequence[bool]) -> tuple[int, int]:
    """Return how many are chosen in each arm."""
    in_second = sum(arm for arm, one in zip(arms, chosen, strict=True) if one)
    return sum(chosen) - in_second, in_second
