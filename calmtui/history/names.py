"""What is called how, where the history is looked back on. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calmtui.content.option_words import labels_by_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from calmtui.content.library import LibraryEntry


class Names(NamedTuple):
    """What routines are called, by id, and what comes before an urge, by its key."""

    titles: Mapping[str, str]
    labels: Mapping[str, str]


def names_of(entries: Iterable[LibraryEntry], recorded: Mapping[str, str]) -> Names:
    """Return the names that a library has; routines that are gone keep the `recorded` titles."""
    routines = [entry.routine for entry in entries if entry.routine is not None]
    titles = {routine.id: str(routine.title) for routine in routines}
    return Names({**recorded, **titles}, labels_by_keys(routines))
