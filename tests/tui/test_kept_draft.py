"""A draft on a disk that is slow: the line never says that it is not saved when it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from calmtui.content.library import Library
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.tui import draft_line
from tests.support.engine import Clock
from tests.support.failing_disk import Hung
from tests.support.reference import sees
from tests.support.screens import URGE, running, session_of

SEND, DESK = ("p", "4"), ("p", "3", *"Call me", "escape")
SLOW, KEPT = "Not saved yet: the disk is slow. You can go on.", "Kept as a draft."


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hung]:
    """A disk that answers when it is let go, and nobody waits for."""
    monkeypatch.setattr(draft_line, "_LOOK", 0.03)
    with monkeypatch.context() as patch:
        hung = Hung(patch)
        hung.go_on.set()
        yield hung
        hung.go_on.set()


async def becomes(pilot: Pilot[int], words: str) -> None:
    """Wait for words: what a thread does is seen when it is done."""
    for _ in range(1000):
        if words in sees(pilot.app):
            return
        await pilot.pause(0.01)
    raise AssertionError(f"no {words!r}:\n{sees(pilot.app)}")


def hang(pilot: Pilot[int], disk: Hung) -> None:
    """Let the disk answer no more."""
    session_of(pilot)._run.urge._state._files._write_timeout = 0.001
    disk.go_on.clear()


@pytest.mark.parametrize(
    "keys",
    [pytest.param(SEND, id="copied"), pytest.param(DESK, id="desk", marks=pytest.mark.slow)],
)
async def test_a_draft_that_is_saved_late_is_said_to_be_saved(
    library: Library,
    journal: Journal,
    time: Clock,
    tmp_path: Path,
    disk: Hung,
    keys: tuple[str, ...],
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, *keys) as pilot:
        hang(pilot, disk)
        await pilot.press("k")
        await becomes(pilot, SLOW)
        disk.go_on.set()
        await becomes(pilot, KEPT)
        assert DeviceStore(tmp_path / "state").get("draft")
