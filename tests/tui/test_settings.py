"""The settings on the screen: what changes at once, and what is recorded no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calmtui.config.settings import Settings
from calmtui.text.i18n import set_language
from calmtui.tui import idle_tasks, quickstart_recorder
from calmtui.tui.painter import Painter, colours_of
from calmtui.tui.screens import base
from tests.support.engine import Clock
from tests.support.reference import before
from tests.support.taps import tap, tap_key
from tests.support.ways import Setting


@pytest.mark.slow
async def test_another_theme_is_on_at_once_on_every_screen(time: Clock, tmp_path: Path) -> None:
    async with before(Setting(time, tmp_path).app(), time) as person:
        dusk = person.app.palette.ground
        await person.press("comma", "right")
        assert person.app.palette.name == "paper"
        assert not person.differences()
        await person.press("escape")
        assert not person.differences()
        assert person.app.palette.ground != dusk
        await person.press("s")
        await person.wait(2)
        assert not person.differences()


async def test_what_is_off_the_list_is_said_where_the_cursor_is(
    time: Clock, tmp_path: Path
) -> None:
    async with before(Setting(time, tmp_path).app(), time) as person:
        await person.press("comma", "right")
        assert "Saved. It takes effect at once." in person.sees()
        await person.press("down")
        assert "Saved." not in person.sees()
        assert "Less: words and a line" in person.sees()


@pytest.mark.slow
async def test_a_long_value_goes_on_below_itself(time: Clock, tmp_path: Path) -> None:
    set_language(("de",))
    try:
        async with before(Setting(time, tmp_path).app(), time, (40, 12)) as person:
            await person.press("comma")
            rows = person.sees().split("\n")
            first = next(y for y, row in enumerate(rows) if row.startswith(" Sprache "))
            assert rows[first].endswith("wie dieser")
            assert rows[first + 1].index("Computer") == rows[first].index("wie dieser")
    finally:
        set_language(())


@pytest.mark.slow
async def test_motion_and_sound_are_those_of_the_next_routine(time: Clock, tmp_path: Path) -> None:
    async with before(Setting(time, tmp_path).app(), time) as person:
        await person.press("comma", "j", "left", "j", "right", "escape", "s")
        await person.wait(2)
        screen: Any = person.app.screen
        assert screen._look.still
        assert screen._run_context.cues == "bell"


@pytest.mark.parametrize("changes", [False, True])
async def test_home_is_recorded_only_as_the_next_launch_shows_it(
    changes: bool, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[object] = []
    monkeypatch.setattr(quickstart_recorder, "record_home", lambda *all: recorded.append(all))
    async with before(Setting(time, tmp_path).app(), time) as person:
        if changes:
            await person.press("comma", *["down"] * 4, "right", "escape")
            assert 'language = "' in (tmp_path / "settings.toml").read_text()
        person.app._home_quickstart.record_for((tmp_path,))
    assert bool(recorded) is not changes


@pytest.mark.slow
async def test_private_is_said_on_home_and_nothing_more_is_written(
    time: Clock, tmp_path: Path
) -> None:
    at = Setting(time, tmp_path)
    async with before(at.app(), time) as person:
        await person.press("comma", "end", "right", "escape")
        assert "Private: nothing is saved." in person.sees()
        files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        await person.press("c", "m", "escape", "s")
        await person.wait(5)
        await person.press("escape", "escape")
        left = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        assert left == files


async def test_a_tap_changes_a_setting_and_a_wide_home_names_them(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "UNSEEN", 0.0)
    at = Setting(time, tmp_path, Settings(theme="paper"))
    async with before(at.app(), time, (120, 30)) as person:
        assert await tap_key(person, "comma")
        rows = person.driver.terminal.text()
        row, line = next((row, line) for row, line in enumerate(rows) if "motion" in line)
        for _tap in range(2):
            await tap(person, line.index("motion"), row)
        assert "motion = " in (tmp_path / "settings.toml").read_text()


@pytest.mark.slow
async def test_no_quick_start_is_drawn_by_settings_that_have_changed(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def frames(*_: object) -> Iterator[None]:
        while True:
            drawn.append(1)
            yield

    monkeypatch.setattr(quickstart_recorder, "record_runs", frames)
    monkeypatch.setattr(idle_tasks, "_SLICE", 0.001)
    async with before(Setting(time, tmp_path).app(), time) as person:
        app = person.app
        idle_tasks.record_quickstarts([], Painter(app.palette, colours_of(app)), app.context, app)
        await person.press("comma", "right")
        until_then = len(drawn)
        await person.pilot.pause(0.05)
        assert 0 < len(drawn) == until_then
