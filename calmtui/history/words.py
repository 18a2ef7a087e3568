"""Figures in sentences: for the plain front end, for `stats`, and beside every drawing. Pure.

A sentence is about counts and says how many there are. Nothing is said of what works.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from calmtui.history.rows import NO_KEYS
from calmtui.history.words_routine import (
    in_try_line,
    is_counted,
    routine_lines,
    routine_title,
    run_lines,
    sessions_count,
)
from calmtui.history.words_urge import NONE_BETTER, bin_lines, choice_line, wait_lines, when_lines
from calmtui.text.dates import format_date
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    from calmtui.history.figures import Day, Figures

ANOTHER_TIME = N_("You can look at this another time too.")
CALENDAR = N_("The highest number of the day, before a session. No mark: nothing saved.")
_MOST_USED = 3


class WordsSection(NamedTuple):
    """A page of figures in words."""

    title: str
    lines: tuple[str, ...]


def sections(
    figures: Figures,
    today: date,
    labels: Mapping[str, str] = NO_KEYS,
    untried: Sequence[str] = (),
) -> tuple[WordsSection, ...]:
    """Return all figures in words, those of which there are any.

    Args:
        figures: The figures.
        today: The day that it is.
        labels: What triggers are called, by their keys.
        untried: The names of routines that were never used so far.
    """
    if not figures.runs:
        return (WordsSection(_("Looking back"), (_("No sessions yet."), *missing_lines(figures))),)
    found = [
        WordsSection(
            _("Looking back"),
            (
                *overview_lines(figures),
                *untried_lines(untried),
                *missing_lines(figures),
                *day_lines(figures.calendar, today),
            ),
        )
    ]
    for routine in figures.routines:
        runs = [row for row in figures.recent if is_counted(row, routine)]
        lines = (*routine_lines(routine), *run_lines(runs, today))
        found.append(WordsSection(routine_title(routine), lines))
    if figures.urges.waits:
        lines = (*wait_lines(figures.urges), *bin_lines(figures.urges.bins))
        found.append(WordsSection(_("The pull while you waited"), lines))
    if figures.urge_runs:
        found.append(WordsSection(_("When and what"), when_lines(figures, labels)))
    if figures.urges.waits:
        lines = (choice_line(figures.urges), _(NONE_BETTER))
        found.append(WordsSection(_("After waiting"), lines))
    return tuple(found)


def overview_lines(figures: Figures) -> tuple[str, ...]:
    """Return how many sessions there are, on how many days, and which routines were used most."""
    on_days = ngettext("on {n} day", "on {n} days", figures.days).format(n=figures.days)
    both = ngettext("{n} has both numbers", "{n} have both numbers", figures.both)
    counts = [both.format(n=figures.both)]
    if figures.no_after:
        counts.append(_("{n} without a second one").format(n=figures.no_after))
    lines = [f"{sessions_count(figures.runs)} {on_days}. {', '.join(counts)}."]
    uses: dict[str, tuple[str, int]] = {}
    for routine in figures.routines:
        _title, number = uses.get(routine.id, ("", 0))
        uses[routine.id] = single_line(routine.title), number + routine.runs + routine.in_try
    used = sorted(uses.values(), key=lambda use: -use[1])[:_MOST_USED]
    names = ", ".join(f"{title} {number}" for title, number in used)
    return (*lines, _("Most used: {names}.").format(names=names))


def untried_lines(untried: Sequence[str]) -> tuple[str, ...]:
    """Return which routines like the most used one were never used so far."""
    if not untried:
        return ()
    return (_("Not tried yet: {names}.").format(names=", ".join(untried)),)


def missing_lines(figures: Figures) -> tuple[str, ...]:
    """Return what is not in the figures."""
    lines = []
    if figures.in_try:
        lines.append(in_try_line(figures.in_try))
    if number := figures.sealed:
        text = ngettext("{n} session stays locked.", "{n} sessions stay locked.", number)
        lines.append(text.format(n=number))
    if number := figures.unreadable:
        text = ngettext("{n} line can't be read.", "{n} lines can't be read.", number)
        lines.append(text.format(n=number))
    return tuple(lines)


def day_lines(days: Iterable[Day], today: date) -> tuple[str, ...]:
    """Return the highest number of each day, before a session."""
    return tuple(f"{format_date(day.day, today)}: {_number_or_none(day.highest)}." for day in days)


def _number_or_none(value: int | None) -> str:
    return _("no number") if value is None else str(value)
