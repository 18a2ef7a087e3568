"""Runs the plain front end on standard input and output."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from calmtui.crash import disable_core_dumps
from calmtui.end_signals import exit_code
from calmtui.launch import start_guarded
from calmtui.left_runs import accept_offer
from calmtui.plain.confirm import confirm
from calmtui.plain.home import PlainHome
from calmtui.plain.input import LineInput, Terminated
from calmtui.plain.output import LineOutput, break_lines, terminal_columns
from calmtui.plain.play import discard_output, standard_input
from calmtui.plain.sessions import PlainSessions
from calmtui.session.session import Session
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.context import AppContext
    from calmtui.history.try_state import TryState
    from calmtui.launch import Launch
    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.journal import Journal


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
    sessions = PlainSessions(context, lines, find_key)
    session: Session | None = None
    if launch.offer is not None:
        answer = confirm(lines, *launch.offer.prompt(context.now()))
        if answer is None:
            return 1
        if answer:
            session = accept_offer(context, launch.offer)
        else:
            launch.offer.decline(context.journal, context.now())
    if session is None and launch.coin is not None and _wants_coin(lines, launch.coin):
        session = start_guarded(partial(launch.begin, context))
    if session is None and launch.routine is not None:
        session = start_guarded(partial(launch.begin, context))
    if session is not None:
        return sessions.play(session)
    return _run_home(sessions, lines, welcome)


def _run_home(sessions: PlainSessions, lines: LineInput, welcome: tuple[str, ...]) -> int:
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
        discard_output()
        return exit_code(lines.signals.number)
    except OSError:  # the reader of our lines, or the terminal, is gone
        discard_output()
        return 1


def _wants_coin(lines: LineInput, state: TryState) -> bool:
    """Ask whether the coin is to pick now; of a try that is over, say where it is told."""
    from calmtui.history.try_words import home_row  # noqa: PLC0415 - few have a try

    if state.ending:
        see = _("`calmtui try` shows the result.")
        print(break_lines(f"{home_row(state)}. {see}", terminal_columns(sys.stdout)), flush=True)
        return False
    return confirm(lines, f"{home_row(state)}.", _("begin"), _("not now")) or False
