"""A phone's keyboard opens over a field and closes again: a new size each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.engine import Clock
from tests.support.reference import before
from tests.support.slow_line import SlowLine
from tests.support.ways import WALKS, Setting

OPEN, CLOSED = (45, 20), (45, 80)
# Where a field is, the keys that lead there, what is typed and what is seen of it.
FIELDS = {
    "home's filter": ("home", "slash", "r a", "ra"),
    "a name in the settings": ("settings", "comma j j j j j j enter", "N o o r", "Noor"),
    "the passphrase": ("locked", "l", "a b c", "•••"),
    "a line of the history": ("looked back on", "l enter enter w", "w e l l", "well"),
    "a question": ("a tool", "1", "y e s", "yes"),
}


@pytest.mark.slow
@pytest.mark.parametrize("field", FIELDS)
async def test_it_costs_one_picture_each_time_and_loses_nothing(
    time: Clock, tmp_path: Path, field: str
) -> None:
    walk, way, typed, words = FIELDS[field]
    begin, _ = WALKS[walk]
    async with before(begin(Setting(time, tmp_path)), time, CLOSED) as person:
        for key in (*way.split(), *typed.split()):
            await person.press(key)
            await person.wait(1)
        await person.is_painted()
        assert words in person.sees()
        line = SlowLine(person)
        for size in (OPEN, CLOSED, OPEN, CLOSED):
            since = len(line.arrivals)
            await person.resize(*size)
            await person.is_painted()
            assert not person.differences()
            assert words in person.sees()
            pictures = [
                one for one in line.arrivals[since:] if len(one.data) > size[0] * size[1] / 9
            ]
            assert len(pictures) <= 1
