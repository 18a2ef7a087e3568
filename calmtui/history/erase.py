"""What erasing takes away, told beforehand; and taking it away, from the journal and from this machine's state."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from sys import intern
from typing import Any

from calmtui.content.toml import display_path
from calmtui.history.describe import title_of
from calmtui.history.gathered import Gathered
from calmtui.history.sessions import PastSession
from calmtui.storage.device import State
from calmtui.storage.journal import Journal, Record
from calmtui.text.dates import local_date
from calmtui.text.errors import of_file
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.sanitize import single_line

COPIES = N_("What Syncthing's versions, backups or git have kept of it stays there.")


@dataclass(frozen=True)
class ErasePlan:
    """What would be erased: `past`, newest first, and all ids, those too whose beginning can't be read.

    `running` are on in another terminal and stay; `others` are the files of other devices that hold
    copies, `closed` says why files could not be read, where what they hold would have to go too. With
    `everything` the `draft` (if one is kept), parked words and so many `unreadable` lines go as well.
    """

    past: tuple[PastSession, ...]
    ids: frozenset[str]
    running: tuple[PastSession, ...] = ()
    others: tuple[Path, ...] = ()
    closed: tuple[OSError, ...] = ()
    draft: bool = False
    everything: bool = False
    unreadable: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What else there is to know before it goes."""
        lines = []
        if more := len(self.ids) - len(self.past):
            said = ngettext(
                "{n} session without its beginning goes too.",
                "{n} without their beginning go too.",
                more,
            )
            lines.append(said.format(n=more))
        if self.unreadable:
            said = ngettext(
                "{n} line that can't be read goes too.",
                "{n} lines that can't be read go too.",
                self.unreadable,
            )
            lines.append(said.format(n=self.unreadable))
        if self.everything:
            lines.append(_("The draft and the words you parked go too."))
        elif self.draft:
            lines.append(_("The draft you keep stays: `calmtui draft --forget`."))
        for past in self.running:
            lines.append(
                _("{title} is on in another terminal: it stays.").format(title=title_of(past))
            )
        lines += [
            _("What is in this file stays: {why}").format(why=of_file(error))
            for error in self.closed
        ]
        if self.others:
            said = ngettext(
                "Another device has a copy, until calmtui runs there again: {files}",
                "Other devices have copies, until calmtui runs there again: {files}",
                len(self.others),
            )
            lines.append(
                said.format(files=", ".join(display_path(Path(path.name)) for path in self.others))
            )
        return (*lines, _(COPIES))


def describe_incomplete_erase(error: OSError) -> str:
    """What to say when the disk, or a lock, did not let all of it go at once."""
    return _("not all of it is erased ({why}); erasing it again finishes it").format(
        why=of_file(error)
    )


class Eraser:
    """All that could be erased, read once. Raises OSError for a folder that can't be looked into: it is not empty."""

    def __init__(
        self, journal: Journal, state: State, records: Iterable[Record] | None = None
    ) -> None:
        self._journal, self._state = journal, state
        gathered = Gathered(records or journal.records(repeated=True))
        self._closed = tuple(journal.closed)
        self._headless = _first_days(gathered.headless())
        nothing: dict[str, Any] = {}  # what they wrote and rated is not needed
        self.past = [
            PastSession(
                past.session,
                intern(past.routine),
                intern(past.title),
                past.began,
                None,
                0.0,
                nothing,
                nothing,
                nothing,
            )
            for past in gathered.sessions()
        ]
        own = set(journal.device_files())
        self._erased = gathered.erased
        self._unreadable = sum(bad.path in own for bad in journal.unreadable)

    def find(self, name: str) -> PastSession | None:
        """The session whose id begins so; None for an erased one. Raises LookupError that says what there is."""
        found = [past for past in self.past if name and past.session.startswith(name)]
        exact = [past for past in found if past.session == name]
        if len(found) == 1 or exact:
            return (exact or found)[0]
        if not found and name and any(id.startswith(name) for id in self._erased):
            return None
        if not found:
            raise LookupError(
                _("no session begins with '{name}'; `calmtui log` shows them").format(
                    name=single_line(name)
                )
            )
        some = ", ".join(single_line(past.session) for past in found[:4])
        raise LookupError(_("'{name}' could be {some}").format(name=single_line(name), some=some))

    def plan_for(self, past: Iterable[PastSession]) -> ErasePlan:
        """Some sessions."""
        return self._going(past)

    def plan_before(self, day: date) -> ErasePlan:
        """The sessions that began before a day, by the offset of each."""
        past = [
            session for session in self.past if (began := local_date(session.began)) and began < day
        ]
        more = {id for id, first in self._headless.items() if first and first < day}
        return self._going(past, more, all_files=True)

    def plan_all(self) -> ErasePlan:
        """All of it. Raises OSError where nobody can tell what there is."""
        self._state.look()
        return self._going(self.past, set(self._headless), all_files=True, everything=True)

    def _going(
        self,
        past: Iterable[PastSession],
        more: Collection[str] = (),
        *,
        all_files: bool = False,
        everything: bool = False,
    ) -> ErasePlan:
        wanted = {session.session: session for session in past}
        held = {
            id for id in self._state.known((*wanted, *more)) if self._state.claimed_elsewhere(id)
        }
        ids = frozenset({*wanted, *more} - held)
        return ErasePlan(
            tuple(session for id, session in wanted.items() if id not in held),
            ids,
            tuple(session for id, session in wanted.items() if id in held),
            tuple(self._journal.files_containing(set(ids))),
            self._closed if all_files else (),
            bool(self._state.get("draft")),
            everything,
            self._unreadable if everything else 0,
        )

    def erase(self, going: ErasePlan, at: datetime) -> None:
        """Erase it. Raises OSError when it is not out of every file yet, or not every file could be read."""
        try:
            self._journal.erase(going.ids, at, unreadable=going.everything)
        finally:
            for id in self._state.known(going.ids):
                self._state.release(id)
            if going.everything:
                self._state.clear()
        if going.closed:
            raise going.closed[0]


def _first_days(records: Iterable[Record]) -> dict[str, date | None]:
    """The sessions of these records, each with its first day, if any record has one."""
    found: dict[str, date | None] = {}
    for record in records:
        day, known = local_date(str(record.get("at"))), found.get(record["session"])
        found[record["session"]] = min(day, known) if day and known else day or known
    return found
