"""Change one setting in the file, and nothing else in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from calmtui.config import toml_text
from calmtui.config.edit import edit_text
from calmtui.config.settings import (
    MAX_ITEMS,
    Person,
    Settings,
    checked_value,
    read_settings,
    value_problem,
)
from calmtui.config.support import ListKey
from calmtui.content.toml import FileError, Problem, line_of, parse
from calmtui.text.i18n import _
from calmtui.text.sanitize import display_path

Row = Person | str

_Data = dict[str, Any]


def with_value(settings: Settings, key: str, value: object) -> Settings:
    """Return settings of which one has another value.

    Raises:
        msgspec.ValidationError: For no value of this key.
    """
    checked = msgspec.convert({key: checked_value(key, value)}, Settings)
    return msgspec.structs.replace(settings, **{key: getattr(checked, key)})


def save_value(path: Path, key: str, value: object) -> Settings:
    """Write the value of a key; return what the file says then.

    What protects may stay as it was: another line of the file asks for it.

    Raises:
        OSError: When the file can't be written.
        FileError: When it can't be read, or is built so that nothing can be put there.
    """

    def edit(text: str, data: _Data) -> str:
        data[key] = value
        return toml_text.set_value(text, key, value)

    _edit(path, key, edit)
    return read_settings(path)[0]


def add_row(path: Path, key: str, row: object) -> None:
    """Write a row at the end of a list. Raise as `save_value` does."""
    plain = _plain(row)

    def edit(text: str, data: _Data) -> str:
        rows = _rows(path, text, data, key)
        if len(rows) >= MAX_ITEMS:
            message = _("at most {n} are possible").format(n=MAX_ITEMS)
            raise FileError(Problem(display_path(path), line_of(text, key), key, message))
        data[key] = [*rows, plain]
        return toml_text.add_row(text, key, plain)

    _edit(path, key, edit)


def change_row(path: Path, key: ListKey, old: Row, new: Row | None) -> None:
    """Write another row in the place of one; without another the row is removed.

    Raises as `save_value` does, and FileError when the row is no longer there.
    """

    def edit(text: str, data: _Data) -> str:
        rows = list(_rows(path, text, data, key))
        place = _place(path, text, rows, key, old)
        if new is None:
            del rows[place]
            edited = toml_text.remove_row(text, key, place)
        else:
            rows[place] = _plain(new)
            edited = toml_text.change_row(text, key, place, _plain(new))
        data[key] = rows
        if not rows and key not in parse(edited, ""):
            del data[key]
        return edited

    _edit(path, key, edit)


def _plain(row: object) -> Any:
    """Return a row as a file has it: what is empty is left out."""
    plain = msgspec.to_builtins(row, enc_hook=str)  # a text of a routine is a str of its own
    if isinstance(plain, dict):
        return {name: value for name, value in plain.items() if value}
    return plain


def _edit(path: Path, key: str, edit: Callable[[str, _Data], str]) -> None:
    """Change a file; `edit` returns its new text, and notes in the data what that should say."""

    def checked(text: str) -> str:
        data = parse(text, display_path(path))
        edited = edit(text, data)
        if key in data and (problem := value_problem(path, text, key, data[key])):
            raise FileError(problem)
        try:
            is_as_meant = _same(parse(edited, ""), data)
        except FileError:
            is_as_meant = False
        if not is_as_meant:
            message = _("can only be changed in the file itself")
            raise FileError(Problem(display_path(path), line_of(text, key), key, message))
        return edited

    edit_text(path, checked)


def _same(one: _Data, other: _Data) -> bool:
    """Return whether two files say the same; `nan` in them is what it was."""
    first, second = (json.dumps(data, sort_keys=True, default=str) for data in (one, other))
    return first == second


def _rows(path: Path, text: str, data: _Data, key: str) -> list[Any]:
    """Return the rows of a list as the file has them."""
    rows = data.get(key, [])
    if not isinstance(rows, list):
        message = _("expected {what}").format(what=_("a list"))
        raise FileError(Problem(display_path(path), line_of(text, key), key, message))
    return rows


def _place(path: Path, text: str, rows: list[Any], key: ListKey, old: Row) -> int:
    """Return where in the file a row stands."""
    try:
        known = msgspec.convert({key: checked_value(key, rows)}, Settings)
        return getattr(known, key).index(old)  # type: ignore[no-any-return]
    except (msgspec.ValidationError, ValueError):
        message = _("it is no longer in the file")
        raise FileError(Problem(display_path(path), line_of(text, key), key, message)) from None
