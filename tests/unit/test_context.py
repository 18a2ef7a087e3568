"""What is built once for a command: the person's files, settings and clocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui import terminal
from calmtui.content.adjust import Adjustments
from calmtui.context import AppContext
from calmtui.launch import Launch
from calmtui.sources import read_sources


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    monkeypatch.setattr(terminal, "can_show_full_screen", lambda: True)
    return tmp_path


@pytest.mark.parametrize(
    ("settings", "private", "is_private"),
    [("", False, False), ("", True, True), ("private = true\n", False, True)],
)
def test_the_command_line_and_the_settings_can_ask_that_nothing_is_written(
    home: Path, settings: str, private: bool, is_private: bool
) -> None:
    (home / "settings.toml").write_text(settings)
    assert AppContext.load(private=private, plain=False).is_private == is_private


@pytest.mark.parametrize(
    ("settings", "plain", "is_plain"),
    [("", False, False), ("", True, True), ("plain = true\n", False, True)],
)
def test_the_command_line_and_the_settings_can_ask_for_lines(
    home: Path, settings: str, plain: bool, is_plain: bool
) -> None:
    (home / "settings.toml").write_text(settings)
    assert AppContext.load(private=False, plain=plain).is_plain == is_plain


def test_problems_of_the_settings_are_known(home: Path) -> None:
    (home / "settings.toml").write_text("colour = 1\n")
    problems = AppContext.load(private=False, plain=False).problems
    assert any("colour" in str(problem) for problem in problems)


def test_a_context_without_files_writes_nothing(home: Path) -> None:
    context = AppContext.without_files(read_sources(), plain=True)
    routine = context.library.find("box")
    session = Launch(routine, Adjustments(), quick=True).begin(context)
    session.scene()
    session.close()
    assert context.is_private
    assert list(home.iterdir()) == []


def test_a_session_records_the_adjustments_it_was_begun_with(home: Path) -> None:
    context = AppContext.load(private=False, plain=True)
    routine = context.library.find("box")
    Launch(routine, Adjustments(no_holds=True), quick=True).begin(context).scene()
    records = [record for record in context.journal.records() if record["what"] == "begun"]
    assert [record["choices"] for record in records] == [{"no_holds": True}]
