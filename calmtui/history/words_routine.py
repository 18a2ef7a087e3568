"""What is said of one routine: its numbers before and after. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from calmtui.text.dates import format_day
from calmtui.text.i18n import N_, _, format_number, ngettext
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    from calmtui.history.figures import RoutineFigures
    from calmtui.history.rows import Row

# Stands wherever a fall can be seen.
EASED_ANYWAY = N_("You usually rate when it is high, so some of this would have eased anyway.")


def is_counted(row: Row, routine: RoutineFigures) -> bool:
    """Return whether a run is among those of which these figures are, and was rated."""
    return (row.routine, row.what) == (routine.id, routine.what) and bool(row.what)


def sessions_count(number: int) -> str:
    """Return how many sessions."""
    return ngettext("{n} session", "{n} sessions", number).format(n=number)


def routine_title(routine: RoutineFigures) -> str:
    """Return the name of a routine, and how many sessions it has."""
    return f"{single_line(routine.title)}: {sessions_count(routine.runs)}"


def in_try_line(number: int) -> str:
    """Return how many sessions more are in a try that is on."""
    text = ngettext("{n} more is in a trial.", "{n} more are in a trial.", number)
    return text.format(n=number)


def routine_lines(routine: RoutineFigures) -> tuple[str, ...]:
    """Return what a routine's numbers were before and after."""
    lines = number_lines(routine)
    if routine.lower:
        return (*lines, _(EASED_ANYWAY))
    return lines


def number_lines(routine: RoutineFigures) -> tuple[str, ...]:
    """Return the same for a page on which the line about falls stands elsewhere."""
    lines: list[str] = []
    if routine.median is not None:
        before, after = map(format_number, routine.median)
        if routine.middle_half is not None:
            starts, ends = routine.middle_half
            text = _(
                "Before: half of the numbers are from {low} to {high}, the middle one is {middle}."
            )
            lines.append(text.format(low=starts[0], high=starts[1], middle=before))
            text = _(
                "After: half of the numbers are from {low} to {high}, the middle one is {middle}."
            )
            lines.append(text.format(low=ends[0], high=ends[1], middle=after))
        else:
            text = _("The middle number is {before} before and {after} after.")
            lines.append(text.format(before=before, after=after))
    if routine.what:
        lines.append(counts_line(routine))
    if routine.in_try:
        lines.append(in_try_line(routine.in_try))
    return tuple(lines)


def counts_line(routine: RoutineFigures) -> str:
    """Return how many ended lower, the same and higher, and what is missing."""
    if not routine.both:
        return _("No session has both numbers.")
    counts = [
        _("lower {n}").format(n=routine.lower),
        _("same {n}").format(n=routine.same),
        _("higher {n}").format(n=routine.higher),
    ]
    if routine.no_before:
        counts.append(_("no first number {n}").format(n=routine.no_before))
    if routine.no_after:
        counts.append(_("no second number {n}").format(n=routine.no_after))
    line = ", ".join(counts)
    if routine.lower and routine.no_after:
        bound = _("lower in {n} of {whole} at least")
        number = routine.both + routine.no_after
        line = f"{line}: {bound.format(n=routine.lower, whole=number)}"
    return f"{line[0].upper()}{line[1:]}."


def run_lines(rows: Iterable[Row], today: date) -> tuple[str, ...]:
    """Return the numbers of each session."""
    lines = []
    for row in rows:
        given = ((_("{n} before"), row.before), (_("{n} after"), row.after))
        numbers = ", ".join(text.format(n=value) for text, value in given if value is not None)
        lines.append(f"{format_day(date.fromisoformat(row.day), today)}: {numbers}.")
    return tuple(lines)
