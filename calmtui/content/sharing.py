"""A routine as one file that can be given to someone: with every translation that it has."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from calmtui.content.reader import read_routine
from calmtui.content.routine import Routine
from calmtui.content.routine_file import ID
from calmtui.content.schema import SCHEMA_LINE
from calmtui.content.toml import MAX_BYTES, FileError, Problem, parse, read_text
from calmtui.content.translation import (
    TRANSLATIONS,
    apply_own_translation,
    apply_translation,
    own_translations,
)
from calmtui.storage import reading
from calmtui.text.errors import system_reason
from calmtui.text.i18n import _
from calmtui.text.language import is_language
from calmtui.text.sanitize import display_path

_SUFFIX = ".toml"


def read_whole(path: Path) -> str:
    """Return a routine file as one text, with the translations that stand beside it.

    Where both have a language, that of the file itself counts, as it does when it is run.

    Raises:
        FileError: With every problem of the routine and of its translations.
    """
    name = display_path(path)
    routine_id = path.name.removesuffix(_SUFFIX)
    if not ID.fullmatch(routine_id) or not path.name.endswith(_SUFFIX):
        message = _("expected a file name of letters, digits, - and _ before .toml")
        raise FileError(Problem(name, 0, "", message))
    text = read_text(path).removeprefix(SCHEMA_LINE)
    routine = read_routine(text, routine_id, name)
    own = read_own_translations(path, routine)
    pieces = [text.rstrip("\n") + "\n"]
    problems: list[Problem] = []
    for beside in translations_beside(path):
        language = beside.parent.name
        if language in own:
            continue
        try:
            words = read_text(beside)
            apply_translation(routine, words, display_path(beside))
        except FileError as error:
            problems += error.problems
        else:
            pieces.append(_translation_toml(language, parse(words, display_path(beside))))
    if problems:
        raise FileError(*problems)
    whole = "\n".join(pieces)
    if len(SCHEMA_LINE + whole) > MAX_BYTES or len((SCHEMA_LINE + whole).encode()) > MAX_BYTES:
        message = _("expected at most 256 KiB, with its translations")
        raise FileError(Problem(name, 0, "", message))
    return whole


def read_own_translations(path: Path, routine: Routine) -> frozenset[str]:
    """Return the languages that a routine's own file has. Raises FileError: one does not fit."""
    name = display_path(path)
    text = read_text(path)
    languages = own_translations(text, name)
    problems: list[Problem] = []
    for language in languages:
        try:
            apply_own_translation(routine, text, language, name)
        except FileError as error:
            problems += error.problems
    if problems:
        raise FileError(*sorted(problems, key=lambda problem: problem.line))
    return frozenset(languages)


def translations_beside(path: Path) -> list[Path]:
    """Return the translations of a routine in files of their own. Raises FileError."""
    try:
        folders = [name for name in reading.list_names(path.parent) if is_language(name)]
    except OSError as error:
        message = _("can't be read: {why}").format(why=system_reason(error))
        raise FileError(Problem(display_path(path.parent), 0, "", message)) from None
    files = [path.parent / folder / path.name for folder in folders]
    return [file for file in files if os.path.lexists(file)]


def _translation_toml(language: str, data: dict[str, Any]) -> str:
    """Return the texts of a translation as tables of the routine's own file."""
    head = f"{TRANSLATIONS}.{language}"
    steps = data.pop("steps")
    tables = [f"[{head}]\n{_keys(data)}"]
    tables += [f"[[{head}.steps]]\n{_keys(step)}" for step in steps]
    return "\n".join(tables)


def _keys(table: dict[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    """Return a text, a list or a table in TOML; strings are written as JSON writes them."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_value(item)}' for key, item in value.items())} }}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
