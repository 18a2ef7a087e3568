"""settings.toml: read once and checked, with every default in one place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from calmtui.config import safe_defaults
from calmtui.content.toml import MAX_BYTES, FileError, LineIndex, Problem, parse, read_text
from calmtui.content.values import PARTNER
from calmtui.storage import reading
from calmtui.storage.reading import may_exist
from calmtui.text.i18n import N_, _, join_with_or
from calmtui.text.sanitize import display_path, single_line

_MAX_PROBLEMS = 20
_MAX_KEY = 60  # characters of a key that are shown
_MAX_WORD = 60  # of a text by itself
_MAX_TEXT = 200  # of one in a list or a table
DARK, LIGHT, TERMINAL, AUTO = "dusk", "paper", "terminal", "auto"
BUILT_IN = (DARK, LIGHT, TERMINAL, AUTO)  # themes
_KEYS = "keys"
MAX_ITEMS = 36  # of a list
# What people begin, and in German end, a wish with is in the sentence of the card already. Texts:
# `re` compiles them where they are used.
_WISH_START = r"(?i)^(?:(?:(?:i|ich)\s+)?(?:want\s+to|will|möchte|to)\s+|(?:i|ich)\s+)"
_WISH_END = r"(?i)\s+(?:will|möchte)\.?$"
_PROTECTIONS = {
    "private": N_("nothing is saved"),
    "no_holds": N_("breaths have no holds"),
    "blank": N_("your words are hidden while another window is in front"),
    "plain": N_("everything runs line by line"),
    "skip_parts": N_("parts are left out"),
}


SoundKind = Literal["none", "bell", "tones", "voice"]
SignalKind = Literal["", "bell", "notification", "none"]  # empty: it is asked once


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Someone the user may turn to: what they are good for, how to reach them."""

    name: str
    reach: str = ""
    good: str = ""


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After `when`, when I want to `want`: `then`."""

    when: str
    want: str
    then: str

    def __str__(self) -> str:
        sentence = _('After "{when}", when I want to {want}: {then}.')
        want = re.sub(_WISH_END, "", re.sub(_WISH_START, "", self.want.strip(), count=1))
        then = self.then.strip().rstrip(".")
        return sentence.format(when=self.when, want=want or self.want, then=then)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a user may set. A missing file, or a missing key, means the default."""

    partner: str = PARTNER
    theme: str = DARK
    motion: Literal["full", "reduced", "none"] = "full"
    plain: bool = False
    private: bool = False
    ascii: bool = False
    time: bool = False
    counts: bool = False
    cues: SoundKind = "none"
    signal: SignalKind = ""
    before_names: bool = False
    blank: bool = False
    language: str = ""
    no_holds: bool = False
    skip_parts: tuple[str, ...] = ()
    settle: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 0.0
    country: str = ""
    people: tuple[Person, ...] = ()
    things: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    keys: dict[str, tuple[str, ...]] = {}

    @property
    def partner_name(self) -> str:
        """The partner's name; empty where the settings have none."""
        if self.partner == PARTNER:
            return ""
        return self.partner


_TYPES = {field.name: field.type for field in msgspec.structs.fields(Settings)}


