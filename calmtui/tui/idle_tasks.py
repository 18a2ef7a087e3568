"""Work after the first frames: none of it may hold them up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from textual.app import App

from calmtui.tui.runs import run_options

if TYPE_CHECKING:
    from calmtui.context import AppContext
    from calmtui.storage.device import DeviceStore
    from calmtui.storage.journal import Journal
    from calmtui.tui.painter import Painter
    from calmtui.tui.quickstart_recorder import QuickStartRequest

_OLD_CACHES = ("list.json", "shelf")
_SLICE = 0.02  # seconds between two frames that are made ready


def record_quickstarts(
    requests: Sequence[QuickStartRequest], painter: Painter, context: AppContext, app: App[int]
) -> None:
    """Record the frames of the next quick starts, one at a time beside whatever is on."""
    # Late: a private session records none.
    from calmtui.tui.quickstart_recorder import FrameCanvas, record_runs  # noqa: PLC0415 - speed

    canvas = FrameCanvas(*app.size, painter, run_options(context, from_home=False))
    frames = record_runs(requests, context.journal, canvas)
    loop = asyncio.get_running_loop()
    done = object()
    settings = context.settings

    def go_on() -> None:
        if context.settings is not settings:  # the frames to come would be out of date
            return
        if next(frames, done) is not done and app.is_running:
            loop.call_later(_SLICE, go_on)

    go_on()


def import_decision() -> None:
    """Import what ends a pause before a program, so that the program need not wait for it."""
    import calmtui.session.stages.decide  # noqa: F401, PLC0415


def tidy_up(context: AppContext, *, compacts: bool) -> None:
    """Put this device's files in order, each on a thread of its own.

    `compacts`: take what another machine has erased out of this one's journal, too.
    """
    journal, device = context.journal, context.device
    if compacts:
        _run_in_thread(journal.compact)
    if not context.is_private:
        _run_in_thread(lambda: _encrypt_pending(journal, device))
        _run_in_thread(lambda: _remove_old_caches(device))


def _encrypt_pending(journal: Journal, device: DeviceStore) -> None:
    """Encrypt what this device still has in plain text, where the journal is locked."""
    if journal.lock.is_on:
        # Nobody without a locked journal needs it.
        from calmtui.storage.encryption.convert import encrypt_pending  # noqa: PLC0415

        encrypt_pending(journal, device)


def _remove_old_caches(device: DeviceStore) -> None:
    """Remove what older versions saved of the routines they had read: nothing uses it any more."""
    for name in _OLD_CACHES:
        device.put(name, "")


def _run_in_thread(work: Callable[[], object]) -> None:
    """Work beside whatever is on, as a lock may have to be waited for.

    What fails is done at the next start.
    """

    def run() -> None:
        with suppress(OSError):
            work()

    Thread(target=run, daemon=True, name="afterwards").start()
