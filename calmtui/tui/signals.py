"""Signals and the vanished terminal: save an interrupted run, and restore the terminal."""

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
from calmtui.end_signals import END_SIGNALS, exit_code

# Seconds after which the loop is taken to be stuck: the record is written without it.
_LOOP_TIMEOUT = 0.4
# Seconds that the record may take: a lock is waited for that long, a disk that hangs is not.
_DISK_TIMEOUT = 2.0
# Seconds for a clean end after the record, before the watchdog ends the process.
_GRACE = 0.4
# Mouse, focus and paste reports off, styles off, cursor on, main screen: what a full-screen program
# turns on. 47: the screen may have been left already.
_RESET = (
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?1015l\x1b[?1016l"
    b"\x1b[?2004l\x1b[?2026l\x1b[<u\x1b[?7h\x1b[?47h"
    + terminal.ERASE_SCREEN
    + b"\x1b[?1049l\x1b[?25h"
)


class SignalGuard:
    """Ends the program when the line does, or a signal says so.

    Attributes:
        signal: The one that ends the program; None while none does.
    """

    def __init__(
        self,
        record: Callable[[int], None],
        leave: Callable[[], None],
        loop: Callable[[], AbstractEventLoop | None],
        away: Callable[[], bool] = lambda: False,
        modes: list[Any] | None = None,
    ) -> None:
        """Make a guard.

        Args:
            record: Writes the last record; gets the number of the signal.
            leave: Asks the front end to end, from its own loop.
            loop: Returns that loop.
            away: Returns whether the terminal is the shell's at the moment, as it is while the
                program is suspended.
            modes: The terminal's as they were found, if someone has changed them already.
        """
        self._record, self._leave, self._loop, self._away = record, leave, loop, away
        self._modes = modes
        self._once = threading.Lock()
        self._is_recorded = threading.Event()
        self.signal: int | None = None

    def install(self) -> None:
        """Take the signals that end, and watch the terminal.

        Call it in the main thread, before anyone changes the terminal's modes.
        """
        if self._modes is None:
            self._modes = terminal.read_modes()
        for number in END_SIGNALS:
            signal.signal(number, self._ended)
        # The poll of macOS takes no terminals; the driver meets the end of its input there.
        if sys.platform != "darwin":
            threading.Thread(target=self._watch, daemon=True, name="terminal").start()

    def _watch(self) -> None:
        """Sleep until the terminal is gone: not every one that vanishes sends SIGHUP."""
        poll = select.poll()
        poll.register(0, 0)  # hang-up and error are always reported
        with contextlib.suppress(OSError):
            poll.poll()
            os.kill(os.getpid(), signal.SIGHUP)

    def _ended(self, number: int, _: FrameType | None) -> None:
        """Note the end; the loop writes the record, as here it could fall into another one."""
        if self.signal is not None:
            return
        self.signal = number
        threading.Thread(target=self._watchdog, daemon=True, name="watchdog").start()
        loop = self._loop()
        if loop is None:  # not yet, or no more
            self._write_record()
            self._exit()
        else:
            # The loop may just have closed: then what follows it writes the record.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self._write_record()
        self._leave()

    def _write_record(self) -> None:
        """Write the last record, once, whoever comes first."""
        if self._once.acquire(blocking=False):
            try:
                self._record(self.signal or 0)
            finally:
                self._is_recorded.set()

    def _watchdog(self) -> None:
        """End a program that does not end by itself: its loop, its disk or the way out is stuck."""
        if not self._is_recorded.wait(_LOOP_TIMEOUT):
            threading.Thread(target=self._write_record, daemon=True, name="record").start()
            self._is_recorded.wait(_DISK_TIMEOUT)
        threading.Event().wait(_GRACE)
        self._exit()

    def _exit(self) -> None:
        self.restore()
        os._exit(exit_code(self.signal or 0))

    def restore(self) -> None:
        """Put the terminal back without waiting for it, if it is ours to put back."""
        if self._away() or terminal.is_background_job():
            return
        fd = terminal.open_tty()
        terminal.write_final(fd, _RESET)
        terminal.set_modes(fd, self._modes)
