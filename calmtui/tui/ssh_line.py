"""How much an SSH line takes at once, so that what is sent next, on a key, is not held up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

_HEADERS = 90  # bytes that SSH, TCP and IP add to what is written at once
_SEALED = 40  # bytes of them that SSH adds, more or less
_UNSURE = 100  # what these may add up to, by how much they are not as supposed
_ALL = 1 << 16  # bytes: a page has fewer

# Seconds of the line that may be taken by what is sent before something else: a page takes the
# first at most, a page and what answers a key the second, and the answer itself the third.
_PAGE, _KEY, _ANSWER = 0.14, 0.2, 0.09

# What is supposed of a line, and what can be.
_FAR = 0.26  # seconds there and back
_UNTRIED, _SLOWEST, _FASTEST = 2000.0, 1500.0, 1e6  # bytes a second

# How it is measured, in seconds.
_HANDED_ON = 0.03  # sshd has read what was written
_SURE = 0.1  # even if something held up sshd
_OFTEN = 0.08  # two looks that follow each other tell when something has arrived
_LOOK = 0.04  # a look comes so late, more or less
_SOON, _LATE = 0.08, 0.3  # behind the way there and back: the line takes more, or had too much
_FORGETTING = 0.005  # the way there and back may have become so much longer each time
_STUCK = 3.0  # so long is waited for something to arrive


class _Sent(NamedTuple):
    at: float
    size: int
    on_way: int  # with it; 0 where nobody looked


class SshLine:
    """Knows what is on its way, and how fast the line is.

    `look` gives the bytes that nobody has confirmed, None: unknown. Where it is not the line any
    more, `find` is called.
    """

    def __init__(
        self,
        look: Callable[[], int | None],
        clock: Callable[[], float],
        find: Callable[[], object] = lambda: None,
    ) -> None:
        self._look, self._clock, self._find = look, clock, find
        self._rate = _UNTRIED
        self._back = _FAR  # seconds there and back
        self._sent: deque[_Sent] = deque()  # what may be on its way
        self._queue = 0.0  # bytes that stood before the line when something was sent last
        self._looked = 0.0
        self._waiting = 0  # bytes, at the last look
        self._fell = 0.0  # when they were last seen to become fewer, or there were none
        self.is_stuck = False  # it takes nothing: it stands still, or the terminal is elsewhere

    def look(self) -> bool:
        """Look what has arrived; return False where nobody knows the line."""
        waiting = self._look()
        if waiting is None:  # another took its place
            self._sent.clear()
            return False
        self._confirm(waiting, self._clock())
        return True

    def room(self, *, is_answer: bool) -> int:
        """Return how many bytes may be sent now, at once; less than none: something else first."""
        if not self.look() or self.is_stuck:
            self._find()
            return _ALL
        before = self._before()
        room = self._rate * _PAGE - before
        if is_answer:
            room = min(max(room, self._rate * _ANSWER), self._rate * _KEY - before)
        return int(room) - _HEADERS

    def _before(self) -> float:
        """Return the bytes that something sent now has to wait for."""
        queue = min(self._queued(self._clock()), self._on_way)
        return max(queue, self._on_way - self._rate * self._back)

    @property
    def least(self) -> int:
        """Bytes of a page that are worth being sent for themselves."""
        return int(self._rate * _PAGE * 0.85) - _HEADERS

    @property
    def is_measured(self) -> bool:
        """Whether another look soon tells how fast the line is."""
        return self._on_way > self._rate * (self._back + _PAGE / 2)

    def note_sent(self, size: int) -> None:
        """Take note of bytes that were sent."""
        now = self._clock()
        while self._sent and now - self._sent[0].at >= _STUCK:
            self._sent.popleft()
        if not self._sent:
            self._fell = now
        size += _HEADERS
        self._queue = self._queued(now) + size
        on_way = 0
        if now - self._looked < _OFTEN:
            on_way = self._on_way + size
        self._sent.append(_Sent(now, size, on_way))

    def _queued(self, now: float) -> float:
        """Return the bytes that stand before the line, if it is as fast as it was."""
        if not self._sent:
            return 0.0
        return max(self._queue - (now - self._sent[-1].at) * self._rate, 0.0)

    @property
    def _on_way(self) -> int:
        return sum(one.size for one in self._sent)

    def _confirm(self, waiting: int, now: float) -> None:
        """Take note of what has arrived, and of how long it took."""
        if waiting < self._waiting:
            self._fell = now
        self._waiting = waiting
        # What sshd has not read yet is not among what waits: counted as behind the others, it
        # would make one of them seem to have arrived.
        handed_on = [one for one in self._sent if now - one.at >= _HANDED_ON]
        sealed = [one.size - _HEADERS + _SEALED for one in handed_on]
        behind = sum(sealed)
        for one, size in zip(handed_on, sealed, strict=True):
            behind -= size
            age = now - one.at
            is_here = waiting - behind <= min(size / 2, _UNSURE)
            if not is_here and age < _STUCK:
                break
            self._sent.popleft()
            self.is_stuck = not is_here and now - self._fell >= _STUCK
            if is_here and one.on_way and now - self._looked < _OFTEN:
                self._learn(one, age)
            elif is_here:  # it came at the latest now
                self._rate = max(self._rate, min(one.size / max(age, _SURE), _FASTEST))
        self._looked = now

    def _learn(self, one: _Sent, seconds: float) -> None:
        """Take note of how long something took to arrive."""
        if one.on_way == one.size:  # nothing was before it
            most = max(seconds - _LOOK, 0.0)
            self._back = max(min(most, self._back + _FORGETTING), most - one.size / _SLOWEST)
        rate = one.on_way / seconds
        if seconds < self._back + _SOON and one.size > self._rate * _ANSWER:
            self._rate = min(2 * self._rate, _FASTEST)
        elif rate > self._rate:  # by chance too
            self._rate = (self._rate + min(rate, 2 * self._rate)) / 2
        elif seconds > self._back + _LATE:
            self._rate = max(rate, _SLOWEST)
