"""Which runs can be gone on with, from the records alone, of whatever machine. Pure: the time is an argument."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec import Struct, field

from calmtui.history.sessions import RATED, resolve_changes
from calmtui.storage.journal import Record
from calmtui.text.durations import format_remaining
from calmtui.text.i18n import _
from calmtui.text.sanitize import single_line

WAIT_HOURS, GUIDE_MINUTES = 24, 30  # how long a wait, and a guide, may be gone on with
_APART = timedelta(minutes=5)  # what the clocks of two machines may differ


class OpenRun(Struct, frozen=True):
    """A run that was cut off. Times in seconds since it began; `marks` are pulls as (time, 0..10).

    `waited` seconds had gone by at `known`, whatever the clock was set to before and after. `planned` is the delay that
    it began with, `extended` is when more time was chosen, `extensions` how often, `answered` when the last answer was
    given. `step` and `position` tell where a guide stood, when that was written; `choices` is how the routine was made
    gentler or shorter, as the begun record has it.
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
    known: datetime | None = None
    planned: float | None = None
    extensions: int = 0
    answered: float = 0.0

    def gone(self, now: datetime) -> float:
        """Seconds since it began: what is known, and by the wall what came after."""
        return self.waited + max((now - (self.known or self.began)).total_seconds(), 0.0)

    def left(self, now: datetime) -> float:
        """Seconds of the delay that are left, by the wall; 0 when it has passed."""
        return max((self.delay or 0.0) - self.gone(now), 0.0)


def _time(record: Record) -> datetime | None:
    try:
        when = datetime.fromisoformat(str(record.get("at")))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _number(value: object, most: float) -> float | None:
    """A number from 0 to `most`, or None for anything else that a file may hold."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        return None
    return float(value)


def open_runs(
    records: Iterable[Record], now: datetime, own: frozenset[str] = frozenset()
) -> list[OpenRun]:
    """The runs that can be gone on with: waits before guides, the newest first.

    `own` are those of this machine, whose clock may have been set back: only of them one of the future counts.
    """
    by_session: dict[str, list[tuple[datetime, Record]]] = {}
    for record in resolve_changes(records):
        if (when := _time(record)) is not None:
            by_session.setdefault(record["session"], []).append((when, record))
    runs = [
        run
        for session, those in by_session.items()
        if (run := _open(session, those)) and _fresh(run, now, own)
    ]
    return sorted(runs, key=lambda run: (run.delay is not None, run.began), reverse=True)


def _fresh(run: OpenRun, now: datetime, own: frozenset[str]) -> bool:
    waits = run.delay is not None
    most = timedelta(hours=WAIT_HOURS) if waits else timedelta(minutes=GUIDE_MINUTES)
    ahead = timedelta(hours=WAIT_HOURS) if run.session in own else _APART
    return -ahead <= now - (run.began if waits else run.last) <= most


def _open(session: str, those: list[tuple[datetime, Record]]) -> OpenRun | None:
    began, first = next(
        ((when, record) for when, record in those if record["what"] == "begun"), (None, None)
    )
    if began is None or first is None:
        return None
    planned = delay = _number(first.get("delay"), 86400.0)
    told = (
        False,
        0.0,
        began,
    )  # what a record says itself before what its time says, as a clock may have been set
    extended: float | None = None
    extensions = 0
    ended: Record | None = None
    ratings: dict[tuple[str, str], int] = {}
    marks: list[tuple[float, int]] = []
    answers: dict[str, object] = {}
    practised = answered = 0.0
    for when, record in those:
        after = _number(record.get("after"), 86400.0)
        since = max((when - began).total_seconds(), 0.0) if after is None else after
        told = max(told, (after is not None, since, when))
        what = record["what"]
        if what == "ended":
            ended = record
            practised = _number(record.get("practised"), 1e9) or 0.0
        elif what == "resumed":
            ended = None
        elif what == "changed" and (more := _number(record.get("delay"), 86400.0)):
            delay = more
            if record.get("more"):
                extended, extensions = since, extensions + 1
        if what == "answered" or record.get("when") == "before":
            answered = max(answered, since)
        if what == "answered" and isinstance(record.get("key"), str):
            answers[record["key"]] = record.get("value")
        elif what == "rated":
            for name in RATED:
                value = _number(record.get(name), 10)
                if value is not None:
                    ratings[name, str(record.get("when"))] = int(value)
                    if name in ("pull", "upset"):
                        marks.append((since, int(value)))
    if (ended is not None and ended.get("how") != "interrupted") or "choice" in answers:
        return None  # an outcome is set once
    step = _number((ended or {}).get("step"), 1000)
    return OpenRun(
        session,
        str(first.get("routine", "")),
        single_line(str(first.get("title", ""))),
        began,
        max(when for when, _ in those),
        delay,
        extended,
        practised,
        None if step is None else int(step),
        _number((ended or {}).get("position"), 43200.0) or 0.0,
        ratings,
        tuple(marks),
        answers,
        first.get("choices"),
        *told[1:],
        planned,
        extensions,
        answered,
    )


def describe_open_run(run: OpenRun, now: datetime, *, elsewhere: bool = False) -> str:
    """One line about a run that can be gone on with, or that is on in another terminal."""
    try:
        hour = run.began.astimezone(now.tzinfo).strftime("%H:%M")
    except (
        OverflowError,
        ValueError,
    ):  # at the edge of the years that there are: as it was written
        hour = run.began.strftime("%H:%M")
    if run.delay is None:
        said = _("{name} from {hour} was cut off.")
        if elsewhere:
            said = _("{name} from {hour} is running in another terminal.")
        return said.format(name=run.title or run.routine, hour=hour)
    minutes = run.delay >= 60
    wait = (
        _("Your {n}-minute wait from {hour}") if minutes else _("Your {n}-second wait from {hour}")
    )
    wait = wait.format(n=round(run.delay / 60 if minutes else run.delay), hour=hour)
    left = run.left(now)
    said = _("{wait} has {left} left.") if left else _("{wait} has passed.")
    said = said.format(wait=wait, left=format_remaining(left))
    return f"{said} {_('It is running in another terminal.')}" if elsewhere else said
