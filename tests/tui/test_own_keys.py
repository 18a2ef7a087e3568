"""Keys of a person's own: they work, they are shown, and a tap on what is shown is the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.config.own_keys import read_own_keys
from calmtui.config.settings import Settings
from calmtui.storage.journal import Journal
from calmtui.text.own_keys import key_for
from calmtui.tui.screens import base
from calmtui.tui.screens.home import HomeScreen
from calmtui.tui.screens.run import RunScreen
from tests.support.engine import Clock, routine
from tests.support.reference import before
from tests.support.routine_texts import HOLD
from tests.support.screens import calm
from tests.support.taps import find_and_tap
from tests.support.ways import Setting


def own(**keys: object) -> Settings:
    def refuse(*told: str) -> None:
        raise AssertionError(told)

    names = {name.replace("__", "."): key for name, key in keys.items()}
    return Settings(keys=read_own_keys(names, refuse))


KEYS = own(
    home__urge="x", home__look_back="f5", home__keys="f1", run__next="p", run__passed="n",
    run__pause="ctrl+b", run__leave_out="f2", app__find_anything="f3", run__time=",",
)  # fmt: skip


async def test_a_run_obeys_and_shows_them(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(HOLD), settings=KEYS) as person:
        await person.press("6")
        seen = person.sees()
        assert "Ctrl+B pause" in " ".join(seen.split())
        assert "p next" in " ".join(seen.split())
        await person.press("space", "t")
        assert "paused" not in person.sees().lower()
        await person.press("ctrl+b")
        assert "paused" in person.sees().lower()
        await person.press("ctrl+b", "comma")
        assert "left" in person.sees()
        screen = person.app.screen
        assert isinstance(screen, RunScreen)
        step = screen.session.step
        await person.press("n")
        assert screen.session.step == step
        await person.press("p")
        assert screen.session.step != step or "next" not in screen.doable()


async def test_what_shares_a_key_keeps_it_where_the_other_has_its_own(
    journal: Journal, time: Clock
) -> None:
    async with calm(journal, time, first=routine(HOLD), settings=KEYS) as person:
        active = person.app.screen.active_bindings
        assert active["o"].binding.id == "run.open"
        assert active["f2"].binding.id == "run.leave_out"


@pytest.mark.slow
async def test_they_are_tapped_where_they_are_shown(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "UNSEEN", 0.0)
    setting = Setting(time, tmp_path)
    app = setting.app()
    app.context.settings = KEYS
    app = type(app)(app.context)
    async with before(app, time) as person:
        assert "x urge" in " ".join(person.sees().split())
        assert "F5 look back" in " ".join(person.sees().split())
        assert "u urge" not in " ".join(person.sees().split())
        await person.press("u")
        assert isinstance(person.app.screen, HomeScreen)
        await person.press("question_mark")
        words = " ".join(person.sees().split())
        assert "F5 look back" in words
        assert "F1 ? the keys of this screen" in words
        assert "F3 find anything" in words
        await person.press("escape", "f1")
        assert "the keys of this screen" in person.sees()
        await person.press("escape")
        assert await find_and_tap(person, "x")
        await person.wait(1)
        assert isinstance(person.app.screen, RunScreen)
        assert not person.differences()


async def test_a_keyboard_that_is_not_latin_has_them_too(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(HOLD), settings=KEYS) as person:
        await person.press("6")
        screen = person.app.screen
        assert isinstance(screen, RunScreen)
        step = screen.session.step
        await person.press("т")  # where n is: it passed, which does nothing here
        assert screen.session.step == step
        await person.press("з")  # where p is
        assert screen.session.step != step or "next" not in screen.doable()


async def test_an_app_without_them_has_the_usual_ones_again(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, settings=KEYS):
        assert key_for("home.urge", "u") == "x"
    async with calm(journal, time, settings=Settings()):
        assert key_for("home.urge", "u") == "u"
