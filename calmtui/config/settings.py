"""settings.toml: read once, checked, with every default in one place."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from calmtui.config import safe_defaults as guarding
from calmtui.content.toml import (
    MAX_BYTES,
    FileError,
    LineIndex,
    Problem,
    display_path,
    parse,
    read_text,
)
from calmtui.storage import files as durable
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import single_line


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Someone the person may turn to: what they are good for, how to reach them."""

    name: str
    reach: str = ""
    good: str = ""


# What people begin, and in German end, a wish with is in the sentence of the card already.
_WANTING = re.compile(
    r"^(?:(?:(?:i|ich)\s+)?(?:want\s+to|will|möchte|to)\s+|(?:i|ich)\s+)", re.IGNORECASE
)
_WILL = re.compile(r"\s+(?:will|möchte)\.?$", re.IGNORECASE)


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After `when`, when I want to `want`: `then`."""

    when: str
    want: str
    then: str

    def __str__(self) -> str:
        said = _('After "{when}", when I want to {want}: {then}.')
        want = _WILL.sub("", _WANTING.sub("", self.want.strip(), count=1))
        return said.format(
            when=self.when, want=want or self.want, then=self.then.strip().rstrip(".")
        )


_MOST_PROBLEMS = 20
_PROTECTS = {
    "private": N_("nothing is saved"),
    "no_holds": N_("breaths have no holds"),
    "blank": N_("your words are hidden while another window is in front"),
    "plain": N_("runs come line by line"),
    "skip_parts": N_("parts are left out"),
}


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


_KINDS = {field.name: field.type for field in msgspec.structs.fields(Settings)}


def read_settings(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the settings file; what is wrong with it comes back as problems, the last of which says what holds.

    The defaults hold, but what protects counts as set where the file does not plainly say that it shall not.
    """
    if not is_there(path):
        return Settings(), ()
    name = display_path(path)
    try:
        text = read_text(path)
    except FileError as error:
        kept = _unseen(path)
        return _made(kept), (*error.problems, _holds(name, kept))
    kept = {}
    problems: list[Problem] = []
    data: dict[str, object] = {}
    try:
        data = parse(text, name)
    except FileError as error:
        problems += error.problems
        kept = {
            key: value for key, value in guarding.protective_lines(text).items() if key in _KINDS
        }
    places: LineIndex | None = None
    for key, value in data.items():
        try:
            msgspec.convert({key: value}, Settings)
            read = single_line(value)[:60] if isinstance(value, str) else _cleaned(value)
            kept[key] = read
        except msgspec.ValidationError as error:
            guarded = guarding.is_meant(key, value) | guarding.lines_inside(value)
            kept |= {key: value for key, value in guarded.items() if key in _KINDS}
            if len(problems) < _MOST_PROBLEMS:
                places = places or LineIndex(text)
                said = _fault(key, value, error)
                problems.append(Problem(name, places.line(key), single_line(key)[:60], *said))
    if problems:
        problems.append(_holds(name, kept))
    return _made(kept), tuple(problems)


def unread(folder: Path, *, all_of_it: bool) -> tuple[Settings, Problem]:
    """What holds while the disk that `folder` is on does not answer, and that this is so.

    `all_of_it`: the settings are there too, and nobody knows what they say; else only nothing can be saved.
    """
    kept: dict[str, object] = guarding.UNSEEN if all_of_it else {"private": True}
    what = ", ".join(_(said) for key, said in _PROTECTS.items() if kept.get(key))
    message = _("the disk does not answer; for now {what}").format(what=what)
    return _made(kept), Problem(display_path(folder), 0, "", message)


def is_there(path: Path) -> bool:
    """Whether there is a file, or anything in its place; also where that can't be told."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _unseen(path: Path) -> dict[str, object]:
    """What protects in a file that is no text, or can't be read at all."""
    try:
        data = durable.read(os.fspath(path), MAX_BYTES)
    except OSError:
        return dict(guarding.UNSEEN)
    return {
        key: value
        for key, value in guarding.protective_lines(data.decode("utf-8", "replace")).items()
        if key in _KINDS
    }


def _fault(key: str, value: object, error: Exception) -> tuple[str, str]:
    """What was expected of a key, and what was found."""
    from calmtui.content.diagnostics import (  # 4 ms, only on a fault
        did_you_mean,
        expected_text,
        format_value,
    )

    if key not in _KINDS:
        return _("unknown key") + did_you_mean(key[:60], list(_KINDS)), ""
    return expected_text(error, _KINDS[key]), "" if isinstance(
        value, dict | list
    ) else format_value(value)


def _holds(name: str, kept: dict[str, object]) -> Problem:
    """What holds until a file is put right."""
    held = [_(said) for key, said in _PROTECTS.items() if kept.get(key)]
    message = _("until this is fixed, {what}").format(what=", ".join(held))
    return Problem(name, 0, "", message if held else _("until this is fixed, the default is used"))


def _made(kept: dict[str, object]) -> Settings:
    try:
        return msgspec.convert(kept, Settings)
    except msgspec.ValidationError:  # nothing that was read by itself comes here
        return Settings(private=True, no_holds=True, blank=True)


def _cleaned(value: object) -> object:
    """Every text in a value from the file, made safe for the screen and held to one line."""
    if isinstance(value, str):
        return single_line(value)[:200]
    if isinstance(value, list):
        return [_cleaned(item) for item in value[:36]]
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    return value
