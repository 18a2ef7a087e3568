"""Try two in words: one place for the full screen, the line-by-line front end and the commands.

The state of a try holds ids; `titles` are the names of its two routines, in the same order.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from calmtui.history.coin import LEAST_PAIRS
from calmtui.history.tries import WEEKS
from calmtui.history.words_routine import EASED_ANYWAY
from calmtui.text.dates import format_date, short_day
from calmtui.text.i18n import N_, _, format_number

if TYPE_CHECKING:
    from calmtui.history.coin import Verdict
    from calmtui.history.try_state import TryState

Titles = tuple[str, str]

TITLE = N_("Try two")
_FIRST_ALPHA = 0.03
# From so many numbers on, a difference of less than so many points can hide.
_HIDDEN = ((30, 2.0), (20, 2.5), (14, 3.0), (10, 4.0))
# Of ten first tries of so many sessions, how many show a difference of 2 points, and of 1.
_POWER = {14: (5, 1), 20: (6, 2), 40: (9, 4)}
_HOPES = N_("It can't tell what a routine does from what you hope it does.")


def begin_lines(length: int) -> tuple[str, ...]:
    """Return what there is to know before a try of so many sessions begins."""
    two, one = _POWER[length]
    text = _(
        "With {n} sessions, a difference of 2 shows up in about {two} of 10 trials. A "
        "difference of 1 shows up in {one}."
    )
    return (
        _(
            "A coin picks one of two routines each time. At the end you see whether you ended "
            "lower after one of them, by more than luck."
        ),
        _(
            "You give your number first, then the coin picks. You can leave at any time. "
            "At 9 or 10 there is no coin."
        ),
        text.format(n=length, two=two, one=one),
        _("No numbers are shown before the end: looking early can make luck look like more."),
        f"{_(_HOPES)} {_('What it says is about you and these weeks.')}",
        _("It ends after {n} sessions, or after {weeks} weeks.").format(n=length, weeks=WEEKS),
    )


def home_row(state: TryState) -> str:
    """Return the row on home: the coin, or that the try is over."""
    if state.ending:
        return _("Try two: it is over")
    return _("Try two: the coin ({n} of {all})").format(n=state.drawn, all=state.planned)


def card_lines(state: TryState, titles: Titles) -> tuple[str, ...]:
    """Return what home says beside its row."""
    if state.ending:
        return (_(TITLE), *titles, _("The trial is over. Press Enter to see the result."))
    how = _("Your number first, then the coin picks. At 9 or 10 there is no coin.")
    return (_(TITLE), *running_lines(state, titles), how)


def running_lines(state: TryState, titles: Titles) -> tuple[str, ...]:
    """Return where a try stands, while it goes on."""
    counts = (f"{title}: {count}" for title, count in zip(titles, state.counts, strict=True))
    until = _("{n} of {all} sessions, until {day} at the latest.").format(
        n=state.drawn, all=state.planned, day=format_date(state.until.date())
    )
    return (until, *counts, _("No numbers before the end."))


def result_lines(state: TryState, titles: Titles) -> tuple[str, ...]:
    """Return what a try that has ended came to: the first lines say it, in any window."""
    if state.ending == "stopped":
        text = _("You stopped it after {n} of {all} sessions. Nothing is compared.")
        return (text.format(n=state.drawn, all=state.planned),)
    if state.ending == "rose":
        title = titles[state.risen_arm or 0]
        text = _("Your number went up twice with {title}. The trial is over, and that is fine.")
        return (text.format(title=title),)
    if state.verdict is None:
        return (_("A session of this trial was erased, so nothing is compared."),)
    match state.verdict.said:
        case "withheld":
            return _withheld(state.verdict)
        case "no clear difference":
            return _no_clear_difference(state, state.verdict, titles)
    return _clear_difference(state, state.verdict, titles)


def notes(state: TryState) -> tuple[str, ...]:
    """Return what always stands below a result; empty where nothing was compared."""
    if state.verdict is None or state.verdict.said == "withheld":
        return ()
    if state.verdict.said == "no clear difference":
        return (
            _("That does not mean that they do nothing. Use the one you like."),
            _(_HOPES),
        )
    return (
        _("A first result is often too big. If you tried again, it would likely be smaller."),
        _(_HOPES),
        _("What to do with it is up to you."),
    )


def numbers_line(state: TryState) -> str:
    """Return how many second numbers there are, and are not; empty where nothing was compared."""
    if state.verdict is None:
        return ""
    text = _("Second numbers: {a} and {b}. Skipped: {c} and {d}.")
    both, missing = state.verdict.both, state.verdict.missing
    return text.format(a=both[0], b=both[1], c=missing[0], d=missing[1])


def end_lines(state: TryState, titles: Titles) -> tuple[str, ...]:
    """Return where the sessions of each routine ended, in order of the numbers."""
    lines = []
    for title, ends in zip(titles, state.ends, strict=True):
        numbers = [str(number) for number, times in enumerate(ends) for _time in range(times)]
        if numbers:
            text = _("{title} ended at: {numbers}.")
            lines.append(text.format(title=title, numbers=", ".join(numbers)))
    return tuple(lines)


def run_lines(state: TryState, titles: Titles, today: date) -> tuple[str, ...]:
    """Return each session of a try that has ended, in their order, and the line about falls."""
    lines = []
    for run in state.runs:
        given = ((_("{n} before"), run.before), (_("{n} after"), run.after))
        numbers = [text.format(n=value) for text, value in given if value is not None]
        day = short_day(run.began.date(), today)
        lines.append(f"{day}: {', '.join((titles[run.arm], *numbers))}.")
    if any(run.has_fall for run in state.runs):
        lines.append(_(EASED_ANYWAY))
    return tuple(lines)


def whole_result(state: TryState, titles: Titles) -> tuple[str, ...]:
    """Return everything that is said of a try that has ended, line by line."""
    lines = (*result_lines(state, titles), *end_lines(state, titles), numbers_line(state))
    return tuple(line for line in (*lines, *notes(state)) if line)


def _withheld(verdict: Verdict) -> tuple[str, ...]:
    if sum(verdict.both) < LEAST_PAIRS:
        text = _("There are {n} second numbers. With fewer than {least}, nothing is compared.")
        return (text.format(n=sum(verdict.both), least=LEAST_PAIRS),)
    return (_("The skipped numbers could have changed the answer. So nothing is compared."),)


def _no_clear_difference(state: TryState, verdict: Verdict, titles: Titles) -> tuple[str, ...]:
    clear = _("No clear difference between {first} and {second}.")
    lines = [clear.format(first=titles[0], second=titles[1])]
    if verdict.interval is not None:
        low, high = (_signed(points) for points in verdict.interval)
        text = _("After {first} it could be anything from {low} to {high}.")
        lines.append(text.format(first=titles[0], low=low, high=high))
    hidden = next(points for least, points in _HIDDEN if sum(verdict.both) >= least)
    if state.alpha < _FIRST_ALPHA:
        hidden += 0.5
    text = _("A difference of less than {points} can hide in {n} sessions.")
    lines.append(text.format(points=format_number(hidden), n=sum(verdict.both)))
    return tuple(lines)


def _clear_difference(state: TryState, verdict: Verdict, titles: Titles) -> tuple[str, ...]:
    lower, other = titles
    if verdict.said == "second lower":
        other, lower = titles
    lines = [
        _("After {lower} you ended lower than after {other}:").format(lower=lower, other=other)
    ]
    if verdict.difference is not None and verdict.interval is not None:
        low, high = sorted(abs(points) for points in verdict.interval)
        text = _("about {points} lower. It could be anything from {low} to {high}.")
        lines.append(
            text.format(
                points=format_number(abs(verdict.difference)),
                low=format_number(low),
                high=format_number(high),
            )
        )
    times, tries = 3, 100
    if state.alpha < _FIRST_ALPHA:
        times, tries = 1, round(1 / state.alpha)
    text = _("Luck alone would do this in fewer than {times} of {tries} trials.")
    lines.append(text.format(times=times, tries=tries))
    return tuple(lines)


def _signed(points: float) -> str:
    """Return a difference in words: `1.5 lower`."""
    if points < 0:
        return _("{points} lower").format(points=format_number(-points))
    if points > 0:
        return _("{points} higher").format(points=format_number(points))
    return _("no difference")
