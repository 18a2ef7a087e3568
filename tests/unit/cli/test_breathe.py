"""A breath by its counts, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import Cli, cli, home

__all__ = ["cli", "home"]  # fixtures


def test_a_pattern_becomes_a_routine_of_ones_own(cli: Cli, home: Path) -> None:
    status, _said, _wrong = cli("new", "mine", "--pattern", "4-2-6")
    assert status == 0
    assert cli("check", str(home / "routines" / "mine.toml"))[0] == 0
    assert '"Mine"' in (home / "routines" / "mine.toml").read_text()
    status, _said, wrong = cli("new", "other", "--pattern", "four")
    assert status == 2
    assert wrong.count("\n") == 1
    assert not (home / "routines" / "other.toml").exists()


@pytest.mark.parametrize("words", [["x"], ["4-99"], ["4-6", "9h"], ["in", "4"]])
def test_what_is_no_pattern_is_one_line(cli: Cli, words: list[str]) -> None:
    status, said, wrong = cli("breathe", "--plain", *words)
    assert (status, said) == (2, "")
    assert wrong.count("\n") == 1
