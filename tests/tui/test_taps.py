"""A tap is the key that is drawn where it falls: on every screen, by the bytes of a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.session.scene import GuideScene, RateScene
from calmtui.tui.screens import base
from tests.support.engine import Clock
from tests.support.reference import before
from tests.support.taps import tap_key, targets
from tests.support.ways import GUIDES, WALKS, Setting


@pytest.fixture(autouse=True)
def _a_finger_that_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "UNSEEN", 0.0)


async def test_a_tap_on_a_number_is_the_number(time: Clock, tmp_path: Path) -> None:
    at = Setting(time, tmp_path)
    app = at.app(at.session(at.file(GUIDES["text"]), quick=False))
    async with before(app, time, (45, 20)) as person:
        assert person.app.runs.current is not None
        assert isinstance(person.app.runs.current.scene(), RateScene)
        places = [target for target in targets(person) if target.key in set("0123456789x")]
        assert {target.key for target in places} == set("0123456789x")
        assert all(target.width >= 3 for target in places)
        await tap_key(person, "7")
        assert isinstance(person.app.runs.current.scene(), GuideScene)
    assert [record["anxiety"] for record in at.journal.records() if "anxiety" in record] == [7]


async def test_the_second_tap_of_a_trembling_finger_is_none(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "UNSEEN", 60.0)
    at = Setting(time, tmp_path)
    routine = at.file(GUIDES["text"], 'rate = ["anxiety", "pull"]')
    async with before(at.app(at.session(routine, quick=False)), time) as person:
        monkeypatch.setattr(base, "UNSEEN", 0.0)
        await tap_key(person, "7")
        monkeypatch.setattr(base, "UNSEEN", 60.0)
        await tap_key(person, "7")
        assert person.app.runs.current is not None
        assert isinstance(person.app.runs.current.scene(), RateScene)
        await tap_key(person, "7")  # what is asked has been seen
        assert isinstance(person.app.runs.current.scene(), GuideScene)


async def test_a_hint_is_its_key_and_two_keys_are_two_places(time: Clock, tmp_path: Path) -> None:
    async with before(WALKS["looked back on"][0](Setting(time, tmp_path)), time) as person:
        await person.press("l", "6")
        while "write it" not in person.sees():  # a thread makes the page
            await person.pilot.pause()
        keys = [target.key for target in targets(person)]
        assert "+" in keys
        assert "-" in keys
        assert all(target.width >= 3 for target in targets(person))
        await tap_key(person, "escape")
        await person.sees_screen("LookingBackScreen")
