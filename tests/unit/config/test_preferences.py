"""The adjustments saved for each routine: what is written and read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.config.preferences import effective_adjustments, load_preferences, save_preference
from calmtui.config.settings import Settings
from calmtui.content.adjust import Adjustments
from calmtui.content.values import Seconds


def test_what_is_kept_comes_back_and_stands_beside_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "c" / "choices.toml"
    assert load_preferences(path) == {}
    chosen = Adjustments(
        no_holds=True, skip=("Neck",), seconds=Seconds(180), settle=Seconds(20), pace=1.1
    )
    save_preference(path, "box-breathing", chosen)
    save_preference(path, "rain", Adjustments(seconds=Seconds(300)))
    assert load_preferences(path)["box-breathing"] == chosen
    assert path.stat().st_mode & 0o777 == 0o600
    save_preference(path, "rain", Adjustments())
    assert set(load_preferences(path)) == {"box-breathing"}
    settings = Settings(skip_parts=("belly",), no_holds=True, settle=30)
    standing_there = effective_adjustments("rain", settings, load_preferences(path))
    assert (standing_there.skip, standing_there.no_holds, standing_there.settle) == (
        ("belly",),
        True,
        Seconds(30),
    )
    assert effective_adjustments("box-breathing", settings, load_preferences(path)).skip == (
        "belly",
        "Neck",
    )
    assert effective_adjustments(
        "box-breathing", settings, load_preferences(path)
    ).settle == Seconds(20)


@pytest.mark.parametrize(
    "text", ["nonsense", "[box]\npace = 'x'\n", "[box]\ncolour = 1\n", "box = 3\n"]
)
def test_a_damaged_choices_file_changes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "choices.toml").write_text(text)
    assert load_preferences(tmp_path / "choices.toml") == {}


@given(st.text(alphabet='abpcenodhls=[]"\n.1{}#_ ', max_size=80))
def test_any_choices_file_is_read_or_is_as_none(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("c") / "choices.toml"
    path.write_text(text)
    assert isinstance(load_preferences(path), dict)
