"""The routine format: its types, each with what its keys may hold. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from calmtui.content.compose import Compose
from calmtui.content.gate import Gate
from calmtui.content.lists import CardStep, PersonStep
from calmtui.content.reread import Reread
from calmtui.content.step import BaseStep, Key, RoutineId, What
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


class Say(BaseStep, tag="say", frozen=True, kw_only=True):
    """A text for `seconds`, or without them until a key; at most for `most` when stretched."""

    part: Text | None = None
    care: Text | None = None
    marks: Text | None = None
    seconds: Seconds | None = None
    most: Seconds | None = None


class Breathe(BaseStep, tag="breathe", frozen=True, kw_only=True):
    """Rounds of breathing, each phase in seconds: inhale, top_up, hold, exhale, rest."""

    part: Text | None = None
    care: Text | None = None
    marks: Text | None = None
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


class Tense(BaseStep, tag="tense", frozen=True, kw_only=True):
    """One muscle part: tighten for `tense` seconds, let go for `release` seconds.

    `marks` is the part's name in English where `part` is not: for the figure, and for what leaves
    it out.
    """

    part: Text
    care: Text | None = None
    marks: Text | None = None
    tense: Seconds
    release: Seconds


class Ask(BaseStep, tag="ask", frozen=True, kw_only=True):
    """A question answered in writing; kept in the journal only with `keep`.

    With `may_keep` it is kept if the person says so; the last question of those with the same one
    asks. With `park` the words stay on this machine while the run lasts, and are shown again at its
    end.
    """

    keep: Key | None = None
    may_keep: Key | None = None
    park: bool = False
    lines: Annotated[int, Meta(ge=1, le=20)] = 1


class Choose(BaseStep, tag="choose", frozen=True, kw_only=True):
    """A question with options, one or `many`; kept in the journal only with `keep`.

    With `things` the user's own things to do stand first, and what is picked is named in the wait.
    `marks` are the options in English where `options` are not: kept beside what is picked, so that
    the same is counted as one in every language.
    """

    things: bool = False
    options: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=36)]
    many: bool = False
    keep: Key | None = None
    marks: tuple[Text, ...] = ()

    def marks_of(self, picked: tuple[str, ...]) -> tuple[str, ...]:
        """Return what stands for what was picked in every language; none where nothing does."""
        if not self.marks:
            return ()
        marks: dict[str, str] = dict(zip(self.options, self.marks, strict=True))
        return tuple(str(marks.get(option, option)) for option in picked)


class RateStep(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="rate",
    kw_only=True,
):
    """A rating in the middle. Behind the last timed step it is the after-rating itself."""

    what: What
    text: Text | None = None


class Wait(BaseStep, tag="wait", frozen=True, kw_only=True):
    """Fills what is left of the delay before the timed steps behind it.

    Asks for the pull every `check_in` seconds, or between its `parts`, with the text `question`.
    """

    check_in: Seconds | None = None
    parts: Annotated[int, Meta(ge=2, le=12)] | None = None
    question: Text | None = None
    prompts: Annotated[tuple[Text, ...], Meta(max_length=100)] = ()


class DelayStep(BaseStep, tag="delay", frozen=True, kw_only=True):
    """Asks how long the delay is to be, from the file's `delays`; it runs meanwhile."""


class Line(BaseStep, tag="line", frozen=True, kw_only=True):
    """A line to send or say, which can be copied.

    In it `{time}` is when the delay ends, `{minutes}` its length, and `{later}` when a second one
    that began now would end.
    """

    line: Text


class Safety(BaseStep, tag="safety", frozen=True, kw_only=True):
    """Asks whether fear is part of this: no, yes, not sure.

    The answer is written nowhere; the last two lead to help.
    """


class Decide(BaseStep, tag="decide", frozen=True, kw_only=True):
    """The end of an urge: the parked words, then five choices of the same weight."""


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
        questions = sum(map(answer_seconds, self.steps))
        if self.delay or not questions:
            return self.seconds
        total = guide_seconds(self.steps) + questions
        return max(self.seconds, round(total / _HALF_MINUTE) * _HALF_MINUTE)


def answer_seconds(step: Step) -> float:
    """Return about how long a step takes that has no time of its own."""
    match step:
        case Ask():
            return 8.0 + 20.0 * step.lines
        case Say(seconds=None) | Choose() | Line() | Reread():
            return 10.0
        case CardStep() | PersonStep():
            return 30.0
        case Compose():
            return 20.0 * len(step.fields)
        case RateStep() | Safety() | DelayStep() | Gate():
            return 5.0
    return 0.0


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
