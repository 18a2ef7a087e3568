"""The parts of one run, what is recorded of it, and where its steps lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from calmtui.content.question_steps import RateStep
from calmtui.content.routine import Routine
from calmtui.session.answers import RecordedAnswers
from calmtui.session.exits import Exits, LeftWait
from calmtui.session.half_finished import HalfFinished
from calmtui.session.live_changes import LiveAdjustments
from calmtui.session.ratings import Ratings
from calmtui.session.recorder import SessionRecorder, save_delay
from calmtui.session.resume_point import resume_point
from calmtui.session.run_clock import RunClock
from calmtui.session.scene import How, Scene
from calmtui.session.stages.base import Stage
from calmtui.session.stages.by_step import stage_for
from calmtui.session.stages.finished import FinishedStage
from calmtui.session.stages.ratings import AfterStage
from calmtui.session.stages.steps import StepStage
from calmtui.session.timeline import Sea
from calmtui.session.urge import Urge
from calmtui.session.wait_note import WaitNote
from calmtui.storage.device import DeviceStore
from calmtui.storage.records import Record
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.history.open_runs import OpenRun

MORE_SECONDS = 600.0  # what "wait ten more" adds to now


class Run:
    """What the stages of one run share.

    `left` is a wait that the person has left, `how` the end of the run, `outcome_record` the
    record of its outcome, `rings` how many waits have run out while someone may be elsewhere.
    `is_third`: at its end the run says that it was the third within an hour. `unkept` are the
    answers that may be kept, by their steps, `passed` the steps that are not asked again, such as
    closed gates that the person went through; `instead` is the routine chosen at one.
    """

    def __init__(
        self,
        routine: Routine,
        state: DeviceStore,
        clock: RunClock,
        changes: LiveAdjustments,
        ratings: Ratings,
        urge: Urge,
        recorder: SessionRecorder,
        adjustments: Record | None,
        before: Record | None = None,
    ) -> None:
        self.routine = routine
        self.clock = clock
        self.changes = changes
        self.ratings = ratings
        self.urge = urge
        self.recorder = recorder
        self.answers = RecordedAnswers(clock, ratings, recorder)
        self.exits = Exits(self)
        self.left: LeftWait | None = None
        self.how: How | None = None
        self.outcome_record = ""
        self.rings = 0
        self.has_begun = False
        self.is_third = False
        self.half_finished = HalfFinished(routine, recorder.session, state)
        self.unkept: dict[int, str] = {}
        self.passed: set[int] = set()
        self.instead = ""
        self._state = state
        self._adjustments = adjustments
        self._before = before
        self._wait_note = WaitNote(state.run_files, recorder.session, clock)

    @property
    def is_running(self) -> bool:
        """Whether a record of this run is still open."""
        return self.has_begun and (self.how is None or self.left is not None)

    @property
    def is_private(self) -> bool:
        """Whether nothing of this run is saved."""
        return self.recorder.journal.is_private

    @property
    def sea(self) -> Sea | None:
        """Return the sea of a delay, with the pulls so far."""
        return self.clock.sea(self.ratings.marks)

    def begin(self, started_at: float | None = None, draw: Sequence[Record] = ()) -> None:
        """Begin the run with its first record, once; `started_at`: an earlier time of its clock.

        The records of the coin's `draw` are in the same write.
        """
        if not self.has_begun:
            self.has_begun = True
            at = self.clock.start(started_at)
            first = self.recorder.first_record(
                self.routine, self.clock.delay, self._adjustments, at, self._before
            )
            self.recorder.record(*draw, first)

    def resume(self, interrupted: OpenRun) -> Stage:
        """Go on with an interrupted run: a wait by the time of the wall, a guide where it was."""
        clock = self.clock
        self.has_begun = True
        clock.resume(interrupted)
        self.ratings.given = dict(interrupted.ratings)
        self.ratings.marks = list(interrupted.pull_ratings)
        self.answers.kept = dict(interrupted.answers)
        self.urge.restore_triggers(interrupted.answers.get("trigger"))
        self.urge.extended = interrupted.extensions
        self.recorder.written = 1
        self.record_resumed()
        if clock.delay and clock.wait_at is not None:
            return self.enter(*resume_point(clock, interrupted))
        step = self.half_finished.restore(self, interrupted)
        if step is None:
            step = interrupted.step
        if step is not None and step < len(self.routine.steps):
            return self.enter(step, interrupted.position)
        return self.enter(0)

    # From stage to stage

    def enter(self, step: int, position: float = 0.0) -> Stage:
        """Go to a step, a timed one at `position`; behind the last one the ratings or the end."""
        step = self.changes.skip_left_out(step)
        while self.ratings.is_silent and self._is_rating(step):
            step = self.changes.skip_left_out(step + 1)
        self.clock.enter(step, position)
        if step < len(self.routine.steps):
            return self.stage_of_step()
        if due := self.ratings.open:
            return AfterStage(self, due)
        return self.finish()

    def stage_of_step(self) -> StepStage[Any]:
        """Return the stage of the step that the clock is at."""
        return stage_for(self, self.routine.steps[self.clock.step])

    def _is_rating(self, step: int) -> bool:
        steps = self.routine.steps
        return step < len(steps) and isinstance(steps[step], RateStep)

    def is_asked_after(self, place: int, step: RateStep) -> bool:
        """Whether the rating of a step is the one after: behind the last timed step.

        How true a thought feels is asked after where it is asked for the second time, and the last.
        """
        if place > self.clock.last:
            return True
        if step.what != "belief":
            return False
        steps = self.routine.steps
        asked = [i for i, one in enumerate(steps) if getattr(one, "what", "") == "belief"]
        return len(asked) > 1 and asked[-1] == place

    def finish(self) -> Stage:
        """Come to the end of the run."""
        if self.is_running:
            self.end("completed")
        return FinishedStage(self)

    def wait_more(self) -> Stage:
        """Go back to the wait for some more minutes."""
        clock = self.clock
        self.answers.clear()
        self.urge.extended += 1
        clock.extend(MORE_SECONDS)
        self.ratings.ask_again("pull")
        delay, after = round(clock.delay or 0.0, 1), round(clock.since_begun, 1)
        self.recorder.record({"what": "changed", "delay": delay, "more": True, "after": after})
        return self.enter(clock.wait_at or 0)

    def close(self) -> None:
        """Close the last scene: a wait that was left stays left, and what was answered holds."""
        self.answers.clear()
        if self.left is not None:
            self.left = None
            self.end("left early")

    def note_wait(self) -> None:
        """Note for other programs of this machine when the wait is over."""
        self._wait_note.update(is_running=self.is_running)

    # What is recorded

    def end(self, how: How, *before: Record) -> str:
        """Record the end, and other records just before it in the same write.

        Return the id of the first of them.
        """
        clock = self.clock
        clock.stop(arrived=how != "left early")
        self.how = how
        if self.urge.afraid and how == "left early":
            self.urge.park("")  # whoever is feared may look here
        recorded: How = how
        if self.left is not None or (self.half_finished.is_there and how != "completed"):
            recorded = "interrupted"
        first = self.recorder.record_end(
            recorded, clock.practised, clock.step, clock.position, clock.since_begun, *before
        )
        if recorded != "interrupted":  # until it has ended, an end at any instant loses no answer
            self.half_finished.forget()
        return first

    def reopen(self, words: str) -> None:
        """Take the outcome and the end back: `words` are parked again."""
        self.how = None
        self.clock.go_on()
        self.recorder.claim()
        self.urge.undecide(words)

    def record_resumed(self) -> None:
        """Record that the run goes on after it was interrupted."""
        after = round(self.clock.since_begun, 1)
        self.recorder.record({"what": "resumed", "after": after})

    def choose_delay(self, seconds: float) -> None:
        """Use another delay for this run, and for the next ones of its routine."""
        self.clock.delay = float(seconds)
        self.recorder.record({"what": "changed", "delay": self.clock.delay})
        save_delay(self._state, self.routine, self.clock.delay)

    def park(self, words: str) -> None:
        """Park the words of an answer on this machine, until the run ends."""
        if not self.urge.park(words):
            self.recorder.notice = _(
                "Your words are only in memory: the disk has not saved them yet."
            )

    def complete_ten(self, scene: Scene) -> bool:
        """Make a 10 of a 1 that was just given, and say so."""
        if not self.answers.complete_ten(scene):
            return False
        self.show_note(_("Changed to 10."))
        return True

    # What is changed during the run

    def toggle_holds(self) -> bool:
        """Go on without holds, or with them again; return whether there are any."""
        if not self.changes.has_holds:
            self.show_note(_("There are no holds in this one."))
            return False
        self.show_note(self.changes.toggle_holds())
        return True

    def replan(self, *, at_once: bool = False) -> None:
        """Lay out the rest of the timed steps anew; `at_once` ends a hold that is on."""
        clock = self.clock
        clock.timeline = self.changes.updated_timeline(
            clock.timeline, clock.step, clock.elapsed, at_once
        )

    def show_note(self, note: str, *, keepable: bool = False) -> None:
        """Show a note beside the guide for a while; `keepable`: the pace may be saved."""
        self.changes.say(note, self.clock.time[0], keepable=keepable)
