"""Make a routine gentler, shorter or longer: without holds, at another pace, to a length. Pure."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from calmtui.content.parts import without_parts
from calmtui.content.routine import (
    LEAST_PHASE,
    MAX_GUIDE_SECONDS,
    MAX_PHASES,
    Breathe,
    Routine,
    Say,
    Step,
    Tense,
    guide_seconds,
)
from calmtui.content.values import Seconds, Text
from calmtui.text.i18n import _

MIN_PACE, MAX_PACE = 0.5, 2.0
_LEAST_TEXT = 8.0  # seconds that a line needs to be read and felt
_LEAST_RELEASE = 10.0


class Adjustments(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a user chose for a routine. `seconds` is its length, `settle` that before a breath.

    None leaves it as in the file; `pace` stretches every round of breathing, 1 is as in the file.
    """

    no_holds: bool = False
    skip: tuple[str, ...] = ()
    seconds: Seconds | None = None
    settle: Seconds | None = None
    pace: float = 1.0


def apply_adjustments(routine: Routine, adjustments: Adjustments) -> Routine:
    """Return the routine as chosen. What can't be done, as without a part, changes nothing."""
    routine = without_parts(routine, adjustments.skip)
    if adjustments.no_holds:
        routine = without_holds(routine)
    if adjustments.pace != 1.0:
        routine = with_pace(routine, adjustments.pace)
    if adjustments.settle is not None:
        routine = with_settle_time(routine, adjustments.settle)
    if adjustments.seconds is not None:
        routine = fit_to_length(routine, adjustments.seconds)
    return routine


def _with_steps(routine: Routine, steps: list[Step]) -> Routine:
    return replace(routine, steps=tuple(steps))


# Holds and pace


def has_breathing(routine: Routine) -> bool:
    """Return whether there is a breath in it."""
    return any(isinstance(step, Breathe) for step in routine.steps)


def has_holds(routine: Routine) -> bool:
    """Return whether there is a breath with a hold in it that can do without."""
    return any(_can_do_without_hold(step) for step in routine.steps)


def without_holds(routine: Routine) -> Routine:
    """Return the same breaths without hold and rest, in as many rounds as keep the length."""
    if not has_holds(routine):
        return routine
    steps: list[Step] = []
    for step in routine.steps:
        if isinstance(step, Breathe) and _can_do_without_hold(step):
            length = step.round_seconds * step.total_rounds
            step = _fill_with_rounds(replace(step, hold=None, rest=None), length)
        steps.append(step)
    return _with_steps(routine, steps)


def _can_do_without_hold(step: Step) -> bool:
    if not isinstance(step, Breathe):
        return False
    return bool((step.hold or step.rest) and (step.inhale or step.top_up or step.exhale))


