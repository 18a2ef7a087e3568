"""Keys of other keyboards and of Caps Lock do what stands at their place; what is written stays as
it is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.history.sessions import fold_sessions
from calmtui.storage.journal import Journal
from calmtui.text.latin_keys import latin_key, latin_line
from calmtui.tui.screens.erase import EraseScreen
from calmtui.tui.screens.home import HomeScreen
from tests.support.engine import Clock, only_session, routine
from tests.support.plain import played
from tests.support.reference import sees
from tests.support.routine_texts import FLOOR, HOLD
from tests.support.screens import calm, running


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm"),
        ("ЙЯ", "qz"),
        ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
        ("іўљњı", "soqwi"),
        ("קראטוןםפשדגכעיחלךזסבהנמצ", "ertyuiopasdfghjklzxcvbnm"),
        ("ضصثقفغعهخحشسی", "qwertyuiopasd"),
        ("ㅂㅈㄷㄱ", "qwer"),
        ("QX", "qx"),
        ("７٧۷७！ｑ", "7777!q"),
        ("7x!?+é", "7x!?+é"),
    ],
)
def test_a_key_is_the_latin_one_at_its_place(keys: str, wanted: str) -> None:
    assert "".join(map(latin_key, keys)) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"), [("１０", "10"), ("٧", "7"), ("й", "q"), ("Hello", "Hello"), ("", "")]
)
def test_a_line_is_changed_only_where_it_is_a_key_or_a_number(line: str, wanted: str) -> None:
    assert latin_line(line) == wanted


@pytest.mark.parametrize(("rate", "keys"), [("ч", "рйй"), ("٧", "ηΘ"), ("X", "HQQ")])
async def test_a_run_on_another_keyboard(
    journal: Journal, time: Clock, rate: str, keys: str
) -> None:
    async with calm(journal, time, first=routine(HOLD)) as person:
        await person.press(rate)
        await person.wait(2)
        await person.press(keys[0])
        assert "Without holds." in person.sees()
        await person.press("Й", "й")
        assert only_session(journal).how == "left early"
    assert only_session(journal).before == {"anxiety": 7 if rate == "٧" else 10}


async def test_caps_lock_chooses_and_a_written_word_stays(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(
        library, journal, time, tmp_path, "8", "Й", "й", "Q", "enter", "А", "enter"
    ) as pilot:
        assert pilot.app.runs.current is not None  # type: ignore[attr-defined]
        assert "йQ" in pilot.app.context.device.run_files.parked_text(pilot.app.runs.current.id)  # type: ignore[attr-defined]
        await pilot.press("N")
        assert "saw them online" not in sees(pilot.app)
    (past,) = fold_sessions(journal.records())
    assert past.answers == {"trigger": ["something else"]}  # of `f`, by its place


async def test_in_the_history_a_great_d_is_not_a_small_one(journal: Journal, time: Clock) -> None:
    for id in ("s", "t"):
        record = {"v": 1, "session": id, "at": time.now().isoformat(), "routine": "t"}
        journal.append({**record, "id": id, "what": "begun"})
    async with calm(journal, time) as person:
        assert isinstance(person.app.screen, HomeScreen)
        await person.press("д", "enter")  # where l is
        await person.pilot.pause()
        await person.press("D")
        await person.pilot.pause()
        assert isinstance(person.app.screen, EraseScreen)
        assert "Erase everything?" in person.sees()
        await person.press("escape", "в")
        await person.pilot.pause()
        assert "Erase this session?" in person.sees()


async def test_what_is_searched_for_is_written(journal: Journal, time: Clock) -> None:
    async with calm(journal, time) as person:
        await person.press("slash", "д", "Й")
        assert "дЙ" in person.sees()


def test_line_by_line_too(journal: Journal, time: Clock) -> None:
    ask = '[[steps]]\nkind = "ask"\ntext = "Which?"\nkeep = "which"\nlines = 3\n'
    said = played(routine(ask + FLOOR), journal, time, "１０", "й", "Q", "", (2, "й"))
    assert "10 before." in said
    assert only_session(journal).answers == {"which": "й\nQ"}
    said = played(routine(FLOOR), journal, time, "１０", (2, "й"), "٣")
    assert "10 before, 3 after." in said
