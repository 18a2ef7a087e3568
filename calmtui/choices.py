"""What a person wants kept for each routine: a small file of calmtui's own, one table for each."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from calmtui import durable
from calmtui.adjust import Choices
from calmtui.paths import new_folder
from calmtui.routine import Seconds, hook
from calmtui.settings import Settings
from calmtui.tomlfile import FileProblem, parse, read_text
from calmtui.words import N_, _, reason


def kept(path: Path) -> dict[str, Choices]:
    """The choices kept in the file, by routine; what can't be read there is as if it were not."""
    read: dict[str, Choices] = {}
    try:
        tables = parse(read_text(path), path.name) if path.exists() else {}
    except FileProblem:
        return read
    for id, table in tables.items():
        with suppress(msgspec.ValidationError):
            read[id] = msgspec.convert(table, Choices, dec_hook=hook)
    return read


def recorded(value: object) -> Choices | None:
    """The choices that a begun record has; None when it has none, or none that can be read."""
    try:
        return msgspec.convert(value, Choices, dec_hook=hook)
    except msgspec.ValidationError:
        return None


def plain(choices: Choices) -> dict[str, Any]:
    """Choices as a record has them."""
    data: dict[str, Any] = msgspec.to_builtins(choices, enc_hook=float)
    return data


def keep(path: Path, id: str, choices: Choices) -> None:
    """Keep the choices of one routine; none that differ from the file's take its table away. Raises OSError."""
    import tomli_w

    every = kept(path)
    every.pop(id, None)
    if choices != Choices():
        every[id] = choices
    data: dict[str, Any] = {name: plain(every[name]) for name in sorted(every)}
    new_folder(path.parent)
    head = "# Kept by calmtui when you say so; a routine's table may be taken out.\n\n"
    durable.replace(os.fspath(path), (head + tomli_w.dumps(data)).encode())


def keep_own(path: Path | None, id: str, choices: Choices, settings: Settings) -> str:
    """Keep the choices for a routine, but what the settings say anyway; gives a line that says so.

    Without a path nothing is kept, and the line says that.
    """
    if path is None:
        return _("Nothing is kept in this run.")
    always = standing("", settings, {})
    own = msgspec.structs.replace(
        choices,
        no_holds=choices.no_holds and not always.no_holds,
        skip=tuple(part for part in choices.skip if part not in always.skip),
        settle=None if choices.settle == always.settle else choices.settle,
    )
    try:
        keep(path, id, own)
    except OSError as error:
        return _("Not kept: {why}.").format(why=reason(error, N_("the disk refused")))
    return _("Kept for this routine.")


def standing(id: str, settings: Settings, every: dict[str, Choices]) -> Choices:
    """What holds for a routine without a word: the choices kept for it, and the settings for all."""
    own = every.get(id, Choices())
    return msgspec.structs.replace(
        own,
        no_holds=own.no_holds or settings.no_holds,
        skip=tuple(dict.fromkeys((*settings.skip_parts, *own.skip))),
        settle=own.settle or (Seconds(settings.settle) if settings.settle else None),
    )
