"""Colours that can be read, and none of our own where the terminal's are wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color

from calmtui.palette import PALETTES, Palette, Role

OWN = [palette for palette in PALETTES.values() if palette.ground]
READ: tuple[Role, ...] = ("text", "second", "dim", "cool", "warm")
roles = st.sampled_from([*READ, "near", "middle", "far"])


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_as_wcag_computes_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_there_are_two_themes_of_our_own_and_the_terminal() -> None:
    assert [palette.name for palette in OWN] == ["dusk", "paper"]
    assert set(PALETTES) == {"dusk", "paper", "terminal"}


@pytest.mark.parametrize("role", READ)
@pytest.mark.parametrize("palette", OWN, ids=lambda palette: palette.name)
def test_what_is_read_stands_out_from_the_ground(palette: Palette, role: Role) -> None:
    assert contrast(palette.colour((role, 1.0)), palette.ground) >= 4.5


@pytest.mark.parametrize("palette", OWN, ids=lambda palette: palette.name)
def test_the_three_weights_of_text_are_three(palette: Palette) -> None:
    weights = [contrast(palette.colour((role, 1.0)), palette.ground) for role in ("text", "second", "dim")]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 3


@pytest.mark.parametrize("palette", OWN, ids=lambda palette: palette.name)
def test_words_over_the_orb_can_be_read(palette: Palette) -> None:
    for depth in (0.30, 0.36):  # the middle of the orb, where the word and the count stand
        assert contrast(palette.colour(("text", 1.0)), palette.colour(("cool", depth))) >= 4.5


@given(roles, st.floats(0, 1))
def test_an_ink_lies_between_the_ground_and_its_colour(role: Role, level: float) -> None:
    for palette in OWN:
        colour = palette.colour((role, level))
        for at in (1, 3, 5):
            ends = sorted(int(end[at : at + 2], 16) for end in (palette.ground, palette.roles[role]))
            assert ends[0] <= int(colour[at : at + 2], 16) <= ends[1]


@given(roles, st.floats(0, 1))
def test_the_terminals_own_colours_are_the_16_and_the_default(role: Role, level: float) -> None:
    colour = Color.parse(PALETTES["terminal"].colour((role, level)))
    assert colour.is_default or (colour.number is not None and colour.number < 16)
    assert colour.triplet is None
