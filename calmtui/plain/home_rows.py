"""What home offers line by line, as rows that are chosen by their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from calmtui.content.adjust import apply_adjustments
from calmtui.content.labels import GROUPS
from calmtui.context import QUICK_ROUTINES
from calmtui.history.suggestions import last_rating_is_very_high, suggest
from calmtui.text.durations import speak_duration
from calmtui.text.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from calmtui.content.library import Library
    from calmtui.content.routine_file import LibraryEntry
    from calmtui.context import AppContext
    from calmtui.history.sessions import PastSession

_SESSIONS = 300  # that suggestions look back on
_QUICK = {
    "urge": N_("{title}: you want to write, and want to wait first."),
    "sos": N_("{title}: something to hold on to, at once."),
}


class HomeRow(NamedTuple):
    """What can be chosen: a routine by its id, which may begin at once, or a group of them.

    `is_left`: what was left in the middle.
    """

    text: str
    routine: str = ""
    is_quick: bool = False
    group: str = ""
    is_left: bool = False


class Suggested(NamedTuple):
    """What is for this moment, and whether help is named below it."""

    rows: list[HomeRow]
    names_help: bool


def quick_rows(library: Library) -> Iterator[HomeRow]:
    """Yield what begins at once."""
    for command, text in _QUICK.items():
        routine = QUICK_ROUTINES[command]
        yield HomeRow(_(text).format(title=library.title_of(routine)), routine, is_quick=True)


def group_rows(library: Library) -> Iterator[HomeRow]:
    """Yield the groups of routines, each with how many it has."""
    counts = Counter(entry.routine.group for entry in library.entries if entry.routine is not None)
    for group, count in counts.items():
        routines = ngettext("{n} routine", "{n} routines", count).format(n=count)
        yield HomeRow(f"{_(GROUPS[group])}, {routines}.", group=group)


def entry_text(entry: LibraryEntry, context: AppContext) -> str:
    """Return what is said of a routine: its title, and how long it takes as it is set."""
    if entry.routine is None:
        return f"{entry.id}: {_('has a fault')}."
    routine = apply_adjustments(entry.routine, context.effective_adjustments(entry.id))
    return f"{entry.routine.title}, {speak_duration(routine.about_seconds)}."


def suggested(context: AppContext) -> Suggested:
    """Return what is for this moment, and why; what is on top of the list is not said twice."""
    past, now = _past(context), context.now()
    entries: dict[str, LibraryEntry] = {}
    groups: dict[str, str] = {}
    for entry in context.library.entries:
        if entry.routine is not None and entry.id not in QUICK_ROUTINES.values():
            entries[entry.id], groups[entry.id] = entry, entry.routine.group
    rows = [
        HomeRow(f"{entry_text(entries[one.id], context)} {_(one.reason)}", one.id)
        for one in suggest(entries.keys(), past, now, groups)
    ]
    return Suggested(rows, last_rating_is_very_high(past, now))


def _past(context: AppContext) -> list[PastSession]:
    """Return the newest sessions; none where they can't be read."""
    from calmtui.history.sessions import fold_sessions  # noqa: PLC0415 - not for one routine

    if context.journal.is_hung:
        return []
    try:
        return fold_sessions(list(context.journal.recent_records(_SESSIONS)))
    except OSError:
        return []
