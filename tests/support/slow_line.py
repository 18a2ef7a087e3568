"""A line that carries little and late, on a clock moved by hand: what comes out of it, and when."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from calmtui.tui.slow_page import SlowPage
from calmtui.tui.ssh_line import SshLine
from tests.support.reference import Person

RATE = 2000.0  # bytes a second
LATENCY = 0.15  # seconds each way: 0.3 there and back
LOOK = 0.05  # seconds between two looks of the app at the line
SEALED = 36  # bytes that SSH adds to what is written at once
HEADERS = SEALED + 52  # with those of TCP and IP
SEGMENT = 1448  # bytes that are confirmed together
PLACE = 8  # bytes that put the cursor somewhere
KEY = 0.05  # seconds of the line that a key takes itself


class Arrival(NamedTuple):
    """One write of the program: when it was sent, and when its first and last byte came."""

    sent: float
    first: float
    last: float
    data: bytes


class SlowLine:
    """Carries what the app of a person writes; nothing is ever dropped on it.

    `ssh`: the app can look up what has not arrived. Then all of a write comes at once: SSH passes
    on nothing that it has not whole.
    """

    def __init__(self, person: Person, *, ssh: bool = False) -> None:
        self.person, self._ssh = person, ssh
        self.arrivals: list[Arrival] = []
        self._free = 0.0
        output = person.driver.output
        output._push = self._take  # type: ignore[method-assign]
        if ssh:
            output._slow = SlowPage(output.shown, SshLine(self.waiting, person.time.clock))

    def _take(self, data: bytes) -> None:
        now = self.person.time.clock()
        begun = max(now, self._free)
        self._free = begun + (len(data) + HEADERS * self._ssh) / RATE
        first = self._free if self._ssh else begun
        self.arrivals.append(Arrival(now, first + LATENCY, self._free + LATENCY, data))
        self.person.driver._waiting.append(data)
        if (slow := self.person.driver.output._slow) is not None:
            slow.note_sent(len(data))

    def waiting(self) -> int:
        """How many bytes nobody has confirmed yet."""
        now = self.person.time.clock()
        waiting = 0
        for one in reversed(self.arrivals):
            seconds = one.last + LATENCY - now
            if seconds <= 0:
                break
            size = len(one.data) + SEALED
            waiting += size if size <= SEGMENT else min(round(seconds * RATE), size)
        return waiting

    @property
    def bytes(self) -> int:
        """How many were sent."""
        return sum(len(one.data) for one in self.arrivals)

    async def carry(self, seconds: float) -> None:
        """Let time pass in which the app looks at what the line has taken."""
        output = self.person.driver.output
        for _ in range(round(seconds / LOOK)):
            self.person.look(LOOK)
            await asyncio.sleep(0)
            output._send()
        await self.person.pilot.pause()
        output._send()

    async def obeyed(self, key: str, meanwhile: float) -> float | None:
        """Press a key and let time pass; return when its first change was seen, None: nothing was.

        A piece of a page may have been sent right before.
        """
        output = self.person.driver.output
        since, pressed = len(self.arrivals), self.person.time.clock()
        output.note_key()
        await self.person.press(key)
        await self.carry(meanwhile)
        answers = (one for one in self.arrivals[since:] if len(one.data) > PLACE)
        first = next(answers, None)
        return first and first.first - pressed + LATENCY + KEY

    async def answer(self, key: str) -> tuple[float, float]:
        """Press a key; return the seconds until its first change is seen, and until its last."""
        pressed = self.person.time.clock()
        await self.person.wait(LATENCY, step=LATENCY)
        before = len(self.arrivals)
        await self.person.press(key)
        answers = self.arrivals[before:]
        assert answers, f"nothing is seen of {key}"
        return answers[0].first - pressed, answers[-1].last - pressed
