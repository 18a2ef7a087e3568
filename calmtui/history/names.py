"""What is called how, where the history is looked back on, and what is of the same kind. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calmtui.content.option_words import labels_by_keys
from calmtui.history.suggestions import NEVER_SUGGESTED
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from calmtui.content.routine import Routine
    from calmtui.content.routine_file import LibraryEntry
    from calmtui.history.figures import Figures

_NO_OTHERS: Mapping[str, tuple[str, ...]] = {}
_MOST_UNTRIED = 3


class Names(NamedTuple):
    """What routines are called, by id, and what comes before an urge, by its key.

    `alike` are the routines that a group has, by the id of each of them: those with the better
    evidence first, and without those that are never suggested.
    """

    titles: Mapping[str, str]
    labels: Mapping[str, str]
    alike: Mapping[str, tuple[str, ...]] = _NO_OTHERS

    def untried(self, figures: Figures) -> tuple[str, ...]:
        """Return the names of routines like the most used one that were never used so far."""
        if not figures.routines:
            return ()
        others = self.alike.get(figures.routines[0].id, ())
        new = [routine for routine in others if routine not in figures.used]
        return tuple(single_line(self.titles[routine]) for routine in new[:_MOST_UNTRIED])


def names_of(entries: Iterable[LibraryEntry], recorded: Mapping[str, str]) -> Names:
    """Return the names that a library has; routines that are gone keep the `recorded` titles."""
    routines = [entry.routine for entry in entries if entry.routine is not None]
    titles = {routine.id: str(routine.title) for routine in routines}
    return Names({**recorded, **titles}, labels_by_keys(routines), _by_group(routines))


def _by_group(routines: Iterable[Routine]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[Routine]] = {}
    for routine in routines:
        groups.setdefault(routine.group, []).append(routine)
    alike: dict[str, tuple[str, ...]] = {}
    for group in groups.values():
        by_evidence = sorted(group, key=lambda routine: routine.evidence)
        named = tuple(one.id for one in by_evidence if one.id not in NEVER_SUGGESTED)
        alike |= dict.fromkeys([routine.id for routine in group], named)
    return alike
