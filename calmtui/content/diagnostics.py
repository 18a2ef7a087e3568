"""Find every problem of a routine file, key by key: what was expected, and what was found. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from calmtui.content.report import CountingReport, ProblemReport
from calmtui.content.routine import MAX_STEPS, File, Step
from calmtui.content.rules import check_routine
from calmtui.content.toml import LineIndex, Problem
from calmtui.content.values import decode_hook
from calmtui.text.i18n import N_, _, join_with_or
from calmtui.text.sanitize import mark_invisible

_MAX_PROBLEMS = 100  # a file with more has one problem many times
_MAX_KEY = 60  # characters that are shown
_MAX_TEXT = 40
_MAX_INTEGER = 10**15  # a greater one is shown in words
_KINDS: dict[str, Any] = {struct.__struct_config__.tag: struct for struct in get_args(Step)}
_LISTS = ("cautions", "rate", "delays", "lengths")
_TYPE_NAMES = {
    "str": N_("text in quotes"),
    "int": N_("a whole number"),
    "float": N_("a number"),
    "bool": N_("true or false"),
    "array": N_("a list"),
    "object": N_("a table"),
}


def find_problems(data: dict[str, Any], text: str, file: str) -> list[Problem]:
    """Return all problems of the parsed `data` of a file, with the lines of its `text`."""
    lines = LineIndex(text)
    problems: list[Problem] = []

    def report(where: str, message: str, found: str | None = None) -> None:
        if len(problems) < _MAX_PROBLEMS:
            if found is None:
                found = format_value(_value_at(data, where))
            problems.append(Problem(file, lines.line(where), where, message, found))

    head = {name: field.default for name, field in _fields(File).items()}
    head |= dict.fromkeys(_LISTS, ())
    head |= _valid_items(data, File, "", report)
    raw = data.get("steps")
    if not isinstance(raw, list):
        raw = []
    steps = [_read_step(item, f"steps[{i}]", report) for i, item in enumerate(raw[:MAX_STEPS])]
    if "delay" in data and not isinstance(head["delay"], float):
        head["delay"] = float("inf")  # there is one, and its own problem is told
    check_routine(SimpleNamespace(**head), steps, report)
    return problems


def format_value(value: object) -> str:
    """Return a value as it was written, short."""
    match value:
        case None:
            return ""
        case str():
            text = mark_invisible(value)
            return f"'{text[: _MAX_TEXT - 3]}...'" if len(text) > _MAX_TEXT else f"'{text}'"
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.12g}"
        case int():
            return f"{value:.12g}" if abs(value) < _MAX_INTEGER else _("a huge number")
        case list():
            return _("a list of {n}").format(n=len(value))
        case dict():
            return _("a table")
    return _("a date or time")


def _value_at(data: Any, where: str) -> Any:
    """Return the value at a path such as `steps[2].seconds`; None for a table, or nothing."""
    for name in where.replace("[", ".[").split("."):
        try:
            data = data[int(name[1:-1])] if name.startswith("[") else data[name]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    if isinstance(data, dict):
        return None
    return data


def _fields(struct: Any) -> dict[str, Any]:
    return {field.name: field for field in msgspec.structs.fields(struct)}


def _read_step(item: object, where: str, report: ProblemReport) -> Any:
    """Return a step, or None for one with a problem, which is reported."""
    if not isinstance(item, dict):
        report(where, _("expected {what}").format(what=_("a table")), format_value(item))
        return None
    kind = item.get("kind")
    struct = None
    if isinstance(kind, str):
        struct = _KINDS.get(kind)
    if struct is None:
        _report_kind(kind, f"{where}.kind", report)
        return None
    step_report = CountingReport(report)
    table = {key: value for key, value in item.items() if key != "kind"}
    values = dict(_valid_items(table, struct, where, step_report))
    if step_report.count:
        return None
    return struct(**values)


def _report_kind(kind: object, where: str, report: ProblemReport) -> None:
    expected = _("expected {what}").format(what=join_with_or(list(_KINDS)))
    if kind is None:
        report(where, _("missing, {expected}").format(expected=expected), "")
    else:
        report(where, expected + did_you_mean(str(kind), list(_KINDS)), format_value(kind))


def _valid_items(
    table: dict[str, Any], struct: Any, where: str, report: ProblemReport
) -> Iterator[tuple[str, Any]]:
    """Yield the keys of a table that are well, with their values; the others are reported."""
    fields = _fields(struct)
    prefix = f"{where}.".removeprefix(".")
    for key, value in islice(table.items(), _MAX_PROBLEMS):
        name = f"{prefix}{mark_invisible(key)[:_MAX_KEY]}"
        if key not in fields:
            report(name, _("unknown key") + did_you_mean(key, list(fields)), "")
        elif key == "steps":
            _check_steps(value, name, report)
        else:
            value_report = CountingReport(report)
            read = _read_value(value, fields[key].type, name, value_report)
            if not value_report.count:
                yield key, read
    for key, field in fields.items():
        if field.required and key not in table:
            report(f"{prefix}{key}", _("missing, expected this key"), "")


def _check_steps(value: object, name: str, report: ProblemReport) -> None:
    if not isinstance(value, list) or not value:
        report(name, _("expected at least one [[steps]] table"))
    elif len(value) > MAX_STEPS:
        report(name, _("expected at most {n} steps").format(n=MAX_STEPS), str(len(value)))


def _read_value(value: object, kind: Any, name: str, report: ProblemReport) -> Any:
    """Return a value as its kind has it; what is wrong with it is reported, item by item."""
    items = _item_kind(kind)
    if items is not None and isinstance(value, list):
        item_report = CountingReport(report)
        for index, item in enumerate(value[:_MAX_PROBLEMS]):
            _read_value(item, items, f"{name}[{index}]", item_report)
        if item_report.count:
            return None
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        struct_report = CountingReport(report)
        values = dict(_valid_items(value, kind, name, struct_report))
        return None if struct_report.count else kind(**values)
    try:
        return msgspec.convert(value, kind, dec_hook=decode_hook)
    except (msgspec.ValidationError, RecursionError, OverflowError) as error:
        report(name, expected_text(error, kind))
        return None


def _item_kind(kind: Any) -> Any:
    """Return what a list's items are, or None for a kind that is no list."""
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) is not tuple:
        return None
    return get_args(kind)[0]


