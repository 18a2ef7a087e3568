"""`?` names the keys that do something here, and its two columns never meet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content.library import Library
from calmtui.storage.journal import Journal
from calmtui.text.i18n import set_language
from calmtui.text.own_keys import key_named, shown_key
from calmtui.text.width import cell_width
from calmtui.tui.screens.key_list import NamedKeys, describe_keys, table
from tests.support.engine import Clock, routine
from tests.support.routine_texts import FLOOR, HOLD
from tests.support.screens import calm, running

EVERYWHERE = {"Esc  q", "!", "?", "Ctrl+X", "Ctrl+C  Ctrl+Q", "Ctrl+G", "Ctrl+Z"}


def keys(app: Any) -> set[str]:
    return {named.shown for named in describe_keys(app.screen)}


async def test_a_run_names_the_keys_of_what_is_on(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(HOLD)) as person:
        assert keys(person.app) - EVERYWHERE == {"0-9  x", "Enter", "h"}
        await person.press("6")
        assert keys(person.app) - EVERYWHERE == {
            "Space",
            "n",
            "b  Backspace",
            "t",
            "v",
            "h",
            "+  -",
        }
        await person.press("question_mark")
        assert "longer or shorter rounds" in person.sees()
        assert "more options" not in person.sees()
        await person.press("escape")
        await person.wait(3)
        await person.press("escape")
        assert keys(person.app) - EVERYWHERE == {"0-9  x", "Enter"}
        await person.press("3")
        assert keys(person.app) & {"Enter", "b  Backspace", "0-9  x", "e"} == {
            "Enter",
            "b  Backspace",
            "e",
        }
    async with calm(journal, time, first=routine(FLOOR, "rate = []")) as person:
        assert keys(person.app) - EVERYWHERE == {"Space", "n", "b  Backspace", "t", "v"}


async def test_an_urge_names_its_own(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, "8", "h", "i", "enter") as pilot:
        assert keys(pilot.app) - EVERYWHERE == {"1-9", "Enter", "Right  Left", "b  Backspace"}
        await pilot.press("enter")
        assert keys(pilot.app) - EVERYWHERE == {"1-3", "Enter", "b  Backspace"}
        await pilot.press("1")
        assert keys(pilot.app) - EVERYWHERE == {"Space", "n", "b  Backspace", "t", "v", "p", "w"}
        await pilot.press("p")
        assert keys(pilot.app) - EVERYWHERE == {"1-5", "w", "b  Backspace"}


async def test_home_and_the_history_leave_out_what_does_nothing(
    journal: Journal, time: Clock
) -> None:
    async with calm(journal, time) as person:
        assert "h" not in keys(person.app)  # the first has no holds
        await person.press("j", "j", "j")
        assert "h" in keys(person.app)
        await person.press("l")
        assert "Space" in keys(person.app)  # as all screens have it that scroll
        await person.press("enter")
        assert not keys(person.app) & {"d", "D"}


def test_keys_are_named_in_the_language_and_found_again_by_that_name() -> None:
    try:
        set_language(("de",))
        shown = {key: shown_key(key) for key in ("space", "up", "down", "left", "right", "f2", "n")}
        assert " ".join(shown.values()) == "Leertaste Hoch Runter Links Rechts F2 n"
        assert {key_named(name) for name in shown.values()} == set(shown)
    finally:
        set_language(())


@given(
    st.lists(
        st.tuples(st.text("abc +", min_size=1, max_size=20), st.text("abc ", max_size=60)),
        max_size=9,
    )
)
@pytest.mark.parametrize("columns", [24, 38, 43, 74])
def test_the_columns_never_meet(columns: int, pairs: list[tuple[str, str]]) -> None:
    wide = max((cell_width(one) for one, _two in pairs), default=0) + 2
    named = tuple(NamedKeys(((one, "n"),), two) for one, two in pairs)
    for line in table(named, columns):
        assert {span.key for span in line.spans} == {"n"}  # a tap anywhere on a row counts
        assert line.width <= max(columns, wide)
        text = "".join(span[0] for span in line.spans)
        if columns - wide >= 18:
            assert text[wide - 2 : wide].strip() == ""
