"""Runs the plain front end on standard input and output."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from calmtui.config.preferences import save_for_routine
from calmtui.config.settings import Settings
from calmtui.content.adjust import apply_adjustments
from calmtui.content.helplines import HelpPage
from calmtui.crash import disable_core_dumps, interrupt_sessions
from calmtui.launch import start_guarded
from calmtui.plain.app import PlainApp, keep_no_pace
from calmtui.plain.home import PlainHome
from calmtui.plain.input import TICK, LineInput, Terminated
from calmtui.plain.output import LineOutput, break_lines, terminal_columns
from calmtui.session.session import Session
from calmtui.text.i18n import _
from calmtui.text.latin_keys import latin_line
from calmtui.text.sanitize import sanitize
from calmtui.wait_signal import WaitSignal, wait_signal

if TYPE_CHECKING:
    from calmtui.content.adjust import Adjustments
    from calmtui.content.routine import Routine
    from calmtui.context import AppContext
    from calmtui.history.try_state import TryState
    from calmtui.launch import Launch
    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.journal import Journal

_DEFAULTS = Settings()
_SIGNAL_CODE = 128  # and the number of the signal


def run(
    context: AppContext,
    launch: Launch,
    welcome: tuple[str, ...] = (),
    find_key: Callable[[Journal], PrivateKeys | None] | None = None,
) -> int:
    """Run a routine, or home after the `welcome`; what can be resumed is offered first.

    Args:
        context: What it works with.
        launch: What to run.
        welcome: What home says first.
        find_key: Asks for the passphrase of a locked journal, where that can be done.

    Returns:
        The exit code.

    Raises:
        AppCrash: calmtui itself failed; the running sessions are saved as interrupted.
    """
    disable_core_dumps()
    lines = standard_input()
    sessions = _Sessions(context, lines, find_key)
    session: Session | None = None
    if launch.offer is not None:
        answer = confirm(lines, *launch.offer.prompt(context.now()))
        if answer is None:
            return 1
        if answer:
            session = context.accept_offer(launch.offer)
        else:
            launch.offer.decline(context.journal, context.now())
    if session is None and launch.coin is not None and _wants_coin(lines, launch.coin):
        session = start_guarded(partial(launch.begin, context))
    if session is None and launch.routine is not None:
        session = start_guarded(partial(launch.begin, context))
    if session is not None:
        return sessions.play(session)
    return _run_home(sessions, lines, welcome)


def _run_home(sessions: _Sessions, lines: LineInput, welcome: tuple[str, ...]) -> int:
    """Let the person choose; return the exit code."""
    lines.signals.install()
    say = LineOutput(sys.stdout, lines.signals).say
    home = PlainHome(
        sessions.context,
        lines,
        say,
        sessions.begin_at_home,
        sessions.play_at_home,
        sessions.has_left,
        sessions.continue_left,
    )
    try:
        for text in welcome:
            say(text)
        return home.show()
    except Terminated:
        assert lines.signals.number is not None
        _discard_output()
        return _SIGNAL_CODE + lines.signals.number
    except OSError:  # the reader of our lines, or the terminal, is gone
        _discard_output()
        return 1


def _wants_coin(lines: LineInput, state: TryState) -> bool:
    """Ask whether the coin is to pick now; of a try that is over, say where it is told."""
    from calmtui.history.try_words import home_row  # noqa: PLC0415 - few have a try

    if state.ending:
        see = _("`calmtui try` shows the result.")
        print(break_lines(f"{home_row(state)}. {see}", terminal_columns(sys.stdout)), flush=True)
        return False
    return confirm(lines, f"{home_row(state)}.", _("begin"), _("not now")) or False


class _Sessions:
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
        for offer in self.context.find_half_finished(routine_id)[:1]:
            if confirm(self._lines, *offer.prompt(self.context.now())):
                return self.context.accept_offer(offer)
        return None

    def has_left(self) -> bool:
        """Return whether something was left in the middle that a passphrase opens here."""
        return self._find_key is not None and self.context.has_sealed_half_finished()

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
        offers = self.context.find_half_finished()
        for offer in offers:
            answer = confirm(self._lines, *offer.prompt(self.context.now()))
            if answer:
                return self.context.accept_offer(offer)
            if answer is None:
                return None
        if not offers:
            from calmtui.session.resume import why_nothing_is_left  # noqa: PLC0415 - rarely needed

            why = why_nothing_is_left(is_sealed=self.context.has_sealed_half_finished())
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
            return play_session(
                session,
                self.begin,
                self.context.help_page,
                self._lines,
                self.keep_pace,
                self.context.library.title_of,
                self.context.settings,
                end_of_wait=wait_signal(self.context),
                unlock=self._unlock if self._find_key else None,
                at_home=at_home,
            )
        finally:
            self.context.journal.key = None  # what was unlocked was unlocked for this session

    def _unlock(self) -> None:
        assert self._find_key is not None
        self.context.journal.key = self._find_key(self.context.journal)

    def keep_pace(self, session: Session) -> str:
        routine_id = session.routine.id
        adjustments = self.context.effective_adjustments(routine_id)
        first = self._first_pace.setdefault(routine_id, adjustments.pace)
        adjustments = replace(adjustments, pace=round(first * session.pace, 2))
        file = None if self.context.is_private else self.context.preferences_file
        return save_for_routine(file, routine_id, adjustments, self.context.settings)


def play_session(
    session: Session,
    begin: Callable[[str], Session] | None = None,
    find_help: Callable[[bool], HelpPage] | None = None,
    lines: LineInput | None = None,
    keep_pace: Callable[[Session], str] = keep_no_pace,
    title_of: Callable[[str], str] = str,
    settings: Settings = _DEFAULTS,
    *,
    end_of_wait: WaitSignal | None = None,
    unlock: Callable[[], None] | None = None,
    at_home: bool = False,
) -> int:
    """Play a session on standard input and output; return the exit code.

    Args:
        session: What to play.
        begin: Starts another routine by its id.
        find_help: Makes the help page.
        lines: Standard input, where it is read already.
        keep_pace: Saves a session's pace and says so.
        title_of: Gives the title of a routine by its id.
        settings: What is heard.
        end_of_wait: How that is told; by default as the settings say.
        unlock: Asks for the passphrase of the history.
        at_home: Whether home goes on afterwards.

    Raises:
        AppCrash: calmtui itself failed; the running sessions are saved as interrupted.
    """
    running = [session]

    def begin_other(routine_id: str) -> Session:
        assert begin is not None
        running.append(begin(routine_id))
        return running[-1]

    lines = lines or standard_input()
    lines.signals.install()
    app = PlainApp(
        session,
        lines,
        sys.stdout,
        begin_other if begin else None,
        find_help,
        keep_pace,
        title_of,
        settings,
        end_of_wait=end_of_wait,
        unlock=unlock,
        at_home=at_home,
    )
    try:
        session.mind_the_hour()
        app.play()
    except Terminated:
        assert lines.signals.number is not None
        for one in running:
            if lines.signals.number == signal.SIGINT:
                one.leave_for_good()
            else:
                one.interrupt()
        _discard_output()
        return _SIGNAL_CODE + lines.signals.number
    except OSError:  # the reader of our lines, or the terminal, is gone
        for one in running:
            one.interrupt()
        lines.close()
        _discard_output()
        return 1
    except Exception as error:
        raise interrupt_sessions(running) from error
    return session.code


def standard_input() -> LineInput:
    """Return standard input as lines; waiting ends when nobody reads standard output any more."""
    return LineInput(sys.stdin.fileno(), sys.stdout.fileno())


def _discard_output() -> None:
    """Let what is not yet written go to /dev/null: there is nowhere else for it to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def confirm(lines: LineInput, text: str, yes: str, no: str) -> bool | None:
    """Ask a question: Enter is yes, q is no, the end of input is None."""
    keys = _("Enter: {yes}. q and Enter: {no}.").format(yes=yes, no=no)
    print(break_lines(f"{sanitize(text)} {keys}", terminal_columns(sys.stdout)), flush=True)
    while not lines.waiting:
        if lines.ended:
            return None
        lines.wait(TICK)
    return latin_line(lines.waiting.pop(0)) not in ("q", "n")