def expected_text(error: Exception, kind: Any) -> str:
    """Return what msgspec finds wrong with a value of this kind in the words of this format."""
    message = str(error).partition(" - at `")[0]
    if choices := _choices(kind):
        return _("expected {what}").format(what=join_with_or(choices))
    if "matching regex" in message and "A-Z" in message:
        return _("expected the id of a routine, such as long-exhale")
    if "matching regex" in message:
        return _("expected a small letter, then at most 39 small letters, digits and _")
    if not message.startswith("Expected `"):
        return message[:1].lower() + message[1:]  # a message of this format's own types
    types, _tick, rest = message.removeprefix("Expected `").partition("`")
    names = dict.fromkeys(_TYPE_NAMES.get(name.strip(), "") for name in types.split("|"))
    what = join_with_or([_(name) for name in names if name])
    if bound := re.match(r"(?: of length)? ([<>])= (\S+?)(?:,|$)", rest):
        limited = _("{what} of at least {n}")
        if bound[1] == "<":
            limited = _("{what} of at most {n}")
        what = limited.format(what=what, n=bound[2])
    return _("expected {what}").format(what=what)


def _choices(kind: Any) -> list[str]:
    """Return the values that a kind allows, as they are written, if it names them."""
    if get_origin(kind) is tuple:
        return []
    kinds = (kind, *get_args(kind))
    values = [value for one in kinds if get_origin(one) is Literal for value in get_args(one)]
    return [f'"{value}"' if isinstance(value, str) else str(value) for value in values]


def did_you_mean(name: str, names: list[str]) -> str:
    """Return the nearest of the known names as the end of a sentence; empty when none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - 4 ms, only for an unknown name

    close = get_close_matches(name, names, 1)
    if not close:
        return ""
    return _(", did you mean {name}?").format(name=close[0])
