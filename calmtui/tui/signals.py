"""Signals, the vanished terminal, the last record: a run that is cut off is kept and the terminal put back."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable
from types import FrameType
from typing import Any

from calmtui import terminal

_BUSY = 0.4  # seconds after which the loop is taken to be stuck: the record is written without it
_DISK = 2.0  # seconds that the record may take: a lock is waited for that long, a disk that hangs is not
_GRACE = 0.4  # seconds for a clean end after the record, before the watchdog ends the process
# Mouse, focus and paste reports off, styles off, cursor on, main screen: what a full-screen program turns on.
_RESET = (
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?1015l\x1b[?1016l\x1b[?2004l\x1b[?2026l"
    b"\x1b[<u\x1b[?7h\x1b[?47h"
    + terminal.ERASE_SCREEN
    + b"\x1b[?1049l\x1b[?25h"  # 47: it may have been left already
)


class SignalGuard:
    """Ends the program when the line does, or a signal says so.

    `record(number)` writes the last record; `leave()` asks the front end to end, from its own loop, which `loop()`
    gives; `away()` says whether the terminal is the shell's at the moment, as it is while the program is suspended.
    `modes` are the terminal's as they were found, when someone has changed them already.
    """

    def __init__(
        self,
        record: Callable[[int], None],
        leave: Callable[[], None],
        loop: Callable[[], AbstractEventLoop | None],
        away: Callable[[], bool] = lambda: False,
        modes: list[Any] | None = None,
    ) -> None:
        self._record, self._leave, self._loop, self._away = record, leave, loop, away
        self._modes = modes
        self._once = threading.Lock()
        self._kept = threading.Event()
        self.signal: int | None = None

    def install(self) -> None:
        """Take the signals that end, and watch the terminal. Call it in the main thread, the terminal as found."""
        if self._modes is None:
            self._modes = terminal.read_modes()
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ended)
        if (
            sys.platform != "darwin"
        ):  # whose poll takes no terminals; the driver meets the end of its input there
            threading.Thread(target=self._watch, daemon=True, name="terminal").start()

    def _watch(self) -> None:
        """Sleep until the terminal is gone; no wake-ups meanwhile. Not every vanished terminal sends SIGHUP."""
        poll = select.poll()
        poll.register(0, 0)  # hang-up and error are always reported
        with contextlib.suppress(OSError):
            poll.poll()
            os.kill(os.getpid(), signal.SIGHUP)

    def _ended(self, number: int, _: FrameType | None) -> None:
        """Note the end. The record is left to the loop: here it could fall into the middle of another one."""
        if self.signal is not None:
            return
        self.signal = number
        threading.Thread(target=self._watchdog, daemon=True, name="watchdog").start()
        loop = self._loop()
        if loop is None:  # not yet, or no more
            self._keep()
            self._exit()
        else:
            with contextlib.suppress(
                RuntimeError
            ):  # just closed: what follows the loop keeps the record
                loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self._keep()
        self._leave()

    def _keep(self) -> None:
        """Write the last record, once, whoever comes first."""
        if self._once.acquire(blocking=False):
            try:
                self._record(self.signal or 0)
            finally:
                self._kept.set()

    def _watchdog(self) -> None:
        """End a program that does not end by itself: its loop is stuck, its disk, or the way out."""
        if not self._kept.wait(_BUSY):
            threading.Thread(target=self._keep, daemon=True, name="record").start()
            self._kept.wait(_DISK)
        threading.Event().wait(_GRACE)
        self._exit()

    def _exit(self) -> None:
        self.restore()
        os._exit(128 + (self.signal or 0))

    def restore(self) -> None:
        """Put the terminal back without waiting for it, if it is ours to put back."""
        if self._away() or terminal.is_background_job():
            return
        fd = terminal.open_tty()
        terminal.write_final(fd, _RESET)
        terminal.set_modes(fd, self._modes)
