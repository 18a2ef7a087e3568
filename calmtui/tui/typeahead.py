"""Pass on what was typed ahead, each key to whatever the one before it has brought.

A slow line brings many keys in one piece, and so does whoever types while the program starts.
Textual decides at once where they go: the words meant for a field that a key opens would be keys
of the screen before it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic, process_time
from typing import TYPE_CHECKING, Any

from textual.dom import DOMNode
from textual.message import Message

if TYPE_CHECKING:
    from textual.app import App

# Those behind a key are passed on anyway after so many looks during which calmtui had nothing to
# do, and in any case when the longest has passed since the first. A computer that is merely slow,
# or busy with other programs, has the time that a key takes.
_IDLE_LOOKS = 20
_LOOK = 0.05  # seconds
_WORK = 0.001  # seconds of the processor in one look from which it was no idle one
_LONGEST = 15.0  # seconds
_ROUNDS = 3  # looks in a row that find nothing to do: what one handler sends, another may send on
_NOT_YET = 0.001  # seconds until a screen that is on its way is looked at again


class Typeahead:
    """Holds what was typed until everything before it is done."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._typed: deque[tuple[Message, bool]] = deque()
        self._in_piece = False
        self._task: asyncio.Task[None] | None = None
        self.key_number = 0  # of the key that is being handled
        # Whether it came in one piece with the one before it: nobody has seen what that brought.
        self.is_behind = False

    @property
    def is_busy(self) -> bool:
        """Whether something typed is not done yet."""
        return self._task is not None

    def add(self, message: Message) -> None:
        """Take a key, a click or a paste, as it comes."""
        loop = asyncio.get_running_loop()
        self._typed.append((message, self._in_piece))
        if not self._in_piece:
            self._in_piece = True
            loop.call_soon(self._end_piece)
        if self._task is None:
            self._task = loop.create_task(self._pass_on())

    def _end_piece(self) -> None:
        self._in_piece = False

    async def _pass_on(self) -> None:
        try:
            end = monotonic() + _LONGEST
            if self.key_number == 0:  # before the first screen has its places, a tap meets nothing
                await self._done(end)
            while self._typed:
                self._next()
                if not await self._done(end):
                    while self._typed:
                        self._next()
        finally:
            self._task, self.is_behind = None, False

    def _next(self) -> None:
        self.key_number += 1
        message, self.is_behind = self._typed.popleft()
        self._app.post_message(message)

    async def _done(self, end: float) -> bool:
        """Wait until nothing is to be done any more; say whether it came to that in time."""
        work = asyncio.create_task(self._at_rest())
        try:
            idle = 0
            while idle < _IDLE_LOOKS and monotonic() < end:
                used = process_time()
                await asyncio.wait([work], timeout=_LOOK)
                if work.done():
                    await work
                    return True
                idle += process_time() - used < _WORK
        finally:
            work.cancel()
        return False

    async def _at_rest(self) -> None:
        """Wait until nothing is to be done any more."""
        still = 0
        while still < _ROUNDS:
            nodes = self._nodes()
            # What is left in the queue of one that is closed stays there: to wait for it would let
            # nothing else have its turn.
            still_open = [node for node in nodes if await _through(node)]
            there = self._there and nodes == self._nodes()
            busy = any(node.message_queue_size for node in still_open)
            still = still + 1 if there and not busy else 0
            if not there:
                await asyncio.sleep(_NOT_YET)

    @property
    def _there(self) -> bool:
        """Whether the screen on top has all that is on it."""
        return bool(self._app.screen_stack) and self._app.screen_stack[-1].is_mounted

    def _nodes(self) -> list[DOMNode]:
        """Return who may handle a key: what has the focus, what it is in, the screen, the app."""
        if not self._app.screen_stack:
            return [self._app]
        screen = self._app.screen_stack[-1]
        within = screen.focused or screen
        return [*(node for node in within.ancestors_with_self if node is not self._app), self._app]


async def _through(node: DOMNode) -> bool:
    """Wait until all that a node was sent so far is done; return False where it is closed."""
    reached = asyncio.Event()
    if not node.call_later(reached.set):
        return False
    await reached.wait()
    return True
