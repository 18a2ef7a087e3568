"""When to look at a guide again: absolute deadlines on the monotonic clock, fewer of them on a slow line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calmtui.frame import Look
    from calmtui.scene import Scene

MOST, FEWEST = 15.0, 4.0  # frames a second
SWELL = 10.0  # the sea is slow: more frames would send more and show the same
REMOTE = 8.0  # over SSH, from the start
_RECOVER = 5.0  # seconds without a dropped frame before the rate rises again
STILL = 1.0  # the longest sleep while a session runs: well under its gap


class Pace:
    """The frame rate, between FEWEST and `most` a second. Timing never depends on it: it only says when to look."""

    def __init__(self, most: float = MOST) -> None:
        self._most = self.rate = most
        self._since = 0.0

    def told(self, keeping_up: bool, now: float) -> None:
        """Whether the terminal took the last frame: a line that lags gets half as many, down to FEWEST."""
        if not keeping_up:
            self.rate = max(self.rate / 2, FEWEST)
            self._since = now
        elif self.rate < self._most and now - self._since > _RECOVER:
            self.rate = min(self.rate * 2, self._most)
            self._since = now

    def wait(self, scene: Scene, look: Look, moves: bool, now: float) -> float:
        """Seconds until the picture may change: to the next frame, to the end of the phase, or to the next count."""
        from calmtui.scene import Guide  # home, which imports this, has no scene

        frame = 1 / (min(self.rate, SWELL) if getattr(scene, "sea", None) else self.rate)
        until = frame - now % frame  # frames fall on a grid, so that a late one delays no other
        if not isinstance(scene, Guide):
            return until
        left = scene.moment.left
        if not moves:
            counted = 1 - (scene.moment.phase.seconds - left) % 1
            shown = (scene.left + 0.999) % 1 if look.time else 1.0
            until = min(counted, shown or 1.0, STILL)
        return min(until, left) if left > 0 else until
