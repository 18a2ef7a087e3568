"""What `list` says of every routine: rows kept in a small file, each as long as its routine's file is the same.

A look at a file's time and size costs a thousandth of reading it, so only what has changed is read. The file is a
cache: missing or damaged, it only costs time. A new file costs what tomllib takes for it and about as much again: its
row says whether it can be used, so all of it is read and checked. What a row is made of is imported when one is made.
"""

from __future__ import annotations

import json
import os

from calmtui import __version__
from calmtui.content.overlay import is_copy, overlay
from calmtui.storage import files as durable
from calmtui.storage.paths import bundled_routines_dir, config_dir, state_dir

TYPE_CHECKING = False  # typing costs half of a whole `python -c pass`
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from calmtui.content.toml import Problem

FIELDS = (
    "id",
    "title",
    "group",
    "seconds",
    "delay",
    "evidence",
    "cautions",
    "path",
    "bundled",
    "error",
)
_CODE = (
    "content/diagnostics",
    "content/library",
    "content/routine",
    "content/toml",
    "content/translation",
    "text/i18n",
)
_MOST = 1 << 26  # bytes of the file of rows
_SPOKEN = ("LC_ALL", "LC_MESSAGES", "LANG")


class Row:
    """One line of the list: the public fields, the words to show, and where it stands."""

    __slots__ = (*FIELDS, "heading", "clock", "place")
    id: str
    title: str
    bundled: bool
    error: str | None
    heading: str
    clock: str
    place: list[int | str]

    def __init__(self, values: list[Any]) -> None:
        for name, value in zip(self.__slots__, values, strict=True):
            setattr(self, name, value)


def listed(*, private: bool = False) -> tuple[list[tuple[Row, bool]], tuple[Problem, ...]]:
    """Every routine's row, and whether it replaces a bundled one; with what is wrong with the settings.

    `private`, here or in the settings, keeps no rows.
    """
    file = os.path.join(state_dir(), "list.json")
    settings = os.path.join(config_dir(), "settings.toml")
    key = _key(settings)
    kept: dict[str, Any] = _read(file)
    if kept.get("key") != key:
        kept = {"key": key, "files": {}, **_reader(settings)}
    problems = kept.pop("problems", ())
    files: dict[str, Any] = {}
    rows: list[list[Row]] = []
    for folder, bundled in (
        (bundled_routines_dir(), True),
        (os.path.join(config_dir(), "routines"), False),
    ):
        rows.append([])
        for path, mark in _marks(folder, kept["languages"]):
            known = kept["files"].get(path)
            if known is None or known[0] != mark:
                known = [mark, _made(path, bundled, kept)]
            files[path] = known
            rows[-1] += [Row(row) for row in known[1]]
    if files != kept["files"] and not problems and not (private or kept.get("private")):
        _write(file, {**kept, "files": files}, bool(rows[1]))
    return sorted(overlay(*rows), key=lambda pair: pair[0].place), problems


def _key(settings: str) -> list[Any]:
    """What all rows depend on."""
    here = os.path.dirname(os.path.dirname(__file__))
    code = [_mark(os.path.join(here, f"{name}.py")) for name in _CODE]
    return [__version__, code, _mark(settings), [os.environ.get(name, "") for name in _SPOKEN]]


def _mark(path: str) -> list[int]:
    try:
        found = os.stat(path)
        return [
            found.st_mtime_ns,
            found.st_ctime_ns,
            found.st_size,
            found.st_ino,
        ]  # ctime: who may read it, too
    except OSError:
        return []


def _marks(folder: str, languages: list[str]) -> Iterator[tuple[str, list[Any]]]:
    """The routine files of a folder, with all that their rows depend on."""
    try:
        names = [name for name in durable.names(folder, ".toml") if not is_copy(name)]
    except OSError:
        yield folder, []  # a row of its own says why
        return
    for name in names:
        spoken = [_mark(os.path.join(folder, language, name)) for language in languages]
        yield os.path.join(folder, name), [_mark(os.path.join(folder, name)), spoken]


def _reader(file: str) -> dict[str, Any]:
    """The settings that rows are made with."""
    from pathlib import Path

    from calmtui.config.settings import read_settings
    from calmtui.text.language import preferred_languages

    settings, problems = read_settings(Path(file))
    spoken = list(preferred_languages(settings.language, os.environ))
    return {
        "partner": settings.partner,
        "languages": spoken,
        "private": settings.private,
        "problems": problems,
    }


def _made(path: str, bundled: bool, kept: dict[str, Any]) -> list[list[Any]]:
    """The rows of one file: its own, and that of a translation that can't be used."""
    from pathlib import Path

    from calmtui.content.library import load_entries, sort_key
    from calmtui.content.routine import GROUPS
    from calmtui.content.toml import display_path
    from calmtui.text.durations import format_clock

    made: list[list[Any]] = []
    for entry in load_entries(Path(path), bundled, kept["partner"], tuple(kept["languages"])):
        a = entry.routine
        about: list[Any] = [None] * 5 + [[]]
        words = ["", ""]
        if a is not None:
            about = [a.title, a.group, a.seconds, a.delay, a.evidence, list(a.cautions)]
            words = [GROUPS[a.group], format_clock(a.takes)]
        made.append(
            [
                entry.id,
                *about,
                display_path(entry.path),
                bundled,
                entry.error,
                *words,
                list(sort_key(entry)),
            ]
        )
    return made


def _read(file: str) -> dict[str, Any]:
    try:
        kept = json.loads(durable.read(file, _MOST))
        well = isinstance(kept["files"], dict) and isinstance(kept["languages"], list)
        return kept if well and all(len(known) == 2 for known in kept["files"].values()) else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _write(file: str, kept: dict[str, Any], own: bool) -> None:
    """Keep the rows, where calmtui keeps something already or there are routines of one's `own`: else to look makes
    no folder. A disk that refuses costs time.
    """
    from contextlib import suppress

    with suppress(OSError):
        if own:
            durable.make_private_dir(os.path.dirname(file))
        durable.replace_file(
            file, json.dumps(kept, ensure_ascii=True, default=float).encode(), sync=False
        )
