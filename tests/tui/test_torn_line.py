"""No picture is lost for good: whatever a line does to what is sent, the terminal shows in the end
what the screen on top composes.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from calmtui.tui.screens.home import HomeScreen
from tests.support.engine import Clock
from tests.support.reference import Person, before
from tests.support.torn_line import TornLine
from tests.support.ways import GUIDES, WALKS, Setting, guide

SIZES = ((80, 24), (40, 12), (45, 20), (81, 24), (80, 23))
PLACES = ("home", "urge", *GUIDES)
KEYS = (
    *("exclamation_mark", "question_mark", "escape", "ctrl+x", "space", "enter", "plus"),
    *("backspace", "tab", "down", *"aptn12349wbkhjey"),
)
# What may happen, and how often.
EVENTS = {
    "key": 6.0, "look": 6.0, "turns": 5.0, "takes": 5.0, "confirm": 2.0, "size": 1.5,
    "same size": 1.0, "continued": 1.0, "rest": 1.0, "late": 1.0, "bell": 0.5,
}  # fmt: skip


@asynccontextmanager
async def at(
    place: str, time: Clock, folder: Path, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Person]:
    begin = guide(place) if place in GUIDES else WALKS[place][0]
    async with before(begin(Setting(time, folder)), time, size) as person:
        yield person


def spoilt(person: Person, columns: int, rows: int) -> None:
    """Give the terminal a size, perhaps the one it has: what it shows then is rubbish."""
    person.driver.terminal.resized(columns, rows)


async def happen(chance: random.Random, person: Person, line: TornLine) -> tuple[object, ...]:
    """Let something happen; return what it was."""
    (what,) = chance.choices([*EVENTS], [*EVENTS.values()])
    columns, rows = person.app.size
    match what:
        case "key":
            key = chance.choice(KEYS)
            if key == "escape" and isinstance(person.app.screen, HomeScreen):
                key = "j"  # it would end the app
            line.types(key)
            return what, key
        case "look":
            seconds = chance.choice([0.07, 0.3, 1.0, 3.0])
            person.look(seconds)
            return what, seconds
        case "turns":
            await line.turns(chance.choice([1, 2, 3, 5, 20]))
        case "takes":
            room = chance.choice([0, 0, 1, 7, 60, 300, 1000, None, None])
            line.takes(room)
            return what, room
        case "confirm":
            line.confirm()
        case "size" | "same size":
            if what == "size":
                columns, rows = chance.choice(SIZES)
            spoilt(person, columns, rows)
            person.driver._resized()
            return what, columns, rows
        case "continued":
            spoilt(person, person.driver.screen.columns, person.driver.screen.lines)
            person.driver._continued()
        case "rest":
            await person.pilot.pause()
        case "late":
            await asyncio.sleep(chance.choice([0.001, 0.005, 0.012]))
        case "bell":
            person.driver.write("\a")
    return (what,)


def is_over(person: Person) -> bool:
    """Whether a key has ended the app."""
    return not person.app.is_running or person.app.return_value is not None


@pytest.mark.slow
@pytest.mark.parametrize("ssh", [False, True], ids=["", "ssh"])
@pytest.mark.parametrize("seed", range(8))
async def test_whatever_happens_on_a_line_the_last_picture_comes(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, ssh: bool
) -> None:
    chance = random.Random(seed)
    happened: list[object] = [chance.choice(PLACES), chance.choice(SIZES)]
    async with at(happened[0], time, tmp_path, happened[1]) as person:  # type: ignore[arg-type]
        line = TornLine(person, monkeypatch, ssh=ssh)
        for _ in range(chance.randint(3, 25)):
            if is_over(person):
                break
            happened.append(await happen(chance, person, line))
        await line.calm()
        if not is_over(person):
            different = person.differences()
            assert not different, f"{happened}\n{different}"


@pytest.mark.slow
@pytest.mark.parametrize("place", ["home", "orb"])
@pytest.mark.parametrize("sizes", [[(80, 24)], [(60, 20), (80, 24)]], ids=["same", "back"])
async def test_a_window_that_has_its_size_again_at_once_is_painted_anew(
    time: Clock, tmp_path: Path, place: str, sizes: list[tuple[int, int]]
) -> None:
    async with at(place, time, tmp_path) as person:
        await person.wait(1)
        for size in sizes:
            spoilt(person, *size)
            person.driver._resized()
            await asyncio.sleep(0.002)  # Textual hears of it, and waits a little for more
        await person.pilot.pause()
        assert not person.differences()


@pytest.mark.slow
async def test_a_look_right_behind_a_continue_hides_nothing_that_is_to_be_painted(
    time: Clock, tmp_path: Path
) -> None:
    async with at("orb", time, tmp_path) as person:
        await person.wait(1)
        spoilt(person, 80, 24)  # by another program
        person.driver._continued()
        person.look(1)
        await person.pilot.pause()
        assert not person.differences()
