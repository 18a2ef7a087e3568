"""Run the full screen to its end, under the signal guard.

Textual is imported as late as possible: it takes most of a launch.
"""

from __future__ import annotations

import os
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from calmtui import quickstart
from calmtui.crash import interrupt_sessions
from calmtui.end_signals import exit_code
from calmtui.launch import start_guarded
from calmtui.text import charset
from calmtui.tui.lean import import_textual

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from calmtui.config.settings import Settings
    from calmtui.content.routine import Routine
    from calmtui.context import AppContext
    from calmtui.launch import Launch
    from calmtui.quickstart import QuickStart
    from calmtui.session.session import Session
    from calmtui.tui.app import CalmApp
    from calmtui.tui.quickstart_recorder import QuickStartPlan
    from calmtui.tui.signals import SignalGuard

# What may be said to Textual. Its tools write every key, or the whole screen, to a file or socket.
_TEXTUAL_VARIABLES = ("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_ANIMATIONS", "TEXTUAL_FPS")
_SIZE_VARIABLES = ("COLUMNS", "LINES")  # exported by a parent they would freeze Textual's size


def run(
    context: AppContext,
    launch: Launch,
    *,
    words: list[str],
    welcome: bool = False,
    notices: tuple[str, ...] = (),
) -> int:
    """Run home or one routine; return the exit code.

    Args:
        context: What the app works with.
        launch: What to run.
        words: The command line, for which a quick start is recorded.
        welcome: Whether the first page comes before home.
        notices: What is wrong with the settings.

    Raises:
        AppCrash: calmtui itself failed; the running sessions are saved as interrupted.
    """
    prepare_environment()
    context.settings = settings_for_terminal(context.settings)
    begin = None
    if launch.routine is not None:
        begin = partial(launch.begin, context)
    first = shown = None
    try:
        # The delay runs from now, and not from when the app is imported.
        if begin is not None and launch.offer is None and not quickstart.is_shown():
            first = start_guarded(begin)
        import_textual()
        from calmtui.tui.app import CalmApp
        from calmtui.tui.frame_rate import MOST, REMOTE

        shown = quickstart.take()
        if begin is not None and shown is not None:
            first = start_guarded(partial(begin, shown.shown_at), shown)
        app = CalmApp(
            context,
            first=first,
            offer=launch.offer,
            begin=begin,
            welcome=welcome,
            quickstart=shown,
            plan=_quickstart_plan(context, launch, words),
            frames=REMOTE if _is_remote() else MOST,
            notices=notices,
            before=launch.before,
        )
    except Exception as error:
        quickstart.cancel(shown)
        raise interrupt_sessions([first] if first else []) from error
    return run_app(app, shown)


def run_preview(
    context: AppContext, session: Session, watched: tuple[Path, Callable[[], Routine], int] | None
) -> int:
    """Run a session of a routine file, which is watched and loaded again when it is saved."""
    prepare_environment()
    context.settings = settings_for_terminal(context.settings)
    import_textual()
    from calmtui.tui.preview import FileWatcher, PreviewApp

    app = PreviewApp(
        context,
        first=session,
        watch=FileWatcher(*watched) if watched else None,
    )
    return run_app(app)


def _quickstart_plan(
    context: AppContext, launch: Launch, words: list[str]
) -> Callable[[], QuickStartPlan] | None:
    if context.is_private:
        return None

    def make_plan() -> QuickStartPlan:
        from calmtui.tui.quickstart_recorder import plan

        return plan(context, words, launch.routine, launch.delay)

    return make_plan


def _is_remote() -> bool:
    """Return whether the terminal is at the end of an SSH line."""
    return bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))


def prepare_environment() -> None:
    """Take out of the environment what would change Textual; call this before it is imported."""
    for name in list(os.environ):
        is_tool = name.startswith("TEXTUAL") and name not in _TEXTUAL_VARIABLES
        if is_tool or name in _SIZE_VARIABLES:
            del os.environ[name]


def settings_for_terminal(settings: Settings) -> Settings:
    """Return the settings, with plain signs where this terminal cannot draw."""
    is_console = charset.is_console(os.environ.get("TERM", ""))
    if charset.terminal_codec() == "utf-8" and not is_console:
        return settings
    return replace(settings, ascii=True)


def run_app(app: CalmApp, shown: QuickStart | None = None) -> int:
    """Run an app to its end under the signal guard; return the exit code.

    Raises:
        AppCrash: calmtui itself failed; the running sessions are saved as interrupted.
    """
    fault: BaseException | None = None
    result: int | None = None
    threading.excepthook = partial(_report_thread_fault, app)
    app.guard = _make_guard(app, shown)
    app.guard.install()
    try:
        result = app.run()
        fault = app.fault
    except Exception as error:
        fault = app.fault or error
    finally:
        # Whatever ended it, a run that is still open is saved.
        crash = interrupt_sessions(app.runs.open)
    if app.quickstart is not None:  # it ended before the driver took the screen over
        quickstart.cancel(app.quickstart)
    if fault is not None:
        app.guard.restore()
        raise crash from fault
    if app.guard.signal is not None:
        app.guard.restore()
        return exit_code(app.guard.signal)
    return 1 if result is None else result


def _report_thread_fault(app: CalmApp, fault: threading.ExceptHookArgs) -> None:
    if isinstance(fault.exc_value, Exception):
        app.fail_soon(fault.exc_value)


def _make_guard(app: CalmApp, shown: QuickStart | None) -> SignalGuard:
    from calmtui.tui.signals import SignalGuard
    from calmtui.tui.textual_internals.crash_safe_app import loop_of
    from calmtui.tui.textual_internals.driver import terminal_of

    def record(number: int) -> None:
        if shown is not None:
            shown.stop()
        if number == signal.SIGINT:
            app.runs.leave_all()
        else:
            app.runs.interrupt()

    def is_away() -> bool:
        terminal = terminal_of(app)
        return terminal is not None and terminal.away

    modes = shown.modes if shown else None
    return SignalGuard(record, app.exit, lambda: loop_of(app), is_away, modes)
