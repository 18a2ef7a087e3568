"""Figures as `stats --json` prints them: a public format, in English. Pure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calmtui.history.figures import Figures, RoutineFigures, TryFigures, UrgeFigures

VERSION = 1


def figures_as_json(figures: Figures) -> dict[str, Any]:
    """Return figures as data; null where there are too few numbers for one."""
    return {
        "v": VERSION,
        "from": _day(figures.period.first or figures.first),
        "to": _day(figures.period.last or figures.last),
        "runs": figures.runs,
        "in_try": figures.in_try,
        "days": figures.days,
        "practised": figures.practised,
        "sealed": figures.sealed,
        "unreadable": figures.unreadable,
        "routines": [_routine(routine) for routine in figures.routines],
        "urges": _urges(figures.urges),
        "triggers": [
            {
                "trigger": item.trigger,
                "runs": item.runs,
                "moments": item.moments,
                "parts": item.parts,
            }
            for item in figures.triggers
        ],
        "moments": figures.moments,
        "parts": figures.parts,
        "grid": figures.grid,
        "rare": [item._asdict() for item in figures.rare],
        "tries": [_try(one) for one in figures.tries],
    }


def _routine(routine: RoutineFigures) -> dict[str, Any]:
    return {
        "id": routine.id,
        "title": routine.title,
        "what": routine.what,
        "runs": routine.runs,
        "in_try": routine.in_try,
        "both": routine.both,
        "no_before": routine.no_before,
        "no_after": routine.no_after,
        "lower": routine.lower,
        "same": routine.same,
        "higher": routine.higher,
        "median": routine.median,
        "middle_half": routine.middle_half,
        "left_early": routine.left_early,
        "pairs": routine.pairs,
    }


def _urges(urges: UrgeFigures) -> dict[str, Any]:
    return {
        "waits": urges.waits,
        "two_numbers": urges.two_numbers,
        "lower": urges.lower,
        "same": urges.same,
        "higher": urges.higher,
        "rose_first": urges.rose_first,
        "bins": [
            {
                "from_minute": column.from_minute,
                "lowest": column.lowest,
                "median": column.median,
                "highest": column.highest,
                "n": column.n,
            }
            for column in urges.bins
        ],
        "choices": urges.choices,
    }


def _try(one: TryFigures) -> dict[str, Any]:
    return {
        "try": one.id,
        "routines": one.routines,
        "what": one.what,
        "from": _day(one.first_day),
        "to": _day(one.last_day),
        "how": one.how,
        "draws": one.draws,
        "both": one.both,
        "missing": one.missing,
        "difference": one.difference,
        "interval": one.interval,
        "said": one.said,
    }


def _day(day: date | None) -> str | None:
    if day is None:
        return None
    return day.isoformat()
