"""Plan what an erasure removes, and remove it from the journal and from this machine's state."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from sys import intern
from typing import Any

from calmtui.history.describe import title_of
from calmtui.history.gathered import Gathered
from calmtui.history.sessions import PastSession
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record
from calmtui.text.dates import local_date
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.sanitize import display_path, single_line

COPIES = N_("Copies in Syncthing's versions, backups or git stay there.")
_NOTHING: dict[str, Any] = {}
_MAX_NAMED = 4  # sessions that are named where a beginning fits several


@dataclass(frozen=True)
class ErasePlan:
    """What would be erased: `past`, newest first, and all ids, also those without a beginning.

    `tries` counts those among the ids that are a try of two routines. `running` are on in another
    terminal and stay; `others` are the files of other devices that hold copies, `closed` says why
    files could not be read, where what they hold would have to go too. With `everything`
    the `draft` (if there is one), parked words and so many `unreadable` lines go as well.
    """

    past: tuple[PastSession, ...]
    ids: frozenset[str]
    tries: int = 0
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
        if self.tries:
            line = ngettext(
                "{n} trial of two routines is erased too.",
                "{n} trials of two routines are erased too.",
                self.tries,
            )
            lines.append(line.format(n=self.tries))
        if headless := len(self.ids) - len(self.past) - self.tries:
            line = ngettext(
                "{n} incomplete session is erased too.",
                "{n} incomplete sessions are erased too.",
                headless,
            )
            lines.append(line.format(n=headless))
        if self.unreadable:
            line = ngettext(
                "{n} unreadable line is erased too.",
                "{n} unreadable lines are erased too.",
                self.unreadable,
            )
            lines.append(line.format(n=self.unreadable))
        if self.everything:
            lines.append(_("The draft and the words you parked are erased too."))
        elif self.draft:
            lines.append(_("The draft you saved stays: `calmtui draft --forget`."))
        stays = _("{title} is running in another terminal, so it stays.")
        lines += [stays.format(title=title_of(past)) for past in self.running]
        unread = _("What is in this file stays: {why}")
        lines += [unread.format(why=describe_file_error(error)) for error in self.closed]
        if self.others:
            line = ngettext(
                "Another computer has a copy, until calmtui runs there again: {files}",
                "Other computers have copies, until calmtui runs there again: {files}",
                len(self.others),
            )
            names = [display_path(Path(path.name)) for path in self.others]
            lines.append(line.format(files=", ".join(names)))
        return (*lines, _(COPIES))


def describe_incomplete_erase(error: OSError) -> str:
    """Say that the disk, or a lock, did not let all of it go at once."""
    message = _("only part of it was erased ({why}); erase it again to finish")
    return message.format(why=describe_file_error(error))


class Eraser:
    """All that could be erased, read once.

    Raises:
        OSError: For a folder that can't be looked into: it is not empty.
    """

    def __init__(
        self, journal: Journal, state: DeviceStore, records: Iterable[Record] | None = None
    ) -> None:
        self._journal = journal
        self._state = state
        gathered = Gathered(records or journal.records(repeated=True))
        self._closed = tuple(journal.unreadable_files)
        self._headless: dict[str, date | None] = {}
        self._tries: set[str] = set()
        self._read_headless(gathered.headless())
        self.past = [_without_contents(past) for past in gathered.sessions()]
        own_files = set(journal.device_files())
        self._erased = gathered.erased
        self._unreadable = sum(line.path in own_files for line in journal.unreadable_lines)

    def _read_headless(self, records: Iterable[Record]) -> None:
        """Note sessions without a beginning, with their first day if there is one, and tries."""
        for record in records:
            session = record["session"]
            if record["what"] == "trying":
                self._tries.add(session)
            day = local_date(str(record.get("at")))
            earliest = self._headless.get(session)
            if day and earliest:
                day = min(day, earliest)
            self._headless[session] = day or earliest

    def find(self, name: str) -> PastSession | None:
        """Return the session whose id begins so; None for an erased one.

        Raises:
            LookupError: That says what there is.
        """
        matches = [past for past in self.past if name and past.session.startswith(name)]
        exact = [past for past in matches if past.session == name]
        if exact:
            return exact[0]
        if len(matches) == 1:
            return matches[0]
        if matches:
            some = ", ".join(single_line(past.session) for past in matches[:_MAX_NAMED])
            message = _("'{name}' could be {some}")
            raise LookupError(message.format(name=single_line(name), some=some))
        if name and any(session.startswith(name) for session in self._erased):
            return None
        message = _("no session id starts with '{name}'; `calmtui log` shows them")
        raise LookupError(message.format(name=single_line(name)))

    def plan_for(self, past: Iterable[PastSession]) -> ErasePlan:
        """Plan to erase some sessions."""
        return self._plan(past)

    def plan_before(self, day: date) -> ErasePlan:
        """Plan to erase the sessions that began before a day, by the offset of each."""
        earlier = [past for past in self.past if (began := local_date(past.began)) and began < day]
        headless = {session for session, first in self._headless.items() if first and first < day}
        return self._plan(earlier, headless, all_files=True)

    def plan_all(self) -> ErasePlan:
        """Plan to erase all of it. Raise OSError where nobody can tell what there is."""
        self._state.check_readable()
        return self._plan(self.past, set(self._headless), all_files=True, everything=True)

    def _plan(
        self,
        past: Iterable[PastSession],
        headless: Collection[str] = (),
        *,
        all_files: bool = False,
        everything: bool = False,
    ) -> ErasePlan:
        """Plan an erasure.

        Args:
            past: The sessions.
            headless: The ids of sessions whose beginning can't be read.
            all_files: Whether what could not be read may hold more of them.
            everything: Whether the draft, parked words and unreadable lines go as well.
        """
        wanted = {session.session: session for session in past}
        known = self._state.run_files.known((*wanted, *headless))
        running = {
            session for session in known if self._state.run_files.is_claimed_elsewhere(session)
        }
        ids = frozenset({*wanted, *headless} - running)
        plan = ErasePlan(
            past=tuple(wanted[session] for session in wanted if session not in running),
            ids=ids,
            tries=len(ids & self._tries),
            running=tuple(wanted[session] for session in wanted if session in running),
            others=tuple(self._journal.foreign_files_with(set(ids))),
            draft=bool(self._state.get("draft")),
            everything=everything,
        )
        if all_files:
            plan = replace(plan, closed=self._closed)
        if everything:
            plan = replace(plan, unreadable=self._unreadable)
        return plan

    def erase(self, plan: ErasePlan, at: datetime) -> None:
        """Erase what was planned.

        Raises:
            OSError: When it is not out of every file yet, or not every file could be read.
        """
        try:
            self._journal.erase(plan.ids, at, unreadable=plan.everything)
        finally:
            for session in self._state.run_files.known(plan.ids):
                self._state.run_files.release(session)
            self._state.half_files.forget(of=plan.ids)
            if plan.everything:
                self._state.forget_texts()
            self._state.remove_home_frames()
        if plan.closed:
            raise plan.closed[0]


def _without_contents(past: PastSession) -> PastSession:
    """Return a session as it is named: what was written and rated needs no memory here."""
    return PastSession(
        past.session, intern(past.routine), intern(past.title), past.began, None, 0.0,
        _NOTHING, _NOTHING, _NOTHING,
    )  # fmt: skip
