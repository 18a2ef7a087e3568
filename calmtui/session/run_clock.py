"""One run in time: the step it is on, where its guide stands, how far its delay is. The only holder of a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from calmtui.content.routine import Breathe, Routine, Say, Tense, Wait
from calmtui.content.values import MAX_SECONDS
from calmtui.session.live_changes import LiveAdjustments
from calmtui.session.timeline import Moment, Phase, Sea, Timeline
from calmtui.session.wait_prompts import WaitPrompt, wait_prompt

if TYPE_CHECKING:
    from calmtui.history.open_runs import OpenRun

GAP = 5.0  # seconds between two looks at the clock that mean the program stood still


class RunClock:
    """`clock` gives monotonic seconds, `now` the aware local time, `lasting` seconds that go on through a suspend.

    A guide goes by `clock`; a delay by `lasting`, which no setting of the clock changes, or where it is None by `now`.
    Every figure is of the last `look`. `first` and `last` are the steps between which time is laid out. `afraid`: fear
    was named, and nothing timed follows the wait.
    """

    def __init__(
        self,
        routine: Routine,
        changes: LiveAdjustments,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        delay: float | None,
        lasting: Callable[[], float] | None = None,
    ) -> None:
        self._steps, self._changes = routine.steps, changes
        self.clock, self.now = clock, now
        self.lasting = lasting
        self.timeline = Timeline.of(routine)
        self.delay = delay
        self.step = 0
        self.paused = False
        self.waiting = False
        self.afraid = False
        self.practised = 0.0
        self.position = 0.0  # seconds of the timeline at _anchor
        self._anchor: float | None = None  # None: the guide stands still
        self._held = False  # it stands still for something else, and goes on behind it
        self.skipped_prompts = 0  # prompts of the wait that were skipped
        self._checked_in = 0  # the check-in that was answered last
        self._swell = 0.0
        self._extended: float | None = (
            None  # when more time was chosen; None: the wait follows the timed steps
        )
        self._voyage: tuple[float, float] | None = (
            None  # seconds gone, and of the whole, at the end of the run
        )
        self._last = self._read()
        self._began = self._last
        within = [
            i for i, step in enumerate(self._steps) if isinstance(step, Wait) or self.timed(i)
        ]
        self.first, self.last = (within[0], within[-1]) if within else (0, -1)
        self.wait_at = next(
            (i for i, step in enumerate(self._steps) if isinstance(step, Wait)), None
        )

    # How a run begins and ends

    def start(self, started_at: float | None = None) -> datetime:
        """Begin the run now, or at an earlier time of `clock`; return when that was."""
        clock, wall, lasting = self._read()
        since = 0.0 if started_at is None else clock - started_at
        self._began = (clock - since, wall - timedelta(seconds=since), lasting - since)
        return self._began[1]

    def _read(self) -> tuple[float, datetime, float]:
        now = self.now()
        return self.clock(), now, now.timestamp() if self.lasting is None else self.lasting()

    def catch_up(self) -> None:
        """The guide and the swell have moved since the run began: the time until now was practised."""
        self._swell = self._last[0] - self._began[0]
        if self._anchor is not None:
            self._anchor = self._began[0]
            self.practised = self._swell

    def resume(self, run: OpenRun) -> None:
        """A run that was cut off goes on, its delay by the wall."""
        clock, now, lasting = self._read()
        gone = run.elapsed(now)
        self._began = (clock - gone, run.began, lasting - gone)
        self._extended = run.extended
        self.practised = run.practised

    def extend(self, seconds: float) -> None:
        """The delay is so many seconds from now, and the wait begins anew."""
        self._extended, self._checked_in = self.since_begun, 0
        self.delay = min(self._extended + seconds, MAX_SECONDS)

    def stop(self, *, arrived: bool) -> None:
        """The run is over; the boat has `arrived`, or stays where it is."""
        gone = self.since_begun
        self._voyage = (gone, gone if arrived else gone + self.remaining)
        self.stand_still()
        self.waiting = self._held = False

    def go_on(self) -> None:
        """The run is not over after all."""
        self._voyage = None

    # Time that goes by

    def tick(self) -> None:
        """Look at the clock: what has gone by was practised, or the program stood still."""
        read = self._read()
        gone = read[0] - self._last[0]
        # In a suspend only `lasting` goes on; after Ctrl+Z both do.
        if max(gone, read[2] - self._last[2]) > GAP:
            if self._anchor is not None:
                self.position = self.elapsed
                self._anchor = None
                self.paused = True
        elif not self.paused:
            self._swell += gone
            if self.moving or self.waiting:
                self.practised += gone
        self._last = read

    @property
    def moving(self) -> bool:
        """Whether the guide moves."""
        return self._anchor is not None

    @property
    def step_finished(self) -> bool:
        """Whether the time of the step has run out."""
        if self.waiting:
            return self.delay_left <= self.seconds_after_wait
        return self.moving and self.elapsed >= self._span[1]

    def enter(self, step: int, position: float = 0.0) -> None:
        """Come to a step. A timed one moves at once, from `position` if that lies in it, else from its start."""
        self.step = step
        self.paused = False
        self.waiting = step < len(self._steps) and isinstance(self._steps[step], Wait)
        self._anchor = None
        self._held = False
        if self.timed(step):
            start, end = self._span
            self.position = position if start < position < end else start
            self._anchor = self.clock()
        else:  # the guide stands where its next timed step begins
            self.position = self._start_behind(step)

    def advance(self) -> bool:
        """Go on from a timed step whose time has run out, if the next one is timed too; says whether it is."""
        following = self._changes.skip_left_out(self.step + 1)
        if self.timed(following):
            self.step = following  # the same anchor holds on: the timeline is one line
            return True
        self.practised -= self.elapsed - self._span[1]
        return False

    def stand_still(self) -> None:
        """The guide stands still where it is."""
        if self._anchor is not None:
            self.position += self.clock() - self._anchor
            self._anchor = None

    def rest(self) -> None:
        """The guide waits for a question."""
        self.stand_still()
        self.paused = self.waiting = self._held = False

    def pause(self) -> None:
        """Pause, or go on."""
        if self.paused:
            self._last = self._read()
            self._anchor = self._last[0] if self.timed(self.step) else None
        else:
            self.stand_still()
        self.paused = not self.paused

    def suspend_guide(self) -> None:
        """Something else comes first for a while: the guide stands still, a delay goes on."""
        self._held = self.moving
        self.stand_still()

    def resume_guide(self) -> None:
        """The guide goes on where it was held."""
        if self._held and not self.moving and not self.paused:
            self._anchor = self._last[0]
        self._held = False

    # Where a run stands

    def timed(self, step: int) -> bool:
        """Whether a step is on the timeline."""
        if step >= len(self._steps) or step in self._changes.left_out:
            return False
        kind = self._steps[step]
        return bool(kind.seconds) if isinstance(kind, Say) else isinstance(kind, Breathe | Tense)

    @property
    def previous_timed_step(self) -> int | None:
        """The timed step before the one that is on."""
        return next((index for index in reversed(range(self.step)) if self.timed(index)), None)

    @property
    def seconds_into_step(self) -> float:
        """Seconds since a timed step began."""
        return self.elapsed - self._span[0]

    @property
    def step_left(self) -> float:
        """Seconds until the step ends; 0 when it is not timed."""
        return self._span[1] - self.elapsed if self.timed(self.step) else 0.0

    @property
    def elapsed(self) -> float:
        """Seconds of the guide."""
        return self.position + (self._last[0] - self._anchor if self._anchor is not None else 0.0)

    @property
    def time(self) -> tuple[float, datetime]:
        """The last look: monotonic seconds, and the wall."""
        return self._last[:2]

    @property
    def since_begun(self) -> float:
        """Seconds of the run, a suspend among them; never less than the monotonic clock says."""
        if self._voyage is not None:
            return self._voyage[0]
        return max(self._last[2] - self._began[2], self._last[0] - self._began[0], 0.0)

    @property
    def delay_left(self) -> float:
        """Seconds of the delay that are left."""
        return max((self.delay or 0.0) - self.since_begun, 0.0)

    @property
    def remaining(self) -> float:
        """Seconds that are left of the guide or of the delay, whichever is longer."""
        if self.step >= len(self._steps):
            return 0.0
        return max(
            self.timeline.total - self.elapsed if self._extended is None else 0.0, self.delay_left
        )

    @property
    def seconds_after_wait(self) -> float:
        """Seconds of the timed steps behind the wait: the wait ends so much before the delay does."""
        if self.wait_at is None or self.afraid:
            return 0.0
        return self.timeline.total - self._start_behind(self.wait_at)

    def resume_point(self, run: OpenRun) -> tuple[int, float]:
        """Where a run with a delay goes on, as step and position: where it was, and in time for the delay's end.

        Where nobody knows where it was, its guide is taken to have gone on since the last answer.
        """
        left, wait = self.delay_left, self.wait_at
        if left <= 0:
            return self.last + 1, 0.0
        due = self.timeline.total - left  # any earlier, and the timed steps would outlast the delay
        if run.step is not None and run.step < self.first:
            return run.step, 0.0
        position = self.since_begun - run.answered if run.step is None else run.position
        guided = wait is None or (run.extended is None and (run.step is None or run.step < wait))
        if (
            wait is not None
            and left > self.seconds_after_wait
            and not (guided and max(position, due) < self._start_behind(wait))
        ):
            return wait, 0.0
        if run.step is not None and guided and position >= due:
            return run.step, position
        position = max(position, due)
        return self.timeline.at(position).phase.step, position

    @property
    def _span(self) -> tuple[float, float]:
        return self.timeline.span(self.step)

    def _start_behind(self, step: int) -> float:
        """Where the first timed step from `step` on begins; the end of the timeline if there is none."""
        later = next((index for index in range(step, len(self._steps)) if self.timed(index)), None)
        return self.timeline.total if later is None else self.timeline.span(later)[0]

    # What is on

    @property
    def moment(self) -> Moment:
        """The moment of the timeline, of a wait, or of a text that waits for a key."""
        step = self._steps[self.step]
        if self.timed(self.step):
            return self.timeline.at(self.elapsed)
        if isinstance(step, Wait):
            since, delay = self.since_begun, self.delay or 1.0
            phase = Phase("wait", 0.0, delay, self._waited.text, self.step)
            return Moment(phase, min(since / delay, 1.0), self.delay_left, since, delay)
        phase = Phase("say", self.elapsed, 1.0, step.text or "", self.step)
        return Moment(phase, 0.0, 1.0, self.elapsed, max(self.timeline.total, 1.0))

    @property
    def check_in(self) -> bool:
        """Whether the wait asks for the pull, and was not answered yet."""
        return self.waiting and self._waited.check_in not in (0, self._checked_in)

    def checked_in(self) -> int:
        """The check-in that is on was answered; gives its number."""
        self._checked_in = self._waited.check_in
        return self._checked_in

    def check_in_again(self) -> None:
        """The check-in that was answered last is asked once more, if it is still its time."""
        self._checked_in = -1

    @property
    def _waited(self) -> WaitPrompt:
        step = self._steps[self.step]
        assert isinstance(step, Wait)
        tail = self.seconds_after_wait
        start = self.timeline.total - tail if self._extended is None else self._extended
        return wait_prompt(
            step, self.since_begun, start, (self.delay or 0.0) - tail, self.skipped_prompts
        )

    @property
    def progress(self) -> float:
        """How much of the run is done, 0 to 1: of the voyage, or of the timeline where there is no delay."""
        if not self.delay:
            return min(self.elapsed / self.timeline.total, 1.0) if self.timeline.total else 0.0
        gone, whole = self._gone_and_whole
        return min(gone / whole, 1.0) if whole else 1.0

    def sea(self, marks: Iterable[tuple[float, int]]) -> Sea | None:
        """The sea of a delay, with pulls as (seconds since the run began, 0..10)."""
        if not self.delay:
            return None
        whole = self._gone_and_whole[1]
        placed = tuple((min(since / whole, 1.0) if whole else 1.0, pull) for since, pull in marks)
        return Sea(self.progress, self._swell, placed)

    @property
    def _gone_and_whole(self) -> tuple[float, float]:
        return self._voyage or (self.since_begun, self.since_begun + self.remaining)
