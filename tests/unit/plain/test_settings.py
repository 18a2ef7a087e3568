"""The settings line by line: what is typed is what is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calmtui.config.settings import Person, Settings, read_settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.own_settings import OwnSettings
from calmtui.plain.settings import PlainSettings
from calmtui.storage.journal import Journal
from tests.support.engine import Clock


def shown(folder: Path, *lines: str) -> list[str]:
    """What is said while these lines are typed."""
    file = folder / "settings.toml"
    found = read_settings(file)[0]
    time = Clock()
    context = AppContext(
        Library(folder / "none", None),
        Journal(folder / "journal", folder / "state"),
        found,
        time.clock,
        time.now,
        support=SupportList.of(found, file),
        settings_file=file,
    )
    typed, said = list(lines), list[str]()

    def next_line() -> str | None:
        if not typed:
            return None
        return typed.pop(0)

    PlainSettings(OwnSettings(context), next_line, said.append, lambda: said.append("HELP")).show()
    assert not typed or lines[-1:] == ("not reached",)
    return said


@pytest.mark.parametrize(
    ("lines", "said", "expected"),
    [
        (("1", "2", ""), "Saved. It takes effect at once.", 'theme = "paper"\n'),
        (("2", "", ""), "A number chooses. Enter leaves it as it is.", None),
        (("1", "9", "2", ""), "A number from 1 to 4, or Enter.", 'theme = "paper"\n'),
        (("7", "Noor", ""), "Saved. It takes effect at the next start.", 'partner = "Noor"\n'),
        (("7", "", ""), "Type it and Enter. Enter alone leaves it as it is.", None),
        (("9", "a", "a bath", "a", "", "", ""), "Nothing was written", 'things = ["a bath"]\n'),
        (("9", "a", "a bath", "d1", "", ""), "Saved.", "things = []\n"),
        (("9", "a", "a bath", "1", "a walk", "", ""), "a walk", 'things = ["a walk"]\n'),
        (("!", "1", "!", "2", ""), "HELP", 'theme = "paper"\n'),
        (("1", "q", "q", "not reached"), "", None),
        (("0", "99", "x", ""), "A number from 1 to 11, or Enter.", None),
        (("10", "2", ""), "Saved. It takes effect with the next routine.", "counts = true\n"),
    ],
)
def test_a_line_changes_what_it_says(
    tmp_path: Path, lines: tuple[str, ...], said: str, expected: str | None
) -> None:
    lines_said = shown(tmp_path, *lines)
    assert any(said in line for line in lines_said), lines_said
    file = tmp_path / "settings.toml"
    assert (file.read_text() if file.exists() else None) == expected


def test_a_person_is_written_and_changed(tmp_path: Path) -> None:
    shown(tmp_path, "8", "a", "Ana", "call her", "", "", "")
    said = shown(tmp_path, "8", "1", "", "write", "listens", "", "")
    assert "Enter keeps: Ana" in said
    assert "  1 Ana: call her" in said
    people = (Person("Ana", "write", "listens"),)
    assert read_settings(tmp_path / "settings.toml") == (Settings(people=people), ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(["", "1", "2", "7", "8", "9", "a", "d1", "q", "x", "!"])))
def test_any_lines_come_to_an_end_and_leave_good_settings(tmp_path: Path, lines: list[str]) -> None:
    shown(tmp_path, *lines, "not reached")
    assert read_settings(tmp_path / "settings.toml")[1] == ()


def test_who_types_nonsense_for_ever_is_no_person(tmp_path: Path) -> None:
    assert len(shown(tmp_path, *["x"] * 60, "not reached")) < 80
