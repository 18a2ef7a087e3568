"""Which routines fit the words that were typed into home's filter. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from unicodedata import category, normalize

from calmtui.content.library import LibraryEntry
from calmtui.content.routine import GROUPS
from calmtui.text.i18n import _

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})  # as on a keyboard without these


class _Bare(dict[int, str]):
    """What is left of a character: nothing of accents and punctuation. Worked out once for each."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = char if char.isspace() or category(char)[0] not in "MPC" else ""
        return self[code]


_BARE = _Bare()


def matching_routines(entries: Iterable[LibraryEntry], typed: str) -> list[LibraryEntry]:
    """Return the entries that have every word of `typed`, in their order but for the best.

    First come those that have them in the name, a title or an id; then those that have them where
    a word begins. The rest is searched too: the summary, the group and the keywords. Not the
    cautions and the source: these also name what a routine is not for.
    """
    words = _bare(typed).split()
    fitting: list[tuple[tuple[bool, bool], LibraryEntry]] = []
    for entry in entries:
        routine = entry.routine
        name = _searched(entry.id, routine.title if routine else "")
        whole = name
        if routine is not None:
            whole += _searched(routine.summary, _(GROUPS[routine.group]), *routine.keywords)
        if all(word in whole for word in words):
            named = all(word in name for word in words)
            begins = all(f" {word}" in (name if named else whole) for word in words)
            fitting.append(((not named, not begins), entry))
    return [entry for _place, entry in sorted(fitting, key=itemgetter(0))]


def _searched(*texts: str) -> str:
    """Return texts as they are searched, with both ways to spell an umlaut."""
    text = " ".join(texts).casefold()
    return _bare(f" {text} {text.translate(_UMLAUTS)}")


def _bare(text: str) -> str:
    return normalize("NFKD", text.casefold()).translate(_BARE)
