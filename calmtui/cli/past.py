"""What commands look back on: the whole history read, and what things are called in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calmtui.cli.output import fail, report_problems
from calmtui.cli.reading import History, gather_history
from calmtui.content.library import Library
from calmtui.content.option_words import keys_by_words
from calmtui.history.names import Names, names_of
from calmtui.sources import read_sources
from calmtui.storage.paths import Paths, bundled_routines_dir, bundled_routines_path
from calmtui.storage.reading import list_names
from calmtui.text.errors import describe_file_error

if TYPE_CHECKING:
    from collections.abc import Mapping


class OpenPast(NamedTuple):
    """The whole history; `keys` are those of what was picked, by its words in any language.

    `partner` is the name that the settings have for the partner, if they have one, `languages` are
    the person's.
    """

    history: History
    keys: Mapping[str, str]
    partner: str
    languages: tuple[str, ...]


def open_past() -> OpenPast | None:
    """Read everything; None where it can't be read, or is locked and stays so, which is said."""
    sources = read_sources()
    report_problems(sources.problems)
    try:
        history = gather_history()
        keys = keys_by_words(bundled_routines_path())
    except OSError as error:
        fail(describe_file_error(error))
        return None
    if history is None:
        return None
    return OpenPast(history, keys, sources.settings.partner_name, sources.library.languages)


def read_names(titles: Mapping[str, str], languages: tuple[str, ...]) -> Names:
    """Return the names in a language, without the partner's; of what is gone, from the records."""
    library = Library(bundled_routines_path(), Paths.find().routines, languages=languages)
    return names_of(library.entries, titles)


def built_in_routines() -> set[str]:
    """Return the ids of the routines that come with calmtui."""
    return {name.removesuffix(".toml") for name in list_names(bundled_routines_dir(), ".toml")}
