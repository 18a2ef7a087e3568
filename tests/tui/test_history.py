"""The kept sessions on the screen: by day, and erased after one question."""

from __future__ import annotations

import os
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.history.sessions import fold_sessions
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.tui.app import CalmApp
from calmtui.tui.screens.erase import EraseScreen
from calmtui.tui.screens.history import HistoryScreen
from calmtui.tui.screens.home import HomeScreen
from tests.support.engine import Clock
from tests.support.folders import bytes_under
from tests.support.records import SECRET, append_session

SIZES = [(80, 24), (40, 12)]


@pytest.fixture
def app(tmp_path: Path, time: Clock) -> CalmApp:
    """Three sessions: one of the evening before, in another zone; two of today."""
    return made(tmp_path, time, Journal(tmp_path / "journal", tmp_path / "state"))


def made(tmp_path: Path, time: Clock, journal: Journal, **more: str) -> CalmApp:
    here = time.wall
    # The 23rd there, the 24th here.
    time.wall = (here - timedelta(hours=15)).astimezone(timezone(timedelta(hours=-8)))
    for routine in ("box-breathing", "five-senses", "ride-the-urge"):
        append_session(journal, time, routine, 7, 4)
        time.wall = here
        here += timedelta(minutes=3)
    library = Library(bundled_routines_path(), tmp_path / "routines")
    state = DeviceStore(tmp_path / "state")
    settings = Settings(**more)  # type: ignore[arg-type]
    return CalmApp(AppContext(library, journal, settings, time.clock, time.now, device=state))


def rows(app: CalmApp) -> list[str]:
    return [str(option.prompt).rstrip() for option in app.screen.query_one(OptionList).options]


def note(app: CalmApp) -> str:
    return str(app.screen.query_one("#history-note", Static).visual)


def kept(app: CalmApp) -> list[str]:
    return [past.routine for past in fold_sessions(app.context.journal.records())]


async def settle(pilot: Pilot[int], screen: type) -> None:
    """Wait until what a thread has found out is on the screen."""
    for _ in range(600):
        await pilot.pause(0.05)
        if isinstance(pilot.app.screen, screen) and not any(
            worker.is_running for worker in pilot.app.workers if screen is not EraseScreen
        ):
            return
    pytest.fail(f"no {screen.__name__}")


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["dusk", "paper"])
async def test_sessions_stand_by_the_day_they_had_where_they_were(
    tmp_path: Path, time: Clock, size: tuple[int, int], theme: str
) -> None:
    app = made(tmp_path, time, Journal(tmp_path / "journal", tmp_path / "state"), theme=theme)
    async with app.run_test(size=size) as pilot:
        await pilot.press("l", "enter")
        await pilot.pause()
        assert isinstance(app.screen, HistoryScreen)
        listed = [line for line in rows(app) if line]
        assert [line for line in listed if not line.startswith(" ")] == [
            "Tuesday 24 November",
            "Monday 23 November",
        ]
        assert [line.split()[:2] for line in listed if line.startswith(" ")] == [
            ["22:44", "ride-the-urge"], ["22:41", "five-senses"], ["22:41", "box-breathing"],
        ]  # fmt: skip
        details = "7 before, 4 after"
        if size[0] == 80:
            assert all(
                details in line and line.endswith("completed, 1:00")
                for line in listed
                if line.startswith(" ")
            )
            assert note(app) == ""
        else:
            assert note(app) == f"{details}, completed, 1:00"
        assert all(len(line) <= size[0] - 2 for line in listed)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
async def test_one_is_erased_after_a_question_and_home_forgets_it(
    app: CalmApp, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.history.last_of("five-senses") is not None
        await pilot.press("l", "enter", "j", "d")
        await settle(pilot, EraseScreen)
        text = "\n".join(str(part.visual) for part in app.screen.query(Static))
        assert "Erase this session?" in text
        assert "Tuesday 24 November, 22:41, five-senses" in text
        assert "Syncthing" in text
        assert app.screen.query_one("#erase-keys").region.bottom <= size[1]
        await pilot.press("escape")
        await settle(pilot, HistoryScreen)
        assert len(kept(app)) == 3  # kept
        await pilot.press("d")
        await settle(pilot, EraseScreen)
        await pilot.press("enter")
        await settle(pilot, HistoryScreen)
        assert note(app) == "Erased."
        assert kept(app) == ["ride-the-urge", "box-breathing"]
        assert not any("five-senses" in line for line in rows(app))
        assert b"five-senses" not in bytes_under(tmp_path)
        await pilot.press("k", "k")
        assert note(app) != "Erased."
        await pilot.press("l", "l")
        await pilot.pause()
        assert app.history.last_of("five-senses") is None


@pytest.mark.parametrize("size", SIZES)
async def test_german_has_room_too(app: CalmApp, size: tuple[int, int], german: Library) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("l", "enter")
        await pilot.pause()
        ends = (
            ("abgeschlossen, 1:00",)
            if size[0] == 80
            else ("ride-the-urge", "five-senses", "box-breathing")
        )
        assert all(line.endswith(ends) for line in rows(app) if line.startswith(" "))
        assert len(str(app.screen.query_one("#history-keys", Static).visual)) <= size[0] - 2
        await pilot.press("D")
        await settle(pilot, EraseScreen)
        keys = str(app.screen.query_one("#erase-keys", Static).visual)
        assert keys == "Enter  löschen      Esc  behalten      !  Hilfe"
        assert app.screen.query_one("#erase-keys").region.bottom <= size[1]


async def test_everything_is_erased_after_a_question(app: CalmApp, tmp_path: Path) -> None:
    app.context.device.put("draft", SECRET)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "enter", "D")
        await settle(pilot, EraseScreen)
        text = "\n".join(str(part.visual) for part in app.screen.query(Static))
        assert "3 sessions, from Monday 23 November to Tuesday 24 November." in text
        assert "The draft and the words you parked are erased too." in text
        await pilot.press("enter")
        await settle(pilot, HistoryScreen)
        assert rows(app) == []
        assert note(app) == "Erased."
        assert kept(app) == []
        assert SECRET.encode() not in bytes_under(tmp_path)
        await pilot.press("escape")
        await pilot.pause()
        first = app.history.suggestions(app.context.library, app.context.now())[0]
        assert "high" not in first.reason


