"""One run of one routine, from the before-rating to the end. Both front ends ask it for the scene and tell it
what the person did; they decide nothing. Pure but for its clock and its journal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from calmtui import ending
from calmtui.changes import Changes
from calmtui.clean import clean
from calmtui.journal import VERSION, Journal, Record, new_id
from calmtui.lengths import ago_text, clock_text
from calmtui.mine import Mine
from calmtui.offer import instead
from calmtui.resume import OpenRun
from calmtui.routine import MAX_SECONDS, Breathe, DelayStep, Line, RateStep, Routine, Safety, Say, Tense, Wait, What
from calmtui.routine import Ask as AskStep
from calmtui.routine import Choose as ChooseStep
from calmtui.routine import Decide as DecideStep
from calmtui.scene import Aside, Ask, Choose, Copy, Decide, Fear, Finished, Guide, How, Rate, Scene, When
from calmtui.state import State
from calmtui.timeline import Moment, Phase, Sea, Timeline
from calmtui.urge import MORE_SECONDS, Urge
from calmtui.waiting import Waited, waited
from calmtui.words import N_, _

if TYPE_CHECKING:
    from calmtui.opening import Opened

GAP = 5.0  # seconds between two looks at the clock that mean the program stood still
NOTE_SECONDS = 12.0  # how long the note of a change stays
CARE_SECONDS = 40.0  # how long before a step what to mind in it is shown

_QUESTIONS = {
    ("anxiety", "before"): N_("How anxious are you right now?"),
    ("pull", "before"): N_("How strong is the pull?"),
}


class Session:
    """One run. `clock` gives monotonic seconds, `now` the aware local time; both are looked at only here.

    `quick` is a launch from the command line in a bad moment: no question before the guide moves. `delay` in
    seconds replaces the routine's own. `opened` is what began before this program was whole: the run goes on from
    there. `state` and `mine` are what this machine and the person's settings hold; `run` is a run that was cut off
    and is gone on with.
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
        opened: Opened | None = None,
        state: State | None = None,
        mine: Mine | None = None,
        run: OpenRun | None = None,
        choices: Record | None = None,
    ) -> None:
        if delay is not None and not 0 < delay <= MAX_SECONDS:
            raise ValueError("a delay is above 0 and at most 24 h")
        self.routine = routine
        self.timeline = Timeline.of(routine)
        self._changes = Changes(routine)
        self._note = ("", 0.0, False)
        self._choices = choices  # how the routine was made gentler or shorter: going on must leave out the same parts
        self._state = state or State()
        self.delay = (delay or remembered(self._state, routine)) if routine.delay else None
        self.id = run.session if run else new_id()
        self.notice: str | None = None
        self._journal = journal
        self._clock, self._now = clock, now
        self._unkept: list[Record] = []
        self._stage: Literal["before", "steps", "after", "ending", "finished"] = "before"
        rates = () if quick and not self.delay else routine.rate
        self._rates = rates
        self._to_rate: list[What] = [] if quick else [what for what in rates if what not in self._asked_first()]
        self._ratings: dict[tuple[str, str], int] = {}
        self._asked_after: set[What] = set()
        self._marks: list[tuple[float, int]] = []
        self._how: How | None = None
        self._begun = False
        self._began = (0.0, self._now())
        self._step = 0
        self._position = 0.0  # seconds of the timeline at _anchor
        self._anchor: float | None = None  # None: the guide stands still
        self._last = (clock(), now())
        self._paused = False
        self._practised = 0.0
        self._swell = 0.0
        self._prompt = 0
        self._checked_in = 0
        self._wait_start: float | None = None  # None: what the timed steps before the wait take
        self._held = False  # the guide stands still for another routine, or for the parked words
        self._over: Literal["words", "card"] | None = None  # what lies over the guide for a moment
        self._urge = Urge(routine, self.id, self._state, mine or Mine())
        self._ending: ending.Ending | None = None
        self._gone = self._whole = 0.0  # seconds since the run began, and of the whole voyage, at its end
        self._last_timed = max(
            (i for i, step in enumerate(routine.steps) if isinstance(step, Wait) or self._timed(i)),
            default=-1,
        )
        if run is not None:
            self._resume(run)
            return
        if delay and routine.delay:
            self._remember_delay()
        if opened is not None and opened.session is not None:
            self._take_over(opened, opened.session)
        if self.delay:
            self._begin()  # the delay runs from the first instant, before any question
        if not self._to_rate:
            self._begin()
            self._enter(0)
        if self._begun and opened is not None:
            self._catch_up()

    def _take_over(self, opened: Opened, id: str) -> None:
        """Go on with a run whose begun record, and perhaps first rating, were written by the opening."""
        self.id = id
        self._begun = True
        self._state.take(id)
        clock, wall = opened.began
        self._began = (clock, datetime.fromtimestamp(wall, self._now().tzinfo))
        if opened.rated:
            what = self._to_rate.pop(0)
            if opened.rating is not None:
                self._ratings[what, "before"] = opened.rating

    def _catch_up(self) -> None:
        """The guide and the swell have moved since the run began: the time until now was practised."""
        gone = self._last[0] - self._began[0]
        self._swell = gone
        if self._anchor is not None:
            self._anchor = self._began[0]
            self._practised = gone

    def _asked_first(self) -> set[What]:
        """What rate steps before the first timed step ask for: that is the before-rating, asked once."""
        first = next((i for i, step in enumerate(self.routine.steps) if isinstance(step, Wait) or self._timed(i)), 0)
        return {step.what for step in self.routine.steps[:first] if isinstance(step, RateStep)}

    # What a front end asks

    def scene(self) -> Scene:
        """What the person faces now. Every call is a look at the clock."""
        self._look()
        if self._stage == "finished":
            other = instead(self.routine) if self._went_up() else ""
            return Finished(self._how, self._summary(), self._sea(), other)
        if self._stage == "ending" and self._ending is not None and self._ending.scene is not None:
            return replace(self._ending.scene, sea=self._sea())
        if self._stage in ("before", "after"):
            when: When = "before" if self._stage == "before" else "after"
            early = self._how == "left early"
            return Rate(self._to_rate[0], when, self._question(self._to_rate[0], when, early), self._sea(), early)
        if self._urge.fear_shown:
            return Fear(_(ending.FEAR), self._sea())
        step = self.routine.steps[self._step]
        if self._over == "words":
            return Ask(_("What you parked. It stays here."), 5, False, self._sea(), True, self._urge.words())
        if self._over == "card" and (card := self._urge.card):
            phase = Phase("say", 0.0, 1.0, _("Your card: {card}").format(card=card), self._step)
            return Guide(Moment(phase, 0.0, 1.0, 0.0, 1.0), False, 0.0, self._left(), self._sea(), until_key=True)
        if isinstance(step, RateStep):
            rated_as = self._rated_as()
            question = step.text or self._question(step.what, rated_as)
            words = self._urge.words() if rated_as == "after" and self._urge.decide_at is not None else ""
            return Rate(step.what, rated_as, question, self._sea(), words=words, ago=self._ago() if words else "")
        if isinstance(step, AskStep):
            return Ask(step.text, step.lines, step.keep is not None, self._sea(), step.park, self._urge.words(step))
        if isinstance(step, ChooseStep | Safety | DelayStep):
            many, kept = (step.many, step.keep is not None) if isinstance(step, ChooseStep) else (False, False)
            return Choose(step.text, self._urge.options(step), many, kept, self._sea())
        if isinstance(step, Line):
            return Copy(step.text, self._urge.filled(step, self._delay_left(), self._last[1]), False, self._sea())
        if isinstance(step, DecideStep):
            options = tuple((name, beside) for name, beside, _ in ending.CHOICES)
            early = self._delay_left() > self._tail()
            said = self._urge.then_now(self._ratings)
            return Decide(step.text, options, self._urge.words(), self._ago(), said, self._sea(), early)
        return self._guide(step)

    @property
    def moving(self) -> bool:
        """Whether anything on the screen changes without a key."""
        if self._stage in ("finished", "ending"):
            return False
        if self._paused:
            return self._waiting()  # a delay goes on all the same
        return self._anchor is not None or self.delay is not None

    @property
    def running(self) -> bool:
        """Whether a record of this run is still open."""
        return self._begun and self._how is None

    # What the person did

    def rate(self, value: int | None) -> None:
        """Answer the rating that is asked, or a check-in; None skips. Raises ValueError outside 0..10."""
        if value is not None and not 0 <= value <= 10:
            raise ValueError("a rating is a whole number from 0 to 10")
        scene = self.scene()
        if isinstance(scene, Guide) and scene.check_in:
            self._rated("pull", "during", value)
            self._checked_in = self._waited().check_in
            return
        if not isinstance(scene, Rate):
            return
        if self._stage == "ending":
            self._rated(scene.what, scene.when, value)
            self._next_ending()
            return
        if self._stage == "steps":
            self._rated(scene.what, scene.when, value)
            if scene.when == "after":
                self._asked_after.add(scene.what)
            self._enter(self._step + 1)
            return
        self._to_rate.pop(0)
        if self._stage == "before":
            self._begin()
        self._rated(scene.what, scene.when, value)
        if not self._to_rate:
            if self._stage == "before":
                self._enter(0)
            else:
                self._finish()

    def answer(self, value: str | tuple[str, ...]) -> None:
        """Answer an Ask with text, a Choose or a Decide with the options chosen; empty is fine."""
        if self._stage == "ending" and self._ending is not None:
            record = self._ending.answer(value)
            if record is not None:
                self._keep(record)
            self.notice = self._ending.notice or self.notice
            self._stage = "ending" if self._ending.scene else "finished"
            return
        if self._stage != "steps":
            return
        chosen = tuple(str(option) for option in value if option) if not isinstance(value, str) else ()
        step = self.routine.steps[self._step]
        if self._over == "words":
            self._park(value)
            self._come_back()
        elif isinstance(step, AskStep):
            kept = clean(value).strip() if isinstance(value, str) else ""
            if step.park:
                self._park(kept)
            elif step.keep and kept:
                self._keep({"what": "answered", "key": step.keep, "value": kept})
            self._enter(self._step + 1)
        elif isinstance(step, DecideStep):
            if chosen and chosen[0] in ending.SAID:
                self._decide(chosen[0])
        elif isinstance(step, Safety):
            if not self._urge.fear(chosen):
                self._enter(self._step + 1)
        elif isinstance(step, ChooseStep | DelayStep):
            self._chosen(step, chosen)
            self._enter(self._step + 1)

    def _chosen(self, step: ChooseStep | DelayStep, chosen: tuple[str, ...]) -> None:
        if isinstance(step, DelayStep):
            if chosen:
                self.delay = float(self.routine.delays[self._urge.options(step).index(chosen[0])])
                self._keep({"what": "changed", "delay": self.delay})
                self._remember_delay()
            return
        if step.keep and chosen:
            self._keep({"what": "answered", "key": step.keep, "value": list(chosen)})
        self._urge.chosen(step, chosen)
        if step.keep == "trigger" and self._urge.card is not None:
            self._over = "card"

    def pause(self) -> None:
        """Pause a guide, or go on with it. A delay goes on all the same."""
        if not isinstance(self.scene(), Guide) or self._over:
            return
        if self._paused:
            self._last = (self._clock(), self._now())
            self._paused = False
            if self._timed(self._step):
                self._anchor = self._last[0]
        else:
            self._stand_still()
            self._paused = True

    def next(self) -> None:
        """Go to the next step; in a wait, to the next prompt: a delay is not skipped, it is left."""
        scene = self.scene()
        if isinstance(scene, Rate):
            self.rate(None)
        elif isinstance(scene, Ask | Choose):
            self.answer(scene.words if isinstance(scene, Ask) else "")
        elif isinstance(scene, Guide) and self._over:
            self._come_back()
        elif isinstance(scene, Guide):
            if isinstance(self.routine.steps[self._step], Wait):
                self._prompt += 1
            else:
                self._paused = False
                self._enter(self._step + 1)

    def again(self, routine: Routine) -> Session:
        """A new run of `routine` with the same clock and journal, this one left as it is."""
        return Session(routine, self._journal, self._clock, self._now)

    @property
    def step(self) -> int:
        """The step that is on, from 0."""
        return self._step

    @property
    def pace(self) -> float:
        """How much longer the rounds of breathing are than the routine says."""
        return self._changes.pace

    def stretch(self, by: int) -> None:
        """Make the rounds of breathing a tenth longer (1) or shorter (-1), from the next one on."""
        if not isinstance(self.scene(), Guide) or not isinstance(self.routine.steps[self._step], Breathe):
            return
        self._changes.stretch(by)
        self._lay_onward()
        counts = self._changes.counts(self._step)
        self.say(_("From the next round on: {counts}.").format(counts=counts), keepable=self.pace != 1.0)

    def without_holds(self) -> None:
        """Go on without holds, ending one that is on; or with them again, from the next round on."""
        scene = self.scene()
        if self._stage not in ("before", "steps"):
            return
        if not self._changes.has_holds:
            self.say(_("There are no holds in this one."))
            return
        self._changes.no_holds = not self._changes.no_holds
        self._lay_onward(at_once=self._changes.no_holds and isinstance(scene, Guide))
        self.say(_("Without holds.") if self._changes.no_holds else _("With holds again, from the next round on."))

    def leave_out(self) -> None:
        """Leave out the part that comes next, when there is something to mind in it; or bring it back."""
        scene = self.scene()
        coming = self._changes.coming(self._step)
        if isinstance(scene, Guide) and coming is not None:
            self._changes.leave_out(coming)
            self._lay_onward()

    def _lay_onward(self, at_once: bool = False) -> None:
        if self._stage == "before":
            self.timeline = self._changes.anew()
        else:
            self.timeline = self._changes.onward(self.timeline, self._step, self._elapsed(), at_once)

    def say(self, note: str, *, keepable: bool = False) -> None:
        """Show a note beside the guide for a while; `keepable` says that the pace may be kept."""
        self._note = (note, self._last[0] + NOTE_SECONDS, keepable)

    def _aside(self, moment: Moment) -> Aside:
        """The small lines beside the guide."""
        note, until, keepable = self._note
        if self._last[0] >= until:
            note, keepable = "", False
        coming = self._changes.coming(self._step)
        near = not self._timed(self._step) or self.timeline.span(self._step)[1] - moment.elapsed < CARE_SECONDS
        if coming is None or not near or moment.phase.kind == "tense":
            return Aside(note=note, pace=keepable)
        return Aside(self._changes.care(coming), coming in self._changes.left_out, note)

    def back(self) -> None:
        """Start the step again, or go to the guide's step before when this one has only just begun."""
        scene = self.scene()
        if self._stage != "steps" or self._over or self._urge.fear_shown or isinstance(scene, Finished):
            return
        if isinstance(scene, Decide):
            if scene.early and self._urge.wait_at is not None:
                self._enter(self._urge.wait_at)
            return
        begun = self._timed(self._step) and self._elapsed() - self.timeline.span(self._step)[0] > 3.0
        earlier = [index for index in range(self._step) if self._timed(index)]
        if not begun and earlier:
            self._paused = False
            self._enter(earlier[-1])
        elif self._timed(self._step):
            self._paused = False
            self._enter(self._step)

    def go_on(self) -> None:
        """Enter: skip a rating, pass an empty answer, end a text that waits for a key."""
        scene = self.scene()
        if self._stage == "ending" and not isinstance(scene, Rate | Ask | Choose):
            self._next_ending()
        elif isinstance(scene, Rate) or (isinstance(scene, Guide) and scene.check_in):
            self.rate(None)
        elif isinstance(scene, Ask | Choose) or (isinstance(scene, Guide) and scene.until_key):
            self.next()
        elif isinstance(scene, Guide) and scene.paused:
            self.pause()
        elif isinstance(scene, Fear):
            self._urge.fear_shown = False
            if self._urge.wait_at is None:
                self._leave_quietly()
            else:
                self._enter(self._urge.wait_at)
        elif isinstance(scene, Copy):
            self._enter(self._step + 1)

    def passed(self) -> None:
        """It passed: to the choices at once, at any time before the end. The wait itself is over then."""
        if self._urge.decide_at is None or self._stage != "steps" or self._urge.outcome is not None:
            return
        self._over, self._urge.fear_shown, self._held, self._paused = None, False, False, False
        self._enter(self._urge.decide_at)

    def open_words(self) -> None:
        """Open the parked words during the wait; the guide stands still meanwhile, the delay goes on."""
        scene = self.scene()
        if isinstance(scene, Guide) and scene.parked and not scene.check_in:
            self.step_aside()
            self._over = "words"

    def step_aside(self) -> None:
        """Another routine, or the parked words, come first for a while: a guide stands still, a delay goes on."""
        self._look()
        self._held = self._anchor is not None
        self._stand_still()

    def come_back(self) -> None:
        """Back from another routine: the guide goes on where it stood."""
        self._look()
        if self._held and self._anchor is None and self._stage == "steps" and not self._paused:
            self._anchor = self._last[0]
        self._held = False

    def _come_back(self) -> None:
        self._over = None
        self.come_back()

    def hide(self) -> None:
        """Everything goes behind a neutral screen: a guide is paused, a delay goes on."""
        if isinstance(self.scene(), Guide) and self._anchor is not None:
            self.pause()

    def leave(self) -> None:
        """Leave, from anywhere. What was begun is kept at once as left early, with the seconds practised."""
        scene = self.scene()
        if self._stage == "finished":
            return
        if self._stage == "ending":
            self._next_ending()
            return
        if isinstance(scene, Fear):  # nothing more is asked or said
            self._leave_quietly()
            return
        if self._over:
            self._come_back()
            return
        if self._stage == "after" or not self._begun or (isinstance(scene, Decide) and not self._delay_left()):
            self._finish()
            return
        self._end("left early")
        self._to_rate = [what for what in self._rates if what not in self._asked_after][:1]
        self._stage = "after" if self._to_rate and self._practised > 0 else "finished"

    def interrupt(self) -> None:
        """The line went or the process is told to end: write the last record. Safe in a signal handler."""
        if self.running:
            self._practise()
            self._end("completed" if self._stage == "after" else "interrupted")
        self._stage = "finished"

    def _leave_quietly(self) -> None:
        self._end("left early")
        self._stage = "finished"

    # The end of an urge

    def _decide(self, choice: str) -> None:
        """The outcome, once: it and the end are one write, so that no run is cut off between them."""
        if choice == ending.MORE:
            since = self._since_begun()
            self.delay = min(since + MORE_SECONDS, MAX_SECONDS)
            self._wait_start, self._checked_in = since, 0
            self._asked_after.discard("pull")
            self._keep({"what": "changed", "delay": round(self.delay, 1), "more": True})
            self._enter(self._urge.wait_at or 0)
            return
        if any(r["session"] == self.id and r.get("key") == "choice" for r in self._journal.recent()):
            self._how, self._stage = "completed", "finished"  # another machine went on with it, and chose
            self._state.close(self.id)
            return
        self._ending = self._urge.decide(
            choice,
            self._since_begun(),
            self._ratings.get(("pull", "after")),
            lambda record: self._end("completed", record),
            rate="pull" in self._rates and "pull" not in self._asked_after,
        )
        self._stage = "ending" if self._ending.scene else "finished"

    def _park(self, value: str | tuple[str, ...]) -> None:
        if not self._urge.park(value):
            self.notice = _("Your words are kept in memory only: the disk refused.")

    def _next_ending(self) -> None:
        assert self._ending is not None
        self._ending.go_on()
        self._stage = "ending" if self._ending.scene else "finished"

    def keep_draft(self, text: str) -> bool:
        """Keep a draft, because the person says so, until they forget it; says whether it is kept."""
        return self._urge.keep_draft(text)

    def _ago(self) -> str:
        return ago_text(self._since_begun())

    def _remember_delay(self) -> None:
        self._state.put(f"delay-{self.routine.id}", f"{self.delay:g}")

    def _resume(self, run: OpenRun) -> None:
        """Go on with a run that was cut off: the wait by the wall's time, a guide where it is known to have stood."""
        now = self._now()
        self._begun = True
        self._began = (self._clock() - max((now - run.began).total_seconds(), 0.0), run.began)
        self.delay = run.delay if self.routine.delay else None
        self._wait_start = run.extended
        self._practised = run.practised
        self._ratings = dict(run.ratings)
        self._marks = list(run.marks)
        self._urge.recall(run.answers.get("trigger"))
        self._to_rate = []
        self._keep({"what": "resumed"})
        left, tail = self._delay_left(), self._tail()
        if self.delay and self._urge.wait_at is not None:
            if left > tail:
                self._enter(self._urge.wait_at)
            elif left > 0:
                self._go_to(self.timeline.total - left)
            else:
                self._enter(self._last_timed + 1)
        elif run.step is not None and run.step < len(self.routine.steps):
            self._enter(run.step)
            start, end = self.timeline.span(run.step) if self._timed(run.step) else (0.0, 0.0)
            if start < run.position < end:
                self._position = run.position
        else:
            self._enter(0)

    def _go_to(self, position: float) -> None:
        self._step = self.timeline.at(position).phase.step
        self._stage, self._position, self._anchor = "steps", position, self._clock()

    # Time

    def _look(self) -> None:
        clock, now = self._clock(), self._now()
        gone = clock - self._last[0]
        # In a suspend only wall time goes on; after Ctrl+Z both do.
        if max(gone, (now - self._last[1]).total_seconds()) > GAP:
            if self._anchor is not None:
                self._position += self._last[0] - self._anchor
                self._anchor = None
                self._paused = True
        elif not self._paused:
            self._swell += gone
            if self._anchor is not None or self._waiting():
                self._practised += gone
        self._last = (clock, now)
        while self._stage == "steps":
            if self._waiting():
                if self._delay_left() > self._tail():
                    return
                self._enter(self._last_timed + 1 if self._urge.afraid else self._step + 1)
            elif self._anchor is not None:
                end = self.timeline.span(self._step)[1]
                over = self._position + clock - self._anchor - end
                if over < 0:
                    return
                self._arrive(self._step + 1, end, over)
            else:
                return

    def _practise(self) -> None:
        gone = self._clock() - self._last[0]
        if 0 < gone <= GAP and not self._paused and (self._anchor is not None or self._waiting()):
            self._practised += gone

    def _arrive(self, step: int, end: float, over: float) -> None:
        """Come to the end of a timed step. What is over the end belongs to the next step if that is timed too."""
        step = self._changes.past(step)
        if step < len(self.routine.steps) and self._timed(step):
            self._step = step  # the same anchor holds on: the timeline is one line
            return
        self._practised -= over
        self._enter(step)

    def _enter(self, step: int) -> None:
        step = self._changes.past(step)
        self._stage, self._step = "steps", step
        self._anchor = None
        if step >= len(self.routine.steps):
            self._to_rate = [what for what in self._rates if what not in self._asked_after]
            self._stage = "after"
            if not self._to_rate:
                self._finish()
        elif self._timed(step):
            self._position, self._anchor = self.timeline.span(step)[0], self._clock()
        else:  # the guide stands where its next timed step begins
            later = [index for index in range(step, len(self.routine.steps)) if self._timed(index)]
            self._position = self.timeline.span(later[0])[0] if later else self.timeline.total

    def _stand_still(self) -> None:
        if self._anchor is not None:
            self._position += self._clock() - self._anchor
            self._anchor = None

    def _elapsed(self) -> float:
        """Seconds of the guide at the last look."""
        return self._position + (self._last[0] - self._anchor if self._anchor is not None else 0.0)

    def _since_begun(self) -> float:
        """Wall seconds since the run began; never less than the monotonic clock says, should the wall be set back."""
        return max((self._last[1] - self._began[1]).total_seconds(), self._last[0] - self._began[0], 0.0)

    def _delay_left(self) -> float:
        return max((self.delay or 0.0) - self._since_begun(), 0.0)

    def _timed(self, step: int) -> bool:
        if step in self._changes.left_out:
            return False
        kind = self.routine.steps[step]
        return bool(kind.seconds) if isinstance(kind, Say) else isinstance(kind, Breathe | Tense)

    def _waiting(self) -> bool:
        return self._stage == "steps" and isinstance(self.routine.steps[self._step], Wait)

    def _tail(self) -> float:
        """Seconds of the timed steps behind the wait: the wait ends so much before the delay does."""
        if self._urge.wait_at is None or self._urge.afraid:
            return 0.0
        behind = [index for index in range(self._urge.wait_at, len(self.routine.steps)) if self._timed(index)]
        return self.timeline.total - self.timeline.span(behind[0])[0] if behind else 0.0

    def _waited(self) -> Waited:
        step = self.routine.steps[self._step]
        assert isinstance(step, Wait)
        tail = self._tail()
        start = self.timeline.total - tail if self._wait_start is None else self._wait_start
        return waited(step, self._since_begun(), start, (self.delay or 0.0) - tail, self._prompt)

    def _left(self) -> float:
        return max(self.timeline.total - self._elapsed() if self._wait_start is None else 0.0, self._delay_left())

    # Scenes

    def _guide(self, step: Any) -> Guide:
        elapsed = self._elapsed()
        until_key = False
        check_in = False
        waiting = isinstance(step, Wait)
        if self._timed(self._step):
            moment = self.timeline.at(elapsed)
        elif isinstance(step, Wait):
            since, delay = self._since_begun(), self.delay or 1.0
            on = self._waited()
            check_in = bool(on.check_in) and on.check_in != self._checked_in
            phase = Phase("wait", 0.0, delay, on.text, self._step)
            moment = Moment(phase, min(since / delay, 1.0), self._delay_left(), since, delay)
        else:
            until_key = True
            phase = Phase("say", elapsed, 1.0, step.text, self._step)
            moment = Moment(phase, 0.0, 1.0, elapsed, max(self.timeline.total, 1.0))
        sea = self._sea()
        whole = sea.progress if sea else (elapsed / self.timeline.total if self.timeline.total else 0.0)
        passing = self._urge.decide_at is not None
        parked = passing and bool(self._urge.words())
        doing = self._urge.doing if waiting else ""
        paused, whole, left = self._paused, min(whole, 1.0), self._left()
        small = self._aside(moment)
        return Guide(moment, paused, whole, left, sea, until_key, check_in, passing, waiting, doing, parked, small)

    def _sea(self) -> Sea | None:
        if not self.delay:
            return None
        progress, length = self._voyage()
        marks = tuple((min(since / length, 1.0) if length else 1.0, pull) for since, pull in self._marks)
        return Sea(progress, self._swell, marks)

    def _voyage(self) -> tuple[float, float]:
        """Where the boat is, of 1, and how many seconds the whole voyage is: what has gone and what is left."""
        if self._how is not None:
            gone = self._gone
            return (gone / self._whole if self._how == "left early" and self._whole else 1.0), max(gone, 1e-9)
        gone = self._since_begun()
        whole = gone + (self._left() if self._stage != "after" else 0.0)
        return (gone / whole if whole else 1.0), whole

    def _rated_as(self) -> When:
        if self._step > self._last_timed:
            return "after"
        first = not any(self._timed(i) for i in range(self._step))
        what = getattr(self.routine.steps[self._step], "what", "anxiety")
        return "before" if first and (what, "before") not in self._ratings else "during"

    def _question(self, what: What, when: When, early: bool = False) -> str:
        if early:
            return _("Want to note where you are?")
        return _(_QUESTIONS.get((what, when), N_("And now?") if what == "anxiety" else N_("The pull now?")))

    def _went_up(self) -> bool:
        what: What = self._rates[0] if self._rates else "anxiety"
        return self._ratings.get((what, "after"), 0) > self._ratings.get((what, "before"), 10)

    def _summary(self) -> tuple[str, ...]:
        lines = [*self._urge.said]
        if self._how == "left early" and self._practised >= 1 and not self._urge.afraid:
            stopped = clock_text(self._practised)
            lines.append(_("You stopped at {time}. That counts as practice.").format(time=stopped))
        what: What = self._rates[0] if self._rates else "anxiety"
        if self._went_up():
            before, after = self._ratings[what, "before"], self._ratings[what, "after"]
            went_up = _("It went up: {before} to {after}. That happens. Try something with eyes open, or stop here.")
            return (*lines, went_up.format(before=before, after=after))
        pairs = (("before", _("{n} before")), ("after", _("{n} after")))
        said = [text.format(n=self._ratings[what, when]) for when, text in pairs if (what, when) in self._ratings]
        if said:
            lines.append(", ".join(said) + ".")
        if self._rates and self._ratings.get((what, "after"), 0) >= 9:
            lines.append(_("Help is on ! whenever you want it."))
        if not lines and self._how == "completed":
            lines.append(_("Done. Notice what is different, if anything."))
        return tuple(lines)

    # Records

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        self._began = (self._clock(), self._now())
        self._state.take(self.id)
        record: Record = {"what": "begun", "routine": self.routine.id, "title": str(self.routine.title)}
        if self.delay:
            record["delay"] = float(self.delay)
        if self._choices:
            record["choices"] = self._choices
        self._keep(record)

    def _rated(self, what: What, when: When, value: int | None) -> None:
        if value is None:
            return
        self._ratings[what, when] = value
        if what == "pull":
            self._marks.append((self._gone if self._how else self._since_begun(), value))
        record: Record = {"what": "rated", "when": when, what: value}
        if when == "during":
            record["after"] = round(self._since_begun(), 1)
        self._keep(record)

    def _finish(self) -> None:
        if self._begun and self._how is None:
            self._end("completed")
        self._stage = "finished"

    def _end(self, how: How, *before: Record) -> None:
        self._gone, self._whole = self._since_begun(), self._since_begun() + self._left()
        self._stand_still()
        self._how = how
        record: Record = {"what": "ended", "how": how, "practised": round(self._practised, 1)}
        if how == "interrupted":
            record |= {"step": self._step, "position": round(self._position, 1)}
        self._keep(*before, record)
        if how != "interrupted":
            self._state.close(self.id)

    def _keep(self, *records: Record) -> None:
        """Write records and what could not be written before them; a full disk never stops the guide."""
        at = self._now().isoformat(timespec="seconds")
        self._unkept += [{"v": VERSION, "id": new_id(), "session": self.id, "at": at, **record} for record in records]
        try:
            self._journal.append(*self._unkept)
        except OSError as error:
            why = (error.strerror or _("the disk refused")).lower()
            self.notice = _("Not kept yet: {why}. The guide goes on.").format(why=why)
        else:
            self._unkept.clear()
            self.notice = None


def remembered(state: State, routine: Routine) -> float | None:
    """The delay that was picked last for a routine, or its own."""
    try:
        seconds = float(state.get(f"delay-{routine.id}"))
    except ValueError:
        seconds = 0.0
    return seconds if routine.delay and 0 < seconds <= MAX_SECONDS else routine.delay
