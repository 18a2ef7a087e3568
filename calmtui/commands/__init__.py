"""What each command does; `cli` parses and picks one. What a command does not need is not imported."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from calmtui import opening, words

if TYPE_CHECKING:
    from calmtui.journal import Journal
    from calmtui.library import Library
    from calmtui.settings import Settings
    from calmtui.tomlfile import Problem


def fail(message: object, code: int = 1) -> int:
    """Say on stderr what went wrong; gives the exit code."""
    from calmtui.clean import clean  # it may have words of the command line in it, as they were typed

    opening.abandon()  # the words are for the person's own screen
    print(f"calmtui: {clean(str(message))}", file=sys.stderr)
    return code


def print_json(data: object) -> int:
    """Print data as JSON, what a terminal would act on escaped; gives the exit code 0."""
    import json

    from calmtui.clean import UNSAFE

    ascii = "utf" not in (sys.stdout.encoding or "").lower()
    text = json.dumps(data, ensure_ascii=ascii, indent=2)
    print(UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
    return 0


def sources() -> tuple[Library, Settings]:
    """The routines and the settings of this person; what is wrong with the settings is said on stderr."""
    library, settings, problems = read_sources()
    for problem in problems:
        fail(problem)
    return library, settings


def read_sources() -> tuple[Library, Settings, tuple[Problem, ...]]:
    """The routines and the settings of this person, and what is wrong with the settings; their language is spoken."""
    from calmtui.language import languages
    from calmtui.library import Library
    from calmtui.paths import Paths, bundled_routines
    from calmtui.settings import read_settings

    paths = Paths.find()
    settings, problems = read_settings(paths.settings)
    spoken = languages(settings.language, os.environ)
    words.speak(spoken)
    problems = read_settings(paths.settings)[1] if problems and spoken else problems  # in that language
    return Library(bundled_routines(), paths.routines, settings.partner, spoken), settings, problems


def speak() -> None:
    """Speak this person's language, where no other setting is needed: they are read only if they name one."""
    from calmtui import places
    from calmtui.language import languages

    setting = ""
    if places.set_down(b"language"):
        from pathlib import Path

        from calmtui.settings import read_settings

        setting = read_settings(Path(places.config(), "settings.toml"))[0].language
    words.speak(languages(setting, os.environ))


def journal(*, private: bool, patience: float | None = None) -> Journal:
    """The journal of this person; with `private` nothing is written. `patience` as the Journal has it, in seconds."""
    from calmtui.journal import Journal
    from calmtui.paths import Paths

    paths = Paths.find()
    return Journal(paths.journal, paths.state, private=private, patience=patience)
