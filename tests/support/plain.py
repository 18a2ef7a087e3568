"""The line-by-line front end, with lines typed at their second of the run."""

from __future__ import annotations

import io
from collections.abc import Iterable

from calmtui.content.routine import Routine
from calmtui.plain.app import PlainApp
from calmtui.plain.input import LineInput
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin

At = tuple[float, str]


class Typed(LineInput):
    """Lines that come at their second of the run; waiting is what moves the clock. Without `stays`
    the input ends.
    """

    def __init__(self, time: Clock, typed: Iterable[At | str], stays: bool = True) -> None:
        super().__init__(-1)
        self._time, self._stays, self._start = time, stays, time.seconds
        self._coming = [(0.0, item) if isinstance(item, str) else item for item in typed]

    def wait(self, seconds: float) -> None:
        at = self._time.seconds - self._start
        if self._coming and self._coming[0][0] <= at:
            self.waiting.append(self._coming.pop(0)[1])
            return
        self.ended = not self._coming and not self._stays
        self._time.go(seconds)
        assert at < 100_000, "the run does not end"


def played(
    a: Routine, journal: Journal, time: Clock, *typed: At | str, stays: bool = False, **more: object
) -> list[str]:
    """Return the lines of a whole run."""
    out = io.StringIO()
    PlainApp(begin(a, journal, time, **more), Typed(time, typed, stays), out).play()
    return out.getvalue().splitlines()
