"""A line that carries little and late, on a clock moved by hand: what comes out of it, and when."""

from __future__ import annotations

from typing import NamedTuple

from tests.support.reference import Person

RATE = 2000.0  # bytes a second
LATENCY = 0.15  # seconds each way: 0.3 there and back


class Arrival(NamedTuple):
    """One write of the program: when it was sent, and when its first and last byte came."""

    sent: float
    first: float
    last: float
    data: bytes


class SlowLine:
    """Carries what the app of a person writes; nothing is ever dropped on it."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.arrivals: list[Arrival] = []
        self._free = 0.0
        person.driver.output._push = self._take  # type: ignore[method-assign]

    def _take(self, data: bytes) -> None:
        now = self.person.time.clock()
        begun = max(now, self._free)
        self._free = begun + len(data) / RATE
        self.arrivals.append(Arrival(now, begun + LATENCY, self._free + LATENCY, data))
        self.person.driver._waiting.append(data)

    @property
    def bytes(self) -> int:
        """How many were sent."""
        return sum(len(one.data) for one in self.arrivals)

    async def answer(self, key: str) -> tuple[float, float]:
        """Press a key; return the seconds until its first change is seen, and until its last."""
        pressed = self.person.time.clock()
        await self.person.wait(LATENCY, step=LATENCY)
        before = len(self.arrivals)
        await self.person.press(key)
        answers = self.arrivals[before:]
        assert answers, f"nothing is seen of {key}"
        return answers[0].first - pressed, answers[-1].last - pressed
