"""A routine's timed steps as phases in a row; `at(seconds)` tells what is on.

Pure: time is an argument.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from calmtui.content.routine import Breathe, PhaseKind, Routine, Say, Step, Tense
from calmtui.text.i18n import N_, _

WORDS: dict[PhaseKind, str] = {
    "inhale": N_("Breathe in"),
    "top_up": N_("Sip in"),
    "hold": N_("Hold"),
    "exhale": N_("Breathe out"),
    "rest": N_("Rest"),
    "tense": N_("Tighten"),
    "release": N_("Let go"),
    "say": "",
    "wait": "",
}


# What is said while a part is loose: the text of its step is about tightening it.
RELEASE = N_("Let it all go loose. Notice the difference.")
FILL_BEFORE_TOP_UP = 0.85
_FILL: dict[PhaseKind, float] = {"inhale": 1.0, "top_up": 1.0, "exhale": 0.0}
_ORDER: tuple[PhaseKind, ...] = ("inhale", "top_up", "hold", "exhale", "rest")


class Phase(Struct, frozen=True):
    """A stretch of time with one instruction. `start` and `seconds` in seconds of the guide.

    `sides` and `side` place the phase within its round (a box breath has four sides); `fill_start`
    is how full the lungs are when it begins and `fill_end` when it ends, 0 to 1; `then` is the
    length of what follows a tense; `marks` names what the figure marks.
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
    fill_start: float = 0.0
    fill_end: float = 0.0
    part: str = ""
    marks: str = ""
    then: float = 0.0

    @property
    def word(self) -> str:
        """The phase's word, the same in both front ends; empty where the text says it all."""
        return _(WORDS[self.kind])


class Moment(Struct, frozen=True):
    """What is on at one instant.

    `progress` is 0..1 within the phase, `left` the rest of its seconds, `elapsed` the seconds of
    the guide so far, of `total`.
    """

    phase: Phase
    progress: float
    left: float
    elapsed: float
    total: float

    @property
    def count(self) -> int:
        """The second of the phase, from 1, as a person counts along."""
        return int(self.phase.seconds - self.left + 1e-9) + 1

    def ahead(self, seconds: float) -> Moment:
        """Return the moment so many seconds later, held within the phase."""
        elapsed = min(self.phase.seconds - self.left + seconds, self.phase.seconds)
        return Moment(
            self.phase,
            elapsed / self.phase.seconds,
            self.phase.seconds - elapsed,
            self.elapsed + seconds,
            self.total,
        )


class Sea(Struct, frozen=True):
    """The urge so far.

    That is the voyage's progress 0..1, the seconds that the swell has moved, and marks as
    (progress, pull 0..10).
    """

    progress: float
    swell: float
    marks: tuple[tuple[float, int], ...]