def read_settings(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the settings file, with its problems, the last of which says what holds until then.

    The defaults hold, but what protects counts as set where the file does not plainly say that it
    shall not.
    """
    if not may_exist(path):
        return Settings(), ()
    name = display_path(path)
    try:
        text = read_text(path)
    except FileError as error:
        values = _protective_bytes(path)
        return _settings(values), (*error.problems, _what_holds(name, values))
    values, problems = _read_values(text, name)
    if "theme" in values:
        faults = _theme_faults(path, text, str(values["theme"]))
        if faults:
            del values["theme"]
            problems += faults
    if problems:
        problems.append(_what_holds(name, values))
    return _settings(values), tuple(problems)


def _read_values(text: str, name: str) -> tuple[dict[str, object], list[Problem]]:
    """Return what holds by each key of a text, and what is wrong with the others."""
    try:
        data = parse(text, name)
    except FileError as error:
        return _known(safe_defaults.protective_lines(text)), list(error.problems)
    values: dict[str, object] = {}
    problems: list[Problem] = []
    lines: LineIndex | None = None
    for key, value in data.items():
        if key == _KEYS:
            values[key], faults = _own_keys(name, text, value)
            problems += faults[: _MAX_PROBLEMS - len(problems)]
            if faults:
                values |= _known(safe_defaults.protective_values(key, value))
            continue
        try:
            checked = checked_value(key, value)
        except msgspec.ValidationError as error:
            values |= _known(safe_defaults.protective_values(key, value))
            if len(problems) < _MAX_PROBLEMS:
                lines = lines or LineIndex(text)
                problems.append(_problem(name, lines, key, value, error))
        else:
            if key in safe_defaults.SWITCHES:
                checked = values.get(key) or checked
            values[key] = checked
    return values, problems


def _own_keys(
    name: str, text: str, value: object
) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """Return the keys that a table of keys sets, and what is wrong with it."""
    # 2 ms, and most people have no keys of their own
    from calmtui.config.own_keys import read_own_keys  # noqa: PLC0415 - speed

    lines = LineIndex(text)
    problems: list[Problem] = []

    def report(where: str, message: str, found: str) -> None:
        shown = single_line(where)[:_MAX_KEY]
        problems.append(Problem(name, lines.line(where), shown, message, found))

    return read_own_keys(value, report), problems


def _theme_faults(path: Path, text: str, theme: str) -> list[Problem]:
    """Return why a theme can't be used."""
    if theme in BUILT_IN:
        return []
    from calmtui.config import themes  # noqa: PLC0415 - few have a theme of their own

    folder = path.parent
    file = themes.theme_file(folder, theme)
    if themes.is_name(theme) and may_exist(file):
        try:
            themes.read_theme(file)
        except FileError as error:
            return list(error.problems)
        return []
    from calmtui.content import diagnostics  # noqa: PLC0415 - speed

    names = [*BUILT_IN, *themes.own_themes(folder)]
    message = _("expected {what}").format(what=join_with_or(names))
    message += diagnostics.did_you_mean(theme[:_MAX_KEY], names)
    found = diagnostics.format_value(theme)
    return [Problem(display_path(path), LineIndex(text).line("theme"), "theme", message, found)]


def checked_value(key: str, value: object) -> object:
    """Return a value as it counts: every text in it short, on one line and safe to show.

    Raises:
        msgspec.ValidationError: For no value of this key, and for a key that there is not.
    """
    msgspec.convert({key: value}, Settings)
    return _sanitized(value, _MAX_WORD)


def value_problem(path: Path, text: str, key: str, value: object) -> Problem | None:
    """Return what is wrong with a value that is to be put into the text of a file, if anything."""
    try:
        checked_value(key, value)
    except msgspec.ValidationError as error:
        return _problem(display_path(path), LineIndex(text), key, value, error)
    return None


def _problem(
    name: str, lines: LineIndex, key: str, value: object, error: msgspec.ValidationError
) -> Problem:
    message, found = _describe_problem(key, value, error)
    return Problem(name, lines.line(key), single_line(key)[:_MAX_KEY], message, found)


def settings_without_disk(folder: Path, *, is_config: bool) -> tuple[Settings, Problem]:
    """Return what holds while the disk of `folder` does not answer, and that this is so.

    With `is_config` the settings are there too, and nobody knows what they say; else only nothing
    can be saved.
    """
    values: dict[str, object] = {"private": True}
    if is_config:
        values = safe_defaults.UNKNOWN
    protections = ", ".join(_(text) for key, text in _PROTECTIONS.items() if values.get(key))
    message = _("the disk does not answer; for now {what}").format(what=protections)
    return _settings(values), Problem(display_path(folder), 0, "", message)


def _protective_bytes(path: Path) -> dict[str, object]:
    """Return what protects in a file that is no text, or can't be read at all."""
    try:
        data = reading.read_file(os.fspath(path), MAX_BYTES)
    except OSError:
        return dict(safe_defaults.UNKNOWN)
    return _known(safe_defaults.protective_lines(data.decode("utf-8", "replace")))


def _known(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if key in _TYPES}


def _describe_problem(key: str, value: object, error: Exception) -> tuple[str, str]:
    """Return what was expected of a key, and what was found."""
    # 4 ms, and only a file with a problem needs it
    from calmtui.content import diagnostics  # noqa: PLC0415 - speed

    if key not in _TYPES:
        return _("unknown key") + diagnostics.did_you_mean(key[:_MAX_KEY], list(_TYPES)), ""
    found = ""
    if not isinstance(value, dict | list):
        found = diagnostics.format_value(value)
    return diagnostics.expected_text(error, _TYPES[key]), found


def _what_holds(name: str, values: Mapping[str, object]) -> Problem:
    """Return what holds until a file is put right."""
    protections = [_(text) for key, text in _PROTECTIONS.items() if values.get(key)]
    if not protections:
        return Problem(name, 0, "", _("until this is fixed, the default is used"))
    message = _("until this is fixed, {what}").format(what=", ".join(protections))
    return Problem(name, 0, "", message)


def _settings(values: Mapping[str, object]) -> Settings:
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError:  # no value that was checked by itself comes here
        return msgspec.convert(safe_defaults.UNKNOWN, Settings)


def _sanitized(value: object, most: int = _MAX_TEXT) -> object:
    """Return a value with every text in it safe for the screen, on one line and short."""
    if isinstance(value, str):
        return single_line(value)[:most]
    if isinstance(value, list):
        return [_sanitized(item) for item in value[:MAX_ITEMS]]
    if isinstance(value, dict):
        return {key: _sanitized(item) for key, item in value.items()}
    return value
