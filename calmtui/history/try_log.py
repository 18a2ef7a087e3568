"""Begin a try, stop it, and note that somebody has looked at its end: three records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from calmtui.content.labels import CAUTIONS
from calmtui.content.library import UnknownRoutine
from calmtui.content.question_steps import RateStep
from calmtui.content.toml import FileError
from calmtui.history.suggestions import raised_twice
from calmtui.history.tries import DEFAULT_LENGTH, LENGTHS, WEEKS, How, Try, current_try, next_alpha
from calmtui.history.try_state import TryState, try_state
from calmtui.storage.records import VERSION, Record, new_id
from calmtui.text.i18n import _, join_with_or

if TYPE_CHECKING:
    from calmtui.content.library import Library
    from calmtui.content.routine import Routine
    from calmtui.history.sessions import PastSession
    from calmtui.storage.journal import Journal


class TryRefused(Exception):
    """No try begins; the message says why, and what to do."""


def start_try(
    journal: Journal,
    library: Library,
    tries: Sequence[Try],
    past: Iterable[PastSession],
    pair: tuple[str, str],
    now: datetime,
    length: int = DEFAULT_LENGTH,
) -> TryState:
    """Begin a try of two routines.

    Args:
        journal: Takes the record.
        library: Holds the routines.
        tries: All tries so far, of which one may still go on.
        past: The newest sessions, newest first.
        pair: The routines, by id or title or enough of its first letters.
        now: The time, with its zone.
        length: After how many sessions it ends.

    Raises:
        TryRefused: It can't begin.
        UnknownRoutine: One of the two does not exist.
        FileError: The file of one has a fault.
        OSError: The disk refuses.
    """
    if journal.is_private:
        raise TryRefused(_("a private session saves nothing, so no trial can begin in it"))
    if length not in LENGTHS:
        lengths = join_with_or([str(one) for one in LENGTHS])
        raise TryRefused(_("a trial has {lengths} sessions").format(lengths=lengths))
    if current_try(tries) is not None:
        message = _("one trial at a time; `calmtui try` shows yours, `calmtui try --stop` ends it")
        raise TryRefused(message)
    first, second = (library.find(name) for name in pair)
    what = _common_rating(first, second, list(past))
    session = new_id()
    until = now + timedelta(weeks=WEEKS)
    record: Record = {
        "what": "trying",
        "routines": [first.id, second.id],
        "rate": what,
        "draws": length,
        "until": until.isoformat(timespec="seconds"),
        "alpha": next_alpha(tries),
        "machine": journal.device(),
    }
    journal.append(_stamped(session, now, record))
    begun = Try(
        id=session,
        routines=(first.id, second.id),
        what=what,
        planned=length,
        began=now,
        until=until,
        alpha=record["alpha"],
        machine=record["machine"],
    )
    return try_state(begun, now)


def can_be_tried(routine: Routine, past: Iterable[PastSession]) -> bool:
    """Return whether a coin may pick a routine: it asks for a number first, and waits for none."""
    return _fault(routine, list(past)) == ""


def _common_rating(first: Routine, second: Routine, past: list[PastSession]) -> str:
    """Return what both routines rate. Raise TryRefused where they can't be compared."""
    if first.id == second.id:
        raise TryRefused(_("a trial needs two different routines"))
    for routine in (first, second):
        if fault := _fault(routine, past):
            raise TryRefused(fault)
    if first.rate[0] != second.rate[0]:
        message = _(
            "{first} and {second} ask for different numbers; pick two that ask for the same one"
        )
        raise TryRefused(message.format(first=first.title, second=second.title))
    return first.rate[0]


def _fault(routine: Routine, past: list[PastSession]) -> str:
    """Return why a coin can't pick a routine; empty where it can."""
    if routine.delay is not None:
        return _("{title} is a wait, and a coin can't pick a wait").format(title=routine.title)
    asks_later = any(
        isinstance(step, RateStep) and step.what in routine.rate for step in routine.steps
    )
    if not routine.rate or asks_later:
        return _("{title} does not ask for a number before and after").format(title=routine.title)
    if raised_twice(routine.id, past):
        message = _("your number went up twice with {title}, so a coin does not pick it")
        return message.format(title=routine.title)
    return ""


def stop_try(journal: Journal, one: Try, now: datetime) -> TryState:
    """Stop a try: its sessions stay, and nothing is compared. Raises OSError.

    One that has ended already is as it ended.
    """
    return _close(journal, one, one.ending(now) or "stopped", now)


def see_end(journal: Journal, one: Try, now: datetime) -> TryState:
    """Return a try as it is shown; its end is shown from now on, as it is now. Raises OSError."""
    return _close(journal, one, one.ending(now), now)


def _close(journal: Journal, one: Try, how: How, now: datetime) -> TryState:
    if how and not one.closed:
        journal.append(_stamped(one.id, now, {"what": "tried", "how": how}))
        one = replace(one, closed=how)
    return try_state(one, now)


def _stamped(session: str, now: datetime, record: Record) -> Record:
    stamp = {"v": VERSION, "id": new_id(), "session": session}
    return {**stamp, "at": now.isoformat(timespec="seconds"), **record}


def titles_of(library: Library, routines: Sequence[str]) -> tuple[str, str]:
    """Return the names of the two routines of a try; the id of one that is gone."""
    first, second = (_title(library, routine) for routine in routines)
    return first, second


def cautions_of(library: Library, routines: Sequence[str]) -> tuple[str, ...]:
    """Return what the two routines ask to mind, each once."""
    found: dict[str, None] = {}
    for routine in routines:
        with suppress(UnknownRoutine, FileError):
            found |= dict.fromkeys(library.find(routine).cautions)
    return tuple(_(CAUTIONS[caution]) for caution in found)


def _title(library: Library, routine: str) -> str:
    try:
        return library.find(routine).title
    except (UnknownRoutine, FileError):
        return routine