def _fill_with_rounds(step: Breathe, seconds: float) -> Breathe:
    """Return a breath of the whole rounds nearest to `seconds`."""
    rounds = min(max(1, round(seconds / step.round_seconds)), MAX_PHASES // len(step.phases))
    return replace(step, rounds=rounds, minutes=None)


def with_pace(routine: Routine, pace: float) -> Routine:
    """Return every round stretched or shortened, in as many whole rounds as keep the length."""
    pace = min(max(pace, MIN_PACE), MAX_PACE)
    steps: list[Step] = []
    for step in routine.steps:
        if isinstance(step, Breathe):
            length = step.round_seconds * step.total_rounds
            phases = {
                kind: Seconds(max(round(seconds * pace, 2), LEAST_PHASE))
                for kind, seconds in step.phases
            }
            step = _fill_with_rounds(replace(step, **phases), length)
        steps.append(step)
    return _with_steps(routine, steps)


# The time before the first breath


def settle_time(routine: Routine) -> float | None:
    """Return the seconds before the first breath; None where a routine is not about breathing."""
    if not _is_about_breathing(routine):
        return None
    index = _settle_index(routine)
    if index is None:
        return 0.0
    return float(getattr(routine.steps[index], "seconds", 0.0))


def with_settle_time(routine: Routine, seconds: float) -> Routine:
    """Return a routine about breathing with so many seconds before the first breath."""
    if not _is_about_breathing(routine):
        return routine
    steps = list(routine.steps)
    index = _settle_index(routine)
    if index is None:
        steps.insert(0, Say(text=Text(_("Settle in.")), seconds=Seconds(seconds)))
    else:
        steps[index] = replace(steps[index], seconds=Seconds(seconds))
    return _with_steps(routine, steps)


def _is_about_breathing(routine: Routine) -> bool:
    return routine.group == "breathe" and has_breathing(routine)


def _settle_index(routine: Routine) -> int | None:
    """Return where the last text before the first breath is; None where there is none yet."""
    last = None
    for index, step in enumerate(routine.steps):
        if isinstance(step, Breathe):
            break
        if isinstance(step, Say) and step.seconds:
            last = index
    return last


# Lengths


def fit_to_length(routine: Routine, seconds: float) -> Routine:
    """Return the routine fitted to about so many seconds.

    Where breathing is most of it, the texts keep their time and the rounds fit. Elsewhere texts and
    releases give or take their share, and tension stays. With a delay it is the delay that changes.
    """
    seconds = min(max(seconds, 1.0), MAX_GUIDE_SECONDS)
    total = guide_seconds(routine.steps)
    if routine.delay is not None:
        routine = replace(routine, delay=Seconds(seconds))
        if total <= seconds:
            return routine
    if not total:
        return routine
    breaths = guide_seconds([step for step in routine.steps if isinstance(step, Breathe)])
    if breaths * 2 >= total and seconds > total - breaths:
        share = (seconds - (total - breaths)) / breaths
        return _with_steps(
            routine,
            [
                _stretch(step, share) if isinstance(step, Breathe) else step
                for step in routine.steps
            ],
        )
    fixed = _fixed_seconds(routine, is_longer=seconds > total)
    share = 1.0
    if total > fixed:
        share = max(seconds - fixed, 1.0) / (total - fixed)
    steps = [_stretch(step, share) for step in routine.steps]
    return _with_steps(routine, _even_out(steps, seconds))


def _fixed_seconds(routine: Routine, *, is_longer: bool) -> float:
    """Return the seconds that keep their length: tension, and texts that have a limit."""
    fixed = 0.0
    for step in routine.steps:
        if isinstance(step, Tense):
            fixed += step.tense
        elif isinstance(step, Say) and step.most and is_longer:
            fixed += step.seconds or 0
    return fixed


def _stretch(step: Step, share: float) -> Step:
    match step:
        case Breathe():
            return _fill_with_rounds(step, step.round_seconds * step.total_rounds * share)
        case Say(seconds=float(seconds), most=most):
            if share > 1 and most:
                return _with_seconds(step, seconds)
            least = min(seconds, _LEAST_TEXT)
            return _with_seconds(step, max(round(seconds * share), least))
        case Tense(release=release):
            least = min(release, _LEAST_RELEASE)
            return replace(step, release=Seconds(max(round(release * share), least)))
    return step


def _with_seconds(step: Say, seconds: float) -> Say:
    return replace(step, seconds=Seconds(min(seconds, step.most or seconds)))


def _even_out(steps: list[Step], seconds: float) -> list[Step]:
    """Give what rounding left over to the last text that can take it."""
    over = seconds - guide_seconds(steps)
    for index, step in reversed(list(enumerate(steps))):
        if not isinstance(step, Say) or not step.seconds or step.most:
            continue
        if step.seconds + over >= _LEAST_TEXT:
            steps[index] = _with_seconds(step, step.seconds + over)
            break
    return steps


def in_delay(routine: Routine, delay: float) -> Routine:
    """Return a routine with a delay whose timed steps fit into so many seconds.

    They get shorter; where that is not enough, the last texts go, and at last the breaths.
    """
    if guide_seconds(routine.steps) <= delay:
        return routine
    steps = list(fit_to_length(routine, delay).steps)
    for kinds in (Say, Breathe | Tense):
        for index, step in reversed(list(enumerate(steps))):
            if not isinstance(step, kinds) or not guide_seconds([step]):
                continue
            if guide_seconds(steps) > delay:
                del steps[index]
    return _with_steps(routine, steps)


def from_step(routine: Routine, number: int) -> Routine:
    """Return the routine from a step on, counted from 1, with nothing asked before or after.

    Raises:
        ValueError: When there is no such step.
    """
    if not 1 <= number <= len(routine.steps):
        message = _("expected a step from 1 to {last}, found {number}")
        raise ValueError(message.format(last=len(routine.steps), number=number))
    return replace(routine, steps=routine.steps[number - 1 :], rate=())
