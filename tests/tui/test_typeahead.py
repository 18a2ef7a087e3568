"""Many keys in one piece, as a slow line brings them: each is for what the one before it has
brought.
"""

from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from textual.pilot import Pilot

from calmtui.content.library import Library
from calmtui.session.scene import AskScene, RateScene
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.tui import typeahead as ahead
from calmtui.tui.app import CalmApp
from calmtui.tui.screens.home import HomeScreen
from calmtui.tui.screens.message_desk import DeskField, MessageDeskScreen
from calmtui.tui.screens.run import RunScreen
from tests.support.engine import Clock
from tests.support.reference import sees
from tests.support.screens import URGE, running, session_of


async def typed(pilot: Pilot[int], *pieces: str) -> CalmApp:
    """Type pieces, one right behind the other, and wait until all is done."""
    app = pilot.app
    assert isinstance(app, CalmApp)
    assert app._driver is not None
    for piece in pieces:
        app._driver.feed(piece.encode())  # type: ignore[attr-defined]
    while app.typeahead.is_busy:
        await asyncio.sleep(0)
    await pilot.pause()
    return app


@pytest.mark.parametrize("pieces", [("7are q you !x there\r",), ("7", "are q you !", "x there\r")])
async def test_words_behind_a_rating_are_written_into_the_field_it_brings(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, pieces: tuple[str, ...]
) -> None:
    async with running(library, journal, time, tmp_path) as pilot:
        app = await typed(pilot, *pieces)
        assert isinstance(app.screen, RunScreen)
        assert (
            DeviceStore(tmp_path / "state").run_files.parked_text(session_of(pilot).id)
            == "are q you !x there"
        )
        assert not isinstance(session_of(pilot).scene(), AskScene | RateScene)
    assert [r["pull"] for r in journal.records() if r["what"] == "rated"] == [7]


@pytest.mark.parametrize("rating", ["7", "10", "x"])
async def test_an_enter_in_one_piece_with_a_rating_confirms_it_and_skips_nothing(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, rating: str
) -> None:
    async with running(library, journal, time, tmp_path) as pilot:
        await typed(pilot, f"{rating}\rwords\r")
        assert (
            DeviceStore(tmp_path / "state").run_files.parked_text(session_of(pilot).id) == "words"
        )
    async with running(library, journal, time, tmp_path) as pilot:
        await typed(pilot, rating)
        await typed(pilot, "\r")  # later: the question was seen, and is skipped
        assert not isinstance(session_of(pilot).scene(), AskScene)


async def test_words_behind_the_key_that_starts_the_urge_are_not_home_s(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, id=None) as pilot:
        await typed(pilot, "u7quick, slow")
        assert isinstance(session_of(pilot).scene(), AskScene)
        assert "quick, slow" in sees(pilot.app)


@pytest.mark.slow
async def test_what_is_found_starts_and_its_question_is_answered(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, id=None) as pilot:
        app = await typed(pilot, "/box br\r\r7")
        assert app.runs.current is not None
        assert app.runs.current.routine.id == "box-breathing"
        assert not isinstance(app.runs.current.scene(), RateScene)
        await typed(pilot, "q\r/slee q")
        assert isinstance(app.screen, HomeScreen)
        assert "Find: slee q" in sees(app)


@pytest.mark.slow
async def test_the_lines_of_the_desk_take_what_is_typed_behind_its_key(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE) as pilot:
        app = await typed(pilot, "p3quick c\rk q\ta!")
        assert isinstance(app.screen, MessageDeskScreen)
        assert [entry.text for entry in app.screen.query(DeskField)][:3] == ["quick c", "k q", "a!"]


async def test_a_key_behind_one_that_takes_long_is_not_lost(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_node: object) -> bool:
        return await asyncio.Event().wait()

    async with running(library, journal, time, tmp_path) as pilot:
        monkeypatch.setattr(ahead, "_through", never)
        monkeypatch.setattr(ahead, "process_time", lambda: 0.0)  # it has nothing to do
        monkeypatch.setattr(ahead, "_LOOK", 0)
        app = await typed(pilot, "7\x03")
        assert app.return_value == 130
    assert [r["pull"] for r in journal.records() if r["what"] == "rated"] == [7]


async def test_a_slow_computer_has_all_the_time_that_a_key_takes(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(library, journal, time, tmp_path) as pilot:
        monkeypatch.setattr(ahead, "process_time", count().__next__)  # it works all the time
        monkeypatch.setattr(ahead, "_LOOK", 0)
        monkeypatch.setattr(ahead, "_IDLE_LOOKS", 1)
        await typed(pilot, "7words\r")
        state = DeviceStore(tmp_path / "state")
        assert state.run_files.parked_text(session_of(pilot).id) == "words"


class Closed:
    """A screen, and its app, that are closed with something left in their queues."""

    message_queue_size = 1
    is_mounted = True
    focused = None
    asked = 0

    def __init__(self) -> None:
        self.screen_stack = [self]
        self.ancestors_with_self = [self]

    def call_later(self, *_: object) -> bool:
        self.asked += 1
        assert self.asked < 1000, "nothing else has its turn any more"
        return False


async def test_what_is_left_in_the_queue_of_one_that_is_closed_holds_up_nothing() -> None:
    app: Any = Closed()
    assert await ahead.Typeahead(app)._done(monotonic() + 10)
