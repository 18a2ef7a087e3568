"""Which triggers lie in one part of the day more often than chance alone would have them. Pure.

A moment is a part of a day with any urge, so a bad evening counts once. Moments of a trigger in a
part are compared with those that fall there anyway: the upper tail of the hypergeometric
distribution, with Holm's correction over all that is compared.
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from calmtui.history.sums import MomentCounts

LEAST_MOMENTS = 20  # in all
LEAST_OF_TRIGGER = 5
ALPHA = 0.02  # looked at every ten moments, this is less than 0.05 over years


class Rare(NamedTuple):
    """A trigger with a part of the day in which it lies unusually often."""

    trigger: str
    part: int
    both: int
    of_trigger: int
    of_part: int
    moments: int


class Compared(NamedTuple):
    """A trigger and a part of the day, with the chance of so many or more."""

    rare: Rare
    chance: float
    corrected: float


def rare_triggers(counts: MomentCounts, alpha: float = ALPHA) -> tuple[Rare, ...]:
    """Return the triggers that can be told from chance, the rarest first."""
    if counts.moments < LEAST_MOMENTS:
        return ()
    found = [item for item in compare(counts) if item.corrected <= alpha]
    return tuple(item.rare for item in found)


def compare(counts: MomentCounts) -> list[Compared]:
    """Compare each trigger that is frequent enough with each part of the day, the rarest first."""
    pairs = []
    for trigger, by_part in sorted(counts.triggers.items()):
        of_trigger = sum(by_part)
        if of_trigger < LEAST_OF_TRIGGER:
            continue
        for part, of_part in enumerate(counts.parts):
            if of_part:
                rare = Rare(trigger, part, by_part[part], of_trigger, of_part, counts.moments)
                pairs.append((_chance(rare), rare))
    pairs.sort()
    compared = []
    corrected = 0.0
    for number, (chance, rare) in enumerate(pairs):
        corrected = max(corrected, min(chance * (len(pairs) - number), 1.0))
        compared.append(Compared(rare, chance, corrected))
    return compared


def _chance(rare: Rare) -> float:
    """Return the chance of as many or more in both, were they independent."""
    most = min(rare.of_trigger, rare.of_part)
    ways = sum(
        comb(rare.of_part, both) * comb(rare.moments - rare.of_part, rare.of_trigger - both)
        for both in range(rare.both, most + 1)
    )
    return ways / comb(rare.moments, rare.of_trigger)
