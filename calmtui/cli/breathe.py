"""`calmtui breathe`: breathe by a pattern that is in no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.cli.parser import add_run_options

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.context import AppContext
    from calmtui.launch import Launch


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.epilog = _("calmtui new NAME --pattern 4-7-8 makes a pattern a routine of your own.")
    parser.add_argument(
        "pattern",
        nargs="+",
        metavar=_("PATTERN"),
        help=_("4-6 (in, out), 4-7-8 (in, hold, out), 4-4-4-4, or: in 4 out 6; then how long: 5m"),
    )
    add_run_options(parser, _)


def run(args: argparse.Namespace) -> int:
    """Run the pattern."""
    from calmtui.cli.play import play

    return play(args, lambda context: _choose(context, " ".join(args.pattern)))


def _choose(context: AppContext, text: str) -> Launch:
    from calmtui.cli.play import make_launch
    from calmtui.content.breath_pattern import parse_pattern

    routine = parse_pattern(text).routine()
    adjustments = context.effective_adjustments(routine.id)
    return make_launch(routine, adjustments, quick=False)
