"""Make figures of rows or sums. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import ceil, floor
from typing import TYPE_CHECKING

from calmtui.history.figures import (
    CHOICES,
    Bin,
    Day,
    Figures,
    Period,
    RoutineFigures,
    TriggerFigures,
    UrgeFigures,
)
from calmtui.history.rare import Rare, rare_triggers
from calmtui.history.rows import NO_KEYS, Row, Rows, Trial
from calmtui.history.sums import BIN_SECONDS, NOT_GIVEN, SIDE, CountTable, Sums, WaitSums, sums_of

if TYPE_CHECKING:
    pass

LEAST_FOR_MIDDLE = 5  # numbers
LEAST_FOR_HALF = 8
LEAST_FOR_BIN = 3
LEAST_OF_TRIGGER = 3  # runs; the rest are counted together
NEWEST_ROWS = 300  # that are listed: some of the newest sessions do not count
_MINUTES = BIN_SECONDS // 60


def figures_from_rows(
    rows: Rows, period: Period, titles: Mapping[str, str] = NO_KEYS, unreadable: int = 0
) -> Figures:
    """Return the figures of rows; `unreadable` lines are no records."""
    chosen = [row for row in rows.rows if period.holds(row.day)]
    return figures_from_sums(
        sums_of(chosen),
        recent=tuple(reversed(chosen[-NEWEST_ROWS:])),
        period=period,
        rare=rare_triggers(sums_of(rows.rows).moments.looked),
        used=frozenset(row.routine for row in rows.rows),
        running=running_trials(rows.trials),
        titles=titles,
        sealed=rows.sealed,
        unreadable=unreadable + rows.undated,
    )


def running_trials(trials: Iterable[Trial]) -> frozenset[str]:
    """Return the ids of the trials that are on: what they showed so far is shown nowhere."""
    return frozenset(trial.id for trial in trials if trial.how is None)


def figures_from_sums(
    sums: Sums,
    *,
    recent: tuple[Row, ...],
    period: Period,
    rare: tuple[Rare, ...],
    used: frozenset[str],
    running: frozenset[str],
    titles: Mapping[str, str],
    sealed: int = 0,
    unreadable: int = 0,
) -> Figures:
    """Return the figures of sums; `recent` are their newest rows, newest first.

    `rare` and the routines that were `used` are of all times, `running` are the trials that are on.
    """
    outside = sums.runs_outside(running)
    recent = tuple(row for row in recent if row.try_id not in running)
    routines = _routines(sums, recent, running, titles)
    moments = sums.moments.counts()
    triggers = [
        TriggerFigures(trigger, runs, sum(moments.triggers[trigger]), (*moments.triggers[trigger],))
        for trigger, runs in sorted(sums.trigger_runs.items(), key=lambda item: (-item[1], item[0]))
    ]
    frequent = tuple(item for item in triggers if item.runs >= LEAST_OF_TRIGGER)
    in_all = sum(trial.runs for trial in sums.by_trial.values())
    days = [Day(date.fromisoformat(day), _given(value)) for day, value in sums.days.items()]
    return Figures(
        period=period,
        first=date.fromisoformat(sums.first_day) if sums.first_day else None,
        last=days[-1].day if days else None,
        runs=in_all,
        in_try=in_all - outside.runs,
        days=sums.day_count,
        practised=sums.practised,
        both=sum(routine.both for routine in routines),
        no_after=sum(routine.no_after for routine in routines),
        routines=routines,
        urges=urge_figures(outside.waits),
        urge_runs=sums.urges,
        triggers=frequent,
        other_triggers=sum(item.runs for item in triggers) - sum(item.runs for item in frequent),
        moments=moments.moments,
        parts=tuple(moments.parts),
        grid=tuple(tuple(parts) for parts in sums.grid),
        rare=rare,
        calendar=tuple(days),
        recent=recent,
        used=used,
        sealed=sealed,
        unreadable=unreadable,
    )


def _given(value: int) -> int | None:
    return None if value < 0 else value


def _routines(
    sums: Sums, recent: tuple[Row, ...], running: frozenset[str], titles: Mapping[str, str]
) -> tuple[RoutineFigures, ...]:
    """Return the figures of each routine, and of each thing that was rated in it."""
    in_try: dict[str, int] = {}
    for trial in running & sums.by_trial.keys():
        for routine, tables in sums.by_trial[trial].tables.items():
            runs = sum(sum(table.counts) for table in tables.values())
            in_try[routine] = in_try.get(routine, 0) + runs
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in recent:
        if row.before is not None and row.after is not None:
            pairs.setdefault((row.routine, row.what), []).append((row.before, row.after))
    by_routine = {routine: {"": CountTable()} for routine in in_try}
    by_routine |= sums.runs_outside(running).tables
    figures = []
    for routine, tables in by_routine.items():
        held = in_try.get(routine, 0)
        for what, table in _by_what(tables).items():
            title = titles.get(routine, routine)
            newest = tuple(pairs.get((routine, what), ()))
            figures.append(routine_figures(routine, title, what, table, held, newest))
            held = 0
    return tuple(sorted(figures, key=lambda item: (-item.runs, item.id, item.what)))


def _by_what(tables: Mapping[str, CountTable]) -> dict[str, CountTable]:
    """Return the tables, the most used first; what was never rated counts to the first."""
    order = sorted(tables, key=lambda what: (not what, -sum(tables[what].counts), what))
    first, *others = order
    merged = CountTable()
    merged.merge(tables[first])
    if others and others[-1] == "":
        merged.merge(tables[others.pop()])
    return {first: merged, **{what: tables[what] for what in others}}


def routine_figures(
    routine: str,
    title: str,
    what: str,
    table: CountTable,
    in_try: int = 0,
    pairs: tuple[tuple[int, int], ...] = (),
) -> RoutineFigures:
    """Return the figures of a table."""
    cells = [(number // SIDE, number % SIDE, n) for number, n in enumerate(table.counts) if n]
    given = [cell for cell in cells if NOT_GIVEN not in cell[:2]]
    before, after = [0] * NOT_GIVEN, [0] * NOT_GIVEN
    for start, end, number in given:
        before[start] += number
        after[end] += number
    both = sum(before)
    median, half = None, None
    if both >= LEAST_FOR_MIDDLE:
        median = middle(before), middle(after)
    if both >= LEAST_FOR_HALF:
        half = middle_half(before), middle_half(after)
    no_before = sum(number for start, _end, number in cells if start == NOT_GIVEN)
    runs = sum(table.counts)
    return RoutineFigures(
        id=routine,
        title=title,
        what=what,
        runs=runs,
        in_try=in_try,
        both=both,
        no_before=no_before,
        no_after=runs - both - no_before,
        lower=sum(number for start, end, number in given if end < start),
        same=sum(number for start, end, number in given if end == start),
        higher=sum(number for start, end, number in given if end > start),
        median=median,
        middle_half=half,
        left_early=table.left_early,
        pairs=pairs,
    )


def urge_figures(waits: WaitSums) -> UrgeFigures:
    """Return the figures of waits."""
    bins = []
    for number, counts in sorted(waits.bins.items()):
        given = sum(counts)
        if given < LEAST_FOR_BIN:
            continue
        values = [value for value, times in enumerate(counts) if times]
        median = middle(counts) if given >= LEAST_FOR_MIDDLE else None
        bins.append(Bin(number * _MINUTES, values[0], median, values[-1], given))
    order = [*CHOICES, *sorted(waits.choices.keys() - set(CHOICES))]
    return UrgeFigures(
        waits=waits.waits,
        two_numbers=waits.lower + waits.same + waits.higher,
        lower=waits.lower,
        same=waits.same,
        higher=waits.higher,
        rose_first=waits.rose_first,
        bins=tuple(bins),
        choices={choice: waits.choices[choice] for choice in order if choice in waits.choices},
    )


def bins_of_wait(row: Row) -> tuple[Bin, ...]:
    """Return every number of one wait, by its minute."""
    return tuple(Bin(int(seconds // 60), pull, pull, pull, 1) for seconds, pull in row.pulls)


def middle(counts: Sequence[int]) -> float:
    """Return the median of numbers that are counted; a half between two."""
    number = sum(counts)
    return (_at(counts, (number - 1) // 2) + _at(counts, number // 2)) / 2


def middle_half(counts: Sequence[int]) -> tuple[int, int]:
    """Return the numbers between which the middle half lies; both occur."""
    last = sum(counts) - 1
    return _at(counts, floor(last / 4)), _at(counts, ceil(last * 3 / 4))


def _at(counts: Sequence[int], place: int) -> int:
    """Return the number that stands at a place of the sorted numbers."""
    for value, times in enumerate(counts):
        if place < times:
            return value
        place -= times
    raise IndexError(place)
