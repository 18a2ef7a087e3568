"""What the terminal shows is what the screen on top composes: every screen, over every guide, at
every size.
"""

from __future__ import annotations

import asyncio
import inspect
import pkgutil
from collections.abc import AsyncIterator, Container, Iterable
from contextlib import asynccontextmanager
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static

import calmtui.tui
from calmtui.config.settings import Settings
from calmtui.session.scene import GuideScene
from calmtui.text import charset
from calmtui.text.i18n import current_language, set_language
from calmtui.tui.screens.blank import BlankScreen
from calmtui.tui.screens.run import RunScreen
from calmtui.tui.taps import key_event
from calmtui.tui.widgets.key_hints import KeyHints
from tests.support import legible
from tests.support import reference as witness
from tests.support.emulator import cells
from tests.support.engine import Clock
from tests.support.reference import Person
from tests.support.taps import targets
from tests.support.themes import LOUD, foreign_colours, write_loud
from tests.support.ways import GUIDES, OVER, OVER_THE_SEA, WALKS, Look, Setting, guide

MOVED = 4.0  # seconds that a guide moves under another screen


class View(NamedTuple):
    """A terminal and the settings before it."""

    size: tuple[int, int] = (80, 24)
    colours: str = "truecolor"
    no_color: bool = False
    codec: str = "utf-8"
    settings: Settings = Settings()
    language: str = ""


VIEWS = {
    "80x24": View(),
    **{
        f"{columns}x{rows}": View((columns, rows))
        for columns, rows in ((40, 12), (45, 80), (50, 20), (45, 20))
    },
    "200x50": View((200, 50)),
    "256": View(colours="256"),
    "16": View(colours="standard"),
    "no colour": View(no_color=True),
    "ascii": View(settings=Settings(ascii=True)),
    "no utf-8": View(codec="ascii"),
    "german": View(language="de"),
    "german 40x12": View((40, 12), language="de"),
    "paper": View(settings=Settings(theme="paper")),
    "terminal": View(settings=Settings(theme="terminal")),
    "loud": View(settings=Settings(theme=LOUD)),
    "still": View(settings=Settings(motion="none")),
}
DEFAULT = "80x24"
BLOCK = 106  # columns, with margins
LONG = {"looked back on", "settings"}  # walks
BASES = ("BaseScreen", "OptionsScreen", "QuietPage", "ReadingScreen")


@asynccontextmanager
async def before(
    begin: Any, view: View, time: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Person]:
    """A person before a terminal."""
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", view.colours)
    monkeypatch.setattr(charset, "terminal_codec", lambda: view.codec)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    if view.no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    # Rich keeps the codes of a style for the first colours that it was asked for.
    if view.colours != "truecolor":

        def afresh(cls: type[Strip], style: Style, text: str, color_system: ColorSystem) -> str:
            ansi = cls.render_ansi(style, color_system)
            style._ansi = None
            return f"\x1b[{ansi}m{text}\x1b[0m" if ansi else text

        monkeypatch.setattr(Strip, "render_style", classmethod(afresh))
    languages = (view.language,) if view.language else ()
    set_language(languages)
    try:
        at = Setting(time, folder, view.settings, languages)
        if view.settings.theme == LOUD:
            write_loud(folder)
        async with witness.before(begin(at), time, view.size) as person:
            yield person
    finally:
        set_language(())


async def look(person: Person, to: Look, resize: bool = False) -> None:
    """Go on to a look, compare, and read."""
    await person.press(*to.keys_at(person.app.size))
    await person.sees_screen(to.screen, to.name)
    if to.seconds:
        await person.wait(to.seconds, 0.25)
    await person.is_painted()
    agrees(person, to.name)
    is_legible(person, to.name)
    is_of_the_theme(person, to.name)
    names_its_keys(person, to.name)
    shows_the_way_to_help(person, to.name)
    keeps_to_the_middle(person, to.name)
    for words in to.shows:
        assert words in person.sees().lower(), (
            f"{words!r} can't be read: {to.name}\n{person.sees()}"
        )
    if resize:
        said = notes(person)
        columns, rows = person.app.size
        for size in ((columns + 17, rows - 3), (columns, rows)):
            await person.resize(*size)
            agrees(person, f"{to.name}, resized to {size}")
            assert notes(person) == said, f"{to.name}, resized to {size}"
        await person.wait(1, 0.5)
        agrees(person, f"{to.name}, resized there and back, a second later")


