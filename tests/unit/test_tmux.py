"""What tmux is asked, and what is made of no answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui import tmux

INSIDE = {"TERM": "tmux-256color", "TMUX": "x"}


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make a tmux of a script."""
    monkeypatch.setenv("PATH", f"{tmp_path}")

    def answers(script: str) -> None:
        (tmp_path / "tmux").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "tmux").chmod(0o700)

    return answers


@pytest.mark.parametrize(
    ("script", "value"), [("echo on", "on"), ("echo no server >&2; exit 1", None)]
)
def test_the_value_of_an_option(
    answers: Callable[[str], None], script: str, value: str | None
) -> None:
    answers(script)
    assert tmux.option("set-clipboard") == value


def test_without_tmux_nothing_is_known(answers: Callable[[str], None]) -> None:
    assert tmux.option("set-clipboard") is None
    assert tmux.terminal_around(INSIDE) == INSIDE
    assert not tmux.is_shown_over_ssh(INSIDE)


def test_the_terminal_around_it(answers: Callable[[str], None]) -> None:
    answers("echo foot")
    assert tmux.terminal_around(INSIDE)["TERM"] == "foot"
    assert tmux.terminal_around({"TERM": "xterm"}) == {"TERM": "xterm"}
    answers("")  # nobody looks at it
    assert tmux.terminal_around(INSIDE)["TERM"] == "tmux-256color"


@pytest.mark.parametrize(
    ("script", "expected"),
    [("echo SSH_CONNECTION=1 2 3 4", True), ("echo -SSH_CONNECTION", False), ("exit 1", False)],
)
def test_whether_it_is_shown_over_ssh(
    answers: Callable[[str], None], script: str, expected: bool
) -> None:
    answers(script)
    assert tmux.is_shown_over_ssh(INSIDE) is expected
    assert not tmux.is_shown_over_ssh({"TERM": "xterm"})
