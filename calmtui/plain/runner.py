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
from calmtui.config.settings import SignalKind, SoundKind
from calmtui.content.adjust import apply_adjustments
from calmtui.content.helplines import HelpPage
from calmtui.crash import disable_core_dumps, interrupt_sessions
from calmtui.launch import start_guarded
from calmtui.plain.app import PlainApp, keep_no_pace
from calmtui.plain.input import TICK, LineInput, Terminated
from calmtui.plain.output import break_lines, terminal_columns
from calmtui.session.session import Session
from calmtui.text.i18n import _
from calmtui.text.latin_keys import latin_line
from calmtui.text.sanitize import sanitize

if TYPE_CHECKING:
    from calmtui.context import AppContext
    from calmtui.history.try_state import TryState
    from calmtui.launch import Launch


class NothingToRun(Exception):
    """What was offered is not resumed, and home needs a terminal."""


def run(context: AppContext, launch: Launch) -> int:
    """Run a routine; what can be resumed is offered first. Return the exit code.

    Raises:
        NothingToRun: There is no routine, and nothing is resumed.
        AppCrash: calmtui itself failed; the running sessions are saved as interrupted.
    """
    disable_core_dumps()
    lines = standard_input()
    session: Session | None = None
    if launch.offer is not None:
        answer = confirm(lines, *launch.offer.prompt(context.now()))
        if answer is None:
            return 1
        if answer:
            session = context.accept_offer(launch.offer)
        else:
            launch.offer.decline(context.journal, context.now())
    if session is None:
        if launch.coin is not None and not _wants_coin(lines, launch.coin):
            return 0
        if launch.routine is None and launch.coin is None:
            raise NothingToRun
        session = start_guarded(partial(launch.begin, context))
    sessions = _Sessions(context)
    return play_session(
        session,
        sessions.begin,
        context.help_page,
        lines,
        sessions.keep_pace,
        context.library.title_of,
        context.settings.cues,
        context.settings.signal,
    )


def _wants_coin(lines: LineInput, state: TryState) -> bool:
    """Ask whether the coin is to pick now; of a try that is over, say where it is told."""
    from calmtui.history.try_words import home_row  # noqa: PLC0415 - few have a try

    if state.ending:
        see = _("`calmtui try` shows what came of it.")
        print(break_lines(f"{home_row(state)}. {see}", terminal_columns(sys.stdout)), flush=True)
        return False
    return confirm(lines, f"{home_row(state)}.", _("begin"), _("not now")) or False


class _Sessions:
    """Begins other sessions of a run, and saves the pace that one of them came to."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._first_pace: dict[str, float] = {}  # of each routine, before this run changed it

    def begin(self, routine_id: str) -> Session:
        routine = self._context.library.find(routine_id)
        adjustments = self._context.effective_adjustments(routine.id)
        self._first_pace[routine.id] = adjustments.pace
        return self._context.new_session(apply_adjustments(routine, adjustments), adjustments)

    def keep_pace(self, session: Session) -> str:
        routine_id = session.routine.id
        adjustments = self._context.effective_adjustments(routine_id)
        first = self._first_pace.setdefault(routine_id, adjustments.pace)
        adjustments = replace(adjustments, pace=round(first * session.pace, 2))
        file = None if self._context.is_private else self._context.preferences_file
        return save_for_routine(file, routine_id, adjustments, self._context.settings)


def play_session(
    session: Session,
    begin: Callable[[str], Session] | None = None,
    find_help: Callable[[bool], HelpPage] | None = None,
    lines: LineInput | None = None,
    keep_pace: Callable[[Session], str] = keep_no_pace,
    title_of: Callable[[str], str] = str,
    cues: SoundKind = "none",
    end_signal: SignalKind = "bell",
) -> int:
    """Play a session on standard input and output; return the exit code.

    Args:
        session: What to play.
        begin: Starts another routine by its id.
        find_help: Makes the help page.
        lines: Standard input, where it is read already.
        keep_pace: Saves a session's pace and says so.
        title_of: Gives the title of a routine by its id.
        cues: What is heard with closed eyes.
        end_signal: How the end of a wait is told.

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
        cues,
        end_signal,
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
        return 128 + lines.signals.number
    except OSError:  # the reader of our lines, or the terminal, is gone
        for one in running:
            one.interrupt()
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
