"""The far end of a pseudo-terminal: run a program, record what it sends and when, type keys."""

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
from pathlib import Path

from benchmarks.replay import Chunk, Replay

LIMIT = 20.0  # seconds after which a program is given up
_LEAVE = b"\x1b[?1049l"  # the main screen again
_SILENCE = 0.003  # seconds after which the screen is made up
_LOOK = 0.25  # seconds between two looks at the clock


@dataclass(frozen=True)
class Window:
    """Some seconds of a program: its CPU seconds, wake-ups and write calls, and bytes sent."""

    seconds: float
    cpu: float
    wakeups: int
    writes: int
    size: int


class Child:
    """A program on a terminal of its own, whose queries stay without an answer.

    Times are seconds since it was started.
    """

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], columns: int = 80, rows: int = 24
    ) -> None:
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

    def __exit__(self, *_: object) -> None:
        self._process.kill()  # does nothing to one that has ended by itself
        self._process.wait()
        os.close(self._gone)
        os.close(self._master)

    def now(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.started

    def read(self, seconds: float) -> bool | None:
        """Wait for output; return whether there was any, None when the program has ended."""
        events = dict(self._poll.poll(max(seconds, 0.0) * 1000))
        if events.get(self._master, 0) & select.POLLIN:
            data = os.read(self._master, 65536)
            self.chunks.append((self.now(), data))
            return True
        if self._gone in events:
            return None
        return False

    def type(self, keys: str) -> float:
        """Type keys; return the time."""
        at = self.now()
        os.write(self._master, keys.encode())
        return at

    def until(self, done: Callable[[Replay], bool], limit: float = LIMIT) -> float:
        """Return the time of the first output after which the screen is as wanted.

        The screen is made up only while the program is silent, so that it never waits for that.

        Raises:
            TimeoutError: It never was.
        """
        end = self.now() + limit
        while self.now() < end:
            is_behind = self._replayed < len(self.chunks)
            has_output = self.read(_SILENCE if is_behind else _LOOK)
            if has_output:
                continue
            while self._replayed < len(self.chunks):
                at, data = self.chunks[self._replayed]
                self._replayed += 1
                self.replay.feed(data)
                if done(self.replay):
                    return at
            if has_output is None:
                break
        raise TimeoutError("\n".join(self.replay.text()))

    def shows(self, *patterns: str) -> float:
        """Return the time when all of the patterns are on the screen."""
        return self.until(
            lambda replay: all(re.search(pattern, "\n".join(replay.text())) for pattern in patterns)
        )

    def sent(self, until: float) -> int:
        """Return the bytes sent up to a time."""
        return sum(len(data) for at, data in self.chunks if at <= until)

    def watch(self, seconds: float) -> Window:
        """Do nothing but read for some seconds."""
        first, start = len(self.chunks), self.now()
        cpu, wakeups, writes = self._counters()
        while (left := start + seconds - self.now()) > 0 and self.read(left) is not None:
            pass
        after = self._counters()
        size = sum(len(data) for _, data in self.chunks[first:])
        return Window(
            self.now() - start, after[0] - cpu, after[1] - wakeups, after[2] - writes, size
        )

    def leave(self, keys: str) -> tuple[float, float]:
        """Type the keys that end the program.

        Return the seconds until it has left the screen, and until the process has ended.
        """
        first, typed = len(self.chunks), self.type(keys)
        while self.read(5.0) is True:
            pass
        gone = self.now()
        left = next((at for at, data in self.chunks[first:] if _LEAVE in data), gone)
        return left - typed, gone - typed

    def ended(self) -> float:
        """Return the time when the program has ended by itself."""
        while self.read(LIMIT):
            pass
        return self.now()

    def peak(self) -> float:
        """Return the most memory so far, in bytes."""
        return self._field("status", "VmHWM:") * 1024.0

    def _counters(self) -> tuple[float, int, int]:
        # The CPU clock of another process, to the nanosecond.
        cpu = time.clock_gettime((~self._pid << 3) | 2)
        threads = os.listdir(f"/proc/{self._pid}/task")
        wakeups = sum(
            self._field(f"task/{thread}/status", "voluntary_ctxt_switches:") for thread in threads
        )
        return cpu, wakeups, self._field("io", "syscw:")

    def _field(self, file: str, name: str) -> int:
        lines = Path(f"/proc/{self._pid}/{file}").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
