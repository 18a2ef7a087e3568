"""One session, played line by line on standard input and output."""

from __future__ import annotations

import os
import signal
import sys

from msgspec.structs import replace

from calmtui.crash import interrupt_sessions
from calmtui.end_signals import exit_code
from calmtui.plain.app import PlainApp, PlainContext
from calmtui.plain.input import LineInput, Terminated
from calmtui.session.session import Session

_NOTHING_AROUND = PlainContext()


def play_session(
    session: Session, lines: LineInput | None = None, context: PlainContext = _NOTHING_AROUND
) -> int:
    """Play a session on standard input and output; return the exit code.

    Args:
        session: What to play.
        lines: Standard input, where it is read already.
        context: What it needs of what is around it.

    Raises:
        AppCrash: calmtui itself failed; the running sessions are saved as interrupted.
    """
    running = [session]
    around = context

    def begin_other(routine_id: str) -> Session:
        assert context.begin is not None
        running.append(context.begin(routine_id))
        return running[-1]

    lines = lines or standard_input()
    lines.signals.install()
    if context.begin is not None:
        around = replace(context, begin=begin_other)
    app = PlainApp(session, lines, sys.stdout, around)
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
        discard_output()
        return exit_code(lines.signals.number)
    except OSError:  # the reader of our lines, or the terminal, is gone
        for one in running:
            one.interrupt()
        lines.close()
        discard_output()
        return 1
    except Exception as error:
        raise interrupt_sessions(running) from error
    return session.code


def standard_input() -> LineInput:
    """Return standard input as lines; waiting ends when nobody reads standard output any more."""
    return LineInput(sys.stdin.fileno(), sys.stdout.fileno())


def discard_output() -> None:
    """Let what is not yet written go to /dev/null: there is nowhere else for it to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
