"""A wait that runs in another terminal, to look at.

The same sea, and nothing that could be done twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from calmtui.content.routine import Routine
from calmtui.history.open_runs import OpenRun
from calmtui.session.actions import CLOSE, LEAVE, Action
from calmtui.session.events import Event, Leave
from calmtui.session.scene import FinishedScene, GuideScene, Scene
from calmtui.session.session import LEFT_EARLY, Session
from calmtui.session.stages.steps import StepStage
from calmtui.storage.journal import Journal
from calmtui.text.i18n import N_, _

RUNS_IN_OTHER_TERMINAL = N_("It continues in the other terminal.")


class SpectatorSession(Session):
    """A session that only shows: its journal writes nothing, and only leaving does something."""

    def __init__(
        self,
        routine: Routine,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        run: OpenRun,
        lasting: Callable[[], float] | None = None,
    ) -> None:
        nowhere = Journal(Path(os.devnull), Path(os.devnull), private=True)
        self._left_it = False
        super().__init__(routine, nowhere, clock, now, run=run, lasting=lasting)
        at = self._run.clock
        if (
            isinstance(self._stage, StepStage)
            and at.wait_at is not None
            and at.delay_left > at.seconds_after_wait
        ):
            # Where the run is in the other terminal is not known here.
            self._stage = self._run.enter(at.wait_at)

    def scene(self) -> Scene:
        """Return the wait as it is, until it ends there or is left here."""
        scene = super().scene()
        if self._left_it or not isinstance(scene, GuideScene):
            self._left_it = True
            actions = {Action.GO_ON: CLOSE, Action.LEAVE: ""}
            return FinishedScene(None, (_(RUNS_IN_OTHER_TERMINAL),), self._run.sea, actions=actions)
        return GuideScene(
            scene.moment,
            False,
            scene.whole,
            scene.left,
            scene.sea,
            actions={Action.LEAVE: LEAVE, Action.TIME: N_("show the time left")},
        )

    @property
    def moving(self) -> bool:
        """The sea moves here too."""
        return not self._left_it

    @property
    def private(self) -> bool:
        """The other terminal keeps it."""
        return False

    @property
    def running(self) -> bool:
        """The run is the other terminal's to keep."""
        return False

    @property
    def code(self) -> int:
        """What is chosen there is not known here."""
        return LEFT_EARLY

    def handle(self, event: Event) -> bool:
        """Stop looking; nothing else is done from here."""
        if isinstance(event, Leave):
            self._left_it = True
        return isinstance(event, Leave)
