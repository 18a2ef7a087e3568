"""A wait that runs in another terminal, to look at: the same sea, and nothing that could be done twice."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from calmtui.journal import Journal
from calmtui.resume import OpenRun
from calmtui.routine import Routine
from calmtui.scene import Finished, Guide, Scene
from calmtui.session import LEFT_EARLY, Session
from calmtui.words import N_, _

ELSEWHERE = N_("It goes on in the other terminal.")


class Watched(Session):
    """A session that only shows. Its journal writes nothing; the only key that does anything is leaving."""

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
        if self._stage == "steps" and self._course.wait_at is not None and self._course.delay_left > self._course.tail:
            self._enter(self._course.wait_at)  # where it is there is not known here

    def scene(self) -> Scene:
        """The wait as it is, until it ends there or is left here."""
        scene = super().scene()
        if self._left_it or not isinstance(scene, Guide):
            self._left_it = True
            return Finished(None, (_(ELSEWHERE),), self._sea())
        return Guide(scene.moment, False, scene.whole, scene.left, scene.sea)

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

    def leave(self, *, for_good: bool = False) -> None:
        """Stop looking."""
        self._left_it = True

    def rate(self, value: int | None) -> None:
        """Not from here."""

    def answer(self, value: str | tuple[str, ...]) -> None:
        """Not from here."""

    def pause(self) -> None:
        """Not from here."""

    def next(self) -> None:
        """Not from here."""

    def back(self) -> None:
        """Not from here."""

    def go_on(self) -> None:
        """Not from here."""

    def passed(self) -> None:
        """Not from here."""

    def open_words(self) -> None:
        """Not from here."""
