"""settings.toml: read once, checked, with every default in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from calmtui.clean import one_line
from calmtui.tomlfile import FileProblem, Problem, line_of, parse, read_text, shown
from calmtui.words import _


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Someone the person may turn to: what they are good for, how to reach them."""

    name: str
    reach: str = ""
    good: str = ""


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """If `when` and I want to `want`, then I `then`."""

    when: str
    want: str
    then: str

    def __str__(self) -> str:
        said = _("If {when} and I want to {want}, then I {then}.")
        return said.format(when=self.when, want=self.want, then=self.then)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person may set. A missing file, or a missing key, means the default."""

    partner: str = "your partner"
    theme: Literal["dusk", "paper", "terminal"] = "dusk"
    motion: Literal["full", "reduced", "none"] = "full"
    plain: bool = False
    private: bool = False
    ascii: bool = False
    time: bool = False
    blank: bool = False
    language: str = ""
    no_holds: bool = False
    skip_parts: tuple[str, ...] = ()
    settle: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 0.0
    country: str = ""
    people: tuple[Person, ...] = ()
    things: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()


def read_settings(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the settings file; what is wrong with it comes back as problems and the defaults hold."""
    if not path.exists():
        return Settings(), ()
    name = shown(path)
    try:
        text = read_text(path)
        data = parse(text, name)
    except FileProblem as error:
        return Settings(), error.problems
    kept: dict[str, object] = {}
    problems = []
    kinds = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    for key, value in data.items():
        try:
            msgspec.convert({key: value}, Settings)
            kept[key] = one_line(value)[:60] if isinstance(value, str) else _cleaned(value)
        except msgspec.ValidationError as error:
            from calmtui.faults import nearest, plain, value_text  # 4 ms, only on a fault

            if key in kinds:
                found = "" if isinstance(value, dict | list) else value_text(value)
                said = (plain(error, kinds[key]), found)
            else:
                said = (_("unknown key") + nearest(key, list(kinds)), "")
            problems.append(Problem(name, line_of(text, key), one_line(key), *said))
    return msgspec.convert(kept, Settings), tuple(problems)


def _cleaned(value: object) -> object:
    """Every text in a value from the file, made safe for the screen and held to one line."""
    if isinstance(value, str):
        return one_line(value)[:200]
    if isinstance(value, list):
        return [_cleaned(item) for item in value[:36]]
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    return value
