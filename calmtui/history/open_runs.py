"""Which runs can be resumed, from the records alone, of any machine. Pure: the time is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from calmtui.history.sessions import SessionFold, aware_time, bounded, fold_records, ratings_of
from calmtui.storage.run_files import WAIT_HOURS
from calmtui.text.durations import format_remaining
from calmtui.text.i18n import _
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    from calmtui.storage.records import Record

GUIDE_MINUTES = 30  # how long a guide may be resumed
_WAIT = timedelta(hours=WAIT_HOURS)
_GUIDE = timedelta(minutes=GUIDE_MINUTES)
_CLOCK_SKEW = timedelta(minutes=5)  # what the clocks of two machines may differ
_MAX_SECONDS = 86400.0  # of a delay, and of what a record says was over
_MAX_POSITION = 43200.0
_MAX_STEP = 1000
_MINUTE = 60


class GivenRating(NamedTuple):
    """A rating as it was recorded: what and when, the number, and the id of its record."""

    what: str
    when: str
    value: int
    record: str


class OpenRun(Struct, frozen=True):
    """An interrupted run. Times are in seconds since it began, ratings of the pull (time, 0..10).

    `waited` seconds had passed at `known_at`, whatever the clock was set to before and after.
    `planned` is the delay it began with, `extended` when more time was chosen, `extensions` how
    often, `answered` when the last answer was given. `step` and `position` tell where a guide
    stood, if that was written; `choices` is how the routine was adjusted, as in its record.
    `answer_records` are the ids of the records of `answers`, `given_ratings` the ratings in order.
    """

    session: str
    routine: str
    title: str
    began: datetime
    last: datetime
    delay: float | None = None
    extended: float | None = None
    practised: float = 0.0
    step: int | None = None
    position: float = 0.0
    ratings: dict[tuple[str, str], int] = field(default_factory=dict)
    pull_ratings: tuple[tuple[float, int], ...] = ()
    answers: dict[str, object] = field(default_factory=dict)
    choices: object = None
    waited: float = 0.0
    known_at: datetime | None = None
    planned: float | None = None
    extensions: int = 0
    answered: float = 0.0
    answer_records: dict[str, str] = field(default_factory=dict)
    given_ratings: tuple[GivenRating, ...] = ()

    def elapsed(self, now: datetime) -> float:
        """Return the seconds since it began: those known, and by the clock what came after."""
        return self.waited + max((now - (self.known_at or self.began)).total_seconds(), 0.0)

    def remaining(self, now: datetime) -> float:
        """Return the seconds of the delay that remain by the clock; 0 when it has passed."""
        return max((self.delay or 0.0) - self.elapsed(now), 0.0)


class _RunFold(SessionFold):
    """What the records of a run add up to, and when. A record without a time counts for nothing."""

    def __init__(self, begun: Record, began: datetime) -> None:
        super().__init__(begun)
        self._began = self._last = began
        self._planned = self._delay = bounded(begun.get("delay"), _MAX_SECONDS)
        self._choices = begun.get("choices")
        self._end: Record = {}
        # The longest time known to have passed, when that was known. What a record says itself
        # counts before what its time says, as a clock may have been set.
        self._passed = (False, 0.0, began)
        self._pull_ratings: list[tuple[float, int]] = []
        self._extended: float | None = None
        self._extensions = 0
        self._answered = 0.0
        self._answer_records: dict[str, str] = {}
        self._given_ratings: list[GivenRating] = []

    def add(self, record: Record) -> None:
        """Add the next record, also the one it was begun with."""
        when = aware_time(record.get("at"))
        if when is None:
            return
        super().add(record)
        since = self._seconds_since(record, when)
        match record["what"]:
            case "ended":
                self._end = record
            case "resumed":
                self._end = {}
            case "changed":
                self._extend(record, since)
            case "rated":
                rated = ratings_of(record)
                pulls = (rated[name] for name in ("pull", "upset") if name in rated)
                self._pull_ratings += [(since, value) for value in pulls]
                self._given_ratings += [
                    GivenRating(name, str(record.get("when")), value, record["id"])
                    for name, value in rated.items()
                ]
            case "answered":
                self._answer_records[str(record.get("key"))] = record["id"]
        if record["what"] == "answered" or record.get("when") == "before":
            self._answered = max(self._answered, since)

    def _seconds_since(self, record: Record, when: datetime) -> float:
        """Return the seconds from the beginning to a record, and remember the latest."""
        self._last = max(self._last, when)
        after = bounded(record.get("after"), _MAX_SECONDS)
        since = after
        if since is None:
            since = max((when - self._began).total_seconds(), 0.0)
        self._passed = max(self._passed, (after is not None, since, when))
        return since

    def _extend(self, record: Record, since: float) -> None:
        delay = bounded(record.get("delay"), _MAX_SECONDS)
        if not delay:
            return
        self._delay = delay
        if record.get("more"):
            self._extended = since
            self._extensions += 1

    @property
    def _is_open(self) -> bool:
        """Whether it did not end for good. An outcome is set once."""
        return self.how in (None, "interrupted") and "choice" not in self.answers

    def open_run(self) -> OpenRun | None:
        """Return the run if it can be resumed, however long ago it was."""
        is_short_pause = self.is_before_program and self._delay is None
        if not self._is_open or is_short_pause:
            return None
        step = bounded(self._end.get("step"), _MAX_STEP)
        _is_recorded, waited, known_at = self._passed
        return OpenRun(
            session=self.session,
            routine=self.routine,
            title=single_line(self.title),
            began=self._began,
            last=self._last,
            delay=self._delay,
            extended=self._extended,
            practised=self.practised,
            step=None if step is None else int(step),
            position=bounded(self._end.get("position"), _MAX_POSITION) or 0.0,
            ratings={
                (name, when): value
                for when, rated in self.ratings.items()
                for name, value in rated.items()
            },
            pull_ratings=tuple(self._pull_ratings),
            answers=self.answers,
            choices=self._choices,
            waited=waited,
            known_at=known_at,
            planned=self._planned,
            extensions=self._extensions,
            answered=self._answered,
            answer_records=self._answer_records,
            given_ratings=tuple(self._given_ratings),
        )


def open_runs(
    records: Iterable[Record],
    now: datetime,
    local: frozenset[str] = frozenset(),
    half_finished: frozenset[str] = frozenset(),
) -> list[OpenRun]:
    """Return the runs that can be resumed: waits before guides, the newest first.

    `local` are those of this machine, whose clock may have been set back: only of them a run of the
    future counts. Of those that are `half_finished` the answers are still here: they may be
    resumed as long as a wait.
    """
    runs = []
    for fold in fold_records(records, _new_fold):
        run = fold.open_run()
        if run is not None and _is_recent(run, now, local, half_finished):
            runs.append(run)
    return sorted(runs, key=lambda run: (run.delay is not None, run.began), reverse=True)


def _new_fold(begun: Record) -> _RunFold | None:
    began = aware_time(begun.get("at"))
    if began is None:
        return None
    return _RunFold(begun, began)


def _is_recent(
    run: OpenRun, now: datetime, local: frozenset[str], half_finished: frozenset[str]
) -> bool:
    ahead = _WAIT if run.session in local else _CLOCK_SKEW
    if run.delay is not None:
        return -ahead <= now - run.began <= _WAIT
    limit = _WAIT if run.session in half_finished else _GUIDE
    return -ahead <= now - run.last <= limit


def describe_open_run(run: OpenRun, now: datetime, *, elsewhere: bool = False) -> str:
    """Return one line about a run that can be resumed, or that another terminal runs."""
    hour = _hour(run.began, now)
    if run.delay is None:
        line = _("{name} from {hour} was interrupted.")
        if elsewhere:
            line = _("{name} from {hour} is running in another terminal.")
        return line.format(name=run.title or run.routine, hour=hour)
    wait = _("Your {n}-second wait from {hour}")
    length = run.delay
    if run.delay >= _MINUTE:
        wait = _("Your {n}-minute wait from {hour}")
        length /= _MINUTE
    wait = wait.format(n=round(length), hour=hour)
    remaining = run.remaining(now)
    line = _("{wait} has passed.")
    if remaining:
        line = _("{wait} has {left} left.")
    line = line.format(wait=wait, left=format_remaining(remaining))
    if elsewhere:
        line = f"{line} {_('It is running in another terminal.')}"
    return line


def _hour(began: datetime, now: datetime) -> str:
    """Return the hour of a beginning here; as it was written at the edge of the years there are."""
    try:
        return began.astimezone(now.tzinfo).strftime("%H:%M")
    except (OverflowError, ValueError):
        return began.strftime("%H:%M")
