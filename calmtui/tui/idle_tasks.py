"""What an app does when its first frames are behind: none of it may hold them up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from calmtui.tui.painter import Painter, colours_of
from calmtui.tui.quickstart_recorder import QuickStartRequest, record

if TYPE_CHECKING:
    from calmtui.tui.app import CalmApp

_SLICE = 0.02  # seconds between two frames that are made ready


def record_quickstarts(app: CalmApp, wanted: tuple[QuickStartRequest, ...]) -> None:
    """Have the next quick launches ready, in slices beside whatever is on."""
    painter = Painter(app.palette, colours_of(app))
    slices = record(wanted, app.journal, app.look(from_home=False), *app.size, painter)
    loop = asyncio.get_running_loop()

    def go_on() -> None:
        if next(slices, app) is not app and app.is_running:
            loop.call_later(_SLICE, go_on)

    go_on()


def compact_journal(app: CalmApp) -> None:
    """What another machine has erased leaves this one's files."""
    _beside(app.journal.compact)


def encrypt_pending(app: CalmApp) -> None:
    """Seal what this device still has in plain text, where the journal is locked."""

    def work() -> None:
        if app.journal.lock.on:
            from calmtui.storage.encryption.convert import encrypt_pending

            encrypt_pending(app.journal, app.state)

    _beside(work)


def _beside(work: Callable[[], object]) -> None:
    """In a thread beside whatever is on, as a lock may have to be waited for; what fails is done at the next start."""

    def run() -> None:
        with suppress(OSError):
            work()

    Thread(target=run, daemon=True, name="afterwards").start()
