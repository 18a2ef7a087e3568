"""The tries that are over, as figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from calmtui.history.figures import TryFigures

if TYPE_CHECKING:
    from datetime import date

    from calmtui.history.period import Period
    from calmtui.history.tries import Try

_WITHHELD = "withheld"


def tries_in(tries: Iterable[Try], period: Period) -> list[Try]:
    """Return the tries whose end somebody has looked at, and that have a day in the period."""
    return [one for one in tries if one.closed and _overlaps(one, period)]


def try_figures(one: Try) -> TryFigures:
    """Return the figures of a try whose end somebody has looked at."""
    verdict, said = None, str(one.closed)
    if one.closed == "done":
        verdict, said = one.verdict(), _WITHHELD
    if verdict is not None:
        said = verdict.said
    given = [run.arm for run in one.runs if run.after is not None]
    skipped = [run.arm for run in one.runs if run.after is None]
    first_day, last_day = try_days(one)
    return TryFigures(
        id=one.id,
        routines=one.routines,
        what=one.what,
        first_day=first_day,
        last_day=last_day,
        how=one.closed,
        draws=one.drawn,
        both=(given.count(0), given.count(1)),
        missing=(skipped.count(0), skipped.count(1)),
        difference=verdict and verdict.difference,
        interval=verdict and verdict.interval,
        said=said,
    )


def _overlaps(one: Try, period: Period) -> bool:
    first_day, last_day = try_days(one)
    starts_after = period.last is not None and first_day > period.last
    ends_before = period.first is not None and last_day < period.first
    return not starts_after and not ends_before


def try_days(one: Try) -> tuple[date, date]:
    """Return the day on which a try was begun, and that of its last session."""
    first_day = one.began.date()
    return first_day, max((run.began.date() for run in one.runs), default=first_day)
