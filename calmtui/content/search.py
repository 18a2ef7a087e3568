"""What fits the words that were typed: routines, and whatever else can be found. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple, TypeVar
from unicodedata import category, normalize

from calmtui.content.labels import GROUPS
from calmtui.content.routine_file import LibraryEntry
from calmtui.text.i18n import _

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})  # as on a keyboard without these


Item = TypeVar("Item")


class Searched(NamedTuple):
    """How what is searched for is called, and all else that is said of it."""

    name: str
    more: str = ""


class _BareCharacters(dict[int, str]):
    """What is left of a character without accents and punctuation, worked out once for each."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        bare = char
        if not char.isspace() and category(char)[0] in "MPC":
            bare = ""
        self[code] = bare
        return bare


_BARE = _BareCharacters()


def matching_routines(entries: Iterable[LibraryEntry], typed: str) -> list[LibraryEntry]:
    """Return the entries that have every word of `typed`, in their order but for the best.

    First come those that have them in the name, a title or an id; then those that have them where
    a word begins. The rest is searched too: the summary, the group and the keywords. Not the
    cautions and the source: these also name what a routine is not for.
    """
    return matching(((searched_texts(entry), entry) for entry in entries), typed)


def matching(items: Iterable[tuple[Searched, Item]], typed: str) -> list[Item]:
    """Return the items that have every word of `typed`, in their order but for the best."""
    words = _bare(typed).split()
    matches: list[tuple[tuple[bool, bool], Item]] = []
    for searched, item in items:
        name = _searched(searched.name)
        text = name + _searched(searched.more)
        if not all(word in text for word in words):
            continue
        is_in_name = all(word in name for word in words)
        if is_in_name:
            text = name
        starts_words = all(f" {word}" in text for word in words)
        matches.append(((not is_in_name, not starts_words), item))
    return [item for _rank, item in sorted(matches, key=itemgetter(0))]


def routines_by_word(entries: Iterable[LibraryEntry], typed: str) -> list[LibraryEntry]:
    """Return the entries that have each word of `typed` as a whole word.

    First come those that have it soonest: in the name, the summary, then among the keywords.
    """
    words = [f" {word} " for word in _bare(typed).split()]
    matches: list[tuple[int, LibraryEntry]] = []
    for entry in entries:
        text = "".join(map(_searched, searched_texts(entry)))
        if words and all(word in text for word in words):
            matches.append((text.index(words[0]), entry))
    return [entry for _place, entry in sorted(matches, key=itemgetter(0))]


def searched_texts(entry: LibraryEntry) -> Searched:
    """Return what is searched of an entry: its id and title, then all else."""
    routine = entry.routine
    if routine is None:
        return Searched(entry.id)
    group = _(GROUPS[routine.group])
    more = (routine.summary, group, *routine.keywords)
    return Searched(f"{entry.id} {routine.title}", " ".join(more))


def _searched(text: str) -> str:
    """Return a text as it is searched, with both ways to spell an umlaut."""
    text = text.casefold()
    return _bare(f" {text} {text.translate(_UMLAUTS)} ")


def _bare(text: str) -> str:
    return normalize("NFKD", text.casefold()).translate(_BARE)
