"""One run of one routine, from the before-rating to the end. Both front ends ask it for the scene and tell it
what the person did; they decide nothing. Pure but for its clock and its journal.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from calmtui.config.support import SupportList
from calmtui.content.adjust import in_delay
from calmtui.content.routine import (
    MAX_SECONDS,
    Breathe,
    DelayStep,
    RateStep,
    Routine,
    Safety,
    Step,
    What,
)
from calmtui.content.routine import Ask as AskStep
from calmtui.content.routine import Choose as ChooseStep
from calmtui.content.routine import Decide as DecideStep
from calmtui.history.suggestions import alternative_for
from calmtui.session import outcome as ending
from calmtui.session.live_changes import LiveAdjustments
from calmtui.session.ratings import EARLY, THIRD, Ratings, question
from calmtui.session.recorder import SessionRecorder, correction, last_delay, save_delay
from calmtui.session.run_clock import RunClock
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DecideScene,
    DeskScene,
    FearScene,
    FinishedScene,
    GuideScene,
    How,
    RateScene,
    Scene,
    When,
)
from calmtui.session.scene_builder import build_scene
from calmtui.session.timeline import Sea, Timeline
from calmtui.session.undo import TYPED, UNUSED, AnswerHistory, Given
from calmtui.session.urge import Urge
from calmtui.storage.device import State
from calmtui.storage.journal import Journal, Record, new_id
from calmtui.text.durations import format_clock, format_remaining
from calmtui.text.i18n import _, reason
from calmtui.text.sanitize import sanitize

if TYPE_CHECKING:
    from calmtui.history.open_runs import OpenRun

_Stage = Literal["before", "steps", "after", "ending", "finished"]
_Left = tuple[
    _Stage, int, float, list[What]
]  # the stage, the step, its place, the ratings that were due
LEFT_EARLY = 3  # the exit code of a run that was left early, or of an urge that was decided against
MORE_SECONDS = 600.0  # what "wait ten more" adds to now


class Session:
    """One run. `clock` gives monotonic seconds, `now` the aware local time, `lasting` seconds that go on through a
    suspend; only its Course looks at them.

    `quick` is a launch from the command line in a bad moment: no question before the guide moves. `delay` in
    seconds replaces the routine's own. `started_at` is when the run began, on `clock`, where its first frames were shown
    before this program was whole. `state` and `mine` are what this machine and the person's settings hold; `run` is a run that was cut off
    and is gone on with. `choices` is how the routine was made gentler or shorter: going on must leave out the same.
    """

    def __init__(
        self,
        routine: Routine,
        journal: Journal,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        *,
        quick: bool = False,
        delay: float | None = None,
        started_at: float | None = None,
        state: State | None = None,
        mine: SupportList | None = None,
        run: OpenRun | None = None,
        choices: Record | None = None,
        lasting: Callable[[], float] | None = None,
    ) -> None:
        if delay is not None and not 0 < delay <= MAX_SECONDS:
            raise ValueError("a delay is above 0 and at most 24 h")
        wanted = delay or last_delay(state or State(), routine)
        if run is not None:
            wanted = run.planned
        if routine.delay and wanted:
            routine = in_delay(routine, wanted)
        self.routine = routine
        self.id = run.session if run else new_id()
        self._state = state or State()
        self._choices = choices
        self._keeping = SessionRecorder(journal, self._state, self.id, now)
        self._changes = LiveAdjustments(routine)
        if run is not None:
            wanted = run.delay
        self._course = RunClock(
            routine, self._changes, clock, now, wanted if routine.delay else None, lasting
        )
        rates = () if quick and not self.delay else routine.rate
        first = {
            step.what for step in routine.steps[: self._course.first] if isinstance(step, RateStep)
        }
        self._ratings = Ratings(
            rates, [] if quick or run else [what for what in rates if what not in first]
        )
        self._urge = Urge(routine, self.id, self._state, mine or SupportList())
        self._ending: ending.OutcomeFlow | None = None
        self._retake = AnswerHistory()
        self._choice = ""  # the record of the outcome
        self._resumed = run is not None
        self._third = False  # whether the end says that it was the third within an hour
        self._stage: _Stage = "before"
        self._begun = False
        self._how: How | None = None
        self._erasing = False  # whether to leave with nothing saved is the question
        self._unsaved: tuple[str, ...] | None = (
            None  # what is said at the end of a session that was erased
        )
        self.rings = 0  # waits that have run out while someone may be elsewhere
        self._left: _Left | None = None  # where a wait was left, while it may be gone back to
        if run is not None:
            self._resume(run)
        else:
            if delay and routine.delay:
                save_delay(self._state, routine, delay)
            self._start(started_at)

    def _start(self, started_at: float | None) -> None:
        """Begin with the first question or the first step; the guide has moved since `started_at`."""
        if self.delay:
            self._begin(started_at)  # the delay runs from the first instant, before any question
        if not self._ratings.due:
            self._begin(started_at)
            self._enter(0)
        if started_at is not None and self._begun:
            self._course.catch_up()

    def _begin(self, started_at: float | None = None) -> None:
        if not self._begun:
            self._begun = True
            began = self._course.start(started_at)
            self._keeping.begun(self.routine, self.delay, self._choices, began)

    def _resume(self, run: OpenRun) -> None:
        """Go on with a run that was cut off: the wait by the wall's time, a guide where it is known to have stood."""
        course = self._course
        self._begun = True
        course.resume(run)
        self._ratings.given = dict(run.ratings)
        self._ratings.marks = list(run.pull_ratings)
        self._urge.restore_triggers(run.answers.get("trigger"))
        self._urge.extended = run.extensions
        self._keeping.written = 1
        self._keeping.record({"what": "resumed", "after": round(course.since_begun, 1)})
        if self.delay and course.wait_at is not None:
            self._enter(*course.resume_point(run))
        elif run.step is not None and run.step < len(self.routine.steps):
            self._enter(run.step, run.position)
        else:
            self._enter(0)

    def mind_the_hour(self) -> None:
        """Say one line in the third session within an hour, and ask it for no rating.

        The line stands in the place of the first rating, and at the end where none is on: no guide waits for it. The
        journal is read, so a front end calls this when the first frame is behind. Locked or private, nothing is said.
        """
        journal = self._keeping.journal
        if self._resumed or self._stage not in ("before", "steps") or journal.private:
            return
        from calmtui.history.frequency import (  # the first frame does not wait for it
            SESSIONS,
            is_third_within_an_hour,
        )

        now = self._course.now()
        if not self._keeping.looked(
            lambda: (
                not journal.lock.on
                and is_third_within_an_hour(journal.recent(SESSIONS), now, self.id)
            )
        ):
            return
        rates = isinstance(self.scene(), RateScene)
        self._ratings.ask_none()
        if rates:
            self._begin()
            self._enter(0 if self._stage == "before" else self.step + 1)
        if rates and self._stage == "steps":
            self.suspend()
            self._urge.overlay = "third"
        else:
            self._third = True

    # What a front end asks

    def scene(self) -> Scene:
        """What the person faces now. Every call is a look at the clock."""
        scene = self._scene()
        if isinstance(scene, FearScene) and self._erasing:
            return replace(scene, erasing=True)
        if self.private and isinstance(scene, AskScene):
            return replace(scene, private=True)
        return (
            replace(scene, keepable=False)
            if self.private and isinstance(scene, CopyScene | DeskScene)
            else scene
        )

    def _scene(self) -> Scene:
        self._look()
        sea = self._sea()
        if self._stage == "finished":
            if self._unsaved is not None:
                return FinishedScene(self._how, self._unsaved)
            other = alternative_for(self.routine) if self._ratings.went_up else ""
            unkept, back = bool(self._keeping.pending), self._left is not None
            return FinishedScene(self._how, self._summary(), sea, other, unkept=unkept, back=back)
        if self._stage == "ending":
            assert self._ending is not None
            assert self._ending.scene is not None
            return _asked_again(
                replace(self._ending.scene, sea=sea), self._retake.given(self._place)
            )
        again = self._retake.given(self._place)
        if self._stage == "steps":
            return build_scene(
                self._step, self._course, self._changes, self._ratings, self._urge, again
            )
        early = self._how == "left early"
        when: When = "before" if self._stage == "before" else "after"
        what = self._ratings.due[0]
        asked = _(EARLY) if early else question(what, when)
        return _asked_again(
            RateScene(what, when, asked, sea, early, back=self._left is not None), again
        )

    @property
    def _place(self) -> Hashable:
        """Which question is on: the same for one that is asked once more."""
        if self._stage == "steps":
            return self.step
        if self._stage == "ending":
            assert self._ending is not None
            return self._stage, getattr(self._ending.scene, "text", "")
        return self._stage, self._ratings.due[0] if self._ratings.due else ""

    @property
    def moving(self) -> bool:
        """Whether anything on the screen changes without a key."""
        if self._stage in ("finished", "ending"):
            return False
        if self._course.paused:
            return self._course.waiting  # a delay goes on all the same
        return self._course.moving or self.delay is not None

    @property
    def running(self) -> bool:
        """Whether a record of this run is still open."""
        return self._begun and (self._how is None or self._left is not None)

    @property
    def code(self) -> int:
        """The exit code: 0 when the run came to its end, and of an urge only when its person chose to send."""
        return 0 if self._how == "completed" and not self._urge.decided_against else LEFT_EARLY

    @property
    def step(self) -> int:
        """The step that is on, from 0."""
        return self._course.step

    @property
    def _step(self) -> Step:
        return self.routine.steps[self._course.step]

    @property
    def timeline(self) -> Timeline:
        """The timed steps as they are laid out now."""
        return self._course.timeline

    @property
    def delay(self) -> float | None:
        """How long the run lasts at least, in seconds."""
        return self._course.delay

    @property
    def pace(self) -> float:
        """How much longer the rounds of breathing are than the routine says."""
        return self._changes.pace

    @property
    def private(self) -> bool:
        """Whether nothing of this run is kept."""
        return self._keeping.journal.private

    @property
    def notice(self) -> str | None:
        """What could not be kept, if anything."""
        if self._stage == "finished" and self._keeping.pending:
            return _("Not kept: {why}.").format(why=self._keeping.why)
        return self._keeping.notice

    @property
    def has_unsaved_records(self) -> bool:
        """Whether something is not kept yet, and is tried again while someone looks."""
        return bool(self._keeping.pending)

    def keep_elsewhere(self, place: str = "") -> str:
        """Keep what the journal's disk refused in a file at `place`, or where there is room; gives a line about it."""
        return self._keeping.save_elsewhere(place)

    # What the person did: answers

    def rate(self, value: int | None) -> None:
        """Answer the rating that is asked, or a check-in; None skips. Raises ValueError outside 0..10.

        A rating that is asked once more keeps what it had when it is skipped.
        """
        if value is not None and not 0 <= value <= 10:
            raise ValueError("a rating is a whole number from 0 to 10")
        scene = self.scene()
        if isinstance(scene, GuideScene) and scene.check_in:
            check_in = ("check-in", self._course.checked_in())
            self._answered(
                check_in,
                self._course.check_in_again,
                self._rated(check_in, "pull", "during", value),
            )
        if not isinstance(scene, RateScene):
            return
        self._begin()
        place = self._place
        given = self._rated(place, scene.what, scene.when, value)
        if self._stage == "ending":
            self._answered(place, self._way_to_ending(), given)
            self._next_ending()
        elif self._stage == "steps":
            if scene.when == "after":
                self._ratings.asked_after(scene.what)
            self._answered(place, self._way_to(self.step), given)
            self._enter(self.step + 1)
        else:
            stage: Literal["before", "after"] = "before" if self._stage == "before" else "after"
            what = self._ratings.due.pop(0)
            self._answered(place, lambda: self._ask_again(stage, what), given)
            if not self._ratings.due:
                self._enter(0) if self._stage == "before" else self._finish()

    def ten(self) -> bool:
        """Take a 0 typed right behind a 1 that rated for the rest of a 10; says whether it was that.

        Where a 0 means something of its own, it has to come sooner.
        """
        scene = self.scene()
        takes = isinstance(scene, RateScene | AskScene) or (
            isinstance(scene, GuideScene) and scene.check_in
        )
        place = self._retake.one(self._course.time[0], TYPED if takes else UNUSED)
        given = self._retake.given(place) if place is not None else None
        if place is None or given is None:
            return False
        self._correct(given, 10)
        self._retake.corrected(place, 10)
        self.show_note(_("Changed to 10."))
        return True

    def answer(self, value: str | tuple[str, ...]) -> None:
        """Answer an Ask with text, a Choose or a Decide with the options chosen; empty is fine."""
        if self._stage == "ending":
            self._answer_ending(value)
        elif self._stage == "steps" and self._urge.overlay == "words":
            self._park(value)
            self._come_back()
        elif self._stage == "steps":
            text = sanitize(value).strip() if isinstance(value, str) else ""
            chosen = (
                tuple(str(option) for option in value if option)
                if not isinstance(value, str)
                else ()
            )
            self._answer_step(self._step, text, chosen)

    def _answer_step(self, step: Step, text: str, chosen: tuple[str, ...]) -> None:
        place, record = self._place, ""
        value: str | tuple[str, ...] | None = chosen
        if isinstance(step, DecideStep):
            if chosen and chosen[0] in ending.SAID:
                self._decide(chosen[0])
            return
        if isinstance(step, AskStep):
            value = None if step.park else text  # what is parked has a place of its own
            if step.park:
                self._park(text)
            elif step.keep:
                record = self._keep_answer(place, step.keep, text)
        elif isinstance(step, Safety):
            self._course.afraid = self._urge.answer_safety(chosen)
        elif isinstance(step, ChooseStep):
            if step.keep:
                record = self._keep_answer(place, step.keep, list(chosen))
            self._urge.chosen(step, chosen)
        elif isinstance(step, DelayStep):
            if chosen:
                self._choose_delay(self.routine.delays[self._urge.options(step).index(chosen[0])])
        else:
            return
        self._answered(place, self._way_to(self.step), Given(record, value))
        if not (isinstance(step, Safety) and self._course.afraid):  # help comes first
            self._enter(self.step + 1)

    def _keep_answer(self, place: Hashable, key: str, value: str | list[str]) -> str:
        """Keep an answer, or another one in its place; gives the id of its record."""
        again = self._retake.given(place)
        if again is not None and again.record:
            self._keeping.correct(again.record, {"value": value or None})
            return again.record
        return (
            self._keeping.record({"what": "answered", "key": key, "value": value}) if value else ""
        )

    def _choose_delay(self, seconds: float) -> None:
        self._course.delay = float(seconds)
        self._keeping.record({"what": "changed", "delay": self._course.delay})
        save_delay(self._state, self.routine, self._course.delay)

    def _rated(self, place: Hashable, what: What, when: When, value: int | None) -> Given:
        """Take a rating, or another one in its place."""
        again = self._retake.given(place)
        if again is not None and again.value is not None:
            if value is not None:
                self._correct(again, value)
            return again if value is None else again._replace(value=value)
        if value is None:
            return Given("", None, what, when)
        since = self._course.since_begun
        mark = self._ratings.take(what, when, value, since)
        during = {"after": round(since, 1)} if when == "during" else {}
        record = self._keeping.record({"what": "rated", "when": when, what: value, **during})
        return Given(record, value, what, when, mark)

    def _correct(self, given: Given, value: int) -> None:
        """Take another number for a rating that was given."""
        if value != given.value:
            self._ratings.correct(given.what, given.when, value, given.mark)
            self._keeping.correct(given.record, {given.what: value})

    def _park(self, value: str | tuple[str, ...]) -> None:
        if not self._urge.park(value):
            self._keeping.notice = _("Your words are kept in memory only: the disk refused.")

    def keep_draft(self, text: str) -> str:
        """Keep a draft, because the person says so, until they forget it; gives a line that says whether it is kept."""
        if self.private:
            return _("Nothing is kept in this run.")
        if self._urge.keep_draft(text):
            return _("Kept. `calmtui draft` prints it, `calmtui draft --forget` forgets it.")
        return _("Not kept: the disk refused.")

    # What the person did: ways through the run

    def pause(self) -> None:
        """Pause a guide, or go on with it. A delay goes on all the same."""
        if isinstance(self.scene(), GuideScene) and not self._urge.overlay:
            self._course.pause()

    # What was answered is asked once more

    @property
    def retakes(self) -> bool:
        """Whether `back` leads to a question that was answered."""
        return bool(self._retake)

    def _answered(self, place: Hashable, way: Callable[[], None], given: Given) -> None:
        self._retake.answered(place, way, given, self._course.time[0])

    def _ask_again(self, stage: Literal["before", "after"], what: What) -> None:
        still = self._ratings.due if self._stage == stage else []
        self._stage = stage
        self._ratings.due = [what, *still]
        self._course.rest()

    def _way_to(self, step: int) -> Callable[[], None]:
        """The way back to a step."""

        def back() -> None:
            self._urge.overlay = None
            self._course.afraid = False
            self._enter(step)

        return back

    def _way_to_ending(self) -> Callable[[], None]:
        """The way back to what follows the choice now."""
        assert self._ending is not None
        restore = self._ending.way()

        def back() -> None:
            restore()
            self._stage = "ending"

        return back

    def next(self) -> None:
        """Go to the next step; in a wait, to the next prompt: a delay is not skipped, it is left."""
        scene = self.scene()
        if isinstance(scene, RateScene):
            self.rate(None)
        elif isinstance(scene, AskScene | ChooseScene):
            self.answer(scene.words if isinstance(scene, AskScene) else "")
        elif isinstance(scene, GuideScene) and self._urge.overlay:
            self._come_back()
        elif isinstance(scene, GuideScene) and scene.waiting:
            self._retake.other()
            self._course.skipped_prompts += 1
        elif isinstance(scene, GuideScene) and scene.until_key:
            self._answered(self._place, self._way_to(self.step), Given())
            self._enter(self.step + 1)
        elif isinstance(scene, GuideScene):
            self._retake.begun()
            self._enter(self.step + 1)

    def back(self) -> None:
        """Go back to what was answered last, until the next thing has begun; from a wait that was left, back to it.

        Else start the step again, or go to the guide's step before when this one has only just begun.
        """
        scene, course = self.scene(), self._course
        if self._left is not None:
            self._return(*self._left)
            return
        if self._urge.overlay in ("words", "fear"):
            return
        if isinstance(scene, GuideScene) and scene.check_in:
            self._retake.begun()
        if (
            not (
                self._stage == "steps"
                and course.timed(course.step)
                and course.seconds_into_step > 3.0
            )
            and self._retake.back()
        ):
            return
        if self._stage != "steps" or self._urge.overlay:
            return
        if isinstance(scene, DecideScene):
            if scene.early and course.wait_at is not None:
                self._enter(course.wait_at)
            return
        again = course.timed(course.step) and (
            course.seconds_into_step > 3.0 or course.previous_timed_step is None
        )
        to = course.step if again else course.previous_timed_step
        if to is not None:
            if not again:
                self._retake.begun()
            self._enter(to)

    def go_on(self) -> None:
        """Enter: skip a rating, pass an empty answer, end a text that waits for a key."""
        scene = self.scene()
        if isinstance(scene, FearScene):
            if scene.erasing:
                self._erase()
        elif self._stage == "ending" and not isinstance(scene, RateScene | AskScene | ChooseScene):
            self._next_ending()
        elif isinstance(scene, RateScene) or (isinstance(scene, GuideScene) and scene.check_in):
            self.rate(None)
        elif isinstance(scene, AskScene | ChooseScene) or (
            isinstance(scene, GuideScene) and scene.until_key
        ):
            self.next()
        elif isinstance(scene, GuideScene) and scene.paused:
            self.pause()
        elif isinstance(scene, CopyScene):
            self._answered(self._place, self._way_to(self.step), Given())
            self._enter(self.step + 1)

    def go_on_afraid(self) -> None:
        """Go on with what was begun, although fear was named."""
        if not isinstance(self.scene(), FearScene):
            return
        self._erasing = False
        if self._stage == "ending":
            self._next_ending()
            return
        self._urge.overlay = None
        wait_at = self._course.wait_at
        self._enter(self.step + 1 if wait_at is None else wait_at)

    def leave_unsaved(self, meant: bool = True) -> None:
        """Ask whether to leave with this session erased; not `meant` takes the question back."""
        self._erasing = meant and isinstance(self.scene(), FearScene)

    def _erase(self) -> None:
        self._course.stop(arrived=False)
        self._how, self._stage, self._unsaved = "left early", "finished", ()
        try:
            self._keeping.erase()
        except OSError as error:
            said = _("Not erased yet: {why}. `calmtui forget` tries again.")
            self._unsaved = (said.format(why=reason(error)),)

    def urge_passed(self) -> None:
        """It passed: to the choices at once, at any time before the end. The wait itself is over then."""
        if self._urge.decide_at is None or self._stage != "steps":
            return
        self._urge.overlay = None
        self._retake.begun()
        self._enter(self._urge.decide_at)

    def open_words(self) -> None:
        """Open the parked words during the wait; the guide stands still meanwhile, the delay goes on."""
        scene = self.scene()
        if isinstance(scene, GuideScene) and scene.parked and not scene.check_in:
            self.suspend()
            self._urge.overlay = "words"

    def suspend(self) -> None:
        """Another routine, or the parked words, come first for a while: a guide stands still, a delay goes on."""
        self._look()
        self._course.suspend_guide()

    def resume(self) -> None:
        """Back from another routine: the guide goes on where it stood."""
        self._look()
        self._course.resume_guide()

    def _come_back(self) -> None:
        self._urge.overlay = None
        self.resume()

    def hide(self) -> None:
        """Everything goes behind a neutral screen: a guide is paused, a delay goes on."""
        if isinstance(self.scene(), GuideScene) and self._course.moving:
            self.pause()

    # What the person did: changes

    def stretch(self, by: int) -> None:
        """Make the rounds of breathing a tenth longer (1) or shorter (-1), from the next one on."""
        if isinstance(self.scene(), GuideScene) and isinstance(self._step, Breathe):
            note = self._changes.stretch(by, self.step)
            self._lay_onward()
            self.show_note(note, keepable=self.pace != 1.0)

    def without_holds(self) -> None:
        """Go on without holds, ending one that is on; or with them again, from the next round on."""
        scene = self.scene()
        if self._stage not in ("before", "steps"):
            return
        if not self._changes.has_holds:
            self.show_note(_("There are no holds in this one."))
            return
        note = self._changes.toggle_holds()
        self._lay_onward(at_once=self._changes.no_holds and isinstance(scene, GuideScene))
        self.show_note(note)

    def leave_out(self) -> None:
        """Leave out the part that comes next, when there is something to mind in it; or bring it back."""
        scene = self.scene()
        coming = self._changes.next_caution_step(self.step)
        if isinstance(scene, GuideScene) and coming is not None:
            self._changes.leave_out(coming)
            self._lay_onward()

    def _lay_onward(self, at_once: bool = False) -> None:
        course, changes = self._course, self._changes
        if self._stage == "before":
            course.timeline = changes.initial_timeline()
        else:
            course.timeline = changes.updated_timeline(
                course.timeline, course.step, course.elapsed, at_once
            )

    def show_note(self, note: str, *, keepable: bool = False) -> None:
        """Show a note beside the guide for a while; `keepable` says that the pace may be kept."""
        self._changes.say(note, self._course.time[0], keepable=keepable)

    @property
    def has_holds(self) -> bool:
        """Whether there are holds that the run can do without."""
        return self._changes.has_holds

    @property
    def note(self) -> str:
        """The note of a change, while it is shown."""
        return self._changes.note(self._course.time[0])

    # From step to step

    def _look(self) -> None:
        """Look at the clock, and go where it leads: timed steps end by themselves, and so does a wait."""
        course = self._course
        course.tick()
        while self._stage == "steps" and course.step_finished:
            self._retake.begun()
            if course.waiting:
                self.rings += 1
                self._enter(course.last + 1 if course.afraid else course.step + 1)
            elif not course.advance():
                self._enter(course.step + 1)
        self._keeping.retry_pending()

    def _enter(self, step: int, position: float = 0.0) -> None:
        self._stage = "steps"
        step = self._changes.skip_left_out(step)
        while (
            self._ratings.silent
            and step < len(self.routine.steps)
            and isinstance(self.routine.steps[step], RateStep)
        ):
            step = self._changes.skip_left_out(step + 1)
        self._course.enter(step, position)
        if self.step >= len(self.routine.steps):
            self._ratings.due = self._ratings.open
            self._stage = "after"
            if not self._ratings.due:
                self._finish()

    # The end

    def leave(self, *, for_good: bool = False) -> None:
        """Leave, from anywhere. What was begun is kept at once as left early, with the seconds practised.

        A wait is kept as cut off until `close`: `back` takes the leaving back.
        """
        scene = self.scene()
        if self._stage == "finished":
            return
        if self._stage == "ending":
            self._next_ending()
        elif isinstance(scene, FearScene):
            self._leave_quietly()
        elif self._urge.overlay and self._urge.overlay != "third" and not for_good:
            self._come_back()
        elif (
            self._stage == "after"
            or not self.running
            or (isinstance(scene, DecideScene) and not self._course.delay_left)
        ):
            self._finish()
        else:
            self._retake.begun()
            waits = self._course.delay_left > 0 and not self._urge.afraid and not for_good
            self._course.stop(arrived=False)
            self._left = (
                (self._stage, self.step, self._course.position, self._ratings.due)
                if waits
                else None
            )
            self._end("left early")
            self._ratings.due = self._ratings.open[:1]
            self._stage = (
                "after" if self._ratings.due and self._course.practised > 0 else "finished"
            )

    def _return(self, stage: _Stage, step: int, position: float, due: list[What]) -> None:
        """Leaving is taken back: the run is where it was, and its delay has gone on."""
        self._retake.begun()
        self._left = self._how = None
        self._course.go_on()
        self._keeping.record({"what": "resumed", "after": round(self._course.since_begun, 1)})
        self._stage, self._ratings.due = stage, due
        if stage == "steps":
            self._enter(step, position)

    def close(self) -> None:
        """The last scene is closed: a wait that was left stays left, and what was answered holds."""
        self._retake.begun()
        if self._left is not None:
            self._left = None
            self._end("left early")

    def leave_for_good(self) -> None:
        """Leave at once, with nothing to take back; from the parked words the wait is cut off, and offered again.

        Where words are written, Ctrl+C is often meant to copy.
        """
        if self._urge.overlay == "words":
            self.interrupt()
            return
        self.leave(for_good=True)
        self.close()

    def interrupt(self) -> None:
        """The line went or the process is told to end: write the last record. Safe in a signal handler."""
        self._keeping.allow_more_time()
        self.close()
        if self.running:
            self._course.tick()
            self._end("completed" if self._stage == "after" else "interrupted")
        self._stage = "finished"
        self._keeping.flush()

    def _leave_quietly(self) -> None:
        """Nothing more is asked or said."""
        self._retake.begun()
        self._end("left early")
        self._stage = "finished"

    def _finish(self) -> None:
        if self.running:
            self._end("completed")
        self._stage = "finished"

    def _end(self, how: How, *before: Record) -> str:
        """Write the end, and records just before it in the same write; gives the id of the first."""
        course = self._course
        course.stop(arrived=how != "left early")
        self._how = how
        if self._urge.afraid and how == "left early":
            self._urge.park("")  # whoever is feared may look here
        kept: How = "interrupted" if self._left is not None else how
        return self._keeping.ended(
            kept, course.practised, course.step, course.position, course.since_begun, *before
        )

    def restart_with(self, routine: Routine) -> Session:
        """A new run of `routine` with the same clock and journal, this one left as it is."""
        course = self._course
        return Session(
            routine, self._keeping.journal, course.clock, course.now, lasting=course.lasting
        )

    # The outcome of an urge, and what follows it

    def _decide(self, choice: str) -> None:
        """The outcome: it and the end are one write, so that no run is cut off between them."""
        if choice == ending.MORE:
            if self._choice:
                self._keeping.correct(self._choice, {"value": None})
            self._wait_more()
            return
        if not self._choice and self._keeping.decided:
            self._how, self._stage = "completed", "finished"
            self._keeping.close()
            return
        place, step, words = self._place, self.step, self._urge.words()

        def end(answer: Record) -> None:
            if self._choice:
                self._end("completed", correction(self._choice, {"value": answer["value"]}))
            else:
                self._choice = self._end("completed", answer)

        self._ending = self._urge.decide(
            choice,
            self._course.since_begun,
            self._ratings.given.get(("pull", "after")),
            end,
            rate="pull" in self._ratings.open,
        )
        self._answered(place, lambda: self._undecide(step, words), Given(self._choice, (choice,)))
        self._follow()

    def _undecide(self, step: int, words: str) -> None:
        """Back to the choices, the words parked again."""
        self._ending = self._how = None
        self._course.go_on()
        self._keeping.take()
        self._urge.undecide(words)
        self._enter(step)

    def _wait_more(self) -> None:
        self._retake.begun()
        self._urge.extended += 1
        self._course.extend(MORE_SECONDS)
        self._ratings.ask_again("pull")
        after = round(self._course.since_begun, 1)
        self._keeping.record(
            {"what": "changed", "delay": round(self.delay or 0.0, 1), "more": True, "after": after}
        )
        self._enter(self._course.wait_at or 0)

    def _answer_ending(self, value: str | tuple[str, ...]) -> None:
        assert self._ending is not None
        place, way = self._place, self._way_to_ending()
        record = self._ending.answer(value) or {"key": "", "value": ""}
        kept = self._keep_answer(place, record["key"], record["value"])
        self._answered(
            place, way, Given(kept, sanitize(value).strip() if isinstance(value, str) else value)
        )
        if self._ending.set_down:
            self._retake.begun()
        self._keeping.notice = self._ending.notice or self._keeping.notice
        self._follow()

    def _next_ending(self) -> None:
        assert self._ending is not None
        if not isinstance(self._ending.scene, RateScene):  # that has noted its way itself
            self._answered(self._place, self._way_to_ending(), Given())
        self._ending.go_on()
        self._follow()

    def _follow(self) -> None:
        assert self._ending is not None
        self._stage = "ending" if self._ending.scene else "finished"

    def _sea(self) -> Sea | None:
        return self._course.sea(self._ratings.marks)

    def _summary(self) -> tuple[str, ...]:
        lines = [*self._urge.closing_line]
        practised = self._course.practised
        if self._how == "left early" and practised >= 1 and not self._urge.afraid:
            stopped = format_clock(practised)
            lines.append(_("You stopped at {time}. That counts as practice.").format(time=stopped))
        if self._left is not None:
            left = format_remaining(self._course.delay_left)
            lines.append(_("Your wait still has {left} left.").format(left=left))
            if self._urge.words() and not self.private:
                lines.append(_("Your words stay on this computer for a day: calmtui draft."))
        if self._third and not self._urge.afraid:
            lines.append(_(THIRD))
        lines += self._ratings.summary_lines
        if not lines and self._how == "completed":
            lines.append(_("Done. Notice what is different, if anything."))
        return tuple(lines)


def _asked_again(scene: Scene, again: Given | None) -> Scene:
    """A question with what was answered, when it is asked once more."""
    if again is not None and isinstance(scene, RateScene) and isinstance(again.value, int):
        return replace(scene, given=again.value)
    if again is not None and isinstance(scene, AskScene) and isinstance(again.value, str):
        return replace(scene, words=again.value)
    return scene
