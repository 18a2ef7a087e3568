"""What a person wrote, and who else might see it: pictures of the screen, an editor, whoever passes
by.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot

from calmtui.config.settings import Person, Settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.session.scene import GuideScene
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.tui.app import CalmApp
from calmtui.tui.widgets.text_field import TextField
from tests.support.engine import Clock, begin, pass_time, routine
from tests.support.terminal import Terminal, ended, modes, restored

ROUTINE = (
    'format = 1\ntitle = "Quiet"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = '
    '"s"\nrate = []\n'
    '[[steps]]\nkind = "ask"\ntext = "Write it here."\n'
    '[[steps]]\nkind = "breathe"\ntext = "Soft in."\ninhale = 300\nexhale = 300\nrounds = 1\n'
)


def app_of(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, *, blank: bool = True
) -> CalmApp:
    settings = Settings(people=(Person("zqxfriend", "call her"),), things=("zqxbath",), blank=blank)
    state, mine = (
        DeviceStore(tmp_path / "state"),
        SupportList.of(settings, tmp_path / "settings.toml"),
    )
    first = Session(
        library.find("ride-the-urge"),
        journal,
        time.clock,
        time.now,
        quick=True,
        state=state,
        mine=mine,
    )
    return CalmApp(
        AppContext(library, journal, settings, time.clock, time.now, device=state, support=mine),
        first=first,
    )


async def on_screen(pilot: Pilot[int]) -> str:
    """All that can be read on the screen, whichever widget shows it."""
    await pilot.pause()
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", pilot.app.export_screenshot())
    return " ".join(texts).replace("&#160;", " ")


async def look_away(pilot: Pilot[int]) -> str:
    pilot.app.post_message(events.AppBlur())
    return await on_screen(pilot)


async def come_back(pilot: Pilot[int]) -> str:
    pilot.app.post_message(events.AppFocus())
    return await on_screen(pilot)


TO_FIELD = ("9", *"zqxwords")
TO_WAIT = (*TO_FIELD, "enter", "1", "enter", "1")
# Keys to a screen, and a word of the person's that stands on it.
SCREENS = {
    "a field": (TO_FIELD, "zqxwords"),
    "the parked words": ((*TO_WAIT, "w"), "zqxwords"),
    "the choices": ((*TO_WAIT, "p"), "zqxwords"),
    "the words in full": ((*TO_WAIT, "p", "w"), "zqxwords"),
    "the words to copy": ((*TO_WAIT, "p", "4"), "zqxwords"),
    "the desk": ((*TO_WAIT, "p", "3", "1", *"zqxdesk"), "zqxdesk"),
    "the people": ((*TO_WAIT, "p", "5"), "zqxfriend"),
    "the help": ((*TO_WAIT, "exclamation_mark"), "zqxfriend"),
    "other things to do": ((*TO_WAIT, "p", "2", "enter"), "zqxbath"),
}
QUICK = ("a field", "the choices")


@pytest.mark.parametrize(
    "place", [p if p in QUICK else pytest.param(p, marks=pytest.mark.slow) for p in SCREENS]
)
async def test_another_window_in_front_hides_what_was_written(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, place: str
) -> None:
    keys, word = SCREENS[place]
    async with app_of(library, journal, time, tmp_path).run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        assert word in await on_screen(pilot)
        away = await look_away(pilot)
        assert "zqx" not in away
        time.go(1)
        pilot.app.refresh(layout=True)
        assert "zqx" not in await on_screen(pilot)
        assert word in await come_back(pilot)


async def test_words_are_shown_again_on_a_key_when_another_window_was_in_front_of_the_wait(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with app_of(library, journal, time, tmp_path).run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press(*TO_WAIT)
        await look_away(pilot)
        await come_back(pilot)
        await pilot.press("p")
        seen = await on_screen(pilot)
        assert "zqx" not in seen
        assert "w shows your words." in seen
        await pilot.press("w")
        assert "zqxwords" in await on_screen(pilot)
        await pilot.press("escape")
        assert "zqxwords" in await on_screen(pilot)


async def test_a_field_takes_keys_again_when_its_window_comes_back(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with app_of(library, journal, time, tmp_path).run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press(*TO_FIELD)
        await look_away(pilot)
        assert "zqxwords" in await come_back(pilot)
        await pilot.press("y", "e", "s")
        assert pilot.app.screen.query_one(TextField).text == "zqxwordsyes"


async def test_a_guide_goes_on_while_another_window_is_in_front(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with app_of(library, journal, time, tmp_path).run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press(*TO_WAIT)
        assert isinstance(pilot.app, CalmApp)
        assert pilot.app.runs.current is not None
        before = pilot.app.runs.current.scene()
        assert isinstance(before, GuideScene)
        text = before.moment.phase.text
        assert text.split()[0] in await look_away(pilot)
        time.go(4)
        scene = pilot.app.runs.current.scene()
        assert isinstance(scene, GuideScene)
        assert not scene.paused
        assert scene.moment.left < before.moment.left


async def test_without_the_setting_nothing_is_hidden(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with app_of(library, journal, time, tmp_path, blank=False).run_test(
        size=(100, 30)
    ) as pilot:
        await pilot.pause()
        await pilot.press(*TO_FIELD)
        assert "zqxwords" in await look_away(pilot)


def test_a_card_and_what_is_done_meanwhile_are_the_persons_own(
    journal: Journal, time: Clock
) -> None:
    timed = routine('[[steps]]\nkind = "say"\ntext = "Feel the floor."\nseconds = 10\n')
    waits = routine('[[steps]]\nkind = "say"\ntext = "zqxcard"\n')
    away = RenderOptions(away=True)
    for a, shows in ((timed, True), (waits, False)):
        session = begin(a, journal, time, quick=True)
        pass_time(session, time, 1)
        rows = draw_screen(session.scene(), a, 80, 24, away)
        text = "\n".join("".join(cell.char for cell in row) for row in rows)
        assert ("Feel the floor." in text) is shows
        assert "zqx" not in text


@pytest.mark.slow
def test_a_terminal_is_asked_to_tell_only_where_the_setting_says_so(tmp_path: Path) -> None:
    (tmp_path / "routines").mkdir()
    (tmp_path / "routines" / "quiet.toml").write_text(ROUTINE)
    with Terminal(tmp_path, "run", "quiet") as terminal:
        terminal.shows("Write it here.")
        terminal.types("\x03")
        assert terminal.ends(5) == 130
        assert 1004 not in {number for number, on in modes(terminal.sent).items() if on}
        assert b"\x1b[?1004h" not in terminal.sent
    (tmp_path / "settings.toml").write_text("blank = true\n")
    with Terminal(tmp_path, "run", "quiet") as terminal:
        terminal.shows("Write it here.")
        assert modes(terminal.sent)[1004]
        terminal.types("zqxwords")
        terminal.shows("zqxwords")
        terminal.types("\x1b[O")
        terminal.until(lambda: "zqx" not in terminal.text(), "words hidden")
        terminal.shows("Hidden until this window is in front again.")
        terminal.types("\x1b[I")
        terminal.shows("zqxwords")
        terminal.types("\r")
        terminal.shows("Soft in.")
        terminal.types("\x1b[O")
        terminal.types("t")  # a key is for the window that is in front, whatever the terminal told
        terminal.shows("left")
        terminal.types("\x03")
        assert terminal.ends(5) == 130
        restored(terminal)
        assert modes(terminal.sent)[1004] is False
    assert ended(tmp_path) == ["left early"] * 2


# Pictures of the screen

TAKES = {
    "the action": lambda app: app.action_screenshot(),
    "saving": lambda app: app.save_screenshot(),
    "delivering": lambda app: app.deliver_screenshot(),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", TAKES)
async def test_no_picture_of_the_screen_becomes_a_file(
    library: Library,
    journal: Journal,
    time: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DOWNLOAD_DIR", "XDG_DESKTOP_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    async with app_of(library, journal, time, tmp_path).run_test() as pilot:
        await pilot.pause()
        await pilot.press(*TO_FIELD)
        TAKES[way](pilot.app)
        await pilot.pause(0.2)
    assert not [path for path in tmp_path.rglob("*") if "svg" in path.name]


async def test_the_palette_is_shut_and_has_nothing_of_textuals_in_it(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with app_of(library, journal, time, tmp_path).run_test() as pilot:
        await pilot.pause()
        assert not pilot.app.ENABLE_COMMAND_PALETTE
        assert list(pilot.app.get_system_commands(pilot.app.screen)) == []
        screen = pilot.app.screen
        await pilot.press("ctrl+p", "ctrl+backslash", "f1")
        assert pilot.app.screen is screen


def test_textual_has_no_other_way_to_a_picture() -> None:
    assert {name for name in dir(App) if "screenshot" in name and not name.startswith("_")} == {
        "action_screenshot", "deliver_screenshot", "export_screenshot", "save_screenshot",
    }  # fmt: skip


# An editor


def test_programs_are_started_in_few_places() -> None:
    """`edit` and the pager are the places that start a program of the person's by itself.

    The last argument of the one is the path of a routine; the other reads the log from a pipe, and
    only where it is asked for. `before` starts what its command line names, tmux is asked for what
    it knows, a player of sounds has no words as arguments, and a shortcut or a reminder is put in
    its place by the desktop's or the scheduler's own program, with the words that are shown.
    """
    import calmtui

    package = Path(calmtui.__file__).parent
    starting = re.compile(
        r"\b(subprocess|os\.(system|popen|exec\w*|spawn\w*|posix_spawn)|pty\.spawn|EDITOR|VISUAL)\b"
    )
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if starting.search(path.read_text())
    }
    assert found <= {
        "cli/programs.py",
        "cli/edit.py",
        "cli/registry.py",
        "tmux.py",
        "sound.py",
        "cli/before.py",
        "cli/opener.py",
        "cli/window.py",
        "cli/pager.py",
        "cli/tool.py",
        "cli/shortcuts/gnome.py",
        "cli/shortcuts/kde.py",
        "cli/parser.py",  # words of the help alone
    }
    assert "subprocess" not in (package / "cli/main.py").read_text()


def test_an_editor_is_started_on_the_routine_alone(tmp_path: Path) -> None:
    (tmp_path / "routines").mkdir()
    (tmp_path / "routines" / "quiet.toml").write_text(ROUTINE)
    told = tmp_path / "told"
    editor = tmp_path / "editor"
    editor.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$#" "$@" > {told}\ncat >> {told}\nenv >> {told}\n'
    )
    editor.chmod(0o700)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "draft").write_text("zqxdraft\n")
    with Terminal(tmp_path, "edit", "quiet", env={"EDITOR": str(editor), "VISUAL": ""}) as terminal:
        terminal.until(told.exists, "editor")
        os.write(terminal.master, b"\x04")
        assert terminal.ends(10) == 0
    lines = told.read_text().splitlines()
    assert lines[:2] == ["1", str(tmp_path / "routines" / "quiet.toml")]
    assert "zqx" not in told.read_text()