def notes(person: Person) -> list[str]:
    """What a screen said or asked above its keys, such as "Press d again to remove it"."""
    lines = person.app.screen.query("#options-note, #session-note, #history-note").results(Static)
    return [str(line.visual) for line in lines]


def agrees(person: Person, name: str) -> None:
    """The terminal shows what the screen on top composes."""
    different = person.differences()
    assert not different, (
        f"{name} ({type(person.app.screen).__name__}, {person.app.size})\n{different}"
    )


def is_legible(person: Person, name: str) -> None:
    """The words on the screen are whole."""
    found = legible.faults(person.driver.terminal.text(), current_language())
    assert not found, (
        f"{name} ({type(person.app.screen).__name__}, {person.app.size}): shorter words, or more "
        f"lines (`Words`, `wrap_lines`)\n" + "\n".join(found) + f"\n{person.sees()}"
    )


def is_of_the_theme(person: Person, name: str) -> None:
    """Every colour on the screen is one of the theme's roles, or mixed of one and the ground."""
    strange = foreign_colours(cells(person.driver.terminal), person.app.palette)
    assert not strange, f"{name} ({type(person.app.screen).__name__})\n" + "\n".join(strange)


def names_its_keys(person: Person, name: str) -> None:
    """Each key that the last row is to name is read there."""
    sees = person.sees()
    for keys in person.app.screen.query(KeyHints):
        if not keys.region:  # not shown
            continue
        missing = [hint for hint in keys.hints if hint.label not in sees]
        assert not missing, f"{name} {person.app.size} has no room for {missing}\n{sees}"


def shows_the_way_to_help(person: Person, name: str) -> None:
    """Wherever help is a key, its place to tap is seen; a guide names its keys when asked."""
    screen = person.app.screen
    key = "exclamation_mark"
    if getattr(person.app.focused, "WRITES", False):
        key = "ctrl+g"  # where letters are written, ! is one of them
    active = screen.active_bindings.get(key)
    if (
        active is None
        or not active.binding.action.endswith("help")
        or isinstance(screen, RunScreen | BlankScreen)
    ):
        return
    shown = {key_event(target.key).key for target in targets(person)}
    assert key in shown, f"{name} ({type(screen).__name__}, {person.app.size})\n{person.sees()}"


