"""What is said of urges: the waits, what was chosen, when they come and what came before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from calmtui.history.words_routine import EASED_ANYWAY
from calmtui.text.dates import weekday_name
from calmtui.text.i18n import N_, _, format_number, ngettext
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    from calmtui.history.figures import Bin, Figures, UrgeFigures
    from calmtui.history.rare import Rare

NONE_BETTER = N_("All of these are yours to choose. None counts as better.")
LATER_NUMBERS = N_("Later numbers come from longer waits, so they may differ from the rest.")
MAY_BE_CHANCE = N_("These are only counts, and may be chance.")
REST_MAY_BE_CHANCE = N_("The rest are only counts, and may be chance.")
WHAT_A_MOMENT_IS = N_(
    "Several urges in one part of a day count as one moment. calmtui only knows about the "
    "times you opened it."
)
RARE = N_("By chance alone that would be rare.")
_HOURS = 6  # in a part of the day
# The choices at the end of an urge, by what the journal holds.
_CHOICES = {
    "Let it go": N_("Let it go"),
    "Write it as a request": N_("Write it as a request"),
    "Send it as it is": N_("Send it as it is"),
    "Go ahead": N_("Go ahead"),
    "Reach someone else": N_("Turn to someone else"),
    "": N_("left without choosing"),
}
_CHOSEN = {
    "Let it go": N_("let it go"),
    "Write it as a request": N_("wrote a request"),
    "Send it as it is": N_("sent it"),
    "Go ahead": N_("went ahead"),
    "Reach someone else": N_("turned to someone else"),
    "": N_("left without choosing"),
}


def wait_lines(urges: UrgeFigures) -> tuple[str, ...]:
    """Return how the pull went in waits."""
    lines = wait_count_lines(urges)
    if urges.lower:
        return (*lines, _(EASED_ANYWAY))
    return lines


def wait_count_lines(urges: UrgeFigures) -> tuple[str, ...]:
    """Return the same for a page on which the line about falls stands elsewhere."""
    waits = ngettext("{n} wait", "{n} waits", urges.waits).format(n=urges.waits)
    if not urges.two_numbers:
        return (_("{waits}, none with two numbers.").format(waits=waits),)
    text = _(
        "{waits}, {n} with two numbers: lower at the end {lower}, same {same}, higher {higher}."
    )
    line = text.format(
        waits=waits, n=urges.two_numbers, lower=urges.lower, same=urges.same, higher=urges.higher
    )
    if urges.rose_first:
        rose = ngettext("In {n} it rose first.", "In {n} it rose first.", urges.rose_first)
        line = f"{line} {rose.format(n=urges.rose_first)}"
    return (line, _(LATER_NUMBERS))


def bin_lines(bins: Iterable[Bin]) -> tuple[str, ...]:
    """Return the numbers of each five minutes of the waits."""
    lines = []
    for column in bins:
        when = _("At the start")
        if column.from_minute:
            when = _("After {n} minutes").format(n=column.from_minute)
        numbers = []
        if column.median is not None:
            numbers.append(_("middle {n}").format(n=format_number(column.median)))
        span = _("{low} to {high}").format(low=column.lowest, high=column.highest)
        if column.lowest == column.highest:
            span = f"{column.lowest}"
        numbers += [span, ngettext("{n} wait", "{n} waits", column.n).format(n=column.n)]
        lines.append(f"{when}: {', '.join(numbers)}.")
    return tuple(lines)


def wait_line(bins: Iterable[Bin]) -> str:
    """Return the numbers of one wait."""
    numbers = []
    for column in bins:
        text = _("{number} at the start")
        if column.from_minute:
            text = ngettext(
                "{number} after {n} minute", "{number} after {n} minutes", column.from_minute
            )
        numbers.append(text.format(number=column.lowest, n=column.from_minute))
    return f"{', '.join(numbers)}."


def choice_label(choice: str) -> str:
    """Return what a choice is called; one that a newer version has, as it is recorded."""
    return _(_CHOICES[choice]) if choice in _CHOICES else single_line(choice)


def chosen_label(choice: str) -> str:
    """Return what was done, for a choice."""
    return _(_CHOSEN[choice]) if choice in _CHOSEN else single_line(choice)


def choice_line(urges: UrgeFigures) -> str:
    """Return how often each choice was made."""
    counts = (f"{choice_label(choice)} {number}" for choice, number in urges.choices.items())
    return f"{', '.join(counts)}."


def when_lines(figures: Figures, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return when urges came, and what came just before."""
    lines = [f"{urge_count(figures)}."]
    for weekday, parts in enumerate(figures.grid):
        if any(parts):
            lines.append(f"{weekday_name(weekday)}: {_parts(parts)}.")
    if triggers := trigger_counts(figures, labels):
        counts = ", ".join(f"{label} {number}" for label, number in triggers)
        lines.append(_("What came just before: {counts}.").format(counts=counts))
    return (*lines, *rare_lines(figures, labels), *chance_lines(figures))


def urge_count(figures: Figures) -> str:
    """Return how many urges there are, in how many moments."""
    urges = ngettext("{n} urge", "{n} urges", figures.urge_runs).format(n=figures.urge_runs)
    moments = ngettext("in {n} moment", "in {n} moments", figures.moments)
    return f"{urges} {moments.format(n=figures.moments)}"


def rare_lines(figures: Figures, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return what can be told from chance, if anything can."""
    if not figures.rare:
        return ()
    lines = (rare_line(rare, figures.moments, labels) for rare in figures.rare)
    return (*lines, _(RARE))


def chance_lines(figures: Figures) -> tuple[str, ...]:
    """Return what counts do not say."""
    chance = REST_MAY_BE_CHANCE if figures.rare else MAY_BE_CHANCE
    return (_(chance), _(WHAT_A_MOMENT_IS))


def trigger_counts(figures: Figures, labels: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    """Return the triggers as they are called, with their urges, and the rest together."""
    counts = [(trigger_label(item.trigger, labels), item.runs) for item in figures.triggers]
    if figures.other_triggers:
        counts.append((_("others, under 3 each"), figures.other_triggers))
    return tuple(counts)


def trigger_label(trigger: str, labels: Mapping[str, str]) -> str:
    """Return what a trigger is called."""
    return single_line(labels.get(trigger, trigger))


def rare_line(rare: Rare, moments: int, labels: Mapping[str, str]) -> str:
    """Return where a trigger lies more often than chance alone would have it.

    `moments` are those that there are now: it was compared when there were as many, or fewer.
    """
    text = _("{trigger}: {n} of its {all} moments are between {start} and {end}")
    moments_of_it = text.format(
        trigger=trigger_label(rare.trigger, labels),
        n=rare.both,
        all=rare.of_trigger,
        start=rare.part * _HOURS,
        end=(rare.part + 1) * _HOURS,
    )
    text = _("of all {all}, {n} do.")
    if rare.moments != moments:
        text = _("of the first {all} in all, {n} do.")
    return f"{moments_of_it}; {text.format(all=rare.moments, n=rare.of_part)}"


def _parts(parts: Sequence[int]) -> str:
    """Return the counts of the parts of a day, the highest first."""
    text = _("{n} between {start} and {end}")
    counts = sorted(enumerate(parts), key=lambda item: (-item[1], -item[0]))
    return ", ".join(
        text.format(n=number, start=part * _HOURS, end=(part + 1) * _HOURS)
        for part, number in counts
        if number
    )
