"""Made-up people who try two routines by the coin, and what they are told at the end.

A person has a usual level and ups and downs around it; two levels twenty minutes apart are alike.
The app is opened when the level is high, so most numbers fall with nothing done: from 6.1 by 1.1 on
average, as in published means of such apps.

    python -m tests.support.people --lives 10000
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from calmtui.history.coin import Draw, Said, flip, what_is_said

Skip = Callable[[random.Random, Draw], bool]
Judge = Callable[[Sequence[Draw], float], Said]

TOLD = ("first lower", "second lower")
BUDGET = (0.03, 0.01, 0.005, 0.0025)
_OPENED_AT = 5.7  # the level at which the app is opened every other time


@dataclass(frozen=True)
class Person:
    """How someone's level moves; `effect` is taken off after the first routine."""

    usual: float
    spread: float
    alike: float
    effect: float = 0.0

    @classmethod
    def born(cls, chance: random.Random, effect: float = 0.0) -> Person:
        return cls(
            chance.uniform(2, 5), chance.uniform(1.5, 2.5), chance.uniform(0.3, 0.85), effect
        )

    def run(self, chance: random.Random, arm: int) -> Draw:
        """Return the numbers before and after, of a run that is not at 9 or 10."""
        while True:
            now = chance.gauss(0, 1)
            before = _number(self.usual + self.spread * now)
            is_opened = chance.random() < 1 / (1 + math.exp((_OPENED_AT - before) / 0.5))
            if before < 9 and is_opened:
                break
        later = self.alike * now + math.sqrt(1 - self.alike**2) * chance.gauss(0, 1)
        after = self.usual + self.spread * later
        if arm == 0:
            after -= self.effect
        return Draw(arm, before, _number(after))


def _number(level: float) -> int:
    return min(max(round(level), 0), 10)


def _fell(draw: Draw) -> bool:
    return draw.after is not None and draw.after < draw.before


SKIPS: dict[str, Skip] = {
    "never": lambda _chance, _draw: False,
    "at random": lambda chance, _draw: chance.random() < 0.2,
    "when it did not fall": lambda chance, draw: not _fell(draw) and chance.random() < 0.4,
    "one routine more": lambda chance, draw: chance.random() < (0.3, 0.1)[draw.arm],
    "one routine, when it did not fall": lambda chance, draw: (
        draw.arm == 0 and not _fell(draw) and chance.random() < 0.5
    ),
    "when it fell": lambda chance, draw: _fell(draw) and chance.random() < 0.4,
    "when it ended high": lambda chance, draw: (draw.after or 0) >= 6 and chance.random() < 0.5,
}


def one_try(
    chance: random.Random, person: Person, runs: int, skip: Skip, *, safely: bool = True
) -> tuple[list[Draw], bool]:
    """Return the draws of a try, and whether two rises have ended it."""
    draws: list[Draw] = []
    rises = [0, 0]
    while len(draws) < runs:
        arms = [draw.arm for draw in draws]
        arm = flip(arms.count(0) - arms.count(1), lambda: chance.getrandbits(1)).arm
        draw = person.run(chance, arm)
        if skip(chance, draw):
            draw = draw._replace(after=None)
        draws.append(draw)
        if draw.after is not None:
            rises[arm] = rises[arm] + 1 if draw.after - draw.before >= 2 else 0
        if safely and 2 in rises:
            return draws, True
    return draws, False


@dataclass(frozen=True)
class Rules:
    """How tries are judged: the alpha of each that is finished, and what says something."""

    alphas: Sequence[float] = BUDGET
    judge: Judge = what_is_said


def share_told(
    seed: int,
    lives: int,
    *,
    tries: int = 4,
    runs: int = 20,
    skip: Skip = SKIPS["when it did not fall"],
    effect: float = 0.0,
    rules: Rules | None = None,
    safely: bool = True,
) -> float:
    """Return the share of lives in which a difference is ever told."""
    rules = rules or Rules()
    chance = random.Random(seed)
    told = 0
    for _life in range(lives):
        person = Person.born(chance, effect)
        finished = 0
        for _try in range(tries):
            draws, has_risen = one_try(chance, person, runs, skip, safely=safely)
            if has_risen:
                continue
            if rules.judge(draws, rules.alphas[finished]) in TOLD:
                told += 1
                break
            finished += 1
    return told / lives


def look_after_every_run(draws: Sequence[Draw], alpha: float) -> Said:
    """Judge from the tenth run on, after each: what a look along the way would do."""
    for number in range(10, len(draws) + 1):
        said = what_is_said(draws[:number], alpha)
        if said in TOLD:
            return said
    return "no clear difference"


def compare_with_those_left_early(draws: Sequence[Draw], alpha: float) -> Said:
    """Take runs in which it did not ease, and so were left, for the other arm."""
    others = [draw._replace(arm=int(not _fell(draw))) for draw in draws]
    return what_is_said(others, alpha)


def main() -> None:
    """Print the shares of a long run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lives", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seed, lives = options.seed, options.lives
    chance = random.Random(seed)
    some = [Person.born(chance).run(chance, 1) for _run in range(20_000)]
    print(f"before {sum(draw.before for draw in some) / len(some):.2f}", end=", ")
    print(f"fall {sum(draw.before - (draw.after or 0) for draw in some) / len(some):.2f}")
    for runs in (14, 20, 40):
        print(f"nothing works, 4 tries of {runs}: {share_told(seed, lives, runs=runs):.4f}")
    for name, skip in SKIPS.items():
        share = share_told(seed, lives, tries=1, skip=skip, rules=Rules((0.05,)), safely=False)
        print(f"one try at 0.05, skipped {name}: {share:.4f}")
    for name, rules in {
        "a look after every run": Rules(judge=look_after_every_run),
        "0.05 in each": Rules((0.05,) * 4),
        "those left early": Rules(judge=compare_with_those_left_early),
    }.items():
        print(f"mutation, {name}: {share_told(seed, lives, rules=rules, skip=SKIPS['never']):.4f}")
    for effect in (1.0, 1.5, 2.0, 3.0):
        shares = [
            share_told(
                seed, lives, tries=1, runs=runs, effect=effect, skip=SKIPS["never"], safely=False
            )
            for runs in (10, 14, 20, 30, 40)
        ]
        print(f"effect {effect:g}, runs 10 14 20 30 40:", *(f"{share:.2f}" for share in shares))


if __name__ == "__main__":
    main()
