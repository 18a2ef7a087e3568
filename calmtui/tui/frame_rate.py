"""When to look at a guide again: absolute deadlines on the monotonic clock, fewer of them on a slow line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calmtui.render.layout import RenderOptions
    from calmtui.session.scene import Scene

MOST, FEWEST = 15.0, 4.0  # frames a second
REMOTE = 8.0  # over SSH, from the start
_RECOVER = 5.0  # seconds without a dropped frame before the rate rises again
STILL = 1.0  # the longest sleep while a session runs: well under its gap


class FrameRate:
    """The frame rate, between FEWEST and `most` a second. Timing never depends on it: it only says when to look."""

    def __init__(self, most: float = MOST) -> None:
        self._most = self.rate = most
        self._since = 0.0

    def report(self, keeping_up: bool, now: float) -> None:
        """Whether the terminal took the last frame: a line that lags gets half as many, down to FEWEST."""
        if not keeping_up:
            self.rate = max(self.rate / 2, FEWEST)
            self._since = now
        elif self.rate < self._most and now - self._since > _RECOVER:
            self.rate = min(self.rate * 2, self._most)
            self._since = now

    def wait(
        self, scene: Scene, look: RenderOptions, shape: Callable[[float], object], now: float
    ) -> float:
        """Seconds until the picture may change: to the frame in which the shape does, or to the next count.

        `shape` is what can be seen of it so many seconds from now.
        """
        from calmtui.session.scene import GuideScene  # home, which imports this, has no scene

        frame = 1 / self.rate
        until = frame - now % frame  # frames fall on a grid, so that a late one delays no other
        most = STILL
        if isinstance(scene, GuideScene):
            left = scene.moment.left
            counted = 1 - (scene.moment.phase.seconds - left) % 1
            shown = (scene.left + 0.999) % 1 if look.time else 1.0
            most = min(counted, shown or 1.0, STILL, left if left > 0 else until)
        stands = shape(0.0)
        while until < most and shape(until) == stands:
            until += frame
        return min(until, most)
