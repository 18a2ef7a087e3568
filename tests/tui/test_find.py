"""Ctrl+P: finds what there is where nothing runs and nothing is asked, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.tui.screens import base
from tests.support.engine import Clock
from tests.support.reference import Person, before
from tests.support.taps import tap, tap_key
from tests.support.ways import OVER, OVER_THE_SEA, WALKS, Setting, guide


def on_top(person: Person) -> str:
    return type(person.app.screen).__name__


@pytest.mark.slow
@pytest.mark.parametrize("under", ["sea", "orb"])
async def test_it_never_comes_over_a_guide(under: str, time: Clock, tmp_path: Path) -> None:
    async with before(guide(under)(Setting(time, tmp_path)), time) as person:
        await person.wait(2.5, 0.25)
        for over, back in (*OVER, *(OVER_THE_SEA if under == "sea" else ())):
            await person.press(*over.keys.split(), "ctrl+p", "colon")
            assert on_top(person) == over.screen
            await person.wait(1, 0.25)
            await person.press(*back.split())
            await person.wait(1, 0.25)
        await person.press("ctrl+p", "question_mark")
        assert "Ctrl+P" not in person.sees()
        assert on_top(person) == "KeysScreen"


@pytest.mark.parametrize(
    ("walk", "keys"),
    [
        ("unfinished", ""),
        ("locked", "l"),
        ("looked back on", "l enter d"),
        ("settings", "comma end k k k enter"),
        ("preview", ""),
    ],
)
async def test_it_never_comes_over_a_question(
    walk: str, keys: str, time: Clock, tmp_path: Path
) -> None:
    async with before(WALKS[walk][0](Setting(time, tmp_path)), time) as person:
        await person.press(*keys.split())
        asked = on_top(person)
        assert asked not in ("HomeScreen", "HistoryScreen", "SettingsScreen")
        await person.press("ctrl+p")
        assert on_top(person) == asked


async def test_what_is_typed_in_one_piece_chooses_what_it_says(time: Clock, tmp_path: Path) -> None:
    async with before(Setting(time, tmp_path).app(), time) as person:
        person.driver.feed(b"\x10country\r")
        while person.app.typeahead.is_busy:
            await person.pilot.pause()
        await person.pilot.pause()
        assert on_top(person) == "SettingsScreen"
        await person.press("right")
        assert (tmp_path / "settings.toml").read_text() == 'country = "US"\n'


@pytest.mark.slow
async def test_a_routine_is_shown_and_not_started(time: Clock, tmp_path: Path) -> None:
    async with before(Setting(time, tmp_path).app(), time) as person:
        await person.press("slash", "z", "z", "escape", "l", "ctrl+p", *"4-7-8", "enter")
        assert on_top(person) == "HomeScreen"
        assert "Four seconds in" in person.sees() or "4-7-8" in person.sees()
        await person.press("enter")
        assert person.app.runs.current is not None
        assert person.app.runs.current.routine.id == "four-seven-eight"


@pytest.mark.slow
async def test_without_ctrl_and_comma_there_is_a_way_by_taps(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "UNSEEN", 0.0)
    async with before(Setting(time, tmp_path).app(), time, (45, 20)) as person:
        assert await tap_key(person, "question_mark")
        assert await tap_key(person, "colon")
        assert on_top(person) == "FindScreen"
        rows = person.driver.terminal.text()
        await tap(person, 4, next(row for row, line in enumerate(rows) if "settings" in line))
        assert on_top(person) == "SettingsScreen"
        await tap(person, 4, 1)
        await person.press("left")
        assert (tmp_path / "settings.toml").read_text() == 'theme = "dusk"\n'


@pytest.mark.slow
async def test_help_is_a_tap_away_while_something_is_looked_for(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "UNSEEN", 0.0)
    async with before(Setting(time, tmp_path).app(), time, (45, 20)) as person:
        await person.press("ctrl+p", "b", "o")
        assert await tap_key(person, "ctrl+g")
        assert on_top(person) == "HelpScreen"
        await person.press("escape")
        assert on_top(person) == "FindScreen"
        assert "bo" in person.sees()
