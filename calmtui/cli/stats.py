"""`calmtui stats`: figures of the history, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from calmtui.cli.output import fail, print_json
from calmtui.cli.past import open_past, open_sources, read_names, read_sums
from calmtui.cli.period import add_period_options, add_routine_option, period_of
from calmtui.context import local_now
from calmtui.history.figures_json import figures_as_json
from calmtui.history.looking_back import figures_from_rows
from calmtui.history.past import only_routine, past_of
from calmtui.history.period import ALL, ALL_TIME
from calmtui.history.try_figures import tries_in, try_figures
from calmtui.history.try_state import try_state
from calmtui.history.try_words import TITLE, whole_result
from calmtui.history.whole_figures import whole_figures
from calmtui.history.words import sections
from calmtui.sources import set_user_language
from calmtui.text.i18n import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection, Iterable

    from calmtui.history.figures import Figures
    from calmtui.history.names import Names
    from calmtui.history.period import Period
    from calmtui.history.tries import Try


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    add_period_options(parser, _)
    add_routine_option(parser, _)
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    """Print the figures of a period."""
    set_user_language()
    try:
        period = period_of(args, ALL)
    except ValueError as error:
        return fail(error, 2)
    sources = open_sources()
    if args.routine is None and (sums := read_sums(sources, period)) is not None:
        names = read_names({}, sources.library.languages)
        whole = whole_figures(sums, names.titles)
        if whole is not None:
            _print_figures(args, period, whole, names)
            return 0
    opened = open_past(sources)
    if opened is None:
        return 1
    past = past_of(opened.history.gathered, opened.keys)
    names = read_names(past.titles, opened.languages)
    if args.routine is not None:
        past = only_routine(past, args.routine)
    figures = figures_from_rows(past.rows, period, names.titles, opened.history.unreadable)
    tries = tries_in(past.tries, period)
    if args.routine is not None:
        # What was compared is the whole history, and so is what was never used.
        figures = replace(figures, rare=(), used=frozenset(names.titles))
    _print_figures(args, period, figures, names, tries)
    if opened.history.is_complete:
        return 0
    return 1


def _print_figures(
    args: argparse.Namespace,
    period: Period,
    figures: Figures,
    names: Names,
    tries: Collection[Try] = (),
) -> None:
    if args.json:
        print_json(figures_as_json(replace(figures, tries=tuple(map(try_figures, tries)))))
    elif figures.runs or (period == ALL_TIME and args.routine is None):
        _print_words(figures, tries, names)
    else:
        print(_("No sessions found."))


def _print_words(figures: Figures, tries: Iterable[Try], names: Names) -> None:
    today = local_now().date()
    untried = names.untried(figures)
    pages = [(page.title, page.lines) for page in sections(figures, today, names.labels, untried)]
    for one in tries:
        first, second = (names.titles.get(routine, routine) for routine in one.routines)
        pages.append((_(TITLE), whole_result(try_state(one, one.until), (first, second))))
    for number, (title, lines) in enumerate(pages):
        if number:
            print()
        print(title)
        for line in lines:
            print(line)
