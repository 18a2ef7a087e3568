"""What several tests share of urge_screens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from calmtui.config.settings import Person, Settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.session.session import Session
from calmtui.storage.device import State
from calmtui.storage.journal import Journal
from calmtui.tui.app import CalmApp
from tests.support.engine import Clock
from tests.support.reference import in_terminal

URGE = ("9", "h", "e", "y", "enter", "1", "enter", "1")


@asynccontextmanager
async def running(
    library: Library,
    journal: Journal,
    time: Clock,
    tmp_path: Path,
    *keys: str,
    size: tuple[int, int] = (80, 24),
    id: str | None = "ride-the-urge",
    **more: Any,
) -> AsyncIterator[Pilot[int]]:
    state, settings = (
        State(tmp_path / "state"),
        Settings(people=(Person("a friend", "call her"),), things=("a bath",)),
    )
    mine = SupportList.of(settings, tmp_path / "settings.toml")
    first = None
    if id is not None:
        first = Session(
            library.find(id), journal, time.clock, time.now, quick=True, state=state, mine=mine
        )
    app = CalmApp(
        library,
        journal,
        settings,
        time.clock,
        time.now,
        first=first,
        state=state,
        mine=mine,
        **more,
    )
    async with in_terminal(app, size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        yield pilot


def session_of(pilot: Pilot[int]) -> Session:
    assert isinstance(pilot.app, CalmApp)
    assert pilot.app.session is not None
    return pilot.app.session
