"""The one question that the terminal is asked: the colour of its ground (OSC 11)."""

from __future__ import annotations

import select
from collections.abc import Callable
from contextlib import suppress

_ASK = "\x1b]11;?\x1b\\"
SOON = 0.2  # seconds in which nobody has begun to read, or has just left
Take = Callable[[str, bool], None]


class GroundQuestion:
    """Whether an answer is awaited, and who takes it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._asked_at = 0.0
        self._soon = SOON
        self._take: Take | None = None

    @property
    def is_open(self) -> bool:
        """Whether an answer may still come."""
        return self._take is not None

    def ask(self, send: Callable[[str], None], take: Take, soon: float = SOON) -> None:
        """Ask the terminal; `take` gets an answer, and whether it came within `soon` seconds."""
        self._asked_at = self._clock()
        self._soon = soon
        self._take = take
        send(_ASK)

    def answer(self, colour: str) -> None:
        """Hand on what the terminal says, unless nobody asked."""
        take, self._take = self._take, None
        if take is not None:
            take(colour, self._clock() - self._asked_at < self._soon)

    def wait_for_answer(self, fd: int) -> None:
        """Let an answer that is on its way come here, and not to the shell."""
        if self._take is None:
            return
        rest = self._asked_at + SOON - self._clock()
        if rest > 0:
            with suppress(OSError):  # the terminal is gone, and with it what it would say
                select.select([fd], [], [], rest)
