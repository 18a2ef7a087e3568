"""Checks of a routine that span several keys. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from calmtui.content.gate import Gate
from calmtui.content.gate_rules import check_gate
from calmtui.content.lists import CardStep
from calmtui.content.question_steps import Ask, Choose
from calmtui.content.report import CountingReport, ProblemReport
from calmtui.content.routine import (
    LEAST_PHASE,
    MAX_GUIDE_SECONDS,
    MAX_PHASES,
    Breathe,
    GuideStep,
    Say,
    Step,
    Tense,
    guide_seconds,
)
from calmtui.content.urge_steps import Decide, DelayStep, Line, Wait
from calmtui.text.i18n import _, format_number

_TIMES = ("{time}", "{minutes}", "{later}")  # what a line says of a delay
_UNIQUE_LISTS = ("rate", "cautions", "delays", "lengths")


def check_routine(head: Any, steps: Sequence[Step | None], report: ProblemReport) -> None:
    """Report what no single key shows.

    `head` has the keys of a File; a step that has a problem of its own is None.
    """
    sound = list(steps)
    for index, step in enumerate(steps):
        step_report = CountingReport(report)
        if step is not None:
            _check_step(step, f"steps[{index}]", step_report)
        if step_report.count:
            sound[index] = None
    _check_unique_lists(head, report)
    _check_cares(sound, report)
    _check_size(sound, report)
    _check_keeps(sound, report)
    _check_delay(head, sound, report)
    _check_decide(sound, report)
    _check_parks(sound, report)
    if head.delays and head.delay is None:
        report("delays", _("expected a delay as well"), _("none"))
    _check_lengths(head, sound, report)


def _check_step(step: Step, where: str, report: ProblemReport) -> None:
    match step:
        case Breathe():
            _check_breathe(step, where, report)
        case Tense():
            phases = (("tense", step.tense), ("release", step.release))
            _check_phases(phases, where, report)
        case Say(most=most) if most and (step.seconds or most) > most:
            message = _("expected no more than its most of {n} s").format(n=format_number(most))
            report(f"{where}.seconds", message)
        case Choose(options=options) if len(set(options)) < len(options):
            report(f"{where}.options", _("expected every option once"), _("one twice"))
        case Choose(options=options, marks=marks) if marks and len(marks) != len(options):
            message = _("expected as many as there are options, {n}").format(n=len(options))
            report(f"{where}.marks", message, str(len(marks)))
        case Ask(park=True, keep=str()):
            report(f"{where}.park", _("expected either park or keep"), _("both"))
        case Ask(may_keep=str()) if step.keep or step.park:
            message = _("expected only one of keep, may_keep and park")
            report(f"{where}.may_keep", message, _("two"))
        case Gate():
            check_gate(step, where, report)
        case Wait(parts=int(), check_in=float()):
            report(f"{where}.parts", _("expected either parts or check_in"), _("both"))


def _check_phases(phases: Iterable[tuple[str, float]], where: str, report: ProblemReport) -> None:
    for name, seconds in phases:
        if seconds < LEAST_PHASE:
            message = _("expected at least {n} s").format(n=format_number(LEAST_PHASE))
            report(f"{where}.{name}", message)


def _check_breathe(step: Breathe, where: str, report: ProblemReport) -> None:
    _check_phases(step.phases, where, report)
    if not step.phases:
        message = _("expected at least one of inhale, top_up, hold, exhale, rest")
        report(where, message, _("none"))
    if step.rounds is None and step.minutes is None:
        report(where, _("expected either rounds or minutes"), _("neither"))
    if step.rounds is not None and step.minutes is not None:
        report(where, _("expected either rounds or minutes"), _("both"))
    if step.minutes is None:
        return
    if not 0 < step.minutes <= MAX_GUIDE_SECONDS / 60:
        report(f"{where}.minutes", _("expected a number above 0, at most 720"))
    elif step.phases and step.minutes * 60 < step.round_seconds:
        message = _("expected time for one round of {n} s")
        report(f"{where}.minutes", message.format(n=format_number(step.round_seconds)))


def _check_unique_lists(head: Any, report: ProblemReport) -> None:
    for name in _UNIQUE_LISTS:
        values = getattr(head, name)
        if len(set(values)) < len(values):
            report(name, _("expected every entry once"), _("one twice"))


def _check_cares(steps: Sequence[Step | None], report: ProblemReport) -> None:
    """Check that a `care` can be read on the step before it."""
    message = _("expected care behind say, breathe or tense, to be seen in time")
    for index, step in enumerate(steps):
        where = f"steps[{index}].care"
        if not (isinstance(step, GuideStep) and step.care):
            continue
        if index == 0:
            report(where, message, _("it on the first"))
        elif not isinstance(steps[index - 1], GuideStep | None):
            report(where, message, _("it behind a question"))


def _check_size(steps: Sequence[Step | None], report: ProblemReport) -> None:
    seconds = guide_seconds(steps)
    if seconds > MAX_GUIDE_SECONDS:
        hours = format_number(seconds / 3600, ".1f")
        report("steps", _("expected at most 12 h of timed steps"), f"{hours} h")
    phases = sum(len(step.phases) * step.total_rounds for step in _breaths(steps))
    if phases > MAX_PHASES:
        message = _("expected at most {n} phases of breathing, all rounds together")
        report("steps", message.format(n=f"{MAX_PHASES:,}"), f"{phases:,}")


def _check_keeps(steps: Sequence[Step | None], report: ProblemReport) -> None:
    seen: set[str] = set()
    for index, step in enumerate(steps):
        if step is None:
            continue
        if isinstance(step, Gate) and step.by and step.by not in seen:
            message = _("expected the keep of a question before it")
            report(f"steps[{index}].by", message)
        if isinstance(step, CardStep):
            for name in ("when", "want", "then"):
                if getattr(step, name) not in (None, *seen):
                    message = _("expected the keep of a question before it")
                    report(f"steps[{index}].{name}", message)
        keep = step.kept_as
        if keep is None:
            continue
        if keep in seen:
            found = _("'{keep}' twice").format(keep=keep)
            report(f"steps[{index}].keep", _("expected every keep once"), found)
        seen.add(keep)


def _check_delay(head: Any, steps: Sequence[Step | None], report: ProblemReport) -> None:
    """Check the steps that need the delay at the top of the file."""
    waits = 0
    for index, step in enumerate(steps):
        where = f"steps[{index}]"
        if isinstance(step, Wait):
            waits += 1
            _check_wait(step, where, head.delay, report)
            if waits > 1:
                report(where, _("expected at most one wait"), str(waits))
        elif _needs_delay(step) and head.delay is None:
            report(where, _("expected a delay at the top of the file"), _("none"))
        if isinstance(step, DelayStep) and not head.delays:
            report(where, _("expected delays at the top of the file to pick from"), _("none"))


def _needs_delay(step: Step | None) -> bool:
    if isinstance(step, Line):
        return any(time in step.line for time in _TIMES)
    return isinstance(step, DelayStep) or (isinstance(step, Decide) and not step.opens)


def _check_wait(step: Wait, where: str, delay: float | None, report: ProblemReport) -> None:
    if delay is None:
        message = _("expected a delay at the top of the file for a wait to fill")
        report(where, message, _("none"))
    elif step.check_in and step.check_in > delay:
        message = _("expected at most the delay of {n} s").format(n=format_number(delay))
        report(f"{where}.check_in", message)


def _check_decide(steps: Sequence[Step | None], report: ProblemReport) -> None:
    decides = {index: step for index, step in enumerate(steps) if isinstance(step, Decide)}
    for index in decides:
        if index < len(steps) - 1:
            report(f"steps[{index}]", _("expected decide to be the last step"))
    if any(not step.opens for step in decides.values()) and not any(
        isinstance(step, Wait) for step in steps
    ):
        message = _("expected a wait before decide, for those who choose to wait ten more")
        report("steps", message, _("none"))


def _check_parks(steps: Sequence[Step | None], report: ProblemReport) -> None:
    parks = sum(isinstance(step, Ask) and step.park for step in steps)
    if parks > 1:
        report("steps", _("expected at most one step that parks words"), str(parks))


def _check_lengths(head: Any, steps: Sequence[Step | None], report: ProblemReport) -> None:
    least = sum(step.round_seconds for step in _breaths(steps))
    message = _("expected at least {n} s, one round of each breath")
    for index, length in enumerate(head.lengths):
        if length < least:
            report(f"lengths[{index}]", message.format(n=format_number(least)))


def _breaths(steps: Iterable[Step | None]) -> list[Breathe]:
    return [step for step in steps if isinstance(step, Breathe)]
