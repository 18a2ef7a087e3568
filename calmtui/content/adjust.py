"""A routine made gentler, shorter or longer: without holds, parts left out, to fit so many minutes. Pure."""

from __future__ import annotations

import msgspec

from calmtui.content.routine import (
    LEAST_PHASE,
    MAX_GUIDE_SECONDS,
    MAX_PHASES,
    Breathe,
    Routine,
    Say,
    Seconds,
    Step,
    Tense,
    Text,
    guide_seconds,
)  # fmt: skip
from calmtui.text.i18n import _

_LEAST_TEXT = 8.0  # seconds that a line needs to be read and felt
_LEAST_RELEASE = 10.0
_PACES = (0.5, 2.0)


class Adjustments(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a person chose for a routine. `seconds` is its length, `settle` the time before the first breath.

    None leaves it as in the file; `pace` stretches every round of breathing, 1 is as in the file.
    """

    no_holds: bool = False
    skip: tuple[str, ...] = ()
    seconds: Seconds | None = None
    settle: Seconds | None = None
    pace: float = 1.0


def apply_adjustments(routine: Routine, choices: Adjustments) -> Routine:
    """The routine as chosen. What can't be done (a part that it does not have) changes nothing."""
    routine = without_parts(routine, choices.skip)
    if choices.no_holds:
        routine = without_holds(routine)
    if choices.pace != 1.0:
        routine = with_pace(routine, choices.pace)
    if choices.settle is not None:
        routine = with_settle_time(routine, choices.settle)
    if choices.seconds is not None:
        routine = fit_to_length(routine, choices.seconds)
    return routine


def _with(routine: Routine, steps: list[Step]) -> Routine:
    return msgspec.structs.replace(routine, steps=tuple(steps))


def has_holds(routine: Routine) -> bool:
    """Whether there is a breath with a hold in it that can do without."""
    return without_holds(routine) is not routine


def without_holds(routine: Routine) -> Routine:
    """The same breaths without hold and rest, in as many whole rounds as keep the length."""
    steps: list[Step] = []
    for step in routine.steps:
        if (
            isinstance(step, Breathe)
            and (step.hold or step.rest)
            and (step.inhale or step.top_up or step.exhale)
        ):
            gentle = msgspec.structs.replace(step, hold=None, rest=None)
            step = _long(gentle, step.round_seconds * step.total_rounds)
        steps.append(step)
    same = all(one is other for one, other in zip(steps, routine.steps, strict=True))
    return routine if same else _with(routine, steps)


def _long(step: Breathe, seconds: float) -> Breathe:
    """A breath of the whole rounds nearest to `seconds`."""
    rounds = min(max(1, round(seconds / step.round_seconds)), MAX_PHASES // len(step.phases))
    return msgspec.structs.replace(step, rounds=rounds, minutes=None)


def part_names(routine: Routine) -> tuple[str, ...]:
    """The parts that can be left out, each once, in order."""
    return tuple(dict.fromkeys(part for step in routine.steps if (part := _part(step))))


def _part(step: Step) -> str:
    return str(getattr(step, "part", None) or "")


def match_parts(routine: Routine, name: str) -> tuple[str, ...]:
    """The parts that a person means by `name`: the part itself, or those that have it as a word."""
    return _meant(_names(routine), name)


def _meant(names: dict[str, list[str]], name: str) -> tuple[str, ...]:
    wanted = name.strip().casefold()
    exact = tuple(part for part, every in names.items() if wanted in every)
    return exact or tuple(
        part for part, every in names.items() if wanted in " ".join(every).replace(",", " ").split()
    )


def _names(routine: Routine) -> dict[str, list[str]]:
    """What every part goes by: its name, and that in English, which is the same in every language."""
    names: dict[str, list[str]] = {}
    for step in routine.steps:
        if part := _part(step):
            mark = str(getattr(step, "marks", None) or part)
            names.setdefault(part, [part.casefold()]).append(mark.casefold())
    return names


def without_parts(routine: Routine, names: tuple[str, ...]) -> Routine:
    """The routine without those parts, and without their seconds; never without its last step."""
    every = _names(routine) if names else {}
    out = {part for name in names for part in _meant(every, name)}
    steps = [step for step in routine.steps if _part(step) not in out]
    return _with(routine, steps) if out and steps else routine


def with_pace(routine: Routine, pace: float) -> Routine:
    """Every round of breathing stretched or shortened, in as many whole rounds as keep the length."""
    pace = min(max(pace, _PACES[0]), _PACES[1])
    steps: list[Step] = []
    for step in routine.steps:
        if isinstance(step, Breathe):
            length = step.round_seconds * step.total_rounds
            phases = {
                kind: Seconds(max(round(seconds * pace, 2), LEAST_PHASE))
                for kind, seconds in step.phases
            }
            step = _long(msgspec.structs.replace(step, **phases), length)
        steps.append(step)
    return _with(routine, steps)


def step_pace(pace: float, by: int) -> float:
    """The pace a tenth slower (`by` 1) or faster (`by` -1), within half and double."""
    return min(max(round(pace + by / 10, 1), _PACES[0]), _PACES[1])


def _settling(routine: Routine) -> int | None:
    """The text before the first breath, in a routine that is about breathing; -1 where there is none yet."""
    first = next((i for i, step in enumerate(routine.steps) if isinstance(step, Breathe)), None)
    if first is None or routine.group != "breathe":
        return None
    before = [
        i for i, step in enumerate(routine.steps[:first]) if isinstance(step, Say) and step.seconds
    ]
    return before[-1] if before else -1


def with_settle_time(routine: Routine, seconds: float) -> Routine:
    """So many seconds before the first breath, where a routine is about breathing."""
    place = _settling(routine)
    if place is None:
        return routine
    steps = list(routine.steps)
    if place < 0:
        steps.insert(0, Say(text=Text(_("Settle in.")), seconds=Seconds(seconds)))
    else:
        steps[place] = msgspec.structs.replace(steps[place], seconds=Seconds(seconds))
    return _with(routine, steps)


def settle_time(routine: Routine) -> float | None:
    """The seconds before the first breath; None where a routine is not about breathing."""
    place = _settling(routine)
    if place is None or place < 0:
        return place if place is None else 0.0
    return float(getattr(routine.steps[place], "seconds", 0.0))


def fit_to_length(routine: Routine, seconds: float) -> Routine:
    """The routine in about so many seconds.

    Where breathing is most of it, the texts keep their time and the rounds fit. Elsewhere texts and releases give
    or take their share, and tension stays as it is. With a delay it is the delay that changes.
    """
    seconds = min(max(seconds, 1.0), MAX_GUIDE_SECONDS)
    if routine.delay is not None:
        routine = msgspec.structs.replace(routine, delay=Seconds(seconds))
        if guide_seconds(routine.steps) <= seconds:
            return routine
    total = guide_seconds(routine.steps)
    if not total:
        return routine
    breaths = sum(
        step.round_seconds * step.total_rounds
        for step in routine.steps
        if isinstance(step, Breathe)
    )
    if breaths * 2 >= total and seconds > total - breaths:
        share = (seconds - (total - breaths)) / breaths
        return _with(
            routine,
            [_longer(step, share) if isinstance(step, Breathe) else step for step in routine.steps],
        )
    fixed = sum(float(step.tense) for step in routine.steps if isinstance(step, Tense))
    if seconds > total:  # what has a limit stays as it is
        fixed += sum(
            float(step.seconds or 0)
            for step in routine.steps
            if isinstance(step, Say) and step.most
        )
    share = max(seconds - fixed, 1.0) / (total - fixed) if total > fixed else 1.0
    return _with(routine, _evened([_longer(step, share) for step in routine.steps], seconds))


def in_delay(routine: Routine, delay: float) -> Routine:
    """A routine with a delay whose timed steps fit into so many seconds.

    They get shorter; where that is not enough, the last texts go, and at last the breaths.
    """
    if guide_seconds(routine.steps) <= delay:
        return routine
    steps = list(fit_to_length(routine, delay).steps)
    for kind in (Say, Breathe | Tense):
        for index in reversed(range(len(steps))):
            timed = isinstance(steps[index], kind) and guide_seconds(steps[index : index + 1])
            if timed and guide_seconds(steps) > delay:
                del steps[index]
    return _with(routine, steps)


def _longer(step: Step, share: float) -> Step:
    if isinstance(step, Breathe):
        return _long(step, step.round_seconds * step.total_rounds * share)
    if isinstance(step, Say) and step.seconds:
        least = min(float(step.seconds), _LEAST_TEXT)
        return _timed(
            step,
            step.seconds if share > 1 and step.most else max(round(step.seconds * share), least),
        )
    if isinstance(step, Tense):
        least = min(float(step.release), _LEAST_RELEASE)
        return msgspec.structs.replace(
            step, release=Seconds(max(round(step.release * share), least))
        )
    return step


def _timed(step: Say, seconds: float) -> Say:
    return msgspec.structs.replace(step, seconds=Seconds(min(seconds, step.most or seconds)))


def _evened(steps: list[Step], seconds: float) -> list[Step]:
    """What rounding left over goes to the last text that can take it."""
    over = seconds - guide_seconds(steps)
    for index in range(len(steps) - 1, -1, -1):
        step = steps[index]
        if (
            isinstance(step, Say)
            and step.seconds
            and not step.most
            and step.seconds + over >= _LEAST_TEXT
        ):
            steps[index] = _timed(step, step.seconds + over)
            break
    return steps


def from_step(routine: Routine, number: int) -> Routine:
    """The routine from step `number` on, counted from 1, with nothing asked before or after.

    Raises ValueError when there is no such step.
    """
    if not 1 <= number <= len(routine.steps):
        raise ValueError(
            _("expected a step from 1 to {last}, found {number}").format(
                last=len(routine.steps), number=number
            )
        )
    return msgspec.structs.replace(routine, steps=routine.steps[number - 1 :], rate=())


# What a person turns on the card: each gives the choices after one key.

_USUAL = (60.0, 120.0, 180.0, 300.0, 480.0, 600.0, 900.0, 1200.0, 1800.0)
_SETTLES = (5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0)


def next_length(routine: Routine, choices: Adjustments, by: int) -> Adjustments:
    """The next longer (`by` 1) or shorter (-1) of a routine's usual lengths; the same at either end."""
    plain = msgspec.structs.replace(choices, seconds=None)
    own = apply_adjustments(routine, plain).seconds
    usual = routine.delays or routine.lengths or _USUAL
    lengths = sorted({float(length) for length in usual} | {own})
    now = float(choices.seconds or own)
    near = [length for length in lengths if (length > now if by > 0 else length < now)]
    if not near or not own:
        return choices
    length = near[0] if by > 0 else near[-1]
    return plain if length == own else msgspec.structs.replace(choices, seconds=Seconds(length))


def next_settle_time(routine: Routine, choices: Adjustments, by: int) -> Adjustments:
    """A longer or shorter time before the first breath."""
    own = settle_time(routine)
    if own is None:
        return choices
    now = float(choices.settle or own)
    near = [time for time in sorted({*_SETTLES, own}) if (time > now if by > 0 else time < now)]
    if not near:
        return choices
    time = near[0] if by > 0 else near[-1]
    return msgspec.structs.replace(choices, settle=None if time == own else Seconds(time))


def toggle_holds(choices: Adjustments) -> Adjustments:
    """Without holds, or with them again."""
    return msgspec.structs.replace(choices, no_holds=not choices.no_holds)


def toggle_part(routine: Routine, choices: Adjustments, part: str) -> Adjustments:
    """Without a part, or with it again."""
    names = _names(routine)
    others = tuple(name for name in choices.skip if part not in _meant(names, name))
    if others != choices.skip:
        return msgspec.structs.replace(choices, skip=others)
    marks = [
        str(mark)
        for step in routine.steps
        if _part(step) == part and (mark := getattr(step, "marks", None))
    ]
    lasting = next(
        (name for name in marks if _meant(names, name) == (part,)), part
    )  # in another language too
    return msgspec.structs.replace(choices, skip=(*choices.skip, lasting))


def skipped_parts(routine: Routine, choices: Adjustments) -> tuple[str, ...]:
    """The parts that the choices leave out."""
    names = _names(routine) if choices.skip else {}
    out = {part for name in choices.skip for part in _meant(names, name)}
    return tuple(part for part in part_names(routine) if part in out)


def next_pace(choices: Adjustments, by: int) -> Adjustments:
    """Every round a tenth longer or shorter."""
    return msgspec.structs.replace(choices, pace=step_pace(choices.pace, by))


def has_breathing(routine: Routine) -> bool:
    """Whether there is a breath in it."""
    return any(isinstance(step, Breathe) for step in routine.steps)
