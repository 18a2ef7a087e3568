"""How much an SSH line takes at once, so that what is sent next, on a key, is not held up.

sshd takes whatever a program writes, at once: what of it is still on its way only the kernel knows.
It is looked up in the kernel's table of connections, in which nothing is opened, sent or changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from time import monotonic

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_IPV4_IN_IPV6 = bytes(10) + b"\xff\xff"
_SMALLEST, _LARGEST = 700, 1 << 16  # bytes on their way
_UNTRIED = 1000
_SOON, _LATE = 0.4, 0.6  # seconds in which the line has taken half of what it was given
_HANDED_ON = 0.03  # seconds in which sshd has read what was written


class SshLine:
    """Counts what is on its way. `look` gives the bytes that have not arrived, None: unknown."""

    def __init__(self, look: Callable[[], int | None], clock: Callable[[], float]) -> None:
        self._look, self._clock = look, clock
        self._most = _UNTRIED
        self._handed: list[tuple[float, int]] = []  # what the table may not count yet
        self._filled: float | None = None  # when more than half of the most was on its way

    def room(self) -> int:
        """Return how many bytes may be sent now; less than none where too many are on their way."""
        waiting = self._look()
        if waiting is None:  # another line took its place, which nobody knows
            self._filled = None
            return _LARGEST
        now = self._clock()
        self._handed = [(at, size) for at, size in self._handed if now - at < _HANDED_ON]
        waiting += sum(size for _, size in self._handed)
        if self._filled is not None and waiting <= self._most // 2:
            self._learn(now - self._filled)
        return self._most - waiting

    def _learn(self, seconds: float) -> None:
        """Take note of how long half of the most was on its way."""
        self._filled = None
        if seconds < _SOON:
            self._most = min(self._most * 2, _LARGEST)
        elif seconds > _LATE:
            self._most = max(self._most // 2, _SMALLEST)

    @property
    def is_measured(self) -> bool:
        """Whether another look soon tells how fast the line is."""
        return self._filled is not None

    def note_sent(self, size: int) -> None:
        """Take note of bytes that were sent."""
        now = self._clock()
        self._handed.append((now, size))
        if self._filled is None and sum(size for _, size in self._handed) > self._most // 2:
            self._filled = now


def ssh_line(environment: Mapping[str, str]) -> SshLine | None:
    """Return the line that this program is used over, where it is SSH and can be looked up."""
    try:
        away, away_port, here, here_port = environment.get("SSH_CONNECTION", "").split()
        ends = _spellings(here, here_port), _spellings(away, away_port)
    except ValueError:
        return None

    def look() -> int | None:
        return _waiting_bytes(*ends)

    if look() is None:
        return None
    return SshLine(look, monotonic)


def _spellings(address: str, port: str) -> set[str]:
    """Return an end of a connection as the kernel's tables write it. Raises ValueError.

    An address is written in words of four bytes, each as a number of this machine; one of IPv4
    may be in the table of IPv6, too.
    """
    packed = ip_address(address).packed
    spellings = set()
    for one in (packed, _IPV4_IN_IPV6 + packed):
        words = (one[place : place + 4] for place in range(0, len(one), 4))
        digits = "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)
        spellings.add(f"{digits}:{int(port):04X}")
    return spellings


def _waiting_bytes(here: set[str], away: set[str]) -> int | None:
    """Return what has not arrived of the connection between two ends; None: there is no such."""
    for table in _TABLES:
        try:
            with open(table, encoding="ascii") as file:
                lines = file.readlines()
        except OSError:
            continue
        for line in lines[1:]:
            _, one, other, _state, queues, *_ = line.split()
            if one in here and other in away:
                return int(queues.partition(":")[0], 16)
    return None
