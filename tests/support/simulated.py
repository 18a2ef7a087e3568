"""Simulated people: numbers that fall by themselves, urges that come by chance. Seeded."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from calmtui.history.rows import Row

TRIGGERS = ("slow reply", "short or cold tone", "change of plan", "left out", "a fight", "tired")
_TRIGGER_WEIGHTS = (5, 4, 3, 2, 2, 2)
_HOURS = (8, 14, 20)  # in three parts of the day
_HOUR_WEIGHTS = (2, 3, 5)
_DAYS_IN_MONTH = 28


def numbers_that_fall_by_themselves(rng: Random, sessions: int) -> Iterator[tuple[int, int]]:
    """Yield numbers before and after of somebody on whom nothing works.

    A level of their own and its spread; two numbers of a session are alike; the app is opened at
    high moments, so that the second number tends to be lower.
    """
    level, spread, alike = rng.uniform(2, 5), rng.uniform(1.5, 2.5), rng.uniform(0.3, 0.85)
    while sessions:
        before = rng.gauss(0, 1)
        after = alike * before + (1 - alike**2) ** 0.5 * rng.gauss(0, 1)
        first, second = (round(level + spread * value) for value in (before, after))
        if first < level + 1:  # not a moment to open it
            continue
        sessions -= 1
        yield min(max(first, 0), 10), min(max(second, 0), 10)


def urges_by_chance(rng: Random, urges: int, likelier: float = 1.0) -> Iterator[Row]:
    """Yield urges whose triggers know nothing of the hour; a bad evening has several of one.

    `likelier` is how much likelier the first trigger is in the evening: 1 is by chance alone.
    """
    day = 0
    number = 0
    while number < urges:
        day += rng.choice((1, 1, 2, 3))
        hour = rng.choices(_HOURS, _HOUR_WEIGHTS)[0]
        weights = list(_TRIGGER_WEIGHTS)
        if hour == _HOURS[-1]:
            weights[0] = round(weights[0] * likelier)
        trigger = rng.choices(TRIGGERS, weights)[0]
        for minute in range(rng.choice((1, 1, 1, 2, 4))):
            number += 1
            month, of_month = divmod(day, _DAYS_IN_MONTH)
            year, month = divmod(month, 12)
            date = f"{2020 + year}-{month + 1:02}-{of_month + 1:02}"
            yield Row(
                session=f"{number:06}",
                began=f"{date}T{hour:02}:{minute:02}:00+00:00",
                routine="ride-the-urge",
                how="completed",
                practised=600.0,
                is_urge=True,
                triggers=(trigger,),
            )
