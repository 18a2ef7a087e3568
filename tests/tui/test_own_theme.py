"""A theme of one's own on every screen, and the one that goes with the terminal's ground."""

from __future__ import annotations

import select
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from calmtui.config.settings import Settings
from calmtui.config.themes import theme_file
from calmtui.storage.paths import Paths
from calmtui.text.input_parser import GroundAnswer, InputParser
from calmtui.tui import quickstart_recorder
from calmtui.tui.ground_question import SOON
from tests.support.engine import Clock
from tests.support.reference import Person, before
from tests.support.themes import write
from tests.support.ways import Setting


def app_with(time: Clock, folder: Path, theme: str) -> Any:
    app = Setting(time, folder).app()
    context = app.context
    context.settings = replace(context.settings, theme=theme)
    context.config_folder = folder
    return type(app)(context)


async def test_a_theme_of_ones_own_is_on_every_screen(time: Clock, tmp_path: Path) -> None:
    write(tmp_path, ground="#101c14", text="#d8e0d0")
    async with before(app_with(time, tmp_path, "mine"), time) as person:
        assert person.app.palette.ground == "#101c14"
        assert not person.differences()
        await person.press("s")
        await person.wait(2)
        assert not person.differences()


@pytest.mark.slow
async def test_it_is_previewed_in_the_settings(time: Clock, tmp_path: Path) -> None:
    write(tmp_path, ground="#101c14")
    write(tmp_path, "faulty", text="#333333")
    async with before(app_with(time, tmp_path, "auto"), time) as person:
        await person.press("comma", "right")
        assert "mine" in person.sees()
        assert person.app.palette.ground == "#101c14"
        assert not person.differences()
        await person.press("right")
        assert person.app.palette.name == "dusk"  # the faulty one is not offered


async def test_a_theme_that_has_gone_leaves_the_dark_one(time: Clock, tmp_path: Path) -> None:
    write(tmp_path)
    theme_file(tmp_path, "mine").unlink()
    async with before(app_with(time, tmp_path, "mine"), time) as person:
        assert person.app.palette.name == "dusk"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("end", [b"\x07", b"\x1b\\"])
async def test_the_terminals_answer_is_taken_and_remembered(
    end: bytes, time: Clock, tmp_path: Path, bare: None
) -> None:
    async with before(app_with(time, tmp_path, "auto"), time) as person:
        question = person.driver.ground
        assert question.is_open
        assert person.app.palette.name == "dusk"
        question._clock = lambda: question._asked_at
        person.driver.feed(b"\x1b]11;rgb:ffff/f")
        person.driver.feed(b"fff/ffff" + end)
        await person.press()
        assert person.app.palette.name == "paper"
        assert person.app.context.device.get("ground") == "paper"
        assert not person.differences()
    async with before(app_with(time, tmp_path, "auto"), time) as person:
        assert person.app.palette.name == "paper"  # from the first frame on


@pytest.mark.parametrize("answer", [b"\x1b]11;garbage jj\x07", b"\x1b]11;\x1b\\"])
async def test_an_answer_that_makes_no_sense_is_nothing(
    answer: bytes, time: Clock, tmp_path: Path, bare: None
) -> None:
    async with before(app_with(time, tmp_path, "auto"), time) as person:
        seen = person.sees()
        await answered(person, answer, after=0.0)
        assert person.sees() == seen
        assert person.app.palette.name == "dusk"
        assert person.app.context.device.get("ground") == ""


WHITE = b"\x1b]11;rgb:ffff/ffff/ffff\x07"


async def answered(person: Person, answer: bytes, after: float) -> None:
    """Let the terminal answer so many seconds after it was asked."""
    question = person.driver.ground
    question._clock = lambda: question._asked_at + after
    person.driver.feed(answer)
    await person.press()


async def test_a_late_answer_holds_from_the_next_start_and_changes_nothing_now(
    time: Clock, tmp_path: Path, bare: None
) -> None:
    async with before(app_with(time, tmp_path, "auto"), time) as person:
        person.driver.terminal  # noqa: B018 - what comes from here on is looked at
        await answered(person, WHITE, after=SOON + 0.1)
        assert person.app.palette.name == "dusk"
        assert not person.driver.untaken
        assert person.app.context.device.get("ground") == "paper"


@pytest.mark.slow
@pytest.mark.parametrize(("after", "theme"), [(0.9, "paper"), (1.1, "dusk")])
async def test_whoever_has_just_chosen_it_waits_for_an_answer(
    after: float, theme: str, time: Clock, tmp_path: Path, bare: None
) -> None:
    async with before(app_with(time, tmp_path, "terminal"), time) as person:
        await person.press("comma", "right")
        while person.app.context.settings.theme != "auto":
            await person.press("right")
        await answered(person, WHITE, after)
        assert person.app.palette.name == theme


@pytest.mark.parametrize("name", ["TMUX", "STY"])
async def test_it_is_not_asked_where_another_may_answer(
    name: str, time: Clock, tmp_path: Path, bare: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "1")
    async with before(app_with(time, tmp_path, "auto"), time) as person:
        assert not person.driver.ground.is_open


async def test_it_is_not_asked_without_the_setting_nor_on_a_quick_launch(
    time: Clock, tmp_path: Path, bare: None
) -> None:
    setting = Setting(time, tmp_path, Settings(theme="auto"))
    urge = setting.app(setting.session(setting.library.find("ride-the-urge")))
    home = Setting(time, tmp_path / "usual").app()
    for app in (urge, home):
        async with before(app, time) as person:
            assert not person.driver.ground.is_open


@pytest.mark.parametrize(
    ("theme", "file"), [("dusk", ""), ("auto", "state/ground"), ("mine", "themes/mine.toml")]
)
def test_kept_frames_hold_as_long_as_their_colours(theme: str, file: str, tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path, tmp_path / "state")
    kept = quickstart_recorder._theme_files(paths, theme)
    assert [str(path.relative_to(tmp_path)) for path in kept] == list(filter(None, [file]))


@pytest.mark.parametrize("asked", [True, False])
async def test_whoever_leaves_at_once_leaves_no_answer_to_the_shell(
    asked: bool, time: Clock, tmp_path: Path, bare: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(select, "select", lambda *told: waits.append(told[3]))
    theme = "auto" if asked else "dusk"
    async with before(app_with(time, tmp_path, theme), time) as person:
        question = person.driver.ground
        question._clock = lambda: question._asked_at
        question.wait_for_answer(person.driver.fileno)
        assert waits == [pytest.approx(0.2)] * asked
        question._clock = lambda: question._asked_at + 1.0
        waits.clear()
        question.wait_for_answer(person.driver.fileno)
        assert not waits


def test_an_answer_is_an_answer_however_it_is_cut() -> None:
    for whole in ("\x1b]11;rgb:1/2/3\x07", "\x1b]11;rgb:1/2/3\x1b\\", "\x9d11;rgb:1/2/3\x9c"):
        for at in range(len(whole) + 1):
            parser = InputParser()
            tokens = [*parser.feed("j" + whole[:at]), *parser.feed(whole[at:] + "k")]
            assert tokens == ["j", "rgb:1/2/3", "k"], at
            assert isinstance(tokens[1], GroundAnswer)
    assert list(InputParser().feed("\x1b]11;rgb:1/2/3\rx")) == ["\r", "x"]  # it has no end
    assert list(InputParser().feed(f"\x1b]11;{'9' * 999}\x07x")) == ["x"]
    assert list(InputParser().feed("\x1b]10;rgb:1/2/3\x07x")) == ["x"]
