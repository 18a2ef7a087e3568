"""Try two: which of two routines a coin picked, what came of it, and when it is over. Pure.

A try is running until somebody has looked at its end: only then are its numbers shown anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from calmtui.history.coin import Draw, Verdict, judge
from calmtui.history.sessions import (
    RATED,
    SessionFold,
    aware_time,
    bounded,
    fold_records,
    instant,
    resolve_changes,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from calmtui.storage.records import Record

How = Literal["", "done", "stopped", "rose"]

LENGTHS = (14, 20, 40)
DEFAULT_LENGTH = 20
WEEKS = 4
_ENDS: tuple[How, ...] = ("done", "stopped", "rose")
_KINDS = frozenset({"trying", "drawn", "drew", "tried", "erased"})
_BUDGET = (0.03, 0.01, 0.005)  # then half each time: 5 of 100 over a whole life
_MOST_DRAWS = 60  # a weight of the exact test fits 2 ** 60
_OPEN_HOURS = 24.0  # a run that never ended is over then
_RISE = 2
_RISES = 2


class TryRun(Struct, frozen=True):
    """One run that the coin chose, with its numbers; `after` is None where it was skipped."""

    session: str
    arm: int
    began: datetime
    before: int | None
    after: int | None
    how: str | None

    @property
    def has_fall(self) -> bool:
        """Whether the number was lower after it than before."""
        return self.before is not None and self.after is not None and self.after < self.before

    @property
    def rise(self) -> int:
        """How far the number went up; 0 without both numbers."""
        if self.before is None or self.after is None:
            return 0
        return self.after - self.before


class Try(Struct, frozen=True):
    """A try as its records have it. `closed` says how it ended, once somebody has looked.

    `drawn` counts every draw, also those whose runs were erased. `machine` is the one it runs on.
    """

    id: str
    routines: tuple[str, str]
    what: str
    planned: int
    began: datetime
    until: datetime
    alpha: float
    machine: str
    runs: tuple[TryRun, ...] = ()
    drawn: int = 0
    closed: How = ""

    @property
    def ahead(self) -> int:
        """How many times more the first routine was drawn than the second."""
        return sum(1 - 2 * run.arm for run in self.runs)

    @property
    def is_complete(self) -> bool:
        """Whether every run that was drawn is there with its first number."""
        return self.drawn == len(self.runs) and all(run.before is not None for run in self.runs)

    @property
    def risen_arm(self) -> int | None:
        """The arm after which the number went up by 2 or more in two of its runs in a row."""
        for arm in (0, 1):
            rises = 0
            for run in self.runs:
                if run.arm != arm or run.after is None:
                    continue
                rises = rises + 1 if run.rise >= _RISE else 0
                if rises == _RISES:
                    return arm
        return None

    def ending(self, now: datetime) -> How:
        """Return how it has ended, or has to end now; empty while it goes on."""
        if self.closed:
            return self.closed
        if self.risen_arm is not None:
            return "rose"
        is_last = self.drawn >= self.planned or now >= self.until
        if is_last and all(_is_over(run, now) for run in self.runs):
            return "done"
        return ""

    def verdict(self) -> Verdict | None:
        """Return what the numbers let be said; None where a run was erased since."""
        if not self.is_complete:
            return None
        draws = [
            Draw(run.arm, run.before, run.after) for run in self.runs if run.before is not None
        ]
        return judge(draws, self.alpha)


def _is_over(run: TryRun, now: datetime) -> bool:
    """Return whether nothing more comes of a run."""
    if run.how in ("completed", "left early"):
        return True
    return (now - run.began).total_seconds() >= _OPEN_HOURS * 3600


# From records


class _DrawnFold(SessionFold):
    """What the records of a run that was drawn add up to."""

    try_id = ""
    arm = 0

    def add(self, record: Record) -> None:
        """Add the next record, also the one it was begun with."""
        super().add(record)
        if record["what"] == "drawn" and record.get("arm") in (0, 1):
            self.try_id = str(record.get("try"))
            self.arm = int(record["arm"])


def records_of_tries(read: Callable[[], Iterable[Record]]) -> list[Record]:
    """Return the records that `read_tries` needs, of a journal that is too long to be held.

    `read` gives its records; they are asked for twice where there is a try.
    """
    records = [record for record in read() if record["what"] in _KINDS]
    drawn = {record["session"] for record in records if record["what"] == "drawn"}
    if drawn:
        others = (record for record in read() if record["what"] not in _KINDS)
        records += [record for record in others if record["session"] in drawn]
    return records


def read_tries(records: Iterable[Record]) -> list[Try]:
    """Return the tries that are not erased, the oldest first, from records in any order.

    What was changed after somebody had looked at a try's end changes it no more.
    """
    records = list(records)
    tries: dict[str, Try] = {}
    drawn: dict[str, int] = {}
    ends: dict[str, tuple[float, How]] = {}
    for record in resolve_changes(record for record in records if record["what"] in _KINDS):
        session = record["session"]
        match record["what"]:
            case "trying":
                one = _try_of(record)
                if one is not None:
                    tries.setdefault(session, one)
            case "drew":
                drawn[session] = max(drawn.get(session, 0), _number(record.get("draws")))
            case "tried" if record.get("how") in _ENDS:
                ends.setdefault(session, (instant(record.get("at")), record["how"]))
    if not tries:
        return []
    runs = _runs_of(records, ends)
    found = [
        _with_runs(one, runs.get(one.id, []), drawn.get(one.id, 0), ends.get(one.id))
        for one in tries.values()
    ]
    return sorted(found, key=lambda one: (one.began, one.id))


def _try_of(record: Record) -> Try | None:
    """Return the try that a record begins; None where it makes no sense."""
    routines, what = record.get("routines"), record.get("rate")
    planned = _number(record.get("draws"))
    began, until = aware_time(record.get("at")), aware_time(record.get("until"))
    alpha = bounded(record.get("alpha"), _BUDGET[0])
    if not isinstance(routines, list) or [type(one) for one in routines] != [str, str]:
        return None
    if what not in RATED or not planned or began is None or not alpha:
        return None
    return Try(
        id=record["session"],
        routines=(routines[0], routines[1]),
        what=str(what),
        planned=planned,
        began=began,
        until=until or began + timedelta(weeks=WEEKS),
        alpha=alpha,
        machine=str(record.get("machine", "")),
    )


def _number(value: object) -> int:
    """Return a number of draws; 0 for anything else that a file may hold."""
    return int(bounded(value, _MOST_DRAWS) or 0)


def _runs_of(
    records: Iterable[Record], ends: dict[str, tuple[float, How]]
) -> dict[str, list[_DrawnFold]]:
    """Return the runs of each try, without what came after its end."""
    records = list(records)
    last = {
        record["session"]: ends[str(record.get("try"))][0]
        for record in records
        if record["what"] == "drawn" and str(record.get("try")) in ends
    }
    runs: dict[str, list[_DrawnFold]] = {}
    for fold in fold_records(
        (
            record
            for record in records
            if record["what"] == "erased"
            or record["session"] not in last
            or instant(record.get("at")) <= last[record["session"]]
        ),
        _DrawnFold,
    ):
        if fold.try_id and aware_time(fold.began) is not None:
            runs.setdefault(fold.try_id, []).append(fold)
    return runs


def _with_runs(
    one: Try, folds: Sequence[_DrawnFold], drawn: int, end: tuple[float, How] | None
) -> Try:
    runs = [
        TryRun(
            session=fold.session,
            arm=fold.arm,
            began=began,
            before=fold.ratings.get("before", {}).get(one.what),
            after=fold.ratings.get("after", {}).get(one.what),
            how=fold.how,
        )
        for fold in folds
        if (began := aware_time(fold.began)) is not None
    ]
    runs.sort(key=lambda run: (run.began, run.session))
    closed: How = ""
    if end is not None:
        closed = end[1]
    return replace(one, runs=tuple(runs), drawn=max(drawn, len(runs)), closed=closed)


def next_alpha(tries: Iterable[Try]) -> float:
    """Return how often chance may say something false in the next try.

    What a try has spent is spent; one that was stopped has spent nothing.
    """
    finished = sum(one.closed == "done" for one in tries)
    if finished < len(_BUDGET):
        return _BUDGET[finished]
    return _BUDGET[-1] * 0.5 ** (finished - len(_BUDGET) + 1)


def current_try(tries: Iterable[Try]) -> Try | None:
    """Return the try that goes on, or whose end nobody has looked at; the last one begun."""
    return next((one for one in reversed(list(tries)) if not one.closed), None)
