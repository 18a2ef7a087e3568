"""The routine format: its types, each with what its keys may hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from calmtui.content.compose import Compose
from calmtui.content.gate import Gate
from calmtui.content.lists import CardStep, PersonStep
from calmtui.content.question_steps import Ask, Choose, RateStep
from calmtui.content.reread import Reread
from calmtui.content.step import BaseStep, RoutineId, What
from calmtui.content.urge_steps import Decide, DelayStep, Line, Safety, Wait
from calmtui.content.values import Seconds, Text

MAX_GUIDE_SECONDS = 12 * 3600
MAX_STEPS = 1000
MAX_ORDER = 1000
LEAST_PHASE = 0.5  # seconds: nothing shorter is a breath, and what flickers can hurt
MAX_PHASES = 20_000  # of all breaths: every one is laid out before a guide begins
_HALF_MINUTE = 30.0

ShapeName = Literal["square", "orb", "sea", "figure", "text"]
PhaseKind = Literal["inhale", "top_up", "hold", "exhale", "rest", "tense", "release", "say", "wait"]

Group = Literal["breathe", "body", "ground", "urge", "feel", "think", "talk", "grow"]
Caution = Literal[
    "holds", "air", "muscle", "rest", "body", "cold", "safe", "ritual", "soft", "loss"
]

Rounds = Annotated[int, Meta(ge=1, le=10_000)]
# What a person may type to find a routine, beside its shown words. Shown nowhere.
Keywords = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=40)], ...], Meta(max_length=40)
]


class GuideStep(BaseStep, frozen=True, kw_only=True):
    """A step of a guide. `part` is what it is about, and what can be left out; `care` its warning.

    `marks` is the part's name in English where `part` is not: for the figure, and for what leaves
    it out.
    """

    part: Text | None = None
    care: Text | None = None
    marks: Text | None = None

    def in_every_language(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part's name: what is shown and left out depends on no language."""
        if not self.part:
            return {}
        return {"marks": self.marks or self.part}


class Say(GuideStep, tag="say", frozen=True, kw_only=True):
    """A text, for a time or until a key."""

    about: ClassVar = (
        "A text for `seconds`, or until a key without them; never longer than `most` when it "
        "is stretched."
    )
    answer_time: ClassVar = 10.0

    seconds: Seconds | None = None
    most: Seconds | None = None

    @property
    def answer_seconds(self) -> float:
        """Time to read it, where it waits for a key."""
        if self.seconds is None:
            return self.answer_time
        return 0.0


class Breathe(GuideStep, tag="breathe", frozen=True, kw_only=True):
    """Rounds of breathing."""

    about: ClassVar = (
        "Rounds of breathing; each phase in seconds, in the order inhale, top_up, hold, "
        "exhale, rest."
    )

    inhale: Seconds | None = None
    top_up: Seconds | None = None
    hold: Seconds | None = None
    exhale: Seconds | None = None
    rest: Seconds | None = None
    rounds: Rounds | None = None
    minutes: float | None = None

    @property
    def phases(self) -> tuple[tuple[PhaseKind, float], ...]:
        """The phases of one round that this step has, with their seconds."""
        every: tuple[tuple[PhaseKind, Seconds | None], ...] = (
            ("inhale", self.inhale),
            ("top_up", self.top_up),
            ("hold", self.hold),
            ("exhale", self.exhale),
            ("rest", self.rest),
        )
        return tuple((kind, float(seconds)) for kind, seconds in every if seconds is not None)

    @property
    def total_rounds(self) -> int:
        """Whole rounds: as given, or the number nearest to `minutes` and at least one."""
        if self.rounds is not None:
            return self.rounds
        return max(1, round((self.minutes or 0) * 60 / self.round_seconds))

    @property
    def round_seconds(self) -> float:
        """The length of one round."""
        return sum(seconds for _kind, seconds in self.phases)


class Tense(GuideStep, tag="tense", frozen=True, kw_only=True):
    """One muscle part: tighten, and let go."""

    about: ClassVar = (
        "One muscle part: tighten for `tense` seconds, let go for `release` seconds. `marks` "
        "is the part's name in English where `part` is not: for the figure, and for what "
        "leaves it out."
    )

    part: Text
    tense: Seconds
    release: Seconds


Step = (
    Say
    | Breathe
    | Tense
    | Ask
    | Choose
    | RateStep
    | Wait
    | DelayStep
    | Line
    | Safety
    | Decide
    | Gate
    | Compose
    | Reread
    | CardStep
    | PersonStep
)


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that a routine file may say, as it stands there."""

    about: ClassVar = "All that a routine file may say."

    format: Literal[1]
    title: Text
    summary: Text
    group: Group
    order: Annotated[int, Meta(ge=1, le=MAX_ORDER)] | None = None
    evidence: Literal["B", "C"]
    source: Text
    keywords: Keywords = ()
    cautions: tuple[Caution, ...] = ()
    shape: ShapeName | None = None
    rate: tuple[What, ...] = ("anxiety",)
    delay: Seconds | None = None
    delays: tuple[Seconds, ...] = ()
    lengths: Annotated[tuple[Seconds, ...], Meta(max_length=12)] = ()
    takes: Seconds | None = None
    close: RoutineId | None = None
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=MAX_STEPS)]


class Routine(File, frozen=True, kw_only=True):
    """What one TOML file describes. `id` is the file's name without its ending."""

    id: str

    @property
    def seconds(self) -> float:
        """The timed total in seconds; a wait adds what its delay still needs."""
        return max(guide_seconds(self.steps), float(self.delay or 0))

    @property
    def about_seconds(self) -> float:
        """About how long it takes: as the file says, or to the half minute.

        Questions count too; a delay covers them.
        """
        if self.takes is not None:
            return max(self.takes, self.seconds)
        questions = sum(step.answer_seconds for step in self.steps)
        if self.delay or not questions:
            return self.seconds
        total = guide_seconds(self.steps) + questions
        return max(self.seconds, round(total / _HALF_MINUTE) * _HALF_MINUTE)


def guide_seconds(steps: Sequence[Step | None]) -> float:
    """Return the seconds of the timed steps, without waits."""
    total = 0.0
    for step in steps:
        if isinstance(step, Say):
            total += step.seconds or 0
        elif isinstance(step, Breathe):
            total += step.round_seconds * step.total_rounds
        elif isinstance(step, Tense):
            total += step.tense + step.release
    return total