class Timeline(Struct, frozen=True):
    """All phases of the timed steps in a row.

    Waits are not in it: their length is known only when they begin.
    """

    phases: tuple[Phase, ...]
    total: float
    _starts: tuple[float, ...]

    @classmethod
    def of(cls, routine: Routine) -> Timeline:
        """Lay out a routine's timed steps."""
        return cls._made([], routine, 0)

    @classmethod
    def _made(
        cls,
        unchanged: list[Phase],
        routine: Routine,
        step: int,
        pace: float = 1.0,
        without: Collection[int] = (),
    ) -> Timeline:
        """Return phases that stay, and behind them the timed steps from `step` on."""
        phases = list(unchanged)
        start = _end_of(phases)
        parts = [
            i for i, one in enumerate(routine.steps) if isinstance(one, Tense) and i not in without
        ]
        for index, one in enumerate(routine.steps[step:], step):
            if index not in without:
                phases += _lay(one, index, start, parts, pace)
                start = _end_of(phases)
        return cls(tuple(phases), start, tuple(phase.start for phase in phases))

    def replan(
        self,
        routine: Routine,
        step: int,
        seconds: float,
        *,
        pace: float = 1.0,
        without: Collection[int] = (),
        at_once: bool = False,
    ) -> Timeline:
        """Lay out the timeline anew from the end of the round at `seconds` in `step`.

        Args:
            routine: May have other seconds in its breaths, but the same steps.
            step: The step that is on.
            seconds: Seconds of the guide.
            pace: Stretches every round; a breath keeps its length by whole rounds.
            without: Steps that are left out.
            at_once: Change the rest of the round as well; a hold that is on ends now.
        """
        earlier = [phase for phase in self.phases if phase.step < step]
        current = [phase for phase in self.phases if phase.step == step]
        breath = routine.steps[step]
        if not current:
            return self._made(earlier, routine, step, pace, without)
        if not isinstance(breath, Breathe):
            return self._made(earlier + current, routine, step + 1, pace, without)
        end = _end_of(current)
        here = self.at(min(max(seconds, current[0].start), end - 1e-6)).phase
        done = [phase for phase in current if phase.round <= here.round]
        if at_once:
            done = [phase for phase in current if phase.start <= here.start]
            done = _finish_round(done, breath, seconds, pace)
        start = _end_of(done)
        more = max(round((end - start) / (breath.round_seconds * pace)), 0)
        rounds = here.round + more
        added = [
            replace(phase, round=phase.round + here.round)
            for number in range(more)
            for phase in _round(breath, step, start, number, rounds, pace)
        ]
        done = [replace(phase, rounds=rounds) for phase in done]
        return self._made(earlier + done + added, routine, step + 1, pace, without)

    def at(self, seconds: float) -> Moment:
        """Return the moment at `seconds` from the start, held within the timeline.

        Raises:
            IndexError: Without phases.
        """
        phase = self.phases[max(bisect_right(self._starts, seconds) - 1, 0)]
        elapsed = min(max(seconds - phase.start, 0.0), phase.seconds)
        return Moment(
            phase,
            elapsed / phase.seconds,
            phase.seconds - elapsed,
            min(max(seconds, 0.0), self.total),
            self.total,
        )

    def span(self, step: int) -> tuple[float, float]:
        """Return the start and the end of a timed step in seconds.

        Raises:
            ValueError: For an untimed one.
        """
        # By bisection: every look at the clock asks, and there may be thousands of phases.
        first = bisect_left(self.phases, step, key=_step)
        after = bisect_right(self.phases, step, first, key=_step)
        if first == after:
            raise ValueError(f"step {step} is not timed")
        last = self.phases[after - 1]
        return self.phases[first].start, last.start + last.seconds


def _step(phase: Phase) -> int:
    return phase.step


def _end_of(phases: list[Phase]) -> float:
    """Return where the last phase ends; 0 without any."""
    if not phases:
        return 0.0
    return phases[-1].start + phases[-1].seconds


def _finish_round(done: list[Phase], breath: Breathe, seconds: float, pace: float) -> list[Phase]:
    """Return phases with the rest of their round as it is to be now; a hold that is on ends."""
    here = done[-1]
    if here.kind in ("hold", "rest"):
        done[-1] = replace(here, seconds=max(seconds - here.start, 1e-6))
    for phase in _round(breath, here.step, 0.0, 0, 1, pace):
        if _ORDER.index(phase.kind) > _ORDER.index(here.kind):
            done.append(replace(phase, start=_end_of(done), round=here.round))
    return done


def _lay(step: Step, index: int, start: float, parts: list[int], pace: float) -> list[Phase]:
    """Return the phases of one step; of an untimed one none."""
    if isinstance(step, Say) and step.seconds:
        return [Phase("say", start, step.seconds, step.text, index)]
    if isinstance(step, Tense):
        nth, of = parts.index(index) + 1, len(parts)
        tight = Phase(
            "tense",
            start,
            step.tense,
            step.text,
            index,
            nth,
            of,
            part=step.part,
            marks=step.marks or step.part,
            then=step.release,
        )
        loose = replace(
            tight, kind="release", start=start + step.tense, seconds=step.release, then=0.0
        )
        return [tight, replace(loose, text=_(RELEASE))]
    if isinstance(step, Breathe):
        rounds = max(1, round(step.total_rounds / pace))
        return [
            phase for n in range(rounds) for phase in _round(step, index, start, n, rounds, pace)
        ]
    return []


def _round(
    step: Breathe, index: int, start: float, number: int, rounds: int, pace: float
) -> list[Phase]:
    """Return the phases of a breath's round; `start` is where its round 0 begins."""
    made = []
    full = offset = 0.0
    for side, (kind, seconds) in enumerate(step.phases):
        after = _fill_after(kind, full, tops_up=bool(step.top_up))
        # A product, not a running sum: the thousandth boundary is as exact as the first.
        begin = start + (number * step.round_seconds + offset) * pace
        place = (side, len(step.phases), full, after)
        made.append(
            Phase(kind, begin, seconds * pace, step.text, index, number + 1, rounds, *place)
        )
        offset += seconds
        full = after
    return made


def _fill_after(kind: PhaseKind, full: float, *, tops_up: bool) -> float:
    """Return how full the lungs are after a phase that begins with them `full`."""
    if kind == "inhale" and tops_up:
        return FILL_BEFORE_TOP_UP
    return _FILL.get(kind, full)
