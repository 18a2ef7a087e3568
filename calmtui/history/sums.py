"""What rows add up to: counts that can be added to, and from which every figure comes. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from calmtui.history.rows import PARTS, Row

NOT_GIVEN = 11  # in a table, beside the numbers from 0 to 10
SIDE = NOT_GIVEN + 1
BIN_SECONDS = 300
_DAYS = 400  # the newest, for which the highest number is kept
_WEEK = 7
_FIRST_LOOK = 20  # moments from which triggers are compared with the parts of the day
_LOOK_EVERY = 10


def _zeros(number: int) -> list[int]:
    return [0] * number


class CountTable(Struct):
    """The runs of a routine by what was rated before and after: 12 x 12 counts."""

    counts: list[int] = field(default_factory=lambda: _zeros(SIDE * SIDE))
    left_early: int = 0

    def add(self, before: int | None, after: int | None) -> None:
        """Count a run."""
        self.counts[_place(before) * SIDE + _place(after)] += 1

    def merge(self, other: CountTable) -> None:
        """Add another table."""
        self.counts = [mine + more for mine, more in zip(self.counts, other.counts, strict=True)]
        self.left_early += other.left_early


def _place(value: int | None) -> int:
    return NOT_GIVEN if value is None else value


class WaitSums(Struct):
    """What was rated while waiting, and what was chosen at the end."""

    waits: int = 0
    lower: int = 0
    same: int = 0
    higher: int = 0
    rose_first: int = 0
    bins: dict[int, list[int]] = {}
    choices: dict[str, int] = {}

    def add(self, row: Row) -> None:
        """Count a wait."""
        self.waits += 1
        self.choices[row.choice] = self.choices.get(row.choice, 0) + 1
        pulls = row.pulls
        last = {int(seconds // BIN_SECONDS): value for seconds, value in pulls}
        for number, value in last.items():
            self.bins.setdefault(number, _zeros(NOT_GIVEN))[value] += 1
        if len(pulls) > 1:
            first, second, end = pulls[0][1], pulls[1][1], pulls[-1][1]
            self.lower += end < first
            self.same += end == first
            self.higher += end > first
            self.rose_first += second > first

    def merge(self, other: WaitSums) -> None:
        """Add other waits."""
        self.waits += other.waits
        self.lower += other.lower
        self.same += other.same
        self.higher += other.higher
        self.rose_first += other.rose_first
        for number, counts in other.bins.items():
            mine = self.bins.get(number, _zeros(NOT_GIVEN))
            self.bins[number] = [a + b for a, b in zip(mine, counts, strict=True)]
        for choice, number in other.choices.items():
            self.choices[choice] = self.choices.get(choice, 0) + number


class RunSums(Struct):
    """What runs ended with: by routine, then by what was rated; and the waits among them."""

    tables: dict[str, dict[str, CountTable]] = {}
    waits: WaitSums = field(default_factory=WaitSums)
    runs: int = 0

    def add(self, row: Row) -> None:
        """Count a run."""
        self.runs += 1
        table = self.tables.setdefault(row.routine, {}).setdefault(row.what, CountTable())
        table.add(row.before, row.after)
        table.left_early += row.how != "completed"
        if row.is_urge:
            self.waits.add(row)

    def merge(self, other: RunSums) -> None:
        """Add other runs."""
        self.runs += other.runs
        self.waits.merge(other.waits)
        for routine, tables in other.tables.items():
            mine = self.tables.setdefault(routine, {})
            for what, table in tables.items():
                mine.setdefault(what, CountTable()).merge(table)


class MomentCounts(Struct):
    """Moments (a part of a day with an urge) by the part, and those of each trigger."""

    moments: int = 0
    parts: list[int] = field(default_factory=lambda: _zeros(PARTS))
    triggers: dict[str, list[int]] = {}

    def add(self, part: int, triggers: Iterable[str]) -> None:
        """Count a moment."""
        self.moments += 1
        self.parts[part] += 1
        for trigger in triggers:
            self.triggers.setdefault(trigger, _zeros(PARTS))[part] += 1

    def copy(self) -> MomentCounts:
        """Return the same counts, to which nothing is added."""
        triggers = {trigger: [*counts] for trigger, counts in self.triggers.items()}
        return MomentCounts(self.moments, [*self.parts], triggers)


class MomentSums(Struct):
    """The moments in the order of their time; `looked` are the counts at the last look.

    The newest moment is not among the `past` ones: more may come to it.
    """

    past: MomentCounts = field(default_factory=MomentCounts)
    looked: MomentCounts = field(default_factory=MomentCounts)
    newest: tuple[str, int] = ("", 0)
    triggers: list[str] = []

    def add(self, row: Row) -> None:
        """Add an urge, which is not older than the ones before."""
        moment = row.day, row.part
        if moment != self.newest:
            self._close()
            self.newest = moment
        self.triggers += [trigger for trigger in row.triggers if trigger not in self.triggers]

    def _close(self) -> None:
        if not self.newest[0]:
            return
        self.past.add(self.newest[1], self.triggers)
        self.triggers = []
        number = self.past.moments
        if number >= _FIRST_LOOK and not number % _LOOK_EVERY:
            self.looked = self.past.copy()

    def counts(self) -> MomentCounts:
        """Return all moments, the newest as well."""
        counts = self.past.copy()
        if self.newest[0]:
            counts.add(self.newest[1], self.triggers)
        return counts


class Sums(Struct):
    """All that is counted. `by_trial` are the runs of each trial; those of none have no name.

    `days` are the newest days with their highest number before a run, -1 without one.
    """

    by_trial: dict[str, RunSums] = {}
    practised: float = 0.0
    first_day: str = ""
    day_count: int = 0
    days: dict[str, int] = {}
    urges: int = 0
    trigger_runs: dict[str, int] = {}
    grid: list[list[int]] = field(default_factory=lambda: [_zeros(PARTS) for _ in range(_WEEK)])
    moments: MomentSums = field(default_factory=MomentSums)

    def add(self, row: Row) -> None:
        """Add a row, which is not older than the ones before."""
        self.by_trial.setdefault(row.try_id, RunSums()).add(row)
        self.practised += row.practised
        self._add_day(row)
        if row.is_urge:
            self.urges += 1
            self.grid[row.weekday][row.part] += 1
            self.moments.add(row)
            for trigger in row.triggers:
                self.trigger_runs[trigger] = self.trigger_runs.get(trigger, 0) + 1

    def _add_day(self, row: Row) -> None:
        self.first_day = self.first_day or row.day
        self.day_count += row.day not in self.days
        before = -1 if row.before is None else row.before
        self.days[row.day] = max(self.days.get(row.day, -1), before)
        if len(self.days) > _DAYS:
            del self.days[next(iter(self.days))]

    def runs_outside(self, running: frozenset[str]) -> RunSums:
        """Return the runs but for those of trials that are on."""
        runs = RunSums()
        for trial, more in self.by_trial.items():
            if trial not in running:
                runs.merge(more)
        return runs


def sums_of(rows: Iterable[Row]) -> Sums:
    """Return what rows add up to, oldest first."""
    sums = Sums()
    for row in rows:
        sums.add(row)
    return sums
