"""A terminal that takes what is sent in pieces of any size, or not at all for a while."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

import pytest

from calmtui.tui.slow_page import SlowPage
from calmtui.tui.ssh_line import SshLine
from calmtui.tui.taps import key_event
from tests.support.reference import Person
from tests.support.terminal import whole_sequences

LOOK = 0.05  # seconds between two looks of the app at a slow line
_PATIENCE = 200  # rounds in which what is late must have come


class TornLine:
    """Between the app of a person and the terminal: `room` is how many bytes it takes now.

    `ssh`: the app looks up what has not arrived, and brings its pages in pieces.
    """

    def __init__(self, person: Person, patch: pytest.MonkeyPatch, *, ssh: bool) -> None:
        self.person = person
        self.room: int | None = None  # None: any number
        self.on_way = 0  # bytes that nobody has confirmed
        self._output: Any = person.driver.output
        self._loop = asyncio.get_running_loop()
        self._reads_again: Callable[[], None] | None = None
        self._look: Callable[[], None] | None = None
        self._cut = b""
        self._write = os.write
        person.driver.terminal  # noqa: B018 - the terminal is fed with what was sent by now
        del self._output._push  # the real one
        vars(self._output)["_loop"] = self
        patch.setattr(os, "write", self._take)
        if ssh:
            line = SshLine(lambda: self.on_way, person.time.clock)
            self._output._slow = SlowPage(self._output.shown, line)

    # What the app asks of its loop

    def call_soon(self, callback: Callable[[], None]) -> None:
        self._loop.call_soon(callback)

    def call_later(self, _seconds: float, callback: Callable[[], None]) -> object:
        self._look = callback
        return self

    def add_writer(self, _fd: int, callback: Callable[[], None]) -> None:
        self._reads_again = callback

    def remove_writer(self, _fd: int) -> None:
        self._reads_again = None

    def _take(self, fd: int, data: bytes) -> int:
        if fd != self._output.fd:
            return self._write(fd, data)
        if self.room == 0:
            raise BlockingIOError
        taken = data[: self.room]
        if self.room is not None:
            self.room -= len(taken)
        self.on_way += len(taken)
        self._cut += taken
        whole = whole_sequences(self._cut)
        self.person.driver._waiting.append(whole)
        self._cut = self._cut[len(whole) :]
        return len(taken)

    # What happens to it

    def takes(self, room: int | None) -> None:
        """Take so many bytes from now on, and tell the app that there is room."""
        self.room = room
        if self._reads_again is not None and room != 0:
            self._reads_again()

    def confirm(self) -> None:
        """Confirm all that was sent, and let the app look."""
        self.on_way = 0
        look, self._look = self._look, None
        if look is not None:
            look()

    def types(self, key: str) -> None:
        """Have a key come from the terminal."""
        event = key_event(key)
        event.set_sender(self.person.app)
        self._output.note_key()
        self.person.driver.send_message(event)

    async def turns(self, count: int) -> None:
        """Let the loop turn so often, and nothing more."""
        for _ in range(count):
            await asyncio.sleep(0)

    async def calm(self) -> None:
        """Let everything come to rest on a line that takes all."""
        for _ in range(_PATIENCE):
            self.takes(None)
            await self.person.pilot.pause()
            self.person.time.go(LOOK)
            self.confirm()
            if self._output.keeping_up and self._look is None and not self._output._batch:
                break
        await self.person.pilot.pause()
