"""Every fault of a routine file, key by key: what was expected there, and what was found. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from calmtui.clean import one_line
from calmtui.routine import MAX_STEPS, File, Step, check, hook
from calmtui.tomlfile import Places, Problem

_MOST = 100  # a file with more has one fault many times
_KINDS: dict[str, Any] = {struct.__struct_config__.tag: struct for struct in get_args(Step)}
_NAMES = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
}


def faults(data: dict[str, Any], text: str, file: str) -> list[Problem]:
    """All faults of the parsed `data` of a file, with the lines of its `text`."""
    places = Places(text)
    problems: list[Problem] = []

    def report(where: str, message: str) -> None:
        told = "found" in message or message.startswith(("unknown", "missing"))
        found = "" if told else shown(_at(data, where))
        if len(problems) < _MOST:
            problems.append(Problem(file, places.line(where), where, message, found))

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
    check(SimpleNamespace(**head), steps, report)
    return problems


def shown(value: object) -> str:
    """A value as a person wrote it, short."""
    if isinstance(value, str):
        text = one_line(value)
        return f"'{text[:37]}...'" if len(text) > 40 else f"'{text}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.12g}" if isinstance(value, float) or abs(value) < 10**15 else "a huge number"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "" if value is None else "a table" if isinstance(value, dict) else "a date or time"


def _at(data: Any, where: str) -> Any:
    for name in where.replace("[", ".[").split("."):
        try:
            data = data[int(name[1:-1])] if name.startswith("[") else data[name]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return None if isinstance(data, dict) else data


def _fields(struct: Any) -> dict[str, Any]:
    return {field.name: field for field in msgspec.structs.fields(struct)}


def _step(item: object, where: str, report: Any) -> Any:
    if not isinstance(item, dict):
        report(where, f"expected a table, found {shown(item)}")
        return None
    kind = item.get("kind")
    struct = _KINDS.get(kind) if isinstance(kind, str) else None
    if struct is None:
        kinds = ", ".join(list(_KINDS)[:-1]) + f" or {list(_KINDS)[-1]}"
        if kind is None:
            report(f"{where}.kind", f"missing, expected {kinds}")
        else:
            report(f"{where}.kind", f"expected {kinds}{_nearest(str(kind), list(_KINDS))}, found {shown(kind)}")
        return None
    before: list[str] = []

    def told(where: str, message: str) -> None:
        before.append(where)
        report(where, message)

    values = dict(_table({key: value for key, value in item.items() if key != "kind"}, struct, where, told))
    return None if before else struct(**values)


def _table(table: dict[str, Any], struct: Any, where: str, report: Any) -> Iterator[tuple[str, Any]]:
    """The keys of a table that are well, with their values; the others are reported."""
    fields = _fields(struct)
    dot = f"{where}." if where else ""
    for key, value in islice(table.items(), _MOST):
        name = f"{dot}{one_line(key)[:60]}"
        if key not in fields:
            report(name, f"unknown key{_nearest(key, list(fields))}")
        elif key == "steps":
            if not isinstance(value, list) or not value:
                report(name, "expected at least one [[steps]] table")
            elif len(value) > MAX_STEPS:
                report(name, f"expected at most {MAX_STEPS:,} steps, found {len(value):,}")
        else:
            well, read = _value(value, fields[key].type, name, report)
            if well:
                yield key, read
    for key, field in fields.items():
        if field.required and key not in table:
            report(f"{dot}{key}", "missing, expected this key")


def _value(value: object, kind: Any, name: str, report: Any) -> tuple[bool, Any]:
    items = _items(kind)
    if items is not None and isinstance(value, list):
        every = [_value(item, items, f"{name}[{index}]", report)[0] for index, item in enumerate(value[:_MOST])]
        if not all(every):
            return False, None
    try:
        return True, msgspec.convert(value, kind, dec_hook=hook)
    except (msgspec.ValidationError, RecursionError, OverflowError) as error:
        report(name, _plain(str(error).partition(" - at `")[0], kind))
        return False, None


def _items(kind: Any) -> Any:
    """What a list's items are, or None for a kind that is no list."""
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def _plain(message: str, kind: Any) -> str:
    """Say msgspec's finding in the words of this format."""
    parts = () if get_origin(kind) is tuple else (kind, *get_args(kind))
    words = [word for part in parts if get_origin(part) is Literal for word in get_args(part)]
    if words:
        *most, last = (f'"{word}"' if isinstance(word, str) else str(word) for word in words)
        return f"expected {', '.join(most)} or {last}" if most else f"expected {last}"
    if "matching regex" in message:
        return "expected a small letter, then at most 39 small letters, digits and _"
    if message.startswith("Expected `"):
        wanted, _, rest = message.removeprefix("Expected `").partition("`")
        names = dict.fromkeys(_NAMES.get(name.strip(), "") for name in wanted.split("|"))
        rest = rest.partition(", got `")[0].replace(">=", "of at least").replace("<=", "of at most")
        rest = rest.replace("of length of", "of")
        return f"expected {' or '.join(name for name in names if name)}{rest}"
    return message[:1].lower() + message[1:]


def _nearest(name: str, names: list[str]) -> str:
    from difflib import get_close_matches  # 4 ms, only on a fault

    close = get_close_matches(name, names, 1)
    return f", did you mean {close[0]}?" if close else ""
