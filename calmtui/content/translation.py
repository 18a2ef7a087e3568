"""A routine in another language: a file with the same texts, step by step, and no seconds. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from calmtui.content.reader import fill_placeholders
from calmtui.content.routine import PARTNER, Breathe, Keywords, Routine, Say, Step, Tense, Text
from calmtui.content.rules import Report
from calmtui.content.toml import FileError, LineIndex, Problem, parse
from calmtui.text.i18n import _
from calmtui.text.sanitize import single_line

_HEAD = ("title", "summary", "source")
_OPTIONAL = {"source"}


def apply_translation(routine: Routine, text: str, file: str, partner: str = PARTNER) -> Routine:
    """The routine with the texts of a translation; everything else is the routine's own.

    Raises FileError with every fault: a text too many or missing, another number of steps or options.
    """
    data = parse(text, file)
    places = LineIndex(text)
    problems: list[Problem] = []

    def report(where: str, message: str, found: str | None = None) -> None:
        problems.append(Problem(file, places.line(where), where, message, found or ""))

    raw = data.pop("steps", [])
    keywords = _keywords(data.pop("keywords", routine.keywords), report)
    head = _texts({name: getattr(routine, name) for name in _HEAD}, data, "", report)
    steps: list[Step] = []
    if not isinstance(raw, list) or len(raw) != len(routine.steps):
        found = str(len(raw)) if isinstance(raw, list) else _("none")
        report(
            "steps",
            _("expected {n} [[steps]] tables as in the routine").format(n=len(routine.steps)),
            found,
        )
        raw = []
    for index, (step, table) in enumerate(zip(routine.steps, raw, strict=False)):
        where = f"steps[{index}]"
        if not isinstance(table, dict):
            report(where, _("expected {what}").format(what=_("a table")))
            continue
        tag = step.__struct_config__.tag
        kind = table.pop("kind", tag)
        if kind != tag:
            found = f"'{single_line(str(kind))[:40]}'"
            report(f"{where}.kind", _("expected {kind} as in the routine").format(kind=tag), found)
        own = {
            name: value for name in step.__struct_fields__ if _is_text(value := getattr(step, name))
        }
        own.pop("marks", None)
        texts = _texts(own, table, f"{where}.", report)
        if isinstance(step, Say | Breathe | Tense) and step.part:
            texts["marks"] = (
                step.marks or step.part
            )  # what is shown and left out does not depend on the language
        steps.append(msgspec.structs.replace(step, **texts))
    if problems:
        raise FileError(*sorted(problems, key=lambda problem: problem.line))
    made = msgspec.structs.replace(routine, **head, keywords=keywords, steps=tuple(steps))
    return fill_placeholders(made, partner) if "{partner}" in text else made


def _keywords(value: object, report: Report) -> tuple[str, ...]:
    """Return the keywords of a language, as many as it has; what is wrong with them is reported."""
    try:
        return msgspec.convert(value, Keywords)
    except msgspec.ValidationError as error:
        from calmtui.content.diagnostics import expected_text  # 4 ms, only on a fault

        report("keywords", expected_text(error, Keywords))
        return ()


def _is_text(value: object) -> bool:
    return isinstance(value, Text) or (
        isinstance(value, tuple) and bool(value) and all(isinstance(item, Text) for item in value)
    )


def _texts(
    own: dict[str, Any], table: dict[str, Any], where: str, report: Report
) -> dict[str, Any]:
    """The translated texts of a table that are well; the others are reported."""
    read: dict[str, Any] = {}
    for key, value in table.items():
        if key not in own:
            name = single_line(key)[:60]
            report(
                f"{where}{name}",
                _("expected only texts that the routine has: {keys}").format(keys=", ".join(own)),
                name,
            )
            continue
        try:
            if not isinstance(own[key], tuple):
                read[key] = Text.read(value)
            elif isinstance(value, list) and len(value) == len(own[key]):
                read[key] = tuple(Text.read(item) for item in value)
            else:
                report(
                    f"{where}{key}",
                    _("expected a list of {n} texts as in the routine").format(n=len(own[key])),
                )
        except ValueError as error:
            report(f"{where}{key}", str(error))
    for key in own:
        if key not in table and key not in _OPTIONAL:
            report(f"{where}{key}", _("missing, expected this text"))
    return read
