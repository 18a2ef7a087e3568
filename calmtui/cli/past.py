"""What commands look back on: the whole history read, and what things are called in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calmtui.cli.output import fail, report_problems
from calmtui.cli.progress import show_progress
from calmtui.cli.reading import History, gather_history
from calmtui.content.library import Library
from calmtui.content.option_words import keys_by_words
from calmtui.history.names import Names, names_of
from calmtui.history.past_sums import PastSums
from calmtui.sources import Sources, open_journal, read_sources
from calmtui.storage.paths import Paths, bundled_routines_dir, bundled_routines_path
from calmtui.storage.reading import list_names
from calmtui.text.errors import describe_file_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calmtui.history.period import Period


class OpenPast(NamedTuple):
    """The whole history; `keys` are those of what was picked, by its words in any language.

    `partner` is the name that the settings have for the partner, if they have one, `languages` are
    the person's.
    """

    history: History
    keys: Mapping[str, str]
    partner: str
    languages: tuple[str, ...]


def open_sources() -> Sources:
    """Read the routines and the settings, and say what is wrong with them."""
    sources = read_sources()
    report_problems(sources.problems)
    return sources


def open_past(sources: Sources) -> OpenPast | None:
    """Read everything; None where it can't be read, or is locked and stays so, which is said."""
    try:
        history = gather_history()
        keys = keys_by_words(bundled_routines_path())
    except OSError as error:
        fail(describe_file_error(error))
        return None
    if history is None:
        return None
    return OpenPast(history, keys, sources.settings.partner_name, sources.library.languages)


def read_sums(sources: Sources, period: Period) -> PastSums | None:
    """Count a period of the history, and read no record that was counted before.

    None where it is locked, or can't be read.
    """
    journal = open_journal(private=sources.settings.private)
    if journal.lock.is_on:
        return None
    sums = PastSums(journal, keys_by_words(bundled_routines_path()))
    try:
        show_progress(sums.read(period))
    except OSError:  # is said by who reads everything
        return None
    return sums


def read_names(titles: Mapping[str, str], languages: tuple[str, ...]) -> Names:
    """Return the names in a language, without the partner's; of what is gone, from the records."""
    library = Library(bundled_routines_path(), Paths.find().routines, languages=languages)
    return names_of(library.entries, titles)


def built_in_routines() -> set[str]:
    """Return the ids of the routines that come with calmtui."""
    return {name.removesuffix(".toml") for name in list_names(bundled_routines_dir(), ".toml")}
