"""The app's terminal driver, writing into a pipe."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from textual import events

from calmtui.tui.textual_internals.driver import CalmDriver


class Told:
    """Stands for the app: remembers what the driver tells it."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.repaints = 0

    def post_message(self, message: Any) -> None:
        """As an app takes a message."""
        self.messages.append(message)

    def refresh(self, **_: object) -> None:
        """As an app paints everything again."""
        self.repaints += 1


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.set_blocking(write, False)
    yield read, write
    for fd in (read, write):
        os.close(fd)


def driver(write: int) -> tuple[CalmDriver, Told]:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT)}
    told = Told()
    made = CalmDriver(told)  # type: ignore[arg-type]
    for number, handler in handlers.items():
        signal.signal(number, handler)
    made.output.fd = write
    return made, told


def keys(told: Told) -> list[str]:
    return [message.key for message in told.messages if isinstance(message, events.Key)]
