"""The options by which commands choose days and a routine, said once for all of them."""

from __future__ import annotations

from calmtui.context import local_now
from calmtui.history.period import Period, read_period

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_day_options(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the first and the last day, both included."""
    first = _("the first day, such as 2026-11-02")
    parser.add_argument("--since", metavar=_("DATE"), help=first)
    parser.add_argument("--until", metavar=_("DATE"), help=_("the last day"))


def add_period_options(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the days, and a length up to today."""
    add_day_options(parser, _)
    parser.add_argument("--last", metavar="4w|3m|1y|all", help=_("how far back from today"))


def add_routine_option(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add a routine."""
    which = _("only this routine: its id, or the first letters of it")
    parser.add_argument("--routine", metavar="ID", help=which)


def period_of(args: argparse.Namespace, default: str | None = None) -> Period:
    """Return the period of a command line, else of `default`. Raises ValueError."""
    last: str | None = args.last
    if last is None and args.since is None and args.until is None:
        last = default
    return read_period(args.since, args.until, last, local_now().date())
