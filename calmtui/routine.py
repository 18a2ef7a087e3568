"""What a routine file may say: types and checks. Pure: text in, a frozen Routine or its problems out."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from calmtui.clean import clean
from calmtui.tomlfile import FileProblem, Problem, line_of, parse

MAX_SECONDS = 24 * 3600
MAX_GUIDE_SECONDS = 12 * 3600
MAX_STEPS = 1000

What = Literal["anxiety", "pull"]
Shape = Literal["square", "orb", "sea", "figure", "text"]
PhaseKind = Literal["inhale", "top_up", "hold", "exhale", "rest", "tense", "release", "say", "wait"]

GROUPS = {
    "breathe": "Breathe",
    "body": "Body",
    "ground": "Ground",
    "urge": "Ride the urge",
    "feel": "Feel and soften",
    "grow": "Grow steadier",
}
CAUTIONS = {
    "holds": "Skip holds if pregnant, with heart, blood-pressure or lung conditions, seizures, fainting, "
    "or when holding brings panic.",
    "air": "Stop or breathe smaller if dizzy, tingling or short of air. Sit or lie; never while driving, "
    "in water or standing on something.",
    "muscle": "Half strength, no pain. Leave out parts with injury, spasm, recent surgery, jaw or neck "
    "trouble, or (belly) pregnancy. Keep breathing, no straining.",
    "rest": "Relaxing makes some people more anxious. If it climbs by 2 or more, stop and try five senses or a walk.",
    "body": "Eyes may stay open. Skip any area that brings pain or memories.",
    "cold": "Not with heart disease or irregular pulse, beta-blockers, pregnancy, cold allergy or Raynaud, "
    "breathing difficulty, brain injury or an eating disorder unless a clinician agrees. Water not below "
    "10 C / 50 F, at most 30 seconds. Move at your own level.",
    "safe": "If you fear being hurt, threatened or controlled, skip this and press !",
    "ritual": "Once per trigger per day; repeating it can turn into checking.",
    "soft": "Kindness can sting or bring tears. Neutral is enough; stop any time.",
    "loss": "May bring grief. Choose someone else, an animal, a place, or skip.",
}
Group = Literal["breathe", "body", "ground", "urge", "feel", "grow"]
Caution = Literal["holds", "air", "muscle", "rest", "body", "cold", "safe", "ritual", "soft", "loss"]

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?\s*[hms]\s*)+")


class Seconds(float):
    """A length of time above 0 and at most 24 h, in seconds; in a file a number or a string such as "1h 30m"."""

    @classmethod
    def read(cls, value: object) -> Seconds:
        """Check a value from a file; raises ValueError that says what was expected."""
        if isinstance(value, str) and _DURATION.fullmatch(value.strip()):
            value = sum(float(n) * _UNITS[unit] for n, unit in re.findall(r"(\d+(?:\.\d+)?)\s*([hms])", value))
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError('expected seconds as a number above 0, or a string such as "90s" or "1h 30m"')
        if not (math.isfinite(value) and value > 0):
            raise ValueError("expected a number above 0")
        if value > MAX_SECONDS:
            raise ValueError("expected at most 24 h")
        return cls(value)


class Text(str):
    """Words for the screen, cleaned when read."""

    @classmethod
    def read(cls, value: object) -> Text:
        """Check a value from a file; raises ValueError that says what was expected."""
        if not isinstance(value, str):
            raise ValueError("expected text in quotes")
        text = clean(value).strip()
        if not text:
            raise ValueError("expected text that is not empty")
        return cls(text)


Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Rounds = Annotated[int, Meta(ge=1, le=10_000)]


class _Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    text: Text


class Say(_Step, tag="say", frozen=True, kw_only=True):
    """A text for `seconds`, or until a key when they are absent."""

    seconds: Seconds | None = None


class Breathe(_Step, tag="breathe", frozen=True, kw_only=True):
    """Rounds of breathing; each phase in seconds, in the order inhale, top_up, hold, exhale, rest."""

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
        round_seconds = sum(seconds for _, seconds in self.phases)
        return max(1, round((self.minutes or 0) * 60 / round_seconds))


class Tense(_Step, tag="tense", frozen=True, kw_only=True):
    """One muscle part: tighten for `tense` seconds, let go for `release` seconds."""

    part: Text
    tense: Seconds
    release: Seconds


class Ask(_Step, tag="ask", frozen=True, kw_only=True):
    """A question answered in writing; kept in the journal only with `keep`.

    With `park` the words stay on this machine while the run lasts, and are shown again at its end.
    """

    keep: Key | None = None
    park: bool = False
    lines: Annotated[int, Meta(ge=1, le=20)] = 1


class Choose(_Step, tag="choose", frozen=True, kw_only=True):
    """A question with options, one or `many`; kept in the journal only with `keep`.

    With `things` the person's own things to do stand first, and what is picked is named in the wait.
    """

    things: bool = False
    options: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=36)]
    many: bool = False
    keep: Key | None = None


class RateStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="rate", kw_only=True):
    """A rating in the middle. Behind the last timed step it is the after-rating itself."""

    what: What
    text: Text | None = None


class Wait(_Step, tag="wait", frozen=True, kw_only=True):
    """Fills what is left of the delay before the timed steps behind it.

    Asks for the pull every `check_in` seconds, or between its `parts`, with the text `question`.
    """

    check_in: Seconds | None = None
    parts: Annotated[int, Meta(ge=2, le=12)] | None = None
    question: Text | None = None
    prompts: Annotated[tuple[Text, ...], Meta(max_length=100)] = ()


class DelayStep(_Step, tag="delay", frozen=True, kw_only=True):
    """Asks how long the delay is to be, from the file's `delays`; it runs meanwhile."""


