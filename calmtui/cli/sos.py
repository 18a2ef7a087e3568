"""`calmtui sos`: ninety seconds of grounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.context import AppContext
    from calmtui.launch import Launch


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    from calmtui.cli.parser import add_run_options

    add_run_options(parser, _)


def run(args: argparse.Namespace) -> int:
    """Run the routine, and ask nothing first."""
    from calmtui.cli.play import play

    return play(args, _choose)


def _choose(context: AppContext) -> Launch:
    from calmtui.cli.play import make_launch
    from calmtui.context import QUICK_ROUTINES

    routine = context.library.find(QUICK_ROUTINES["sos"])
    return make_launch(routine, context.effective_adjustments(routine.id), quick=True)
