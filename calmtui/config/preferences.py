"""What a person wants kept for each routine: a small file of calmtui's own, one table for each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from calmtui.config import safe_defaults as guarding
from calmtui.config.settings import Settings, is_there
from calmtui.content.adjust import Adjustments
from calmtui.content.routine import Seconds, decode_hook
from calmtui.content.toml import (
    FileError,
    LineIndex,
    Problem,
    display_path,
    parse,
    read_text,
)
from calmtui.storage import files as durable
from calmtui.text.i18n import N_, _, format_number, reason
from calmtui.text.sanitize import single_line

_PACES = (0.1, 10.0)
_MOST_PROBLEMS = 20
_KEYS = {field.name: field.type for field in msgspec.structs.fields(Adjustments)}
_HEAD = "# Kept by calmtui when you say so; a routine's table may be taken out.\n\n"
_HEADER = re.compile(r"^[ \t]*\[([^\[\]\n]{1,90})\][ \t]*(?:#.*)?$", re.MULTILINE)


def load_preferences(path: Path) -> dict[str, Adjustments]:
    """The choices kept in the file, by routine."""
    return read(path)[0]


def read(path: Path) -> tuple[dict[str, Adjustments], tuple[Problem, ...]]:
    """Read the choices by routine, and what is wrong with their file. What can't be read counts for nothing.

    But what protects counts as set where the file does not plainly say that it shall not; of a file that can't be
    read at all, for every routine: `""` is what holds for those that are not named.
    """
    if not is_there(path):
        return {}, ()
    name = display_path(path)
    try:
        text = read_text(path)
    except FileError as error:
        return {"": Adjustments(no_holds=True)}, error.problems
    found: dict[str, Adjustments] = {}
    told: list[Problem] = []
    try:
        data = parse(text, name)
    except FileError as error:
        told += error.problems
        data = {}
        for id, part in _parts(text):
            try:
                data |= parse(part, name)
            except FileError:
                if id:
                    found[id] = _guarded(guarding.protective_lines(part))
    places: LineIndex | None = None
    for id, table in data.items():
        faults: list[tuple[str, str]] = []
        found[id] = _choices(id, table, faults)
        for where, message in faults:
            if len(told) < _MOST_PROBLEMS:
                places = places or LineIndex(text)
                told.append(Problem(name, places.line(where), single_line(where)[:60], message))
    return {id: choices for id, choices in found.items() if choices != Adjustments()}, tuple(told)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The tables of a text that is no TOML as a whole, each with the routine that it is of."""
    places = [match.start() for match in _HEADER.finditer(text)]
    for start, end in pairwise([*places, len(text)]):
        match = _HEADER.match(text, start)
        yield match[1].strip("\"' \t") if match else "", text[start:end]


def _guarded(found: dict[str, object]) -> Adjustments:
    skip = found.get("skip", ())
    return Adjustments(bool(found.get("no_holds")), skip if isinstance(skip, tuple) else ())


def _choices(id: str, table: object, faults: list[tuple[str, str]]) -> Adjustments:
    """What a table says key by key; its `faults`, each with where it is."""
    if not isinstance(table, dict):
        faults.append((id, _("expected {what}").format(what=_("a table"))))
        return _guarded(guarding.is_meant(id, table))
    well: dict[str, object] = {}
    for key, value in table.items():
        try:
            _checked(msgspec.convert({key: value}, Adjustments, dec_hook=decode_hook))
            well[key] = value
        except (msgspec.ValidationError, OverflowError) as error:
            guarded = guarding.is_meant(str(key), value) | guarding.lines_inside(value)
            well |= {name: held for name, held in guarded.items() if name in ("no_holds", "skip")}
            message = str(error).partition(" - at `")[0]
            if key not in _KEYS:
                message = _("unknown key")
            elif message.startswith("Expected `"):
                message = _expected(error, _KEYS[key])
            faults.append((f"{id}.{key}", message))
    return msgspec.convert(well, Adjustments, dec_hook=decode_hook)


def _expected(error: Exception, kind: object) -> str:
    from calmtui.content.diagnostics import expected_text as words_for  # 4 ms, only on a fault

    return words_for(error, kind)


def _checked(choices: Adjustments) -> Adjustments:
    """Choices that mean something. Raises ValidationError."""
    if not _PACES[0] <= choices.pace <= _PACES[1]:
        least, most = map(format_number, _PACES)
        raise msgspec.ValidationError(
            _("expected a pace from {least} to {most}").format(least=least, most=most)
        )
    return choices


def adjustments_from_record(value: object) -> Adjustments | None:
    """The choices that a begun record has; None when it has none, or none that can be read."""
    try:
        return _checked(msgspec.convert(value, Adjustments, dec_hook=decode_hook))
    except (msgspec.ValidationError, OverflowError):
        return None


def adjustments_to_record(choices: Adjustments) -> dict[str, Any]:
    """Choices as a record has them."""
    data: dict[str, Any] = msgspec.to_builtins(choices, enc_hook=float)
    return data


def save_preference(path: Path, id: str, choices: Adjustments) -> None:
    """Keep the choices of one routine; none that differ from the file's take its table away.

    Every other line of the file stays as it is. Raises OSError, and FileError for a file that can't be read.
    """
    import tomlkit  # 20 ms; only here

    path = Path(os.path.realpath(path))  # a file that is a link stays one
    text = read_text(path) if is_there(path) else _HEAD
    parse(text, display_path(path))  # a broken file is the person's to mend, not ours to overwrite
    document = tomlkit.parse(text)
    data = adjustments_to_record(choices)
    if data:
        table = document.get(id)
        if not isinstance(table, dict):
            document[id] = table = tomlkit.table()
        for key in _KEYS:
            if key in data:
                table[key] = data[key]
            elif key in table:
                del table[key]
    elif id in document:
        del document[id]
    durable.make_private_dir(path.parent)
    durable.replace_file(os.fspath(path), tomlkit.dumps(document).encode())


def save_for_routine(path: Path | None, id: str, choices: Adjustments, settings: Settings) -> str:
    """Keep the choices for a routine, but what the settings say anyway; gives a line that says so.

    Without a path nothing is kept, and the line says that.
    """
    if path is None:
        return _("Nothing is kept in this run.")
    always = effective_adjustments("", settings, {})
    own = msgspec.structs.replace(
        choices,
        no_holds=choices.no_holds and not always.no_holds,
        skip=tuple(part for part in choices.skip if part not in always.skip),
        settle=None if choices.settle == always.settle else choices.settle,
    )
    try:
        save_preference(path, id, own)
    except FileError as error:
        return _("Not kept: {why}.").format(why=error.problems[0])
    except OSError as error:
        return _("Not kept: {why}.").format(why=reason(error, N_("the disk refused")))
    return _("Kept for this routine.")


def effective_adjustments(
    id: str, settings: Settings, every: dict[str, Adjustments]
) -> Adjustments:
    """What holds for a routine without a word: the choices kept for it, and the settings for all."""
    own = every.get(id) or every.get("", Adjustments())
    return msgspec.structs.replace(
        own,
        no_holds=own.no_holds or settings.no_holds,
        skip=tuple(dict.fromkeys((*settings.skip_parts, *own.skip))),
        settle=own.settle or (Seconds(settings.settle) if settings.settle else None),
    )
