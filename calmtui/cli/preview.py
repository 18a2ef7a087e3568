"""`calmtui preview`: run a routine file while it is written; nothing is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from calmtui.cli.check import load_routine_file
from calmtui.cli.output import fail, report_problems
from calmtui.content.adjust import from_step
from calmtui.content.toml import FileError
from calmtui.context import AppContext
from calmtui.session.session import LEFT_EARLY, Session
from calmtui.sources import read_sources
from calmtui.text.i18n import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.content.routine import Routine


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument("file", metavar=_("FILE"), help=_("a routine file"))
    parser.add_argument(
        "--from-step", type=int, default=1, metavar="N", help=_("start at step N (the first is 1)")
    )
    parser.add_argument(
        "--watch", action="store_true", help=_("start the step again when the file is saved")
    )
    parser.add_argument(
        "--plain", action="store_true", help=_("line by line, without the full screen")
    )


def run(args: argparse.Namespace) -> int:
    """Run the file from a step on."""
    sources = read_sources()
    report_problems(sources.problems)
    context = AppContext.without_files(sources, plain=args.plain)
    path = Path(args.file)

    def load() -> Routine:
        entry = load_routine_file(path, partner=sources.settings.partner)
        if entry.routine is None:
            raise FileError(*entry.problems)
        return entry.routine

    try:
        routine = from_step(load(), args.from_step)
        session = Session(routine, context.journal, context.clock, context.now)
    except FileError as error:
        return fail(error)
    except ValueError as error:
        return fail(f"--from-step: {error}", 2)
    if not context.is_plain:
        from calmtui.tui.runner import run_preview

        watched = (path, load, args.from_step) if args.watch else None
        code = run_preview(context, session, watched)
    elif args.watch:
        return fail(_("--watch needs the full screen"), 2)
    else:
        from calmtui.plain.play import play_session

        code = play_session(session)
    # A look at a file is done whenever it is left.
    return 0 if code == LEFT_EARLY else code