def keeps_to_the_middle(person: Person, name: str) -> None:
    """In a wide window all words stand in a block in its middle; a run has all of it."""
    if isinstance(person.app.screen, RunScreen | BlankScreen):
        return
    columns = person.app.size.width
    beside = max((columns - BLOCK) // 2, 0)
    for line in person.sees().splitlines():
        outside = line[:beside] + line[columns - beside :]
        assert not outside.strip(), f"{name}\n{person.sees()}"


async def moving(person: Person) -> None:
    """Let the guide go on for a second, also when what lay over it has paused it."""
    scene = person.app.runs.current.scene() if person.app.runs.current else None
    assert isinstance(scene, GuideScene)
    if scene.paused:
        await person.press("space")
    await person.wait(1, 0.25)


def in_every_view(walks: Iterable[str], quick: Container[str]) -> list[Any]:
    """Each walk in each view; slow, but for the quick ones in the usual window."""
    cases = []
    for walk, view in product(walks, VIEWS):
        is_quick = walk in quick and view == DEFAULT
        cases.append(pytest.param(walk, view, marks=[] if is_quick else pytest.mark.slow))
    return cases


@pytest.mark.parametrize(("walk", "view"), in_every_view(WALKS, set(WALKS) - LONG))
async def test_the_terminal_shows_every_screen(
    walk: str, view: str, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, looks = WALKS[walk]
    async with before(begin, VIEWS[view], time, tmp_path, monkeypatch) as person:
        for to in looks:
            await look(person, to)


@pytest.mark.slow
@pytest.mark.parametrize("view", ["80x24", "40x12", "45x80", "50x20", "45x20", "200x50"])
@pytest.mark.parametrize("walk", WALKS)
async def test_the_terminal_shows_every_screen_at_a_new_size_and_back(
    walk: str, view: str, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, looks = WALKS[walk]
    async with before(begin, VIEWS[view], time, tmp_path, monkeypatch) as person:
        for to in looks:
            await look(person, to, resize=True)


@pytest.mark.parametrize(("under", "view"), in_every_view(GUIDES, {"sea"}))
async def test_the_terminal_shows_what_lies_over_a_moving_guide(
    under: str, view: str, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with before(guide(under), VIEWS[view], time, tmp_path, monkeypatch) as person:
        await look(person, Look(under, "", "RunScreen", 2.5))
        for over, back in (*OVER, *(OVER_THE_SEA if under == "sea" else ())):
            await look(person, over)
            await person.wait(MOVED, 0.25)
            agrees(person, f"{over.name} over {under}, {MOVED} s later")
            await look(person, Look(f"{under} after {over.name}", back))
            await moving(person)
            agrees(person, f"{under} a second after {over.name}")


@pytest.mark.slow
@pytest.mark.parametrize("view", ["80x24", "200x50", "40x12"])
@pytest.mark.parametrize("under", GUIDES)
async def test_the_terminal_shows_it_after_a_new_size_over_a_moving_guide(
    under: str, view: str, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with before(guide(under), VIEWS[view], time, tmp_path, monkeypatch) as person:
        await look(person, Look(under, "", "RunScreen", 2.5), resize=True)
        for over, back in (*OVER, *(OVER_THE_SEA if under == "sea" else ())):
            await look(person, over, resize=True)
            await person.resize(70, 22)
            await look(person, Look(f"{under} after {over.name}", back), resize=True)
            await moving(person)
            await person.resize(*VIEWS[view].size)


class Moved(witness.Sink):
    """A terminal whose size at the very start is not the one that it has from then on."""

    def __init__(self, app: Any, *, size: tuple[int, int] | None = None, **more: Any) -> None:
        super().__init__(app, size=size, **more)
        self._size = (100, 30)


@pytest.mark.parametrize("walk", ["home", "urge", "unfinished"])
async def test_a_window_that_gets_its_place_at_the_start_is_followed_once(
    walk: str, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout, count = Screen._refresh_layout, [0]

    def counted(self: Screen[object], size: Size | None = None, scroll: bool = False) -> None:
        count[0] += 1
        if count[0] < 50:  # else Textual would follow its own messages without an end
            layout(self, size, scroll)

    monkeypatch.setattr(Screen, "_refresh_layout", counted)
    monkeypatch.setattr(witness, "Sink", Moved)
    async with before(WALKS[walk][0], View(), time, tmp_path, monkeypatch) as person:
        assert count[0] < 50
        agrees(person, walk)


def test_every_screen_is_looked_at() -> None:
    found = set()
    for module in pkgutil.walk_packages(calmtui.tui.__path__, "calmtui.tui."):
        for name, kind in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(kind, Screen) and kind.__module__ == module.name:
                found.add(name)
    # What is to be seen is called a screen; what several of them share has other names.
    found = {name for name in found if name.endswith("Screen")} - set(BASES)
    assert found == {look.screen for _, looks in WALKS.values() for look in looks}


async def test_looks_while_a_field_is_painted_away_leave_nothing_of_it(
    time: Clock, tmp_path: Path
) -> None:
    at = Setting(time, tmp_path)
    steps = '[[steps]]\nkind = "ask"\ntext = "Why?"\nlines = 5\nkeep = "why"\n' + GUIDES["square"]
    async with witness.before(at.app(at.session(at.file(steps))), time, (40, 20)) as person:
        await person.press(*"hey")
        person.driver.feed(b"\r")
        for _ in range(40):  # a busy computer: the guide moves on at every turn of the loop
            await asyncio.sleep(0)
            person.look(0.1)
        await person.press()
        agrees(person, "the guide behind the field")
        assert "hey" not in person.sees()