class Line(_Step, tag="line", frozen=True, kw_only=True):
    """A line to send or say, which can be copied; `{time}` in it is when the delay ends, `{minutes}` its length."""

    line: Text


class Safety(_Step, tag="safety", frozen=True, kw_only=True):
    """Asks whether fear is part of this: no, yes, not sure. Written nowhere; the last two lead to help."""


class Decide(_Step, tag="decide", frozen=True, kw_only=True):
    """The end of an urge: the parked words, then five choices of the same weight."""


Step = Say | Breathe | Tense | Ask | Choose | RateStep | Wait | DelayStep | Line | Safety | Decide


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    format: Literal[1]
    title: Text
    summary: Text
    group: Group
    evidence: Literal["B", "C"]
    source: Text
    cautions: tuple[Caution, ...] = ()
    shape: Shape | None = None
    rate: tuple[What, ...] = ("anxiety",)
    delay: Seconds | None = None
    delays: tuple[Seconds, ...] = ()
    steps: Annotated[tuple[Any, ...], Meta(min_length=1, max_length=MAX_STEPS)]


class Routine(_Head, frozen=True, kw_only=True):
    """What one TOML file describes. `id` is the file's name without its ending."""

    id: str
    steps: tuple[Step, ...]

    @property
    def seconds(self) -> float:
        """The timed total in seconds; a wait adds what its delay still needs."""
        return max(guide_seconds(self.steps), float(self.delay or 0))


def guide_seconds(steps: tuple[Step, ...]) -> float:
    """Sum the seconds of the timed steps, waits left out."""
    total = 0.0
    for step in steps:
        if isinstance(step, Say):
            total += step.seconds or 0
        elif isinstance(step, Breathe):
            total += sum(seconds for _, seconds in step.phases) * step.total_rounds
        elif isinstance(step, Tense):
            total += step.tense + step.release
    return total


def _hook(kind: type, value: object) -> object:
    if kind in (Seconds, Text):
        return kind.read(value)
    raise NotImplementedError


def read_routine(text: str, id: str, file: str, partner: str = "your partner") -> Routine:
    """Read one routine from TOML text.

    `partner` fills the `{partner}` placeholder. Raises FileProblem with every fault that was found.
    """
    data = parse(text, file)
    problems: list[Problem] = []

    def report(where: str, message: str) -> None:
        problems.append(Problem(file, line_of(text, where), where, message))

    head = _convert(data, _Head, "", report)
    steps: list[Step] = []
    raw = data.get("steps")
    for index, item in enumerate(raw[:MAX_STEPS] if isinstance(raw, list) else ()):
        where = f"steps[{index}]"
        step = _convert(item, Step, where, report)
        if step is not None:
            _check_step(step, where, report)
            steps.append(step)
    if head is not None and not problems:
        _check_whole(head, tuple(steps), report)
    if problems or head is None:
        raise FileProblem(*sorted(problems, key=lambda problem: problem.line))
    fields = {name: getattr(head, name) for name in head.__struct_fields__}
    routine = Routine(**{**fields, "id": id, "steps": tuple(steps)})
    return _fill(routine, partner) if "{partner}" in text else routine


T = TypeVar("T")


def _convert(value: object, kind: Any, where: str, report: Any) -> Any:
    """Check one value against a type; reports the fault and gives None when it doesn't fit."""
    try:
        return msgspec.convert(value, kind, dec_hook=_hook)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        path = re.sub(r"^(key in )?\$", "", path.rstrip("`"))
        unknown = re.search(r"unknown field `(.*)`", message)
        if unknown:
            path += f".{clean(unknown[1])}"
            message = f"unknown key{_nearest(unknown[1], kind, value)}"
        missing = re.search(r"missing required field `(.*)`", message)
        if missing:
            path += f".{missing[1]}"
            message = "missing, expected this key"
        report(f"{where}{path}".strip("."), _plain(message, kind))
    except (RecursionError, OverflowError):
        report(where, "expected a smaller value")
    return None


