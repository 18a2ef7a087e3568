"""`[keys]` in the settings: what is taken, what is refused and where, and what nobody can lose."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.config.key_table import FIXED, USUAL_KEYS
from calmtui.config.own_keys import OwnKeys, read_own_keys
from calmtui.config.settings import read_settings
from calmtui.text import own_keys as shown
from scripts import key_table

LEADS = "expected another key: this one leads out, on, or to help, everywhere"
EVERY = "expected a key that every terminal sends: f1 to f12, ctrl+a, x"
NO_KEY = "expected a key, such as x, space, f2 or ctrl+b"
NO_LIST = "expected a key in quotes, or a list of at most 4"
OUT = ("escape", "q", "!", "?", "enter", "ctrl+c", "ctrl+q", "ctrl+x", "ctrl+g")


def read(value: object) -> tuple[OwnKeys, list[tuple[str, str, str]]]:
    problems: list[tuple[str, str, str]] = []
    return read_own_keys(value, lambda *told: problems.append(told)), problems


def settings_of(tmp_path: Path, text: str) -> tuple[Any, list[str]]:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    settings, problems = read_settings(path)
    return settings, [str(problem).removeprefix(str(path)) for problem in problems]


def test_the_table_is_that_of_the_screens() -> None:
    assert key_table.FILE.read_text() == key_table.make(), "run: python -m scripts.key_table"
    assert key_table.PAGE.read_text() == key_table.make_page(), "run: python -m scripts.key_table"


def test_the_example_of_the_page_is_taken(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", key_table.PAGE.read_text(), re.M | re.S)
    settings, problems = settings_of(tmp_path, example)
    assert not problems
    assert settings.keys["run.pause"] == ("space", "ctrl+b")


def test_a_key_takes_the_place_of_the_usual_ones_but_for_those_that_lead_out() -> None:
    written = {"run": {"next": "f2", "leave": "f10"}, "home.urge": ["x", "CTRL-b"]}
    assert read(written) == (
        {
            "run.next": ("f2",),
            "run.leave": ("f10", "escape", "q"),
            "home.urge": ("x", "ctrl+b"),
        },
        [],
    )
    assert read({"run.next": "p", "run.passed": "n"})[1] == []  # they change places
    assert read({"home.down": "n"})[0] == {"home.down": ("n", "down")}
    assert read({"history.erase_all": "E", "run.keep": "Space", "run.pause": "f3"})[1] == []
    assert read({"home.urge": "u"}) == ({"home.urge": ("u",)}, [])


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("run.nxt", "f2", "unknown key, did you mean run.next?"),
        ("run.5", "f2", "expected something else: this always keeps its key"),
        ("help.not_safe", "f2", "expected something else: this always keeps its key"),
        ("run.open", "f2", "expected something else: this always keeps its key"),
        ("run.next", "ctrl+i", "expected another key: terminals send it as Tab"),
        ("run.next", "ctrl+m", "expected another key: terminals send it as Enter"),
        ("run.next", "ctrl+[", "expected another key: terminals send it as Esc"),
        ("run.next", "ctrl+h", "expected another key: terminals send it as Backspace"),
        ("run.next", "!", LEADS),
        ("run.next", "Esc", LEADS),
        ("run.next", "ctrl+x", LEADS),
        ("run.next", "up", "expected another key: this one moves in lists and texts"),
        ("run.next", "shift+x", "expected 'X': that is what terminals send"),
        ("run.next", "ctrl+1", EVERY),
        ("run.next", "ctrl+shift+x", EVERY),
        ("run.next", "super+x", EVERY),
        ("run.next", "alt+x", EVERY),
        ("run.next", "f13", EVERY),
        ("run.next", "", NO_KEY),
        ("run.next", "\u0301", NO_KEY),
        ("run.next", " ", NO_KEY),
        ("run.next", "two words", NO_KEY),
        ("run.next", 3, NO_LIST),
        ("run.next", [], NO_LIST),
        ("run.next", ["y", "f1", "f2", "f3", "f4"], NO_LIST),
        ("run.next", "p", "expected a key that is free there: p is run.passed"),
        ("run.next", "ctrl+z", "expected a key that is free there: ctrl+z is app.suspend"),
        ("app.suspend", "ctrl+o", "expected a key that is free there: ctrl+o is run.open"),
        ("app.hide", "f", "expected F1 to F12, or Ctrl and a letter: here letters may be written"),
        ("run.next", "a", "expected another key: this letter picks an option"),
        ("help.others", "space", "expected a key that is free there: space is text.more"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(name: str, key: object, expected: str) -> None:
    own, problems = read({name: key, "home.urge": "x"})
    assert own == {}
    assert [problem[:2] for problem in problems] == [(f"keys.{name}", expected)]


def test_a_fault_is_told_with_its_line_and_the_usual_keys_hold(tmp_path: Path) -> None:
    settings, problems = settings_of(
        tmp_path,
        '[keys]\nrun.next = "f2"\n"run.time" = "q"\n[keys.home]\nurge = "ctrl+1"\n',
    )
    assert settings.keys == {}
    assert [problem.partition(": e")[0] for problem in problems] == [
        ":3: keys.run.time",
        ":5: keys.home.urge",
        ": until this is fixed, the default is used",
    ]
    assert settings_of(tmp_path, "keys = 3")[1][0] == ":1: keys: expected a table, found 3"


def test_what_protects_holds_also_from_within_the_table(tmp_path: Path) -> None:
    settings, problems = settings_of(tmp_path, '[keys]\nrun.next = "f2"\nprivate = true\n')
    assert settings.private
    assert problems[0] == ":3: keys.private: unknown key"


NAMES = st.sampled_from([*USUAL_KEYS, "run.nothing", ""])
KEYS = st.sampled_from(
    [*"abckpqtvxyzDX!?+-, 19", "ctrl+g", "ctrl+x", "ctrl+b", "f1", "f2", "esc", "enter", "tab"]
)


@given(st.dictionaries(NAMES, KEYS | st.lists(KEYS, max_size=3) | st.integers(), max_size=6))
def test_whatever_is_written_nobody_loses_a_way_out(written: dict[str, Any]) -> None:
    own, problems = read(written)
    assert not own or not problems
    final = USUAL_KEYS | own
    for name, usual in USUAL_KEYS.items():
        kept = {key for key in usual if key in OUT or name in FIXED}
        assert kept <= set(final[name])
        assert not set(OUT) & set(final[name]) - set(usual)


@pytest.mark.slow
@given(
    st.recursive(st.none() | st.text() | st.integers(), lambda one: st.dictionaries(st.text(), one))
)
def test_anything_at_all_is_read_without_an_error(value: object) -> None:  # fmt: skip
    own, problems = read(value)
    assert not own or not problems


def test_a_key_is_named_in_words_as_it_is_shown() -> None:
    for key in ("x", "space", "enter", "escape", "f12", "ctrl+b", "tab", "backspace", "+"):
        assert shown.key_named(shown.shown_key(key)) == key
    assert shown.key_named("arrows") == ""
    assert shown.worded("Press d again to delete it.", "d", "ctrl+b") == (
        "Press Ctrl+B again to delete it."
    )
    assert shown.worded("Enter  go on", "enter", "enter") == "Enter  go on"


def test_two_things_on_one_key_are_not_shown_as_one() -> None:
    try:
        shown.set_own_keys({"run.leave_out": ("f2",), "run.next": ("f3",)}, USUAL_KEYS)
        assert shown.key_on(("run",), "o") == "o"  # that of the other one
        assert shown.key_for("run.leave_out", "o") == "f2"
        assert shown.key_on(("home", "run"), "n") == "f3"
        assert shown.key_on(("home",), "n") == "n"
    finally:
        shown.set_own_keys({})
    assert shown.key_on(("run",), "n") == "n"
