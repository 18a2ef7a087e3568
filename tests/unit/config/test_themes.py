"""Themes: a person's own, what can be read in them, and which goes with a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.cli.main import main
from calmtui.config import themes
from calmtui.config.colours import contrast, is_light
from calmtui.config.settings import read_settings
from calmtui.content.toml import FileError
from calmtui.render.palette import PALETTES, own_palette, palette_for
from tests.support.themes import DUSK, write


def faults(path: Path) -> list[str]:
    with pytest.raises(FileError) as error:
        themes.read_theme(path)
    return [str(problem).removeprefix(str(path)) for problem in error.value.problems]


def test_contrast_is_as_wcag_computes_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert is_light(PALETTES["paper"].ground)
    assert not is_light(PALETTES["dusk"].ground)


@pytest.mark.parametrize("name", ["dusk", "paper"])
def test_ours_are_as_we_ask_of_others(name: str, tmp_path: Path) -> None:
    palette = PALETTES[name]
    path = write(tmp_path, **palette.roles, ground=palette.ground)
    read = themes.read_theme(path)
    assert own_palette(name, read) == palette
    assert palette_for(own_palette("mine", read), "256").colour(("warm", 1.0)) == palette_for(
        name, "256"
    ).colour(("warm", 1.0))
    assert palette_for(own_palette("mine", read), "standard") is PALETTES["terminal"]


def test_what_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    assert faults(write(tmp_path, dim="#555a66")) == [
        ":4: dim: expected at least 4.5:1 against the ground, found 2.61:1"
    ]
    assert faults(write(tmp_path, warm="red", far=None, nera="#000000")) == [
        ":9: nera: unknown key, did you mean near?",
        ":6: warm: expected a colour such as '#1f3349', found 'red'",
        ":1: far: missing, expected this key",
    ]
    assert faults(write(tmp_path, cool="#ffffff")) == [
        ":5: cool: expected at least 4.5:1 for text over it in the middle of a shape, found 3.38:1"
    ]
    assert faults(write(tmp_path, cool="#12345")) == [
        ":5: cool: expected a colour such as '#1f3349', found '#12345'"
    ]
    path = write(tmp_path)
    path.write_text("ground = [")
    assert faults(path)[0].startswith(":1: not valid TOML")


def test_a_theme_that_cannot_be_used_leaves_the_usual_one(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('time = true\ntheme = "mine"\n')
    write(tmp_path)
    assert read_settings(file)[0].theme == "mine"
    assert not read_settings(file)[1]
    write(tmp_path, text="#333333")
    settings, problems = read_settings(file)
    assert settings.theme == "dusk"
    assert settings.time
    assert "found 1." in str(problems[0])
    for name in ("mien", "../mine", "", "dusk.toml"):
        file.write_text(f'time = true\ntheme = "{name}"\n')
        settings, problems = read_settings(file)
        assert settings.theme == "dusk"
        assert str(problems[0]).partition(": ")[0] == f"{file}:2"
        assert "expected dusk, paper, terminal, auto or mine" in str(problems[0])
    file.write_text('theme = "auto"')
    assert read_settings(file) == (read_settings(file)[0], ())
    assert themes.good_themes(tmp_path) == ()
    write(tmp_path)
    write(tmp_path, "dusk")  # ours stays ours
    assert themes.good_themes(tmp_path) == ("mine",)
    assert themes.colours_of(tmp_path, "dusk") == {}
    assert themes.colours_of(None, "mine") == {}


def test_one_begins_with_the_dark_ones_colours_and_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    path = themes.theme_file(tmp_path, "forest")
    assert main(["new", "--theme", "forest"]) == 0
    assert str(path) in capsys.readouterr().out
    assert themes.read_theme(path) == DUSK
    assert main(["new", "--theme", "forest"]) == 1
    assert main(["new", "--theme", "../forest"]) == 2
    assert main(["new", "--theme", "auto"]) == 2
    assert main(["check", str(path)]) == 0
    assert "good" in capsys.readouterr().out
    path.write_text(path.read_text().replace(DUSK["dim"], "#555a66"))
    assert main(["check", str(path.parent)]) == 1
    assert "dim: expected at least 4.5:1" in capsys.readouterr().out
    main(["doctor"])
    assert capsys.readouterr().out.count("dim: expected at least 4.5:1") == 1


@pytest.mark.parametrize(
    ("answer", "theme"),
    [
        ("rgb:ffff/ffff/ffff", "paper"),
        ("rgb:f4f4/f0f0/e8e8", "paper"),
        ("rgb:14/16/1f", "dusk"),
        ("rgb:0/0/0", "dusk"),
        ("rgba:ffff/ffff/ffff/8000", "paper"),
        ("rgb:ffff/ffff", ""),
        ("rgb:fffff/ffff/ffff", ""),
        ("#ffffff", ""),
        ("?", ""),
        ("", ""),
    ],
)
def test_a_terminal_says_what_its_ground_is(answer: str, theme: str) -> None:
    assert themes.theme_of_answer(answer) == theme


@given(st.text())
def test_no_answer_is_too_odd(answer: str) -> None:
    assert themes.theme_of_answer(answer) in ("", "dusk", "paper")


@given(st.integers(0, 65535), st.integers(0, 65535), st.integers(0, 65535))
def test_the_forms_of_one_colour_are_one_theme(red: int, green: int, blue: int) -> None:
    parts = (red, green, blue)
    long = themes.theme_of_answer("rgb:" + "/".join(f"{part:04x}" for part in parts))
    assert long == themes.theme_of_answer("rgba:" + "/".join(f"{p:04X}" for p in parts) + "/ffff")


@pytest.mark.parametrize(
    ("remembered", "variable", "theme"),
    [
        ("", "", "dusk"),
        ("", "15;0", "dusk"),
        ("", "0;15", "paper"),
        ("", "0;default;7", "paper"),
        ("", "0;8", "dusk"),
        ("", "0;default", "dusk"),
        ("paper", "15;0", "paper"),
        ("dusk", "0;15", "dusk"),
        ("nonsense", "0;15", "paper"),
    ],
)
def test_what_it_said_itself_counts_more_than_the_variable(
    remembered: str, variable: str, theme: str
) -> None:
    assert themes.theme_by_terminal(remembered, variable) == theme
