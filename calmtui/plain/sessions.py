"""Begins and plays the sessions of the line-by-line front end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from calmtui.config.preferences import save_for_routine
from calmtui.content.adjust import apply_adjustments
from calmtui.launch import start_guarded
from calmtui.left_runs import accept_offer, find_half_finished, has_sealed_half_finished
from calmtui.plain.app import PlainContext
from calmtui.plain.confirm import confirm
from calmtui.plain.input import LineInput
from calmtui.plain.output import break_lines, terminal_columns
from calmtui.plain.play import play_session
from calmtui.session.session import Session
from calmtui.wait_signal import wait_signal

if TYPE_CHECKING:
    from calmtui.content.adjust import Adjustments
    from calmtui.content.routine import Routine
    from calmtui.context import AppContext
    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.journal import Journal


class PlainSessions:
    """Begins and plays sessions, and saves the pace that one of them came to."""

    def __init__(
        self,
        context: AppContext,
        lines: LineInput,
        find_key: Callable[[Journal], PrivateKeys | None] | None,
    ) -> None:
        self.context = context
        self._lines = lines
        self._find_key = find_key
        self._first_pace: dict[str, float] = {}  # of each routine, before this run changed it

    def begin(self, routine_id: str) -> Session:
        """Begin a session of a routine that comes over another, or in its place."""
        routine, adjustments = self._adjusted(routine_id)
        return self.context.new_session(routine, adjustments)

    def begin_at_home(self, routine_id: str, quick: bool) -> Session:
        """Begin a session that was chosen from the list; one left in the middle is offered."""
        routine, adjustments = self._adjusted(routine_id)
        if not quick and (left := self._ask_to_continue(routine_id)):
            return left
        delay = adjustments.seconds if routine.delay else None
        return start_guarded(
            partial(self.context.new_session, routine, adjustments, quick=quick, delay=delay)
        )

    def _ask_to_continue(self, routine_id: str) -> Session | None:
        """Return the session of a routine that was left in the middle, if it is to go on."""
        for offer in find_half_finished(self.context, routine_id)[:1]:
            if confirm(self._lines, *offer.prompt(self.context.now())):
                return accept_offer(self.context, offer)
        return None

    def has_left(self) -> bool:
        """Return whether something was left in the middle that a passphrase opens here."""
        return self._find_key is not None and has_sealed_half_finished(self.context)

    def continue_left(self) -> int:
        """Ask for the passphrase, and what was left in the middle goes on; return the exit code."""
        self._unlock()
        try:
            session = self._left_session()
        finally:
            self.context.journal.key = None
        if session is None:
            return 0
        return self.play_at_home(session)

    def _left_session(self) -> Session | None:
        """Return the session that is to go on; say why where the key opens none."""
        if self.context.journal.key is None:  # why was said
            return None
        offers = find_half_finished(self.context)
        for offer in offers:
            answer = confirm(self._lines, *offer.prompt(self.context.now()))
            if answer:
                return accept_offer(self.context, offer)
            if answer is None:
                return None
        if not offers:
            from calmtui.session.resume import why_nothing_is_left  # noqa: PLC0415 - rarely needed

            why = why_nothing_is_left(is_sealed=has_sealed_half_finished(self.context))
            print(break_lines(why, terminal_columns(sys.stdout)), flush=True)
        return None

    def _adjusted(self, routine_id: str) -> tuple[Routine, Adjustments]:
        routine = self.context.library.find(routine_id)
        adjustments = self.context.effective_adjustments(routine.id)
        self._first_pace[routine.id] = adjustments.pace
        return apply_adjustments(routine, adjustments), adjustments

    def play(self, session: Session) -> int:
        """Play the one session that the command line asks for; return its exit code."""
        return self._play(session, at_home=False)

    def play_at_home(self, session: Session) -> int:
        """Play a session, after which home goes on; return its exit code."""
        return self._play(session, at_home=True)

    def _play(self, session: Session, *, at_home: bool) -> int:
        try:
            return play_session(session, self._lines, self._around(at_home=at_home))
        finally:
            self.context.journal.key = None  # what was unlocked was unlocked for this session

    def _around(self, *, at_home: bool) -> PlainContext:
        return PlainContext(
            begin=self.begin,
            find_help=self.context.help_page,
            keep_pace=self.keep_pace,
            title_of=self.context.library.title_of,
            settings=self.context.settings,
            end_of_wait=wait_signal(self.context),
            unlock=self._unlock if self._find_key else None,
            at_home=at_home,
        )

    def _unlock(self) -> None:
        assert self._find_key is not None
        self.context.journal.key = self._find_key(self.context.journal)

    def keep_pace(self, session: Session) -> str:
        """Save the pace that a session came to for its routine; return a line about it."""
        routine_id = session.routine.id
        adjustments = self.context.effective_adjustments(routine_id)
        first = self._first_pace.setdefault(routine_id, adjustments.pace)
        adjustments = replace(adjustments, pace=round(first * session.pace, 2))
        file = None if self.context.is_private else self.context.preferences_file
        return save_for_routine(file, routine_id, adjustments, self.context.settings)
