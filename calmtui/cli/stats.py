"""`calmtui stats`: figures of the history, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.cli.output import fail, report_problems
from calmtui.cli.period import add_period_options, add_routine_option, period_of
from calmtui.cli.reading import gather_history
from calmtui.context import read_sources
from calmtui.history.past import past_of
from calmtui.history.period import ALL

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    add_period_options(parser, _)
    add_routine_option(parser, _)
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    """Print the figures of a period."""
    library, _settings, problems = read_sources()
    report_problems(problems)
    try:
        period = period_of(args, ALL)
    except ValueError as error:
        return fail(error, 2)
    try:
        history = gather_history()
    except OSError as error:
        from calmtui.text.errors import describe_file_error

        return fail(describe_file_error(error))
    if history is None:
        return 1
    past = past_of(history.gathered, option_keys(bundled_routines_path()))