_KINDS = "say, breathe, tense, ask, choose, rate, wait, delay, line, safety or decide"
_NAMES = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
}


def _plain(message: str, kind: Any) -> str:
    """Say msgspec's finding in the words of this format."""
    if message.startswith("Invalid enum value"):
        found = clean(message.removeprefix("Invalid enum value ").strip("'"))
        return f"'{found}' is not one of the words this key takes"
    if message.startswith("Invalid value"):
        found = clean(message.removeprefix("Invalid value ").strip("'"))
        return f"unknown step kind '{found}', expected {_KINDS}"
    expected = re.match(r"Expected `([^`]*)`(?:, got `([^`]*)`)?(.*)", message)
    if expected:
        wanted = " or ".join(_NAMES.get(name.strip(), name.strip()) for name in expected[1].split("|"))
        got = f", found {_NAMES.get(expected[2], expected[2])}" if expected[2] else ""
        return f"expected {wanted}{got}{expected[3]}"
    return message[:1].lower() + message[1:]


def _nearest(key: str, kind: Any, value: object) -> str:
    from difflib import get_close_matches  # 4 ms, only on a fault

    names: list[str] = []
    tag = value.get("kind") if isinstance(value, dict) else None
    structs: Any = [kind] if isinstance(kind, type) else kind.__args__
    for struct in structs:
        if isinstance(kind, type) or struct.__struct_config__.tag == tag:
            names += struct.__struct_fields__
    close = get_close_matches(key, names, 1)
    return f", did you mean {close[0]}?" if close else ""


def _check_step(step: Step, where: str, report: Any) -> None:
    if isinstance(step, Breathe):
        if not step.phases:
            report(where, "expected at least one of inhale, top_up, hold, exhale, rest")
        if (step.rounds is None) == (step.minutes is None):
            report(where, "expected either rounds or minutes")
        if step.minutes is not None and not 0 < step.minutes <= MAX_GUIDE_SECONDS / 60:
            report(f"{where}.minutes", "expected a number above 0, at most 720")
    if isinstance(step, Choose) and len(set(step.options)) < len(step.options):
        report(f"{where}.options", "expected every option once")
    if isinstance(step, Ask) and step.park and step.keep:
        report(f"{where}.park", "expected either park or keep")
    if isinstance(step, Wait) and step.parts and step.check_in:
        report(f"{where}.parts", "expected either parts or check_in")


def _check_whole(head: _Head, steps: tuple[Step, ...], report: Any) -> None:
    for name in ("rate", "cautions", "delays"):
        values = getattr(head, name)
        if len(set(values)) < len(values):
            report(name, "expected every entry once")
    if guide_seconds(steps) > MAX_GUIDE_SECONDS:
        report("steps", "expected at most 12 h of timed steps")
    kept: set[str] = set()
    waits = 0
    for index, step in enumerate(steps):
        keep = getattr(step, "keep", None)
        if keep in kept:
            report(f"steps[{index}].keep", f"'{keep}' is used twice")
        kept |= {keep} if keep else set()
        if isinstance(step, Wait):
            waits += 1
            if head.delay is None:
                report(f"steps[{index}]", "expected a delay at the top of the file for a wait to fill")
            if waits > 1:
                report(f"steps[{index}]", "expected at most one wait")
        elif isinstance(step, DelayStep | Line | Decide) and head.delay is None:
            report(f"steps[{index}]", "expected a delay at the top of the file")
        if isinstance(step, DelayStep) and not head.delays:
            report(f"steps[{index}]", "expected delays at the top of the file to pick from")
        if isinstance(step, Decide) and index < len(steps) - 1:
            report(f"steps[{index}]", "expected decide to be the last step")
    if waits == 0 and any(isinstance(step, Decide) for step in steps):
        report("steps", "expected a wait before decide, for those who choose to wait ten more")
    if sum(isinstance(step, Ask) and step.park for step in steps) > 1:
        report("steps", "expected at most one step that parks words")
    if head.delays and head.delay is None:
        report("delays", "expected a delay as well")


def _fill(routine: Routine, partner: str) -> Routine:
    """Put the person's own word for their partner in every text; no other placeholders exist."""

    def fill(value: Any) -> Any:
        if isinstance(value, Text):
            return Text(value.replace("{partner}", partner))
        if isinstance(value, tuple):
            return tuple(fill(item) for item in value)
        if isinstance(value, msgspec.Struct):
            return msgspec.structs.replace(value, **{n: fill(getattr(value, n)) for n in value.__struct_fields__})
        return value

    filled = fill(routine)
    assert isinstance(filled, Routine)
    return filled
