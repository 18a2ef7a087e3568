"""What each command does; `cli` parses and picks one. What a command does not need is not imported."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from calmtui import quickstart
from calmtui.storage import disk_check as hanging
from calmtui.text import i18n as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calmtui.config.settings import Settings
    from calmtui.content.library import Library
    from calmtui.content.toml import Problem
    from calmtui.storage.journal import Journal
    from calmtui.storage.records import Record


_LONG, _AGAIN = 1.0, 0.25  # seconds before it is said how far the reading is, and between two times


def fail(message: object, code: int = 1) -> int:
    """Say on stderr what went wrong; gives the exit code."""
    from calmtui.text.sanitize import (
        sanitize,  # it may have words of the command line in it, as they were typed
    )

    quickstart.cancel()  # the words are for the person's own screen
    print(f"calmtui: {sanitize(str(message))}", file=sys.stderr)
    return code


def print_json(data: object) -> int:
    """Print data as JSON, what a terminal would act on escaped; gives the exit code 0."""
    print(_json(data))
    return 0


def print_json_list(items: Iterable[object]) -> None:
    """Print a list as JSON as `print_json` does, item by item: it may be long."""
    before = "["
    for item in items:
        print(before + "\n  " + _json(item).replace("\n", "\n  "), end="")
        before = ","
    print("[]" if before == "[" else "\n]")


def _json(data: object) -> str:
    import json

    from calmtui.text.sanitize import UNSAFE_CHARACTERS

    ascii = "utf" not in (sys.stdout.encoding or "").lower()
    text = json.dumps(data, ensure_ascii=ascii, indent=2)
    return UNSAFE_CHARACTERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def counted(records: Iterable[Record]) -> Iterator[Record]:
    """The records, and on a terminal how many have been read, in a line of its own while that takes long."""
    import gc
    from time import monotonic

    from calmtui.text.i18n import _

    gc.disable()  # nothing in the records goes in circles, and looking for that takes a tenth of the time
    shown = sys.stderr.isatty()
    due, number, said = monotonic() + _LONG, 0, False
    try:
        for record in records:
            number += 1
            if shown and not number % 1024 and monotonic() > due:
                text = _("{n} records read ...").format(n=number)
                print(f"\r{text}", end="", file=sys.stderr, flush=True)
                due, said = monotonic() + _AGAIN, True
            yield record
    finally:
        gc.enable()
        if said:
            print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)


def sources() -> tuple[Library, Settings]:
    """The routines and the settings of this person; what is wrong with the settings is said on stderr."""
    library, settings, problems = read_sources()
    for problem in problems:
        fail(problem)
    return library, settings


def read_sources() -> tuple[Library, Settings, tuple[Problem, ...]]:
    """The routines and the settings of this person, and what is wrong with the settings; their language is spoken."""
    from calmtui.config.settings import read_settings
    from calmtui.content.library import Library
    from calmtui.storage.paths import Paths, bundled_routines_path
    from calmtui.text.language import preferred_languages

    paths = Paths.find()
    settings, problems = read_settings(paths.settings)
    spoken = preferred_languages(settings.language, os.environ)
    words.set_language(spoken)
    problems = (
        read_settings(paths.settings)[1] if problems and spoken else problems
    )  # in that language
    return (
        Library(bundled_routines_path(), paths.routines, settings.partner, spoken),
        settings,
        problems,
    )


def unread_sources(hung: str) -> tuple[Library, Settings, tuple[Problem, ...]]:
    """Give what `read_sources` does while the disk of this folder does not answer: that is the first problem.

    Nothing is kept; where the folder is that of the settings, they and routines of one's own are not looked at.
    """
    from pathlib import Path

    from msgspec.structs import replace

    from calmtui.config.settings import settings_without_disk
    from calmtui.content.library import Library
    from calmtui.storage.paths import bundled_routines_path, config_dir
    from calmtui.text.language import preferred_languages

    if hung != config_dir():
        library, settings, problems = read_sources()
        return (
            library,
            replace(settings, private=True),
            (settings_without_disk(Path(hung), is_config=False)[1], *problems),
        )
    spoken = preferred_languages("", os.environ)
    words.set_language(spoken)
    settings, problem = settings_without_disk(Path(hung), is_config=True)
    return Library(bundled_routines_path(), None, settings.partner, spoken), settings, (problem,)


def set_user_language() -> None:
    """Speak this person's language, where no other setting is needed: they are read only if they name one."""
    from calmtui.storage.paths import config_dir, settings_mention
    from calmtui.text.language import preferred_languages

    setting = ""
    if hanging.hanging_folder() != config_dir() and settings_mention(b"language"):
        from pathlib import Path

        from calmtui.config.settings import read_settings

        setting = read_settings(Path(config_dir(), "settings.toml"))[0].language
    words.set_language(preferred_languages(setting, os.environ))


def journal(*, private: bool, patience: float | None = None, hung: bool = False) -> Journal:
    """The journal of this person; with `private` nothing is written. `patience`, `hung` as the Journal has them."""
    from calmtui.storage.journal import Journal
    from calmtui.storage.paths import Paths

    paths = Paths.find()
    return Journal(paths.journal, paths.state, private=private, write_timeout=patience, hung=hung)
