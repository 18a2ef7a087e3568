"""Looking back tells nobody that something is so where it is chance: on simulated lives.

What others do, and our own rule made weaker, are shown to fail the same tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from random import Random

import pytest

from calmtui.history.figures import Figures
from calmtui.history.period import ALL_TIME
from calmtui.history.rare import ALPHA, rare_triggers
from calmtui.history.rows import Row
from calmtui.history.sums import MomentCounts, MomentSums, sums_of
from calmtui.history.words import sections
from calmtui.history.words_routine import EASED_ANYWAY
from calmtui.text.i18n import _
from tests.support.figures import figures_from_records
from tests.support.lives import LifeWriter
from tests.support.simulated import numbers_that_fall_by_themselves, urges_by_chance

MOST_TOLD = 0.05  # of all lives
SMALL, LONG = 200, 1500
URGES = 240
Rule = Callable[[Iterable[Row]], bool]


def _looks(rows: Iterable[Row]) -> Iterator[MomentCounts]:
    """Yield what is looked at while the journal grows."""
    moments = MomentSums()
    looked = 0
    for row in rows:
        moments.add(row)
        if moments.looked.moments != looked:
            looked = moments.looked.moments
            yield moments.looked


def _rule(rows: Iterable[Row]) -> bool:
    """Return whether anything was ever told while the journal grew."""
    return any(map(rare_triggers, _looks(rows)))


def _at_every_urge(rows: Iterable[Row]) -> bool:
    """The same test, looked at with every urge."""
    moments = MomentSums()
    for row in rows:
        moments.add(row)
        if rare_triggers(moments.counts()):
            return True
    return False


def _at_five_in_a_hundred(rows: Iterable[Row]) -> bool:
    """The same looks, at 0.05."""
    return any(rare_triggers(looked, 0.05) for looked in _looks(rows))


def _urges_not_moments(rows: Iterable[Row]) -> bool:
    """The same looks, each urge counted for itself."""
    counts = MomentCounts()
    for row in rows:
        counts.add(row.part, row.triggers)
        if counts.moments >= 20 and not counts.moments % 10 and rare_triggers(counts):
            return True
    return False


def _three_of_five(rows: Iterable[Row]) -> bool:
    """What other apps do: three times or more, and most of them in one part of the day."""
    counts = sums_of(rows).moments.counts()
    return any(
        sum(parts) >= 3 and max(parts) >= 0.6 * sum(parts) for parts in counts.triggers.values()
    )


def share_told(rule: Rule, lives: int, likelier: float = 1.0) -> float:
    """Return the share of lives in which a rule tells something."""
    told = sum(rule(list(urges_by_chance(Random(seed), URGES, likelier))) for seed in range(lives))
    return told / lives


@pytest.mark.slow
def test_no_pattern_is_told_to_few() -> None:
    assert share_told(_rule, SMALL) <= MOST_TOLD


@pytest.mark.slow
def test_no_pattern_is_told_to_few_in_the_long_run() -> None:
    assert share_told(_rule, LONG) <= MOST_TOLD


@pytest.mark.parametrize("mutation", [_urges_not_moments, _three_of_five])
def test_what_others_do_tells_many(mutation: Rule) -> None:
    assert share_told(mutation, SMALL // 2) > MOST_TOLD


@pytest.mark.slow
@pytest.mark.parametrize("mutation", [_at_every_urge, _at_five_in_a_hundred])
def test_looking_more_or_stricter_less_tells_more(mutation: Rule) -> None:
    assert share_told(mutation, LONG) > share_told(_rule, LONG)


def test_a_real_pattern_is_told_to_many() -> None:
    assert share_told(_rule, SMALL // 2, likelier=10) > 0.5


def test_it_is_looked_at_two_in_a_hundred() -> None:
    assert ALPHA == 0.02


def _life_in_which_nothing_works(seed: int) -> Figures:
    life = LifeWriter()
    for number, (before, after) in enumerate(numbers_that_fall_by_themselves(Random(seed), 40)):
        at = f"2026-{number // 28 + 1:02}-{number % 28 + 1:02}T20:00:00+01:00"
        life.run(f"{number:03}", at, before, after)
    return figures_from_records(life.records, ALL_TIME)


def test_numbers_that_fall_by_themselves_are_counts_and_the_line() -> None:
    """Most fall though nothing works: all that is said is how many, and that it is no wonder."""
    falls = 0
    for seed in range(30):
        figures = _life_in_which_nothing_works(seed)
        (routine,) = figures.routines
        falls += routine.lower > routine.higher
        said = " ".join(line for one in sections(figures, date(2026, 12, 1)) for line in one.lines)
        assert _(EASED_ANYWAY) in said
        assert "chance" not in said
        assert figures.rare == ()
    assert falls > 25  # a rule that compared before with after would be wrong in nearly all
