"""What commands look back on: the whole history read, and what things are called in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calmtui.cli.output import fail, report_problems
from calmtui.cli.reading import History, gather_history
from calmtui.content.library import Library
from calmtui.content.option_words import keys_by_words, labels_by_keys
from calmtui.content.routine import PARTNER
from calmtui.context import read_sources
from calmtui.storage.paths import Paths, bundled_routines_dir, bundled_routines_path
from calmtui.storage.reading import list_names
from calmtui.text.errors import describe_file_error

if TYPE_CHECKING:
    from collections.abc import Mapping


class Names(NamedTuple):
    """What routines are called, by id, and what comes before an urge, by its key."""

    titles: Mapping[str, str]
    labels: Mapping[str, str]


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
    partner = sources.settings.partner
    if partner == PARTNER:
        partner = ""
    return OpenPast(history, keys, partner, sources.library.languages)


def read_names(titles: Mapping[str, str], languages: tuple[str, ...]) -> Names:
    """Return the names in a language, without the partner's; of what is gone, from the records."""
    library = Library(bundled_routines_path(), Paths.find().routines, languages=languages)
    routines = [entry.routine for entry in library.entries if entry.routine]
    own = {routine.id: str(routine.title) for routine in routines}
    return Names({**titles, **own}, labels_by_keys(routines))


def built_in_routines() -> set[str]:
    """Return the ids of the routines that come with calmtui."""
    return {name.removesuffix(".toml") for name in list_names(bundled_routines_dir(), ".toml")}
