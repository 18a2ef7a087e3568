"""`calmtui urge`: ride the urge, with the delay running at once."""

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

    parser.epilog = _("calmtui urge && signal-desktop opens the program only if you chose to send.")
    delay = _("how long to wait, such as 15, 20m or 1h (default: as last time, 10m at first)")
    parser.add_argument("delay", nargs="*", metavar=_("MINUTES"), help=delay)
    add_run_options(parser, _)


def run(args: argparse.Namespace) -> int:
    """Run the urge."""
    from calmtui.cli.play import play

    return play(args, lambda context: _choose(context, args.delay))


def _choose(context: AppContext, delay: list[str]) -> Launch:
    from calmtui.cli.play import make_launch
    from calmtui.context import QUICK_ROUTINES

    routine = context.library.find(QUICK_ROUTINES["urge"])
    adjustments = context.effective_adjustments(routine.id)
    seconds = parse_delay(" ".join(delay)) if delay else None
    return make_launch(routine, adjustments, quick=True, delay=seconds)


def parse_delay(text: str) -> float:
    """Read how long to wait, in seconds: `15`, `20m`, `1h`.

    Raises:
        ValueError: The text is no length of time; the message says what was expected.
    """
    from calmtui.content.values import MAX_SECONDS
    from calmtui.text.durations import parse_duration
    from calmtui.text.i18n import _

    seconds = parse_duration(text)
    if seconds is None or not 0 < seconds <= MAX_SECONDS:
        message = _(
            "'{text}' is not a length of time; use minutes such as 15, 20m or 1h, at most 24h"
        )
        raise ValueError(message.format(text=text[:20]))
    return seconds
