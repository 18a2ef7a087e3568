"""What each key of the card, and of its screen, makes of a routine's adjustments. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from calmtui.content.adjust import (
    MAX_PACE,
    MIN_PACE,
    Adjustments,
    apply_adjustments,
    has_breathing,
    settle_time,
)
from calmtui.content.parts import PartNames, part_names
from calmtui.content.questions import has_length
from calmtui.content.routine import Routine
from calmtui.content.values import Seconds

_LENGTHS = (60.0, 120.0, 180.0, 300.0, 480.0, 600.0, 900.0, 1200.0, 1800.0)
_SETTLE_TIMES = (5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0)


def is_adjustable(routine: Routine) -> bool:
    """Return whether there is anything to choose: a length, a breath, a part to leave out."""
    return has_length(routine) or has_breathing(routine) or bool(part_names(routine))


def next_length(routine: Routine, adjustments: Adjustments, by: int) -> Adjustments:
    """Make it the next longer (`by` 1) or shorter (-1) usual length; the same at either end."""
    if not has_length(routine):
        return adjustments
    default = replace(adjustments, seconds=None)
    default_length = apply_adjustments(routine, default).seconds
    usual = routine.delays or routine.lengths or _LENGTHS
    length = _next(
        (*map(float, usual), default_length), float(adjustments.seconds or default_length), by
    )
    if length is None or not default_length:
        return adjustments
    if length == default_length:
        return default
    return replace(adjustments, seconds=Seconds(length))


def next_settle_time(routine: Routine, adjustments: Adjustments, by: int) -> Adjustments:
    """Make the time before the first breath longer or shorter."""
    default_time = settle_time(routine)
    if default_time is None:
        return adjustments
    time = _next((*_SETTLE_TIMES, default_time), float(adjustments.settle or default_time), by)
    if time is None:
        return adjustments
    if time == default_time:
        return replace(adjustments, settle=None)
    return replace(adjustments, settle=Seconds(time))


def _next(values: Iterable[float], now: float, by: int) -> float | None:
    """Return the next greater value (`by` 1) or the next smaller one (-1), if there is one."""
    if by > 0:
        return min((value for value in values if value > now), default=None)
    return max((value for value in values if value < now), default=None)


def next_pace(adjustments: Adjustments, by: int) -> Adjustments:
    """Make every round a tenth longer or shorter."""
    return replace(adjustments, pace=step_pace(adjustments.pace, by))


def step_pace(pace: float, by: int) -> float:
    """Return the pace a tenth slower (`by` 1) or faster (-1), within half and double."""
    return min(max(round(pace + by / 10, 1), MIN_PACE), MAX_PACE)


def toggle_holds(adjustments: Adjustments) -> Adjustments:
    """Leave holds out, or take them in again."""
    return replace(adjustments, no_holds=not adjustments.no_holds)


def toggle_part(routine: Routine, adjustments: Adjustments, part: str) -> Adjustments:
    """Leave a part out, or take it in again."""
    names = PartNames(routine)
    others = tuple(name for name in adjustments.skip if part not in names.match(name))
    if others != adjustments.skip:
        return replace(adjustments, skip=others)
    return replace(adjustments, skip=(*adjustments.skip, names.lasting_name(part)))


def skipped_parts(routine: Routine, adjustments: Adjustments) -> tuple[str, ...]:
    """Return the parts that the adjustments leave out."""
    if not adjustments.skip:
        return ()
    names = PartNames(routine)
    skipped = names.match_any(adjustments.skip)
    return tuple(part for part in names.parts if part in skipped)
