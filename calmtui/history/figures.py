"""What looking back shows: figures for a period, each with its number and what is missing.

Where too few numbers are there for a figure it is None: nothing is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from calmtui.history.period import ALL_TIME as ALL_TIME
from calmtui.history.period import Period as Period

if TYPE_CHECKING:
    from calmtui.history.rare import Rare
    from calmtui.history.rows import Row

    Middle = tuple[float, float]  # before and after
    Half = tuple[tuple[int, int], tuple[int, int]]

# The choices at the end of an urge, by what the journal holds, in the order they are always shown
# in; the last is leaving without one.
CHOICES = (
    "Let it go", "Write it as a request", "Send it as it is", "Go ahead", "Reach someone else", "",
)  # fmt: skip


@dataclass(frozen=True)
class RoutineFigures:
    """The runs of one routine, by what was rated.

    Attributes:
        id: Its id.
        title: Its name as it is shown.
        what: `anxiety`, `pull` or `upset`; empty where nothing was ever rated.
        runs: How many there were, but for those of a try that is on.
        in_try: How many of those there are.
        both: How many have both numbers; of these the end was `lower`, the `same` or `higher`.
        no_before: How many have no number before.
        no_after: How many have one before and none after.
        median: The middle number before and after, of those with both.
        middle_half: Where the middle half lies, before and after.
        left_early: How many were left early.
        pairs: Those with both numbers, newest first, of the newest sessions.
    """

    id: str
    title: str
    what: str
    runs: int
    in_try: int
    both: int
    no_before: int
    no_after: int
    lower: int
    same: int
    higher: int
    median: Middle | None
    middle_half: Half | None
    left_early: int
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Bin:
    """Numbers given within the same five minutes of a wait."""

    from_minute: int
    lowest: int
    median: float | None
    highest: int
    n: int


@dataclass(frozen=True)
class UrgeFigures:
    """The pull in waits; `choices` are by id in their fixed order, those that occur."""

    waits: int
    two_numbers: int
    lower: int
    same: int
    higher: int
    rose_first: int
    bins: tuple[Bin, ...]
    choices: dict[str, int]


@dataclass(frozen=True)
class TriggerFigures:
    """What came just before, by its key: urges, and moments by the part of the day."""

    trigger: str
    runs: int
    moments: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Day:
    """A day with runs, and the highest number before one of them, if any was given."""

    day: date
    highest: int | None


@dataclass(frozen=True)
class TryFigures:
    """What a try has shown; without a comparison, `difference` and `interval` are None.

    `said` is `first lower`, `second lower`, `no clear difference`, `withheld`, `stopped` or `rose`.
    """

    id: str
    routines: tuple[str, str]
    what: str
    first_day: date
    last_day: date
    how: str
    draws: int
    both: tuple[int, int]
    missing: tuple[int, int]
    difference: float | None
    interval: tuple[float, float] | None
    said: str


@dataclass(frozen=True)
class Figures:
    """Everything that is counted in a period, and of all times the two things that are tested.

    Attributes:
        period: The period that was chosen.
        first: The first day with a run in it; None without any.
        last: The last one.
        runs: All runs, those of a try that is on as well.
        in_try: How many of those there are.
        days: How many days have runs.
        practised: Seconds of guides.
        both: How many runs have both numbers, of those that are not in a try.
        no_after: How many of them have only one before.
        routines: By how many runs they have.
        urges: Waits and what was chosen.
        urge_runs: How many urges there are, those of a try as well.
        triggers: By how many runs they have, from three on.
        other_triggers: Runs with a trigger that occurs less often.
        moments: Parts of days with an urge.
        parts: Moments by the part of the day.
        grid: Urges by weekday (Monday is the first) and by the part of the day.
        rare: Triggers that chance alone would rarely place so; of all times.
        calendar: The newest days with runs, oldest first.
        used: The ids of the routines that have a run, of all times.
        recent: The newest runs, newest first, but for those of a try that is on.
        sealed: Sessions that could not be opened.
        unreadable: Lines and sessions that can't be read.
    """

    period: Period
    first: date | None
    last: date | None
    runs: int
    in_try: int
    days: int
    practised: float
    both: int
    no_after: int
    routines: tuple[RoutineFigures, ...]
    urges: UrgeFigures
    urge_runs: int
    triggers: tuple[TriggerFigures, ...]
    other_triggers: int
    moments: int
    parts: tuple[int, ...]
    grid: tuple[tuple[int, ...], ...]
    rare: tuple[Rare, ...]
    calendar: tuple[Day, ...]
    recent: tuple[Row, ...]
    used: frozenset[str] = frozenset()
    tries: tuple[TryFigures, ...] = ()
    sealed: int = 0
    unreadable: int = 0
