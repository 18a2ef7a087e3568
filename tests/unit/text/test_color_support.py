"""How many colours a terminal is taken to have, and which glyphs."""

from __future__ import annotations

import curses
import subprocess
import sys

import pytest

from calmtui.text import charset
from calmtui.text import color_support as colours


@pytest.mark.parametrize(
    ("term", "more", "said"),
    [
        ("alacritty", {}, "256"), ("foot", {}, "256"), ("foot-extra", {}, "256"),
        ("xterm-ghostty", {}, "256"),
        ("ghostty", {}, "256"), ("xterm-kitty", {}, "256"), ("wezterm", {}, "256"),
        ("foot-direct", {}, "truecolor"),
        ("xterm-256color", {}, None), ("screen", {}, None), ("linux", {}, None),
        ("vt100", {}, None), ("", {}, None),
        ("nonsense", {}, None), ("foot", {"COLORTERM": "truecolor"}, None),
        ("foot", {"NO_COLOR": "1"}, None),
        ("foot", {"TEXTUAL_COLOR_SYSTEM": "standard"}, None),
    ],
)  # fmt: skip
def test_a_terminal_has_the_colours_that_its_name_stands_for(
    term: str, more: dict[str, str], said: str | None
) -> None:
    assert colours.color_system({"TERM": term, **more}) == said


def test_what_terminfo_says_of_a_name_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curses, "setupterm", lambda term, fd: None)
    monkeypatch.setattr(curses, "tigetnum", lambda name: {"colors": 256}[name], raising=False)
    assert colours.color_system({"TERM": "a-new-one"}) == "256"
    monkeypatch.setattr(curses, "tigetnum", lambda name: 8)
    assert colours.color_system({"TERM": "a-new-one"}) is None


def test_textual_is_told_and_what_is_kept_ready_does_not_depend_on_it() -> None:
    code = "import os; from calmtui.tui.lean import import_textual; import_textual(); "
    code += "from textual import constants; "
    code += "print(constants.COLOR_SYSTEM, os.environ.get('TEXTUAL_COLOR_SYSTEM'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"TERM": "foot"},
        check=True,
    )
    assert done.stdout == "256 None\n"


@pytest.mark.parametrize(
    ("term", "console"), [("linux", True), ("linux-16color", True), ("xterm", False), ("", False)]
)
def test_a_console_gets_shapes_that_its_fonts_have(term: str, console: bool) -> None:
    assert charset.is_console(term) is console
