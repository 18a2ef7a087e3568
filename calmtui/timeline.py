"""A routine's timed steps as phases in a row; `at(seconds)` tells what is on. Pure: time is an argument."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from calmtui.routine import Breathe, PhaseKind, Routine, Say, Tense

WORDS: dict[PhaseKind, str] = {
    "inhale": "Breathe in",
    "top_up": "Sip in",
    "hold": "Hold",
    "exhale": "Breathe out",
    "rest": "Rest",
    "tense": "Tighten",
    "release": "Let go",
    "say": "",
    "wait": "",
}


@dataclass(frozen=True)
class Phase:
    """A stretch of time with one instruction. `start` and `seconds` in seconds of the guide.

    `sides` and `side` place the phase within its round (a box breath has four sides); `before` is how full
    the lungs are when it begins and `after` when it ends, 0 to 1; `then` is the length of what follows a tense.
    """

    kind: PhaseKind
    start: float
    seconds: float
    text: str
    step: int
    round: int = 1
    rounds: int = 1
    side: int = 0
    sides: int = 1
    before: float = 0.0
    after: float = 0.0
    part: str = ""
    then: float = 0.0

    @property
    def word(self) -> str:
        """The phase's word, the same in both front ends; empty where the text says it all."""
        return WORDS[self.kind]


@dataclass(frozen=True)
class Moment:
    """What is on at one instant: `progress` 0..1 within the phase, `left` its seconds, `elapsed` of `total` seconds."""

    phase: Phase
    progress: float
    left: float
    elapsed: float
    total: float

    @property
    def count(self) -> int:
        """The second of the phase, from 1, as a person counts along."""
        return int(self.phase.seconds - self.left + 1e-9) + 1


@dataclass(frozen=True)
class Sea:
    """The urge so far: the voyage's progress 0..1, the seconds the swell has moved, marks as (progress, pull 0..10)."""

    progress: float
    swell: float
    marks: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Timeline:
    """All phases of the timed steps in a row. Waits are not in it: their length is known only when they begin."""

    phases: tuple[Phase, ...]
    total: float
    _starts: tuple[float, ...]

    @classmethod
    def of(cls, routine: Routine) -> Timeline:
        """Lay out a routine's timed steps."""
        phases: list[Phase] = []
        start = 0.0
        parts = [step.part for step in routine.steps if isinstance(step, Tense)]
        nth = 0
        for index, step in enumerate(routine.steps):
            if isinstance(step, Say) and step.seconds:
                made = [Phase("say", start, step.seconds, step.text, index)]
            elif isinstance(step, Breathe):
                made = _breaths(step, index, start)
            elif isinstance(step, Tense):
                nth += 1
                made = [
                    Phase(
                        "tense",
                        start,
                        step.tense,
                        step.text,
                        index,
                        nth,
                        len(parts),
                        part=step.part,
                        then=step.release,
                    ),
                    Phase(
                        "release",
                        start + step.tense,
                        step.release,
                        step.text,
                        index,
                        nth,
                        len(parts),
                        part=step.part,
                    ),
                ]
            else:
                continue
            phases += made
            start = made[-1].start + made[-1].seconds
        return cls(tuple(phases), start, tuple(phase.start for phase in phases))

    def at(self, seconds: float) -> Moment:
        """The moment at `seconds` from the start, held within the timeline. Raises IndexError without phases."""
        phase = self.phases[max(bisect_right(self._starts, seconds) - 1, 0)]
        gone = min(max(seconds - phase.start, 0.0), phase.seconds)
        return Moment(phase, gone / phase.seconds, phase.seconds - gone, min(max(seconds, 0.0), self.total), self.total)

    def span(self, step: int) -> tuple[float, float]:
        """Start and end of a timed step in seconds. Raises ValueError for an untimed one."""
        own = [phase for phase in self.phases if phase.step == step]
        if not own:
            raise ValueError(f"step {step} is not timed")
        return own[0].start, own[-1].start + own[-1].seconds


def _breaths(step: Breathe, index: int, start: float) -> list[Phase]:
    round_seconds = sum(seconds for _, seconds in step.phases)
    rounds = step.total_rounds
    made = []
    for number in range(rounds):
        offset = 0.0
        full = 0.0
        for side, (kind, seconds) in enumerate(step.phases):
            after = {"inhale": 0.85 if step.top_up else 1.0, "top_up": 1.0, "exhale": 0.0}.get(kind, full)
            # A product, not a running sum: the thousandth boundary is as exact as the first.
            begin = start + number * round_seconds + offset
            made.append(
                Phase(
                    kind,
                    begin,
                    seconds,
                    step.text,
                    index,
                    number + 1,
                    rounds,
                    side,
                    len(step.phases),
                    full,
                    after,
                )
            )
            offset += seconds
            full = after
    return made
