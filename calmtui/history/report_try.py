"""What the page to show someone says of a try. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from calmtui.history.report_parts import Section
from calmtui.history.try_figures import try_days
from calmtui.history.try_state import try_state
from calmtui.history.try_words import numbers_line, result_lines
from calmtui.text.dates import format_days
from calmtui.text.i18n import _, format_number

if TYPE_CHECKING:
    from calmtui.history.coin import Verdict
    from calmtui.history.tries import Try

_CLEAR = ("first lower", "second lower")


def try_section(one: Try, title: Callable[[str], str]) -> Section:
    """Return the result of a try whose end somebody has looked at."""
    first, second = map(title, one.routines)
    text = _("{days}: {first} or {second}, {n} sessions. A coin picked which one.")
    days = format_days(*try_days(one))
    lines = [text.format(days=days, first=first, second=second, n=one.drawn)]
    state = try_state(one, one.until)
    verdict = state.verdict
    if state.ending == "stopped":
        lines.append(_("It was stopped early. Nothing is compared."))
    elif verdict is not None and verdict.said in _CLEAR:
        lines.append(_clear_line(verdict, first, second))
    else:
        lines += result_lines(state, (first, second))
    lines.append(numbers_line(state))
    return Section(_("Tried with a coin"), (" ".join(filter(None, lines)),))


def _clear_line(verdict: Verdict, first: str, second: str) -> str:
    lower, other = first, second
    if verdict.said == "second lower":
        lower, other = second, first
    text = _("Sessions with {lower} ended lower than those with {other}:")
    line = text.format(lower=lower, other=other)
    if verdict.difference is not None and verdict.interval is not None:
        low, high = sorted(map(abs, verdict.interval))
        text = _("about {points} lower, it could be anything from {low} to {high}.")
        line += " " + text.format(
            points=format_number(abs(verdict.difference)),
            low=format_number(low),
            high=format_number(high),
        )
    return f"{line} {_('A first result is often too big.')}"