async def test_everything_of_one_day_names_the_day_once(tmp_path: Path, time: Clock) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    append_session(journal, time, "box-breathing", 7, 4)
    state = DeviceStore(tmp_path / "state")
    app = CalmApp(
        AppContext(
            Library(bundled_routines_path(), None),
            journal,
            Settings(),
            time.clock,
            time.now,
            device=state,
        )
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "enter", "D")
        await settle(pilot, EraseScreen)
        text = "\n".join(str(part.visual) for part in app.screen.query(Static))
        assert "1 session, Tuesday 24 November." in text


async def test_where_nothing_is_kept_it_says_so(tmp_path: Path, time: Clock) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    app = CalmApp(
        AppContext(
            Library(bundled_routines_path(), tmp_path), journal, Settings(), time.clock, time.now
        )
    )
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("l", "enter", "d", "j", "k", "enter")
        await pilot.pause()
        assert str(app.screen.query_one("#body", Static).visual) == "No sessions saved yet."


async def test_a_run_in_another_terminal_stays(app: CalmApp, tmp_path: Path) -> None:
    session = fold_sessions(app.context.journal.records())[0].session
    other = DeviceStore(tmp_path / "state")
    other.run_files.claim(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "enter", "d")
        await settle(pilot, HistoryScreen)
        assert note(app) == "It is running in another terminal; end it there first."
    assert len(kept(app)) == 3


async def test_a_private_run_erases_nothing(tmp_path: Path, time: Clock) -> None:
    made(tmp_path, time, Journal(tmp_path / "journal", tmp_path / "state"))
    app = CalmApp(
        AppContext(
            Library(bundled_routines_path(), tmp_path),
            Journal(tmp_path / "journal", tmp_path / "state", private=True),
            Settings(),
            time.clock,
            time.now,
        )
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "enter", "d")
        await settle(pilot, HistoryScreen)
        assert note(app).startswith("A private session writes nothing")
    assert len(kept(app)) == 3


@pytest.mark.slow
async def test_a_disk_that_refuses_is_said_and_the_text_goes_at_the_next_start(
    app: CalmApp, tmp_path: Path, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:  # until the app is gone: home tries again by itself
        patched.setattr("calmtui.storage.files.rewrite_file", refuse)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("l", "enter", "j", "d")
            await settle(pilot, EraseScreen)
            await pilot.press("enter")
            await settle(pilot, HistoryScreen)
            assert note(app).startswith("Only part of it was erased (no space left on device)")
            assert kept(app) == ["ride-the-urge", "box-breathing"]
    assert b"five-senses" in bytes_under(tmp_path)
    again = CalmApp(
        AppContext(app.context.library, app.context.journal, Settings(), time.clock, time.now)
    )
    async with again.run_test(size=(80, 24)) as pilot:
        for _ in range(600):  # home settles, and a thread does it
            await pilot.pause(0.05)
            if b"five-senses" not in bytes_under(tmp_path / "journal"):
                break
    assert b"five-senses" not in bytes_under(tmp_path / "journal")


async def test_odd_records_are_listed_and_hostile_text_is_data(app: CalmApp) -> None:
    for number, (at, title) in enumerate(
        [("", "[/] \x1b]0;x\x07"), ("7", "\u202eabc" * 90), ("9999-12-31T23:59:59Z", "漢字" * 40)]
    ):
        app.context.journal.append(
            {
                "v": 1,
                "id": f"odd{number}",
                "session": f"odd{number}",
                "at": at,
                "what": "begun",
                "title": title,
            },
            {
                "v": 1,
                "id": f"end{number}",
                "session": f"odd{number}",
                "at": at,
                "what": "ended",
                "how": "[b]" + os.sep,
            },
        )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "enter")
        await pilot.pause()
        assert "without a date" in rows(app)
        assert "Friday 31 December 9999" in rows(app)
        assert any("[/]" in line for line in rows(app))
        assert not any("\x1b" in line or "\u202e" in line for line in rows(app))


async def test_a_day_heads_the_list_once_for_a_traveller(tmp_path: Path, time: Clock) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    zones = (timezone(timedelta(hours=1)), timezone(timedelta(hours=-8)))
    for zone in (*zones, *zones):  # 22:41 here, 13:41 there: one day; then past midnight here alone
        time.wall = (time.wall + timedelta(minutes=50)).astimezone(zone)
        append_session(journal, time, "box-breathing", 7, 4)
    library = Library(bundled_routines_path(), tmp_path / "routines")
    app = CalmApp(
        AppContext(
            library,
            journal,
            Settings(),
            time.clock,
            time.now,
            device=DeviceStore(tmp_path / "state"),
        )
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "enter")
        await settle(pilot, HistoryScreen)
        heads = [row for row in rows(app) if row and not row.startswith(" ")]
        assert len(heads) == len(set(heads)) == 2
        assert sum(row.startswith("  ") for row in rows(app)) == 4
