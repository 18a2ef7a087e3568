"""When to look at a guide again: deadlines on the monotonic clock, fewer on a slow line."""

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
    """The frame rate, between FEWEST and `most` a second.

    Timing never depends on it: it only says when to look.
    """

    def __init__(self, most: float = MOST) -> None:
        self._most = self.rate = most
        self._since = 0.0

    def report(self, keeping_up: bool, now: float) -> None:
        """Note whether the terminal took the last frame: a line that lags gets half as many."""
        if not keeping_up:
            self.rate = max(self.rate / 2, FEWEST)
            self._since = now
        elif self.rate < self._most and now - self._since > _RECOVER:
            self.rate = min(self.rate * 2, self._most)
            self._since = now

    def wait(
        self, scene: Scene, look: RenderOptions, shape: Callable[[float], object], now: float
    ) -> float:
        """Return the seconds until the picture may change.

        Args:
            scene: What is on.
            look: How it is drawn.
            shape: What can be seen of its shape so many seconds from now.
            now: The monotonic time.
        """
        from calmtui.session.scene import GuideScene  # noqa: PLC0415 - home comes without

        frame = 1 / self.rate
        until = frame - now % frame  # frames fall on a grid, so that a late one delays no other
        most = STILL
        if isinstance(scene, GuideScene):
            left = scene.moment.left
            counted = 1 - (scene.moment.phase.seconds - left) % 1
            phase_end = left if left > 0 else until
            most = min(counted, _next_time_left(scene.left, look), STILL, phase_end)
        stands = shape(0.0)
        while until < most and shape(until) == stands:
            until += frame
        return min(until, most)


def _next_time_left(left: float, look: RenderOptions) -> float:
    """Return the seconds until the time left is another number; 1 where it is not shown."""
    if not look.time:
        return 1.0
    return (left + 0.999) % 1 or 1.0
