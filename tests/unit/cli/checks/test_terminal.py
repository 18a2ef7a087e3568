"""What doctor says of the versions and the terminal."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from calmtui.cli.checks.terminal import TEXTUAL, Terminal, check_terminal, check_versions

ROOT = Path(__file__).parents[4]
GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def seen(environment: dict[str, str] | None = None, **more: Any) -> dict[str, str]:
    """The levels of what is said of a terminal, by what is said."""
    environment = GOOD if environment is None else environment
    facts: dict[str, Any] = {
        "around": environment,
        "is_terminal": True,
        "size": (80, 24),
        "encoding": "utf-8",
        "tmux_option": lambda name: None,
    } | more
    found = check_terminal(Terminal(environment, **facts))
    return {finding.what: finding.level for finding in found}


def test_a_good_terminal_needs_nothing() -> None:
    assert set(seen().values()) == {"good"}


@pytest.mark.parametrize(
    ("environment", "more", "said", "level"),
    [
        ({}, {}, "TERM says this terminal is basic", "note"),
        ({"TERM": "dumb"}, {}, "TERM says this terminal is basic", "note"),
        (GOOD | {"ACCESSIBLE": "true"}, {}, "ACCESSIBLE", "good"),
        (GOOD, {"is_terminal": False}, "This is not a terminal", "note"),
        (GOOD, {"encoding": "ascii"}, "It is not set to UTF-8", "note"),
        (GOOD, {"size": (39, 12)}, "The window is too small", "wrong"),
        (GOOD, {"size": (40, 11)}, "The window is too small", "wrong"),
        (GOOD, {"size": (40, 12)}, "The window is large enough", "good"),
        ({"TERM": "xterm-256color"}, {}, "It shows 256 colours", "good"),
        ({"TERM": "linux"}, {}, "It shows few colours", "note"),
        (GOOD | {"NO_COLOR": "1"}, {}, "NO_COLOR", "good"),
        (GOOD | {"TMUX": "x"}, {}, "tmux may block what you copy", "note"),
        (
            GOOD | {"TMUX": "x"},
            {"tmux_option": lambda name: "external"},
            "tmux may block what you copy",
            "note",
        ),
        (
            GOOD | {"TMUX": "x"},
            {"tmux_option": lambda name: "on"},
            "tmux passes on what you copy",
            "good",
        ),
        (GOOD, {}, "its bell can ring", "good"),
        ({"TERM": "xterm-kitty"}, {}, "it can show a notification", "good"),
        (GOOD | {"TMUX": "x", "KITTY_WINDOW_ID": "1"}, {}, "tmux blocks notifications", "note"),
        (
            GOOD | {"TMUX": "x", "KITTY_WINDOW_ID": "1"},
            {"tmux_option": lambda name: "on" if name == "allow-passthrough" else None},
            "it can show a notification",
            "good",
        ),
        (
            GOOD | {"TMUX": "x", "KITTY_WINDOW_ID": "1"},
            {"tmux_option": lambda name: "all" if name == "allow-passthrough" else "off"},
            "tmux does not say which window is in front",
            "note",
        ),
        (
            GOOD | {"TMUX": "x", "WEZTERM_PANE": "1"},
            {"tmux_option": lambda name: "all" if name == "allow-passthrough" else "on"},
            "tmux does not say which window is in front",
            "",
        ),
        (GOOD | {"STY": "x"}, {}, "screen blocks what you copy", "note"),
        (GOOD | {"TERM_PROGRAM": "vscode"}, {}, "VS Code uses Ctrl+Q", "note"),
    ],
)
def test_what_a_terminal_can_not_do_is_said(
    environment: dict[str, str], more: dict[str, Any], said: str, level: str
) -> None:
    found = seen(environment, **more)
    assert [found[what] for what in found if said in what] == [level] * bool(level)


@pytest.mark.parametrize("size", [None, (0, 0)])
def test_a_size_that_is_not_known_is_no_fault(size: tuple[int, int] | None) -> None:
    assert not any("window" in what for what in seen(size=size))


def test_the_tested_textual_is_the_locked_one() -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    assert [one["version"] for one in locked if one["name"] == "textual"] == [TEXTUAL]
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert any(need.startswith(f"textual>={TEXTUAL},") for need in needs)


@pytest.mark.parametrize(
    ("textual", "level"), [(TEXTUAL, "good"), ("8.9.0", "note"), (None, "wrong")]
)
def test_another_textual_is_named(textual: str | None, level: str) -> None:
    (finding,) = check_versions("1.0", textual, "3.11.7")
    assert finding.level == level
    assert "1.0" in finding.what + finding.where
    assert "3.11.7" in finding.what + finding.where
