"""A guide, and every page, on a line of 2 kB a second that takes 0.3 s there and back."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest

from calmtui.config.settings import Settings
from tests.support.emulator import cells
from tests.support.engine import Clock
from tests.support.reference import Person, before
from tests.support.slow_line import LATENCY, RATE, SlowLine
from tests.support.ways import GUIDES, WALKS, Setting

HOME_SIZE, UPRIGHT = (80, 24), (45, 80)
OBEYED = 0.7  # seconds until something is seen of a key, with the way there and back
OBEYED_MEANWHILE = 0.7  # the same while pages are on their way, one sent right before it
FRAMES = 8.0  # a second, as over SSH
SHORTEST = 4 - 1 / FRAMES  # seconds of a phase, to the frame
PAGE = 1.7  # seconds until all of a page is there
WHOLE = 5.0  # seconds until all of the largest page is there, behind another
PAGES = ("home", "settings", "looked back on", "a tool", "locked")
SECONDS = 20  # two rounds of the slowest breath
TEN_MINUTES = 600
ROUNDS = 80  # seconds of whole rounds, which are 10 and 16
HEADS = {
    "sea": 'shape = "sea"\nrate = ["pull"]\ndelay = "20m"\n',
    "square": 'shape = "square"\n',
    "orb": 'shape = "orb"\n',
}


async def sent_on(time: Clock, folder: Path, name: str, size: tuple[int, int]) -> int:
    """Return the bytes of some seconds of a guide, which fit the line, as does a key."""
    at = Setting(time, folder)
    app = at.app(at.session(at.file(GUIDES[name], HEADS.get(name, ""))))
    async with before(app, time, size) as person:
        line = SlowLine(person)
        await person.wait(10, 1 / FRAMES)  # the keys are named no more
        begun, since = line.bytes, len(line.arrivals)
        await person.wait(SECONDS, 1 / FRAMES)
        sent = line.bytes - begun
        assert sent / SECONDS < RATE
        lags = [one.last - one.sent - LATENCY for one in line.arrivals[since:]]
        assert max(lags, default=0.0) < OBEYED
        for _pause_and_on in range(2):
            seen, _ = await line.answer("space")
            assert seen < OBEYED
            await person.wait(8, 1 / FRAMES)
        return sent


@pytest.mark.slow
@pytest.mark.parametrize("name", GUIDES)
async def test_a_guide_and_its_keys_fit_a_slow_line_upright_as_well(
    time: Clock, tmp_path: Path, name: str
) -> None:
    sent = [
        await sent_on(time, tmp_path / str(size), name, size) / (size[0] * size[1])
        for size in (HOME_SIZE, UPRIGHT)
    ]
    assert sent[1] <= 1.2 * sent[0]


async def drawn(person: Person, seconds: int) -> int:
    """Return on how many cells a guide draws."""
    places: set[tuple[int, int]] = set()
    first = cells(person.driver.terminal)
    for _ in range(seconds):
        await person.wait(1, 1 / FRAMES)
        now = cells(person.driver.terminal)
        places |= {
            (row, column)
            for row, (old, new) in enumerate(zip(first, now, strict=True))
            for column, (one, other) in enumerate(zip(old, new, strict=True))
            if one != other
        }
    return len(places)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["orb", "square", "sea"])
async def test_ten_minutes_upright_take_no_more_bytes_for_each_drawn_cell(
    time: Clock, tmp_path: Path, name: str
) -> None:
    for_each = []
    for size in (HOME_SIZE, UPRIGHT):
        at = Setting(time, tmp_path / str(size))
        app = at.app(at.session(at.file(GUIDES[name], HEADS.get(name, ""))))
        async with before(app, time, size) as person:
            await person.wait(10, 1 / FRAMES)  # the keys are named no more
            line = SlowLine(person)
            count = await drawn(person, ROUNDS)
            await person.wait(TEN_MINUTES - ROUNDS, 1 / FRAMES)
            for_each.append(line.bytes / count)
    assert for_each[1] <= 1.2 * for_each[0]


@pytest.mark.slow
@pytest.mark.parametrize("motion", ["reduced", "none"])
@pytest.mark.parametrize("name", GUIDES)
async def test_with_less_motion_nothing_is_sent_between_phases(
    time: Clock, tmp_path: Path, name: str, motion: Literal["reduced", "none"]
) -> None:
    at = Setting(time, tmp_path, Settings(motion=motion))
    app = at.app(at.session(at.file(GUIDES[name], HEADS.get(name, ""))))
    async with before(app, time, HOME_SIZE) as person:
        await person.wait(12, 1 / FRAMES)  # the keys are named no more
        line = SlowLine(person)
        await person.wait(SECONDS, 1 / FRAMES)
        sent = [one.sent for one in line.arrivals]
        assert all(later - sooner >= SHORTEST for sooner, later in pairwise(sent))
        assert sent or name not in ("square", "orb")


@pytest.mark.slow
@pytest.mark.parametrize("size", [HOME_SIZE, (45, 20)], ids=str)
@pytest.mark.parametrize("walk", PAGES)
async def test_a_key_is_obeyed_at_once_and_its_page_is_there_soon(
    time: Clock, tmp_path: Path, walk: str, size: tuple[int, int]
) -> None:
    begin, looks = WALKS[walk]
    late = {}
    async with before(begin(Setting(time, tmp_path)), time, size) as person:
        line = SlowLine(person)
        for look in looks:
            for key in look.keys_at(person.app.size):
                since, pressed = len(line.arrivals), time.clock()
                await person.press(key)
                await person.sees_screen(type(person.app.screen).__name__)
                answers = line.arrivals[since:]
                if answers and answers[0].first - pressed + LATENCY > OBEYED:
                    late[look.name, key] = "begins late"
                if answers and answers[-1].last - pressed + LATENCY > PAGE:
                    late[look.name, key] = f"{sum(len(one.data) for one in answers)} bytes"
                await person.wait(5, 1)
            await person.sees_screen(look.screen)
    assert not late


@pytest.mark.slow
@pytest.mark.parametrize("size", [HOME_SIZE, UPRIGHT], ids=str)
@pytest.mark.parametrize("hurried", [0.4, 0.2])
@pytest.mark.parametrize("walk", ["home", "settings", "find", "looked back on", "urge"])
async def test_a_key_is_obeyed_while_the_page_before_is_still_on_its_way(
    time: Clock, tmp_path: Path, walk: str, hurried: float, size: tuple[int, int]
) -> None:
    begin, looks = WALKS[walk]
    late = {}
    async with before(begin(Setting(time, tmp_path)), time, size) as person:
        line = SlowLine(person, ssh=True)
        for look in looks:
            for key in look.keys_at(person.app.size):
                seen = await line.obeyed(key, hurried)
                if seen is not None and seen > OBEYED_MEANWHILE:
                    late[look.name, key] = seen
        await line.carry(WHOLE)
        assert not person.differences() or not person.driver._on  # the last key may leave
    assert not late


@pytest.mark.slow
async def test_of_a_page_that_is_left_the_rest_is_not_sent(time: Clock, tmp_path: Path) -> None:
    begin, _ = WALKS["home"]
    async with before(begin(Setting(time, tmp_path)), time, UPRIGHT) as person:
        line = SlowLine(person, ssh=True)
        await line.obeyed("exclamation_mark", 0.2)
        begun = line.bytes
        assert person.differences()
        await line.obeyed("escape", 3)
        assert not person.differences()
        assert line.bytes - begun < 2 * begun


@pytest.mark.slow
async def test_a_key_that_comes_from_the_terminal_is_taken_note_of(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, _ = WALKS["home"]
    async with before(begin(Setting(time, tmp_path)), time) as person:
        keys: list[bytes] = []
        monkeypatch.setattr(person.driver.output, "note_key", lambda: keys.append(b"j"))
        person.driver.feed(b"j")
        assert keys == [b"j"]
