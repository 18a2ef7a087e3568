"""`calmtui before -- COMMAND`: a short pause in front of a program, then a choice to open it."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from calmtui.cli.parser import add_run_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from calmtui.cli.opener import Opener
    from calmtui.content.routine import Routine
    from calmtui.context import AppContext
    from calmtui.launch import Launch
    from calmtui.storage.records import Record

_ROUTINE = "before-opening"
_LEAST_PAUSE, _MOST_PAUSE = 10.0, 1800.0  # seconds
_DECIDED_AGAINST = 3


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.usage = "calmtui before [--pause 30s | --urge] -- COMMAND [ARGUMENTS]"
    parser.epilog = _(
        "alias signal='calmtui before -- signal-desktop' puts the pause in front of a program. "
        "If anything goes wrong in calmtui, the program opens."
    )
    parser.add_argument(
        "--pause",
        metavar=_("TIME"),
        help=_("how long to pause, 10s to 30m (default: three slow breaths)"),
    )
    parser.add_argument(
        "--urge", action="store_true", help=_("run all of `calmtui urge` instead of the pause")
    )
    # What calmtui says to itself, in a window that it has opened.
    parser.add_argument("--window", help=argparse.SUPPRESS)
    parser.add_argument(
        "program", nargs="*", metavar="-- COMMAND", help=_("the program to open, and its arguments")
    )
    add_run_options(parser, _)


def run(args: argparse.Namespace) -> int:
    """Run the pause, and open the program if that is chosen."""
    from calmtui.cli.opener import current
    from calmtui.cli.output import fail
    from calmtui.text.i18n import _

    opener = current()
    if opener is None or args.program:
        message = _("name the program after --, such as: calmtui before -- signal-desktop")
        return fail(message, 2)
    if not _is_program(opener.command[0], opener.inherited.environment):
        opener.report(FileNotFoundError(2, os.strerror(2)))
        return opener.code
    if args.window is not None:
        return _run_in_window(args, opener)
    if not opener.borrow_terminal():
        from calmtui.cli.window import open_window

        return open_window(opener, args)
    return _play(args, opener)


def _play(args: argparse.Namespace, opener: Opener) -> int:
    from calmtui.cli.play import play
    from calmtui.launch import Before

    def choose(context: AppContext) -> Launch:
        before = Before(_record(context, opener), opener.open)
        return _choose(context, args)._replace(before=before)

    code = play(args, choose)
    if code == 0:  # line by line; the full screen has opened it already
        opener.open()
    return opener.code or code


def _run_in_window(args: argparse.Namespace, opener: Opener) -> int:
    """Run the pause in the window that was opened for it, unless that took too long."""
    opener.in_window = True
    try:
        os.unlink(args.window)
    except OSError:  # the program is open already
        return _DECIDED_AGAINST
    return _play(args, opener)


def _is_program(name: str, environment: dict[str, str]) -> bool:
    from shutil import which

    return which(name, path=environment.get("PATH")) is not None


def _record(context: AppContext, opener: Opener) -> Record:
    record: Record = {"before": True}
    if context.settings.before_names:
        from calmtui.text.sanitize import single_line

        record["program"] = single_line(opener.name)
    return record


def _choose(context: AppContext, args: argparse.Namespace) -> Launch:
    from msgspec.structs import replace

    from calmtui.cli.play import make_launch
    from calmtui.context import QUICK_ROUTINES

    pause = _parse_pause(args.pause)
    if args.urge:
        routine = context.library.find(QUICK_ROUTINES["urge"])
        adjustments = context.effective_adjustments(routine.id)
        return make_launch(_ends_with_opening(routine), adjustments, quick=True, delay=pause)
    routine = context.library.find(_ROUTINE)
    adjustments = context.effective_adjustments(routine.id)
    if pause is not None:
        from calmtui.content.values import Seconds

        adjustments = replace(adjustments, seconds=Seconds(pause))
    return make_launch(routine, adjustments, quick=True)


def _ends_with_opening(routine: Routine) -> Routine:
    """Return an urge whose last choices are to open the program, or not now."""
    from msgspec.structs import replace

    from calmtui.content.urge_steps import Decide
    from calmtui.content.values import Text
    from calmtui.text.i18n import _

    last = routine.steps[-1]
    if not isinstance(last, Decide):  # a person's own file
        return routine
    question = Text(_("Open it, or not now? Either is fine."))
    last = replace(last, text=question, opens=True)
    return replace(routine, steps=(*routine.steps[:-1], last))


def _parse_pause(text: str | None) -> float | None:
    """Read how long to pause, in seconds.

    Raises:
        ValueError: The text is no length of time from 10 seconds to half an hour.
    """
    if text is None:
        return None
    from calmtui.text.durations import parse_duration
    from calmtui.text.i18n import _

    seconds = parse_duration(text)
    if seconds is None or not _LEAST_PAUSE <= seconds <= _MOST_PAUSE:
        message = _("--pause: expected 10s to 30m, found '{text}'")
        raise ValueError(message.format(text=text[:20]))
    return seconds
