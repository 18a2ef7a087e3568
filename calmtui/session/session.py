"""One run of one routine, from the rating before to the end, written once for both front ends.

They ask it for the scene and tell it what the person did; they decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from calmtui.content.routine import Routine
from calmtui.content.values import MAX_SECONDS
from calmtui.session.begin import begin, begin_by_coin, make_run
from calmtui.session.events import CompleteTen, Event, Leave, Pause, Rate
from calmtui.session.kept_draft import KeptDraft
from calmtui.session.ratings import MAX_RATING
from calmtui.session.recorder import save_delay
from calmtui.session.scene import AskScene, CopyScene, DeskScene, Scene
from calmtui.session.stages.finished import FinishedStage
from calmtui.session.stages.overlays import WordsStage
from calmtui.session.third_session import mind_the_hour
from calmtui.session.timeline import Timeline
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.config.support import SupportList
    from calmtui.history.open_runs import OpenRun
    from calmtui.session.coin import Coin
    from calmtui.session.run import Run

LEFT_EARLY = 3  # the exit code of a run that was left early, or of an urge that was decided against


class Session:
    """One run, as a stage that events lead on to the next.

    Args:
        routine: What is run.
        journal: Where its records go.
        clock: Gives monotonic seconds.
        now: Gives the local time with its zone.
        quick: Whether this is a launch in a bad moment: no question before the guide moves.
        delay: Seconds that replace the routine's own delay.
        started_at: When the run began, on `clock`, where its first frames were shown before this
            program was whole.
        state: What this machine holds.
        mine: What the person's settings hold.
        run: An interrupted run to go on with.
        choices: How the routine was made gentler or shorter; going on must leave out the same.
        lasting: Gives seconds that go on through a suspend.
        coin: Picks the routine of a try; `routine` stands for both until then.
        before: What its first record says of the program that it comes before.

    Raises:
        ValueError: For a delay that is not above 0, or longer than 24 hours.
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
        state: DeviceStore | None = None,
        mine: SupportList | None = None,
        run: OpenRun | None = None,
        choices: Record | None = None,
        lasting: Callable[[], float] | None = None,
        coin: Coin | None = None,
        before: Record | None = None,
    ) -> None:
        if delay is not None and not 0 < delay <= MAX_SECONDS:
            raise ValueError("a delay is above 0 and at most 24 h")
        state = state or DeviceStore()
        make = partial(
            make_run, journal=journal, clock=clock, now=now, state=state, mine=mine, lasting=lasting
        )
        begun = make(
            routine, quick=quick, delay=delay, interrupted=run, choices=choices, before=before
        )
        self._is_resumed = run is not None
        if run is not None:
            self._stage = begun.resume(run)
            return
        if coin is not None:
            self._stage = begin_by_coin(begun, coin, make)
            return
        if delay and routine.delay:
            save_delay(state, routine, delay)
        self._stage = begin(begun, quick=quick, started_at=started_at)

    @property
    def _run(self) -> Run:
        """The run that is on: another one when a coin has picked its routine."""
        return self._stage.run

    @property
    def routine(self) -> Routine:
        """What is run."""
        return self._run.routine

    @property
    def id(self) -> str:
        """Its id in the journal."""
        return self._run.recorder.session

    # What a front end asks for, and what it tells

    def scene(self) -> Scene:
        """Return what the person faces now. Every call is a look at the clock."""
        self._look()
        scene = self._stage.scene()
        if self.private and isinstance(scene, AskScene):
            scene = replace(scene, private=True)
        elif self.private and isinstance(scene, CopyScene | DeskScene):
            scene = replace(scene, keepable=False)
        return replace(scene, actions=self._stage.actions(scene))

    def handle(self, event: Event) -> bool:
        """Take what the person did; return whether it meant anything here.

        Raises:
            ValueError: For a rating outside 0 to 10.
        """
        self._look()
        if isinstance(event, CompleteTen):
            return self._run.complete_ten(self._stage.scene())
        if isinstance(event, Rate) and not 0 <= (event.value or 0) <= MAX_RATING:
            raise ValueError("a rating is a whole number from 0 to 10")
        stage = self._stage.handle(event)
        if stage is None:
            return False
        self._stage = stage
        self._run.half_finished.note(self._run)
        self._run.note_wait()
        return True

    def _look(self) -> None:
        """Look at the clock, and go where it leads: timed steps and waits end by themselves."""
        self._run.clock.tick()
        while self._stage.is_over:
            self._stage = self._stage.next_stage()
        self._run.recorder.retry_pending()

    @property
    def moving(self) -> bool:
        """Whether anything on the screen changes without a key."""
        return self._stage.is_moving

    @property
    def running(self) -> bool:
        """Whether a record of this run is still open."""
        return self._run.is_running

    @property
    def code(self) -> int:
        """The exit code: 0 at a run's end, and of an urge only when the person chose to send."""
        if self._run.how == "completed" and not self._run.urge.is_decided_against:
            return 0
        return LEFT_EARLY

    @property
    def rings(self) -> int:
        """How many waits have run out while someone may be elsewhere."""
        return self._run.rings

    @property
    def step(self) -> int:
        """The step that is on, from 0."""
        return self._run.clock.step

    @property
    def timeline(self) -> Timeline:
        """The timed steps as they are laid out now."""
        return self._run.clock.timeline

    @property
    def delay(self) -> float | None:
        """How long the run lasts at least, in seconds."""
        return self._run.clock.delay

    @property
    def pace(self) -> float:
        """How much longer the rounds of breathing are than the routine says."""
        return self._run.changes.pace

    @property
    def private(self) -> bool:
        """Whether nothing of this run is saved."""
        return self._run.is_private

    @property
    def clock(self) -> Callable[[], float]:
        """What gives the seconds that its guides go by."""
        return self._run.clock.clocks.steady

    @property
    def note(self) -> str:
        """The note of a change, while it is shown."""
        return self._run.changes.note(self._run.clock.time[0])

    @property
    def notice(self) -> str | None:
        """What could not be saved, if anything."""
        recorder = self._run.recorder
        if isinstance(self._stage, FinishedStage) and recorder.pending:
            return _("Not saved: {why}.").format(why=recorder.why)
        return recorder.notice

    @property
    def has_unsaved_records(self) -> bool:
        """Whether something is not saved yet, and is tried again while someone looks."""
        return bool(self._run.recorder.pending)

    def keep_elsewhere(self, place: str = "") -> str:
        """Save what the journal's disk refused in a file at `place`, or where there is room.

        Return a line about it.
        """
        return self._run.recorder.save_elsewhere(place)

    def keep_draft(self, text: str) -> KeptDraft:
        """Save a draft until the person forgets it; what is returned says whether it worked."""
        saving = None
        if not self.private:
            saving = self._run.urge.keep_draft(text)
        return KeptDraft(saving)

    def show_note(self, note: str) -> None:
        """Show a note beside the guide for a while."""
        self._run.show_note(note)

    # What the program does

    def suspend(self) -> None:
        """Something else comes first for a while: a guide stands still, a delay goes on."""
        self._look()
        self._run.clock.suspend_guide()

    def resume(self) -> None:
        """Come back from something else: the guide goes on where it stood."""
        self._look()
        self._run.clock.resume_guide()

    def hide(self) -> None:
        """Go behind a neutral screen: a guide is paused, a delay goes on."""
        self._look()
        if self._run.clock.is_moving:
            self.handle(Pause())

    def mind_the_hour(self) -> None:
        """Say one line in the third session within an hour, and ask it for no rating.

        The journal is read, and it is noted when a wait is over: a front end calls this after the
        first frame.
        """
        self._run.note_wait()
        if not self._is_resumed:
            self._look()
            self._stage = mind_the_hour(self._run, self.id, self._stage)

    def close(self) -> None:
        """Close the last scene: a wait that was left stays left, and what was answered holds."""
        self._run.close()
        self._run.urge.wait_for_draft()

    def leave_for_good(self) -> None:
        """Leave at once, with nothing to take back.

        Where words are written, Ctrl+C is often meant to copy: then the wait is interrupted, and
        offered again.
        """
        if isinstance(self._stage, WordsStage):
            self.interrupt()
            return
        self.handle(Leave(for_good=True))
        self.close()

    def interrupt(self) -> None:
        """Write the last record when the process is told to end. Safe in a signal handler."""
        run = self._run
        run.recorder.allow_more_time()
        run.close()
        if run.is_running:
            run.clock.tick()
            run.end(self._stage.interrupted_as)
        self._stage = FinishedStage(run)
        run.recorder.flush()
        run.urge.wait_for_draft()

    def restart_with(self, routine: Routine) -> Session:
        """Return a new run of `routine` with the same clock and journal."""
        clocks = self._run.clock.clocks
        return Session(
            routine, self._run.recorder.journal, clocks.steady, clocks.now, lasting=clocks.lasting
        )
