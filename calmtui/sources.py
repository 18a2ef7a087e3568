"""What this person has here: settings, routines, journal; each is opened when it is asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from calmtui import lean_import
from calmtui.storage import disk_check
from calmtui.text import i18n

if TYPE_CHECKING:
    from calmtui.config.settings import Settings
    from calmtui.content.library import Library
    from calmtui.content.toml import Problem
    from calmtui.storage.device import DeviceStore
    from calmtui.storage.journal import Journal


class Sources(NamedTuple):
    """The routines and the settings of this person, and what is wrong with the settings."""

    library: Library
    settings: Settings
    problems: tuple[Problem, ...]


def set_user_language() -> None:
    """Speak this person's language. The settings are read only if they name one."""
    from calmtui.storage.paths import config_dir, settings_mention
    from calmtui.text.language import preferred_languages

    language = ""
    if disk_check.hanging_folder() != config_dir() and settings_mention(b"language"):
        from pathlib import Path

        from calmtui.config.settings import read_settings

        language = read_settings(Path(config_dir(), "settings.toml"))[0].language
    i18n.set_language(preferred_languages(language, os.environ))


def read_sources() -> Sources:
    """Read the routines and the settings, and speak the language that they name.

    While the disk of one of their folders does not answer, that is the first problem, and nothing
    is written; of the folder of the settings nothing is read then.
    """
    from calmtui.storage.paths import config_dir

    hanging = disk_check.hanging_folder()
    if not hanging:
        return _read_sources()
    from pathlib import Path

    from msgspec.structs import replace

    from calmtui.config.settings import settings_without_disk
    from calmtui.content.library import Library
    from calmtui.storage.paths import bundled_routines_path
    from calmtui.text.language import preferred_languages

    if hanging != config_dir():
        library, settings, problems = _read_sources()
        problem = settings_without_disk(Path(hanging), is_config=False)[1]
        return Sources(library, replace(settings, private=True), (problem, *problems))
    languages = preferred_languages("", os.environ)
    i18n.set_language(languages)
    settings, problem = settings_without_disk(Path(hanging), is_config=True)
    library = Library(bundled_routines_path(), None, settings.partner, languages)
    return Sources(library, settings, (problem,))


def _read_sources() -> Sources:
    lean_import.import_msgspec()
    from calmtui.config.settings import read_settings
    from calmtui.content.library import Library
    from calmtui.storage.paths import Paths, bundled_routines_path
    from calmtui.text.language import preferred_languages

    paths = Paths.find()
    settings, problems = read_settings(paths.settings)
    languages = preferred_languages(settings.language, os.environ)
    i18n.set_language(languages)
    if problems and languages:
        problems = read_settings(paths.settings)[1]  # again, in that language
    library = Library(bundled_routines_path(), paths.routines, settings.partner, languages)
    return Sources(library, settings, problems)


def open_journal(
    *, private: bool = False, write_timeout: float | None = None, hung: bool = False
) -> Journal:
    """Open this person's journal; `private` writes nothing, `hung` leaves its disk alone."""
    from calmtui.storage.journal import Journal
    from calmtui.storage.paths import Paths

    paths = Paths.find()
    return Journal(
        paths.journal, paths.state, private=private, write_timeout=write_timeout, hung=hung
    )


def open_device(journal: Journal) -> DeviceStore:
    """Open the small values of this machine that belong to a journal."""
    from calmtui.storage.device import DeviceStore
    from calmtui.storage.paths import Paths

    return DeviceStore(Paths.find().state, lock=journal.lock)
