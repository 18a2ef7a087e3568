"""Lines of standard input that can be waited for with a limit, and the signals that end a run."""

from __future__ import annotations

import errno
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from calmtui.end_signals import END_SIGNALS
from calmtui.text.input_parser import clean_typed_line

TICK = 0.25  # seconds between two looks at the session while a line is awaited: well under its gap

# Typed ahead: while more than this waits, nothing is read.
_MAX_WAITING_LINES = 4096
_MAX_WAITING_CHARACTERS = 1 << 20
_MAX_LINE_BYTES = 64 * 1024
_READ_BYTES = 65536


class Terminated(BaseException):
    """The process was told to end."""


class TerminationSignals:
    """The signals that end a run: noted when they come, raised only where nothing is half done."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._may_raise = False

    def install(self) -> None:
        """Take the signals that end calmtui."""
        for number in END_SIGNALS:
            signal.signal(number, self.receive)

    def receive(self, number: int, _: FrameType | None) -> None:
        """Note the first signal; raise Terminated where that is allowed."""
        if self.number is None:
            self.number = number
            if self._may_raise:
                raise Terminated

    @contextmanager
    def raised_here(self) -> Iterator[None]:
        """Within this block a signal raises Terminated, also one that came before."""
        self._may_raise = True
        try:
            if self.number is not None:
                raise Terminated
            yield
        finally:
            self._may_raise = False


class LineInput:
    """Standard input as lines that can be waited for with a limit.

    `out_fd` is where the answers go: when nobody reads there any more, waiting raises OSError.
    """

    def __init__(self, fd: int, out_fd: int | None = None) -> None:
        self._fd, self._out_fd = fd, out_fd
        self._incomplete = b""
        self.signals = TerminationSignals()
        self.waiting: list[str] = []
        self.ended = False

    def wait(self, seconds: float) -> None:
        """Read what has come, waiting at most `seconds`.

        While many lines wait, nothing is read. An overlong line ends the input: no person types it.

        Raises:
            OSError: nobody reads the output any more.
        """
        # The read as well is interruptible: Ctrl+C makes the terminal forget what could be read.
        with self.signals.raised_here():
            descriptors = [] if self.ended or self._is_full else [self._fd]
            ready = select.select(descriptors, [], [], seconds)[0]
            data = os.read(self._fd, _READ_BYTES) if ready else b""
        if self._is_output_closed():
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        if ready:
            self._add(data)

    def _add(self, data: bytes) -> None:
        self.ended = not data or len(self._incomplete) > _MAX_LINE_BYTES
        *lines, self._incomplete = (self._incomplete + data).split(b"\n")
        if self.ended and self._incomplete:
            lines.append(self._incomplete)
            self._incomplete = b""
        self.waiting += [
            clean_typed_line(line.decode("utf-8", "surrogateescape")).strip() for line in lines
        ]

    @property
    def _is_full(self) -> bool:
        if len(self.waiting) > _MAX_WAITING_LINES:
            return True
        return sum(map(len, self.waiting)) > _MAX_WAITING_CHARACTERS

    def close(self) -> None:
        """Stop reading, and forget the lines that wait."""
        self.ended = True
        self.waiting.clear()

    def _is_output_closed(self) -> bool:
        # The poll of macOS takes no terminals.
        if self._out_fd is None or sys.platform == "darwin":
            return False
        poll = select.poll()
        poll.register(self._out_fd, 0)  # hang-up and error are always reported
        return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))
