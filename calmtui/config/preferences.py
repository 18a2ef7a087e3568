"""The adjustments saved for each routine: a small file of calmtui's own, one table for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from calmtui.config.edit import edit_toml
from calmtui.config.safe_defaults import UNKNOWN, protective_lines, protective_values
from calmtui.config.settings import Settings
from calmtui.content.adjust import Adjustments
from calmtui.content.toml import FileError, LineIndex, Problem, parse, read_text
from calmtui.content.values import Seconds, decode_hook
from calmtui.storage.reading import may_exist
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _, format_number
from calmtui.text.late_pattern import late_pattern
from calmtui.text.sanitize import display_path, single_line

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_MIN_PACE, _MAX_PACE = 0.1, 10.0
_MAX_PROBLEMS = 20
_MAX_KEY = 60  # characters of a key that are shown
_TYPES = {field.name: field.type for field in msgspec.structs.fields(Adjustments)}
_HEAD = "# calmtui writes here what you keep for a routine. You can remove any table.\n\n"
_HEADER = late_pattern(r"^[ \t]*\[([^\[\]\n]{1,90})\][ \t]*(?:#.*)?$", re.MULTILINE)
_ANY_ROUTINE = ""  # what holds for the routines that are not named


def load_preferences(path: Path) -> dict[str, Adjustments]:
    """Return the adjustments saved in the file, by routine."""
    return read_preferences(path)[0]


def read_preferences(path: Path) -> tuple[dict[str, Adjustments], tuple[Problem, ...]]:
    """Read the adjustments by routine, and what is wrong with their file.

    What can't be read counts for nothing, but what protects counts as set where the file does not
    plainly say that it shall not. Of a file that can't be read at all that holds for any routine.
    """
    if not may_exist(path):
        return {}, ()
    name = display_path(path)
    try:
        text = read_text(path)
    except FileError as error:
        return {_ANY_ROUTINE: _protective(UNKNOWN)}, error.problems
    saved: dict[str, Adjustments] = {}
    problems: list[Problem] = []
    try:
        data = parse(text, name)
    except FileError as error:
        problems += error.problems
        data, saved = _read_tables(text, name)
    lines: LineIndex | None = None
    for routine_id, table in data.items():
        reader = _TableReader(routine_id)
        saved[routine_id] = reader.read(table)
        for where, message in reader.problems[: _MAX_PROBLEMS - len(problems)]:
            lines = lines or LineIndex(text)
            shown = single_line(where)[:_MAX_KEY]
            problems.append(Problem(name, lines.line(where), shown, message))
    default = Adjustments()
    saved = {routine_id: one for routine_id, one in saved.items() if one != default}
    return saved, tuple(problems)


def _read_tables(text: str, name: str) -> tuple[dict[str, Any], dict[str, Adjustments]]:
    """Read a text that is no TOML as a whole: its good tables, and what protects in the others."""
    data: dict[str, Any] = {}
    protective: dict[str, Adjustments] = {}
    for routine_id, part in _tables(text):
        try:
            data |= parse(part, name)
        except FileError:
            if routine_id:
                protective[routine_id] = _protective(protective_lines(part))
    return data, protective


def _tables(text: str) -> Iterator[tuple[str, str]]:
    """Yield the tables of a text, each with the routine it is of."""
    starts = [match.start() for match in _HEADER.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        header = _HEADER.match(text, start)
        assert header is not None
        yield header[1].strip("\"' \t"), text[start:end]


def _protective(values: dict[str, object]) -> Adjustments:
    skip = values.get("skip", ())
    if not isinstance(skip, tuple):
        skip = ()
    return Adjustments(no_holds=bool(values.get("no_holds")), skip=skip)


class _TableReader:
    """Reads the table of one routine; `problems` are its problems, each with where it is."""

    def __init__(self, routine_id: str) -> None:
        self._routine_id = routine_id
        self.problems: list[tuple[str, str]] = []

    def read(self, table: object) -> Adjustments:
        """Return what a table says, key by key."""
        if not isinstance(table, dict):
            message = _("expected {what}").format(what=_("a table"))
            self.problems.append((self._routine_id, message))
            return _protective(protective_values(self._routine_id, table))
        values: dict[str, object] = {}
        for key, value in table.items():
            try:
                _check(msgspec.convert({key: value}, Adjustments, dec_hook=decode_hook))
            except (msgspec.ValidationError, OverflowError) as error:
                protective = protective_values(str(key), value)
                values |= {name: protective[name] for name in _TYPES if name in protective}
                self.problems.append((f"{self._routine_id}.{key}", _message(key, error)))
            else:
                values[key] = value
        return msgspec.convert(values, Adjustments, dec_hook=decode_hook)


def _message(key: str, error: Exception) -> str:
    if key not in _TYPES:
        return _("unknown key")
    message = str(error).partition(" - at `")[0]
    if not message.startswith("Expected `"):
        return message
    # 4 ms, and only a file with a problem needs it
    from calmtui.content.diagnostics import expected_text  # noqa: PLC0415 - speed

    return expected_text(error, _TYPES[key])


def _check(adjustments: Adjustments) -> Adjustments:
    """Return adjustments that mean something. Raise ValidationError for others."""
    if not _MIN_PACE <= adjustments.pace <= _MAX_PACE:
        message = _("expected a pace from {least} to {most}")
        least, most = format_number(_MIN_PACE), format_number(_MAX_PACE)
        raise msgspec.ValidationError(message.format(least=least, most=most))
    return adjustments


def adjustments_from_record(value: object) -> Adjustments | None:
    """Return the adjustments of a begun record; None when it has none that can be read."""
    try:
        return _check(msgspec.convert(value, Adjustments, dec_hook=decode_hook))
    except (msgspec.ValidationError, OverflowError):
        return None


def adjustments_to_record(adjustments: Adjustments) -> dict[str, Any]:
    """Return adjustments as a record has them."""
    data: dict[str, Any] = msgspec.to_builtins(adjustments, enc_hook=float)
    return data


def save_preference(path: Path, routine_id: str, adjustments: Adjustments) -> None:
    """Save the adjustments of one routine; the default ones remove its table.

    Raises:
        OSError: When the file can't be written.
        FileError: When it can't be read.
    """
    data = adjustments_to_record(adjustments)

    def edit(document: TOMLDocument) -> None:
        if data:
            _set_table(document, routine_id, data)
        elif routine_id in document:
            del document[routine_id]

    edit_toml(path, edit, new_text=_HEAD)


def _set_table(document: TOMLDocument, routine_id: str, data: dict[str, Any]) -> None:
    import tomlkit  # noqa: PLC0415 - 20 ms, and only who saves needs it

    table = document.get(routine_id)
    if not isinstance(table, dict):
        document[routine_id] = table = tomlkit.table()
    for key in _TYPES:
        if key in data:
            table[key] = data[key]
        elif key in table:
            del table[key]


def save_for_routine(
    path: Path | None, routine_id: str, adjustments: Adjustments, settings: Settings
) -> str:
    """Save adjustments for a routine, but for what the settings say anyway.

    Returns:
        A line that says so, or why not. Without a path nothing is saved.
    """
    if path is None:
        return _("Nothing is saved in this session.")
    always = effective_adjustments(routine_id, settings, {})
    changes = msgspec.structs.replace(
        adjustments,
        no_holds=adjustments.no_holds and not always.no_holds,
        skip=tuple(part for part in adjustments.skip if part not in always.skip),
        settle=None if adjustments.settle == always.settle else adjustments.settle,
    )
    try:
        save_preference(path, routine_id, changes)
    except FileError as error:
        return _("Not saved: {why}.").format(why=error.problems[0])
    except OSError as error:
        return _("Not saved: {why}.").format(
            why=system_reason(error, N_("the disk would not save it"))
        )
    return _("Saved for this routine.")


def effective_adjustments(
    routine_id: str, settings: Settings, saved: dict[str, Adjustments]
) -> Adjustments:
    """Return what holds for a routine unless the user says otherwise.

    That is what is saved for it, with what the settings say for all.
    """
    adjustments = saved.get(routine_id) or saved.get(_ANY_ROUTINE, Adjustments())
    settle = adjustments.settle
    if settle is None and settings.settle:
        settle = Seconds(settings.settle)
    return msgspec.structs.replace(
        adjustments,
        no_holds=adjustments.no_holds or settings.no_holds,
        skip=tuple(dict.fromkeys((*settings.skip_parts, *adjustments.skip))),
        settle=settle,
    )
