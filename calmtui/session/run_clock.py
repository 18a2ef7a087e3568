"""One run in time: its step, the position in its guide, the rest of its delay.

Nothing else in a session asks for the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from calmtui.content.routine import Breathe, Routine, Say, Tense
from calmtui.content.urge_steps import Wait
from calmtui.content.values import MAX_SECONDS
from calmtui.session.clocks import Clocks
from calmtui.session.live_changes import LiveAdjustments
from calmtui.session.timeline import Moment, Phase, Sea, Timeline
from calmtui.session.wait_prompts import WaitPrompt, wait_prompt

if TYPE_CHECKING:
    from calmtui.history.open_runs import OpenRun


class RunClock:
    """Where a run is in time; every figure is of the last `tick`.

    A guide goes by the steady clock, a delay by the lasting one. `first` and `last` are the first
    and the last timed step. `is_afraid`: fear was named, and nothing timed follows the wait.
    """

    def __init__(
        self,
        routine: Routine,
        changes: LiveAdjustments,
        clocks: Clocks,
        delay: float | None,
    ) -> None:
        self._steps, self._changes = routine.steps, changes
        self.clocks = clocks
        self.timeline = Timeline.of(routine)
        self.delay = delay
        self.step = 0
        self.is_paused = False
        self.is_waiting = False
        self.is_afraid = False
        self.practised = 0.0
        self.position = 0.0  # seconds of the timeline at _anchor
        self._anchor: float | None = None  # None: the guide stands still
        self._held = False  # it stands still for something else, and goes on behind it
        self.skipped_prompts = 0  # prompts of the wait that were skipped
        self._checked_in = 0  # the check-in that was answered last
        self._swell = 0.0
        # When more time was chosen; None: the wait follows the timed steps.
        self._extended: float | None = None
        # Seconds of the run and of the whole voyage, at the end of the run.
        self._voyage: tuple[float, float] | None = None
        within = [
            i for i, step in enumerate(self._steps) if isinstance(step, Wait) or self.is_timed(i)
        ]
        self.first, self.last = (within[0], within[-1]) if within else (0, -1)
        self.wait_at = next(
            (i for i, step in enumerate(self._steps) if isinstance(step, Wait)), None
        )

    # How a run begins and ends

    def start(self, started_at: float | None = None) -> datetime:
        """Begin the run now, or at an earlier time of `clock`; return when that was."""
        return self.clocks.start(started_at)

    def catch_up(self) -> None:
        """Count the time since the run began as practised: guide and swell have moved."""
        self._swell = self.clocks.last.steady - self.clocks.began
        if self._anchor is not None:
            self._anchor = self.clocks.began
            self.practised = self._swell

    def resume(self, run: OpenRun) -> None:
        """Go on with an interrupted run, its delay by the time of the wall."""
        self.clocks.resume(run.began, run.elapsed)
        self._extended = run.extended
        self.practised = run.practised

    def extend(self, seconds: float) -> None:
        """End the delay so many seconds from now; the wait begins anew."""
        self._extended, self._checked_in = self.since_begun, 0
        self.delay = min(self._extended + seconds, MAX_SECONDS)

    def stop(self, *, arrived: bool) -> None:
        """End the run; the boat has `arrived`, or stays where it is."""
        elapsed = whole = self.since_begun
        if not arrived:
            whole += self.remaining
        self._voyage = (elapsed, whole)
        self.stand_still()
        self.is_waiting = self._held = False

    def go_on(self) -> None:
        """Undo the end of the run."""
        self._voyage = None

    # Time that goes by

    def tick(self) -> None:
        """Look at the clock: the time since then was practised, or the program was stopped."""
        position = self.elapsed
        elapsed, stood_still = self.clocks.tick()
        if stood_still:
            if self._anchor is not None:
                self.position = position
                self._anchor = None
                self.is_paused = True
        elif not self.is_paused:
            self._swell += elapsed
            if self.is_moving or self.is_waiting:
                self.practised += elapsed

    @property
    def is_moving(self) -> bool:
        """Whether the guide moves."""
        return self._anchor is not None

    @property
    def is_step_finished(self) -> bool:
        """Whether the time of the step has run out."""
        if self.is_waiting:
            return self.delay_left <= self.seconds_after_wait
        return self.is_moving and self.elapsed >= self._span[1]

    def enter(self, step: int, position: float = 0.0) -> None:
        """Come to a step; a timed one moves at once, from `position` if that lies in it."""
        self.step = step
        self.is_paused = False
        self.is_waiting = step < len(self._steps) and isinstance(self._steps[step], Wait)
        self._anchor = None
        self._held = False
        if self.is_timed(step):
            start, end = self._span
            self.position = start
            if start < position < end:
                self.position = position
            self._anchor = self.clocks.steady()
        else:  # the guide stands where its next timed step begins
            self.position = self.start_behind(step)

    def advance(self) -> bool:
        """Go on from a timed step that has run out to the next one, if that is timed too.

        Return whether it is.
        """
        following = self._changes.skip_left_out(self.step + 1)
        if self.is_timed(following):
            self.step = following  # the same anchor holds on: the timeline is one line
            return True
        self.practised -= self.elapsed - self._span[1]
        return False

    def stand_still(self) -> None:
        """Let the guide stand still where it is."""
        if self._anchor is not None:
            self.position += self.clocks.steady() - self._anchor
            self._anchor = None

    def rest(self) -> None:
        """Let the guide wait for a question."""
        self.stand_still()
        self.is_paused = self.is_waiting = self._held = False

    def pause(self) -> None:
        """Pause, or go on."""
        if self.is_paused:
            self.clocks.look()
            if self.is_timed(self.step):
                self._anchor = self.clocks.last.steady
        else:
            self.stand_still()
        self.is_paused = not self.is_paused

    def suspend_guide(self) -> None:
        """Let the guide stand still while something else comes first; a delay goes on."""
        self._held = self.is_moving
        self.stand_still()

    def resume_guide(self) -> None:
        """Let the guide go on where it was held."""
        if self._held and not self.is_moving and not self.is_paused:
            self._anchor = self.clocks.last.steady
        self._held = False

    # Where a run stands

    def is_timed(self, step: int) -> bool:
        """Whether a step is on the timeline."""
        if step >= len(self._steps) or step in self._changes.left_out:
            return False
        kind = self._steps[step]
        if isinstance(kind, Say):
            return bool(kind.seconds)
        return isinstance(kind, Breathe | Tense)

    @property
    def previous_timed_step(self) -> int | None:
        """The timed step before the one that is on."""
        return next((index for index in reversed(range(self.step)) if self.is_timed(index)), None)

    @property
    def seconds_into_step(self) -> float:
        """Seconds since a timed step began."""
        return self.elapsed - self._span[0]

    @property
    def step_left(self) -> float:
        """Seconds until the step ends; 0 when it is not timed."""
        if not self.is_timed(self.step):
            return 0.0
        return self._span[1] - self.elapsed

    @property
    def elapsed(self) -> float:
        """Seconds of the guide."""
        if self._anchor is None:
            return self.position
        return self.position + self.clocks.last.steady - self._anchor

    @property
    def time(self) -> tuple[float, datetime]:
        """The last look: monotonic seconds, and the wall."""
        return self.clocks.last[:2]

    @property
    def since_begun(self) -> float:
        """Seconds of the run, a suspend among them; never less than the monotonic clock says."""
        if self._voyage is not None:
            return self._voyage[0]
        return self.clocks.since_begun

    @property
    def delay_left(self) -> float:
        """Seconds of the delay that are left."""
        return max((self.delay or 0.0) - self.since_begun, 0.0)

    @property
    def remaining(self) -> float:
        """Seconds that are left of the guide or of the delay, whichever is longer."""
        if self.step >= len(self._steps):
            return 0.0
        if self._extended is not None:
            return self.delay_left
        return max(self.timeline.total - self.elapsed, self.delay_left)

    @property
    def seconds_after_wait(self) -> float:
        """Seconds of the timed steps behind the wait, which ends so much before the delay."""
        if self.wait_at is None or self.is_afraid:
            return 0.0
        return self.timeline.total - self.start_behind(self.wait_at)

    @property
    def _span(self) -> tuple[float, float]:
        return self.timeline.span(self.step)

    def start_behind(self, step: int) -> float:
        """Return where the first timed step from `step` on begins, or the timeline's end."""
        for index in range(step, len(self._steps)):
            if self.is_timed(index):
                return self.timeline.span(index)[0]
        return self.timeline.total

    # What is on

    @property
    def moment(self) -> Moment:
        """The moment of the timeline, of a wait, or of a text that waits for a key."""
        step = self._steps[self.step]
        if self.is_timed(self.step):
            return self.timeline.at(self.elapsed)
        if isinstance(step, Wait):
            since, delay = self.since_begun, self.delay or 1.0
            phase = Phase("wait", 0.0, delay, self._waited.text, self.step)
            return Moment(phase, min(since / delay, 1.0), self.delay_left, since, delay)
        phase = Phase("say", self.elapsed, 1.0, step.text or "", self.step)
        return Moment(phase, 0.0, 1.0, self.elapsed, max(self.timeline.total, 1.0))

    @property
    def has_check_in(self) -> bool:
        """Whether the wait asks for the pull, and was not answered yet."""
        return self.is_waiting and self._waited.check_in not in (0, self._checked_in)

    def answer_check_in(self) -> int:
        """Note that the check-in that is on was answered; return its number."""
        self._checked_in = self._waited.check_in
        return self._checked_in

    def check_in_again(self) -> None:
        """Ask the check-in that was answered last once more, if it is still its time."""
        self._checked_in = -1

    @property
    def _waited(self) -> WaitPrompt:
        step = self._steps[self.step]
        assert isinstance(step, Wait)
        tail = self.seconds_after_wait
        start = self._extended
        if start is None:
            start = self.timeline.total - tail
        return wait_prompt(
            step, self.since_begun, start, (self.delay or 0.0) - tail, self.skipped_prompts
        )

    @property
    def progress(self) -> float:
        """How much of the voyage is done, 0 to 1; without a delay, of the timeline."""
        if self.delay:
            elapsed, whole = self._elapsed_and_whole
            return _share(elapsed, whole)
        if not self.timeline.total:
            return 0.0
        return _share(self.elapsed, self.timeline.total)

    def sea(self, marks: Iterable[tuple[float, int]]) -> Sea | None:
        """Return the sea of a delay, with pulls as (seconds since the run began, 0..10)."""
        if not self.delay:
            return None
        whole = self._elapsed_and_whole[1]
        placed = tuple((_share(since, whole), pull) for since, pull in marks)
        return Sea(self.progress, self._swell, placed)

    @property
    def _elapsed_and_whole(self) -> tuple[float, float]:
        return self._voyage or (self.since_begun, self.since_begun + self.remaining)


def _share(elapsed: float, whole: float) -> float:
    """Return the part of the whole, at most 1; all of it where the whole is nothing."""
    if not whole:
        return 1.0
    return min(elapsed / whole, 1.0)
