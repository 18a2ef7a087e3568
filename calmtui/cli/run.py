"""`calmtui run`: run a routine, adjusted on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.content.adjust import Adjustments
    from calmtui.content.routine import Routine
    from calmtui.content.values import Seconds
    from calmtui.context import AppContext
    from calmtui.launch import Launch

_MAX_MINUTES = 720
_MAX_SETTLE_SECONDS = 3600


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    from calmtui.cli.parser import add_run_options

    parser.add_argument(
        "id",
        nargs="+",
        metavar="ID",
        help=_("a routine's id or title, or enough of its first letters"),
    )
    parser.add_argument(
        "--minutes",
        type=float,
        metavar="N",
        help=_("make it about N minutes long, in whole rounds"),
    )
    parser.add_argument("--no-holds", action="store_true", help=_("breathe without holds"))
    parser.add_argument(
        "--skip",
        action="append",
        default=[],
        metavar=_("PART"),
        help=_("leave out a part, such as neck"),
    )
    parser.add_argument(
        "--settle", type=float, metavar=_("SECONDS"), help=_("time before the first breath")
    )
    add_run_options(parser, _)


def run(args: argparse.Namespace) -> int:
    """Run the routine."""
    from calmtui.cli.play import play

    return play(args, lambda context: _choose(context, args))


def _choose(context: AppContext, args: argparse.Namespace) -> Launch:
    from calmtui.cli.play import make_launch

    routine = context.library.find(" ".join(args.id))
    adjustments = context.effective_adjustments(routine.id)
    return make_launch(routine, _adjust(adjustments, routine, args), quick=False)


def _adjust(adjustments: Adjustments, routine: Routine, args: argparse.Namespace) -> Adjustments:
    """Add what the command line says to the adjustments of a routine.

    Raises:
        ValueError: An option has no meaning here; the message says what was expected.
    """
    from msgspec.structs import replace

    for name in args.skip:
        _check_part(routine, name)
    return replace(
        adjustments,
        no_holds=adjustments.no_holds or args.no_holds,
        skip=(*adjustments.skip, *args.skip),
        seconds=_seconds("minutes", args.minutes, 60, _MAX_MINUTES) or adjustments.seconds,
        settle=_seconds("settle", args.settle, 1, _MAX_SETTLE_SECONDS) or adjustments.settle,
    )


def _check_part(routine: Routine, name: str) -> None:
    from calmtui.content.parts import match_parts, part_names
    from calmtui.text.i18n import _
    from calmtui.text.sanitize import single_line

    if match_parts(routine, name):
        return
    hint = _("it has no parts to leave out")
    if parts := "; ".join(part_names(routine)):
        hint = _("its parts: {parts}").format(parts=parts)
    message = _("{id} has no part '{name}'; {hint}")
    raise ValueError(message.format(id=routine.id, name=single_line(name)[:40], hint=hint))


def _seconds(option: str, value: float | None, unit: float, most: float) -> Seconds | None:
    from calmtui.content.values import Seconds
    from calmtui.text.i18n import _, format_number

    if value is None:
        return None
    if not 0 < value <= most:
        message = _("--{name}: expected a number above 0, at most {most}, found {value}")
        raise ValueError(
            message.format(name=option, most=format_number(most), value=format_number(value))
        )
    return Seconds(value * unit)
