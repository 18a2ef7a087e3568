"""The app before an emulated terminal, at home, in a run or in an urge, on a clock moved by
hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from calmtui.config import settings as config
from calmtui.config.settings import Settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.content.routine import Routine
from calmtui.context import AppContext
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.tui.app import CalmApp
from calmtui.tui.screens.run import RunScreen
from tests.support.engine import Clock
from tests.support.reference import in_terminal, sees

Calm = Pilot[int]
URGE = ("9", "h", "e", "y", "enter", "1", "enter", "1")  # from the first question to the wait


class Person:
    """Who sits before the screen: presses keys, lets time pass, reads."""

    def __init__(self, pilot: Calm, time: Clock) -> None:
        self.pilot, self.time = pilot, time
        assert isinstance(pilot.app, CalmApp)
        self.app: CalmApp = pilot.app

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def wait(self, seconds: float) -> None:
        """Let time pass with a look at every second, and one frame."""
        for _ in range(int(seconds)):
            self.time.go(1)
            if isinstance(self.app.screen, RunScreen):
                self.app.screen.tick()
        await self.pilot.pause()

    def sees(self) -> str:
        """The words in the terminal, in reading order."""
        return sees(self.app)

    def card(self) -> str:
        """All that the card says, in one line, the part that must be scrolled to as well."""
        parts = (self.app.screen.query_one(part, Static) for part in ("#card", "#card-below"))
        return " ".join(word for part in parts for word in str(part.content).split())

    @property
    def moving(self) -> bool:
        """Whether the run will look at its clock again without a key."""
        coming = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]
        return any(
            isinstance(getattr(handle._callback, "__self__", None), RunScreen)
            for handle in coming
            if not handle.cancelled()
        )


@asynccontextmanager
async def calm(
    journal: Journal, time: Clock, *, own: Path | None = None, first: Routine | None = None,
    quick: bool = False,
    size: tuple[int, int] = (80, 24), welcome: bool = False, settings: Settings | None = None,
    by_textual: bool = False,
) -> AsyncIterator[Person]:  # fmt: skip
    """The app on a clock moved by hand, at home or in a first run; `by_textual`: no cell goes past
    Textual.
    """
    library = Library(bundled_routines_path(), own or Path("/nonexistent"))
    session = Session(first, journal, time.clock, time.now, quick=quick) if first else None
    app = CalmApp(
        AppContext(library, journal, settings or Settings(), time.clock, time.now),
        first=session,
        welcome=welcome,
    )
    async with app.run_test(size=size) if by_textual else in_terminal(app, size) as pilot:
        await pilot.pause()
        yield Person(pilot, time)


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
    """The app in an urge, or at home, with the keys typed; it has a person and a thing to do."""
    state, settings = (
        DeviceStore(tmp_path / "state"),
        Settings(people=(config.Person("a friend", "call her"),), things=("a bath",)),
    )
    mine = SupportList.of(settings, tmp_path / "settings.toml")
    first = None
    if id is not None:
        first = Session(
            library.find(id), journal, time.clock, time.now, quick=True, state=state, mine=mine
        )
    app = CalmApp(
        AppContext(library, journal, settings, time.clock, time.now, device=state, support=mine),
        first=first,
        **more,
    )
    async with in_terminal(app, size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        yield pilot


def session_of(pilot: Pilot[int]) -> Session:
    assert isinstance(pilot.app, CalmApp)
    assert pilot.app.runs.current is not None
    return pilot.app.runs.current


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "routines"
    folder.mkdir()
    return folder
