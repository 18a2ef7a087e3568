"""One run of one routine, from the before-rating to the end. Both front ends ask it for the scene and tell it
what the person did; they decide nothing. Pure but for its clock and its journal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from calmtui.clean import clean
from calmtui.journal import VERSION, Journal, Record, new_id
from calmtui.lengths import clock_text
from calmtui.routine import MAX_SECONDS, Breathe, RateStep, Routine, Say, Tense, Wait, What
from calmtui.routine import Ask as AskStep
from calmtui.routine import Choose as ChooseStep
from calmtui.scene import Ask, Choose, Finished, Guide, How, Rate, Scene, When
from calmtui.timeline import Moment, Phase, Sea, Timeline

if TYPE_CHECKING:
    from calmtui.opening import Opened

GAP = 5.0  # seconds between two looks at the clock that mean the program stood still
CHECK_IN_SECONDS = 30.0  # how long a check-in stays before it passes by itself

_QUESTIONS = {
    ("anxiety", "before"): "How anxious are you right now?",
    ("pull", "before"): "How strong is the pull?",
}


class Session:
    """One run. `clock` gives monotonic seconds, `now` the aware local time; both are looked at only here.

    `quick` is a launch from the command line in a bad moment: no question before the guide moves. `delay` in
    seconds replaces the routine's own. `opened` is what began before this program was whole: the run goes on from
    there.
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
    ) -> None:
        if delay is not None and not 0 < delay <= MAX_SECONDS:
            raise ValueError("a delay is above 0 and at most 24 h")
        self.routine = routine
        self.timeline = Timeline.of(routine)
        self.delay = (delay or routine.delay) if routine.delay else None
        self.id = new_id()
        self.notice: str | None = None
        self._journal = journal
        self._clock, self._now = clock, now
        self._unkept: list[Record] = []
        self._stage: Literal["before", "steps", "after", "finished"] = "before"
        rates = () if quick and not self.delay else routine.rate
        self._rates = rates
        self._to_rate: list[What] = [] if quick else [what for what in rates if what not in self._asked_first()]
        self._ratings: dict[tuple[str, When], int] = {}
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
        self._last_timed = max(
            (i for i, step in enumerate(routine.steps) if isinstance(step, Wait) or self._timed(i)),
            default=-1,
        )
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
            return Finished(self._how, self._summary(), self._sea())
        if self._stage in ("before", "after"):
            when: When = "before" if self._stage == "before" else "after"
            early = self._how == "left early"
            return Rate(self._to_rate[0], when, self._question(self._to_rate[0], when, early), self._sea(), early)
        step = self.routine.steps[self._step]
        if isinstance(step, RateStep):
            rated_as = self._rated_as()
            return Rate(step.what, rated_as, step.text or self._question(step.what, rated_as), self._sea())
        if isinstance(step, AskStep):
            return Ask(step.text, step.lines, step.keep is not None, self._sea())
        if isinstance(step, ChooseStep):
            return Choose(step.text, step.options, step.many, step.keep is not None, self._sea())
        return self._guide(step)

    @property
    def moving(self) -> bool:
        """Whether anything on the screen changes without a key."""
        if self._stage == "finished":
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
            self._checked_in = self._check_ins_due()
            return
        if not isinstance(scene, Rate):
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
        """Answer an Ask with text or a Choose with the options chosen; empty is fine."""
        if self._stage != "steps":
            return
        step = self.routine.steps[self._step]
        if not isinstance(step, AskStep | ChooseStep):
            return
        kept = clean(value).strip() if isinstance(value, str) else [str(option) for option in value if option]
        if step.keep and kept:
            self._keep({"what": "answered", "key": step.keep, "value": kept})
        self._enter(self._step + 1)

    def pause(self) -> None:
        """Pause a guide, or go on with it. A delay goes on all the same."""
        if not isinstance(self.scene(), Guide):
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
            self.answer("")
        elif isinstance(scene, Guide):
            if isinstance(self.routine.steps[self._step], Wait):
                self._prompt += 1
            else:
                self._paused = False
                self._enter(self._step + 1)

    def back(self) -> None:
        """Start the step again, or go to the guide's step before when this one has only just begun."""
        scene = self.scene()
        if self._stage != "steps" or isinstance(scene, Finished):
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
        if isinstance(scene, Rate):
            self.rate(None)
        elif isinstance(scene, Ask | Choose) or (isinstance(scene, Guide) and scene.until_key):
            self.next()
        elif isinstance(scene, Guide) and scene.paused:
            self.pause()

    def leave(self) -> None:
        """Leave, from anywhere. What was begun is kept at once as left early, with the seconds practised."""
        self._look()
        if self._stage == "finished":
            return
        if self._stage == "after" or not self._begun:
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
                if self._delay_left() > 0:
                    return
                self._enter(self._step + 1)
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
        if step < len(self.routine.steps) and self._timed(step):
            self._step = step  # the same anchor holds on: the timeline is one line
            return
        self._practised -= over
        self._enter(step)

    def _enter(self, step: int) -> None:
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
        kind = self.routine.steps[step]
        return bool(kind.seconds) if isinstance(kind, Say) else isinstance(kind, Breathe | Tense)

    def _waiting(self) -> bool:
        return self._stage == "steps" and isinstance(self.routine.steps[self._step], Wait)

    def _check_ins_due(self) -> int:
        step = self.routine.steps[self._step]
        if not isinstance(step, Wait) or not step.check_in:
            return 0
        return int(self._since_begun() // step.check_in)

    # Scenes

    def _guide(self, step: Any) -> Guide:
        elapsed = self._elapsed()
        left = max(self.timeline.total - elapsed, self._delay_left())
        until_key = False
        check_in = False
        if self._timed(self._step):
            moment = self.timeline.at(elapsed)
        elif isinstance(step, Wait):
            since = self._since_begun()
            due = self._check_ins_due()
            fresh = bool(step.check_in) and due > 0 and since - due * float(step.check_in or 0) < CHECK_IN_SECONDS
            check_in = fresh and due > self._checked_in
            texts = (step.text, *step.prompts)
            text = texts[(due + self._prompt) % len(texts)]
            delay = self.delay or 1.0
            phase = Phase("wait", 0.0, delay, text, self._step)
            moment = Moment(phase, min(since / delay, 1.0), self._delay_left(), since, delay)
        else:
            until_key = True
            phase = Phase("say", elapsed, 1.0, step.text, self._step)
            moment = Moment(phase, 0.0, 1.0, elapsed, max(self.timeline.total, 1.0))
        sea = self._sea()
        whole = sea.progress if sea else (elapsed / self.timeline.total if self.timeline.total else 0.0)
        return Guide(moment, self._paused, min(whole, 1.0), left, sea, until_key, check_in)

    def _sea(self) -> Sea | None:
        if not self.delay:
            return None
        return Sea(self._voyage(), self._swell, tuple(self._marks))

    def _voyage(self) -> float:
        """Where the boat is: what has gone, of that and what is left of the guide or the delay."""
        if self._stage in ("after", "finished") and self._how != "left early":
            return 1.0
        gone = self._since_begun()
        left = max(self.timeline.total - self._elapsed(), self._delay_left())
        return gone / (gone + left) if gone + left > 0 else 1.0

    def _rated_as(self) -> When:
        if self._step > self._last_timed:
            return "after"
        first = not any(self._timed(i) for i in range(self._step))
        what = getattr(self.routine.steps[self._step], "what", "anxiety")
        return "before" if first and (what, "before") not in self._ratings else "during"

    def _question(self, what: What, when: When, early: bool = False) -> str:
        if early:
            return "Want to note where you are?"
        return _QUESTIONS.get((what, when), "And now?" if what == "anxiety" else "The pull now?")

    def _summary(self) -> tuple[str, ...]:
        lines = []
        if self._how == "left early" and self._practised >= 1:
            lines.append(f"You stopped at {clock_text(self._practised)}. That counts as practice.")
        what: What = self._rates[0] if self._rates else "anxiety"
        said = [f"{self._ratings[what, when]} {when}" for when in ("before", "after") if (what, when) in self._ratings]
        if said:
            lines.append(", ".join(said) + ".")
        if not lines and self._how == "completed":
            lines.append("Done. Notice what is different, if anything.")
        return tuple(lines)

    # Records

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        self._began = (self._clock(), self._now())
        record: Record = {"what": "begun", "routine": self.routine.id, "title": str(self.routine.title)}
        if self.delay:
            record["delay"] = float(self.delay)
        self._keep(record)

    def _rated(self, what: What, when: When, value: int | None) -> None:
        if value is None:
            return
        self._ratings[what, when] = value
        if what == "pull":
            self._marks.append((self._voyage(), value))
        record: Record = {"what": "rated", "when": when, what: value}
        if when == "during":
            record["after"] = round(self._since_begun(), 1)
        self._keep(record)

    def _finish(self) -> None:
        if self._begun and self._how is None:
            self._end("completed")
        self._stage = "finished"

    def _end(self, how: How) -> None:
        self._stand_still()
        self._how = how
        self._keep({"what": "ended", "how": how, "practised": round(self._practised, 1)})

    def _keep(self, record: Record) -> None:
        """Write a record and what could not be written before it; a full disk never stops the guide."""
        at = self._now().isoformat(timespec="seconds")
        self._unkept.append({"v": VERSION, "id": new_id(), "session": self.id, "at": at, **record})
        try:
            self._journal.append(*self._unkept)
        except OSError as error:
            self.notice = f"Not kept yet: {(error.strerror or 'the disk refused').lower()}. The guide goes on."
        else:
            self._unkept.clear()
            self.notice = None
