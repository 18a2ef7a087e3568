"""The far end of a pseudo-terminal: starts a program, keeps what it sends with its time, types keys, reads /proc."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType

from tests.bench.replay import Chunk, Replay

LIMIT = 20.0  # seconds after which a program is given up


@dataclass(frozen=True)
class Window:
    """What went on in some seconds: CPU seconds, wake-ups and write calls of the program, and what it sent."""

    seconds: float
    cpu: float
    wakeups: int
    writes: int
    chunks: list[Chunk]

    @property
    def size(self) -> int:
        """Bytes sent."""
        return sum(len(data) for _, data in self.chunks)


class Child:
    """A program on a terminal of its own. No query of it is answered. Times are seconds since it was started."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], columns: int = 80, rows: int = 24) -> None:
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.chunks: list[Chunk] = []
        self.replay = Replay(columns, rows)
        self._replayed = 0
        self.started = time.monotonic()
        self._process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)
        self._pid = self._process.pid
        self._gone = os.pidfd_open(self._pid)
        self._poll = select.poll()
        self._poll.register(self._master, select.POLLIN)
        self._poll.register(self._gone, select.POLLIN)

    def __enter__(self) -> Child:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()  # does nothing to one that has ended by itself
        self._process.wait()
        os.close(self._gone)
        os.close(self._master)

    def now(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def read(self, seconds: float) -> bool | None:
        """Wait for output and keep it; whether there was any, None when the program has ended."""
        events = dict(self._poll.poll(max(seconds, 0.0) * 1000))
        if events.get(self._master, 0) & select.POLLIN:
            data = os.read(self._master, 65536)
            self.chunks.append((self.now(), data))
            return True
        return None if self._gone in events else False

    def type(self, keys: str) -> float:
        """Type keys; gives the time."""
        at = self.now()
        os.write(self._master, keys.encode())
        return at

    def until(self, done: Callable[[Replay], bool], limit: float = LIMIT) -> float:
        """The time of the first output after which the screen is as wanted. Raises TimeoutError when it never is.

        The screen is made up only while the program is silent, so that it never waits for that.
        """
        end = self.now() + limit
        while self.now() < end:
            behind = self._replayed < len(self.chunks)
            said = self.read(0.003 if behind else 0.25)
            if said:
                continue
            while self._replayed < len(self.chunks):
                at, data = self.chunks[self._replayed]
                self._replayed += 1
                self.replay.feed(data)
                if done(self.replay):
                    return at
            if said is None:
                break
        raise TimeoutError("\n".join(self.replay.text()))

    def shows(self, *patterns: str) -> float:
        """The time when all of the patterns are on the screen."""
        return self.until(lambda replay: all(re.search(pattern, "\n".join(replay.text())) for pattern in patterns))

    def sent(self, until: float) -> int:
        """Bytes sent up to a time."""
        return sum(len(data) for at, data in self.chunks if at <= until)

    def watch(self, seconds: float) -> Window:
        """Do nothing but read for some seconds."""
        first, start = len(self.chunks), self.now()
        before = self._cpu(), self._wakeups(), self._writes()
        while (left := start + seconds - self.now()) > 0 and self.read(left) is not None:
            pass
        after = self._cpu(), self._wakeups(), self._writes()
        chunks = self.chunks[first:]
        return Window(
            self.now() - start, after[0] - before[0], after[1] - before[1], after[2] - before[2], chunks
        )  # fmt: skip

    def leave(self, keys: str) -> tuple[float, float]:
        """Type the keys that end the program: seconds to the screen left, and to the process gone."""
        first, typed = len(self.chunks), self.type(keys)
        while self.read(5.0) is True:
            pass
        gone = self.now() - typed
        left = [at for at, data in self.chunks[first:] if b"\x1b[?1049l" in data]
        return (left[0] - typed if left else gone), gone

    def ended(self) -> float:
        """The time when the program has ended by itself."""
        while self.read(LIMIT):
            pass
        return self.now()

    def peak(self) -> float:
        """The most memory so far, in bytes."""
        return self._field(f"/proc/{self._pid}/status", "VmHWM:") * 1024.0

    def _cpu(self) -> float:
        return time.clock_gettime((~self._pid << 3) | 2)  # the CPU clock of another process, to the nanosecond

    def _wakeups(self) -> int:
        threads = os.listdir(f"/proc/{self._pid}/task")
        return sum(
            self._field(f"/proc/{self._pid}/task/{thread}/status", "voluntary_ctxt_switches:") for thread in threads
        )

    def _writes(self) -> int:
        return self._field(f"/proc/{self._pid}/io", "syscw:")

    @staticmethod
    def _field(path: str, name: str) -> int:
        with open(path) as file:
            return next((int(line.split()[1]) for line in file if line.startswith(name)), 0)


def seconds_of(argv: Sequence[str], env: Mapping[str, str]) -> float:
    """How long a command takes whose output nobody looks at."""
    start = time.monotonic()
    subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - start
