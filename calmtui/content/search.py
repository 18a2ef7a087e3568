"""Which routines fit the words that were typed into home's filter. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from unicodedata import category, normalize

from calmtui.content.labels import GROUPS
from calmtui.content.library import LibraryEntry
from calmtui.text.i18n import _

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})  # as on a keyboard without these


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
    words = _bare(typed).split()
    matches: list[tuple[tuple[bool, bool], LibraryEntry]] = []
    for entry in entries:
        name, text = _searched_texts(entry)
        if not all(word in text for word in words):
            continue
        is_in_name = all(word in name for word in words)
        if is_in_name:
            text = name
        starts_words = all(f" {word}" in text for word in words)
        matches.append(((not is_in_name, not starts_words), entry))
    return [entry for _rank, entry in sorted(matches, key=itemgetter(0))]


def routines_by_word(entries: Iterable[LibraryEntry], typed: str) -> list[LibraryEntry]:
    """Return the entries that have each word of `typed` as a whole word.

    First come those that have it soonest: in the name, the summary, then among the keywords.
    """
    words = [f" {word} " for word in _bare(typed).split()]
    matches: list[tuple[int, LibraryEntry]] = []
    for entry in entries:
        _name, text = _searched_texts(entry)
        if words and all(word in text for word in words):
            matches.append((text.index(words[0]), entry))
    return [entry for _place, entry in sorted(matches, key=itemgetter(0))]


def _searched_texts(entry: LibraryEntry) -> tuple[str, str]:
    """Return the name of an entry, and all that is searched, its name first."""
    routine = entry.routine
    if routine is None:
        name = _searched(entry.id, "")
        return name, name
    name = _searched(entry.id, routine.title)
    group = _(GROUPS[routine.group])
    return name, name + _searched(routine.summary, group, *routine.keywords)


def _searched(*texts: str) -> str:
    """Return texts as they are searched, with both ways to spell an umlaut."""
    text = " ".join(texts).casefold()
    return _bare(f" {text} {text.translate(_UMLAUTS)}")


def _bare(text: str) -> str:
    return normalize("NFKD", text.casefold()).translate(_BARE)
