"""Every fault of a routine file, key by key: what was expected there, and what was found. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from calmtui.content.routine import MAX_STEPS, File, Step, decode_hook
from calmtui.content.rules import Report, check_routine
from calmtui.content.toml import LineIndex, Problem
from calmtui.text.i18n import N_, _, join_with_or
from calmtui.text.sanitize import mark_invisible

_MOST = 100  # a file with more has one fault many times
_KINDS: dict[str, Any] = {struct.__struct_config__.tag: struct for struct in get_args(Step)}
_NAMES = {
    "str": N_("text in quotes"),
    "int": N_("a whole number"),
    "float": N_("a number"),
    "bool": N_("true or false"),
    "array": N_("a list"),
    "object": N_("a table"),
}


def find_problems(data: dict[str, Any], text: str, file: str) -> list[Problem]:
    """All faults of the parsed `data` of a file, with the lines of its `text`."""
    places = LineIndex(text)
    problems: list[Problem] = []

    def report(where: str, message: str, found: str | None = None) -> None:
        if len(problems) < _MOST:
            there = format_value(_at(data, where)) if found is None else found
            problems.append(Problem(file, places.line(where), where, message, there))

    head = {name: field.default for name, field in _fields(File).items()}
    head |= dict.fromkeys(("cautions", "rate", "delays", "lengths"), ())
    for key, value in _table(data, File, "", report):
        head[key] = value
    raw = data.get("steps")
    steps: list[Any] = []
    for index, item in enumerate(raw[:MAX_STEPS] if isinstance(raw, list) else ()):
        steps.append(_step(item, f"steps[{index}]", report))
    if "delay" in data and not isinstance(head["delay"], float):
        head["delay"] = float("inf")  # there is one, and its own fault is told
    check_routine(SimpleNamespace(**head), steps, report)
    return problems


def format_value(value: object) -> str:
    """A value as a person wrote it, short."""
    if isinstance(value, str):
        text = mark_invisible(value)
        return f"'{text[:37]}...'" if len(text) > 40 else f"'{text}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return (
            f"{value:.12g}"
            if isinstance(value, float) or abs(value) < 10**15
            else _("a huge number")
        )
    if isinstance(value, list):
        return _("a list of {n}").format(n=len(value))
    return "" if value is None else _("a table") if isinstance(value, dict) else _("a date or time")


def _at(data: Any, where: str) -> Any:
    for name in where.replace("[", ".[").split("."):
        try:
            data = data[int(name[1:-1])] if name.startswith("[") else data[name]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return None if isinstance(data, dict) else data


def _fields(struct: Any) -> dict[str, Any]:
    return {field.name: field for field in msgspec.structs.fields(struct)}


def _step(item: object, where: str, report: Report) -> Any:
    if not isinstance(item, dict):
        report(where, _("expected {what}").format(what=_("a table")), format_value(item))
        return None
    kind = item.get("kind")
    struct = _KINDS.get(kind) if isinstance(kind, str) else None
    if struct is None:
        expected = _("expected {what}").format(what=join_with_or(list(_KINDS)))
        if kind is None:
            report(f"{where}.kind", _("missing, {expected}").format(expected=expected), "")
        else:
            report(
                f"{where}.kind",
                expected + did_you_mean(str(kind), list(_KINDS)),
                format_value(kind),
            )
        return None
    before: list[str] = []

    def told(where: str, message: str, found: str | None = None) -> None:
        before.append(where)
        report(where, message, found)

    values = dict(
        _table({key: value for key, value in item.items() if key != "kind"}, struct, where, told)
    )
    return None if before else struct(**values)


def _table(
    table: dict[str, Any], struct: Any, where: str, report: Report
) -> Iterator[tuple[str, Any]]:
    """The keys of a table that are well, with their values; the others are reported."""
    fields = _fields(struct)
    dot = f"{where}." if where else ""
    for key, value in islice(table.items(), _MOST):
        name = f"{dot}{mark_invisible(key)[:60]}"
        if key not in fields:
            report(name, _("unknown key") + did_you_mean(key, list(fields)), "")
        elif key == "steps":
            if not isinstance(value, list) or not value:
                report(name, _("expected at least one [[steps]] table"))
            elif len(value) > MAX_STEPS:
                report(name, _("expected at most {n} steps").format(n=MAX_STEPS), str(len(value)))
        else:
            well, read = _value(value, fields[key].type, name, report)
            if well:
                yield key, read
    for key, field in fields.items():
        if field.required and key not in table:
            report(f"{dot}{key}", _("missing, expected this key"), "")


def _value(value: object, kind: Any, name: str, report: Report) -> tuple[bool, Any]:
    items = _items(kind)
    if items is not None and isinstance(value, list):
        every = [
            _value(item, items, f"{name}[{index}]", report)[0]
            for index, item in enumerate(value[:_MOST])
        ]
        if not all(every):
            return False, None
    try:
        return True, msgspec.convert(value, kind, dec_hook=decode_hook)
    except (msgspec.ValidationError, RecursionError, OverflowError) as error:
        report(name, expected_text(error, kind))
        return False, None


def _items(kind: Any) -> Any:
    """What a list's items are, or None for a kind that is no list."""
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def expected_text(error: Exception, kind: Any) -> str:
    """Say what msgspec finds wrong with a value of this kind in the words of this format."""
    message = str(error).partition(" - at `")[0]
    parts = () if get_origin(kind) is tuple else (kind, *get_args(kind))
    words = [word for part in parts if get_origin(part) is Literal for word in get_args(part)]
    if words:
        return _("expected {what}").format(
            what=join_with_or([f'"{w}"' if isinstance(w, str) else str(w) for w in words])
        )
    if "matching regex" in message:
        return _("expected a small letter, then at most 39 small letters, digits and _")
    if not message.startswith("Expected `"):
        return message[:1].lower() + message[1:]  # one of ours
    wanted, _tick, rest = message.removeprefix("Expected `").partition("`")
    names = dict.fromkeys(_NAMES.get(name.strip(), "") for name in wanted.split("|"))
    what = join_with_or([_(name) for name in names if name])
    if bound := re.match(r"(?: of length)? ([<>])= (\S+?)(?:,|$)", rest):
        most = _("{what} of at most {n}") if bound[1] == "<" else _("{what} of at least {n}")
        what = most.format(what=what, n=bound[2])
    return _("expected {what}").format(what=what)


def did_you_mean(name: str, names: list[str]) -> str:
    """The nearest of the known names, as the end of a sentence; empty when none is near."""
    from difflib import get_close_matches  # 4 ms, only on a fault

    close = get_close_matches(name, names, 1)
    return _(", did you mean {name}?").format(name=close[0]) if close else ""
