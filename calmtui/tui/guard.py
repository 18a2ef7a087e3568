"""Signals, the vanished terminal, the last record: a run that is cut off is kept and the terminal put back."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

_GRACE = 1.5  # seconds for a clean end before the watchdog ends the process
# Mouse, focus and paste reports off, styles off, cursor on, main screen: what a full-screen program turns on.
_RESET = (
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?1015l\x1b[?1016l\x1b[?2004l\x1b[?2026l"
    b"\x1b[<u\x1b[0m\x1b[?25h\x1b[?1049l"
)


class Guard:
    """Ends the program when the line does. `record` writes the last record, `leave` asks the front end to end.

    `modes` are the terminal's as they were found, when someone has changed them already.
    """

    def __init__(self, record: Callable[[], None], leave: Callable[[], None], modes: list[Any] | None = None) -> None:
        self._record, self._leave = record, leave
        self._modes = modes
        self.signal: int | None = None

    def install(self) -> None:
        """Take SIGHUP and SIGTERM, and watch the terminal. Call it in the main thread, the terminal as it was found."""
        if self._modes is None:
            with contextlib.suppress(termios.error, ValueError, OSError):
                self._modes = termios.tcgetattr(sys.stdin.fileno())
        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, self._ended)
        threading.Thread(target=self._watch, daemon=True, name="terminal").start()

    def _watch(self) -> None:
        """Sleep until the terminal is gone; no wake-ups meanwhile. Not every vanished terminal sends SIGHUP."""
        poll = select.poll()
        poll.register(0, 0)  # hang-up and error are always reported
        with contextlib.suppress(OSError):
            poll.poll()
            os.kill(os.getpid(), signal.SIGHUP)

    def _ended(self, number: int, _: FrameType | None) -> None:
        if self.signal is not None:
            return
        self.signal = number
        threading.Thread(target=self._watchdog, daemon=True, name="watchdog").start()
        try:
            self._record()
        finally:
            self._leave()

    def _watchdog(self) -> None:
        time.sleep(_GRACE)
        self.restore()
        os._exit(128 + (self.signal or 0))

    def restore(self) -> None:
        """Put the terminal back without waiting for it."""
        with contextlib.suppress(OSError, termios.error):
            fd = os.open(os.ttyname(0), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
            os.write(fd, _RESET)
            if self._modes is not None:
                termios.tcsetattr(fd, termios.TCSANOW, self._modes)
