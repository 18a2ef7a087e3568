"""Colours that can be read, and none of our own where the terminal's are wanted."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorSystem

from calmtui.render.palette import GROUND, PALETTES, Palette, Role, palette_for

OWN = [palette for palette in PALETTES.values() if palette.ground]
BOTH = [made for palette in OWN for made in (palette, palette_for(palette.name, "256"))]
READ: tuple[Role, ...] = ("text", "second", "dim", "cool", "warm")
roles = st.sampled_from([*READ, "near", "middle", "far"])


def name(palette: Palette) -> str:
    return f"{palette.name}{' in 256' * palette.quantize_256}"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
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
@pytest.mark.parametrize("palette", BOTH, ids=name)
def test_what_is_read_stands_out_from_the_ground(palette: Palette, role: Role) -> None:
    assert contrast(palette.colour((role, 1.0)), palette.colour(GROUND)) >= 4.5


@pytest.mark.parametrize("palette", BOTH, ids=name)
def test_the_three_weights_of_text_are_three(palette: Palette) -> None:
    weights = [
        contrast(palette.colour((role, 1.0)), palette.colour(GROUND))
        for role in ("text", "second", "dim")
    ]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 3


@pytest.mark.parametrize("palette", BOTH, ids=name)
def test_words_over_the_orb_can_be_read(palette: Palette) -> None:
    for depth in (0.30, 0.36):  # the middle of the orb, where the word and the count stand
        assert contrast(palette.colour(("text", 1.0)), palette.colour(("cool", depth))) >= 4.5


@given(roles, st.floats(0, 1))
def test_an_ink_lies_between_the_ground_and_its_colour(role: Role, level: float) -> None:
    for palette in OWN:
        colour = palette.colour((role, level))
        for at in (1, 3, 5):
            ends = sorted(
                int(end[at : at + 2], 16) for end in (palette.ground, palette.roles[role])
            )
            assert ends[0] <= int(colour[at : at + 2], 16) <= ends[1]


@given(roles, st.floats(0, 1))
def test_the_terminals_own_colours_are_the_16_and_the_default(role: Role, level: float) -> None:
    colour = Color.parse(PALETTES["terminal"].colour((role, level)))
    assert colour.is_default or (colour.number is not None and colour.number < 16)
    assert colour.triplet is None


@given(roles, st.floats(0, 1))
def test_in_256_colours_rich_makes_of_each_what_was_meant(role: Role, level: float) -> None:
    for palette in OWN:
        few = palette_for(palette.name, "256")
        for said in (few.colour(GROUND), few.colour((role, level))):
            shown = Color.parse(said).downgrade(ColorSystem.EIGHT_BIT)
            assert shown.number is not None
            assert shown.number >= 16  # the first 16 are their owner's
            parts = [
                abs(a - b)
                for a, b in zip(
                    shown.get_truecolor(), Color.parse(said).get_truecolor(), strict=True
                )
            ]
            assert max(parts) <= 7  # Rich's greys are not quite the terminal's


@pytest.mark.parametrize("palette", OWN, ids=name)
def test_in_256_colours_the_depths_stay_apart(palette: Palette) -> None:
    few = palette_for(palette.name, "256")
    seas = [few.colour((role, 1.0)) for role in ("near", "middle", "far")]
    orb = [few.colour(("cool", level)) for level in (0.12, 0.3, 0.36, 0.5, 0.6, 0.73)]
    assert len({few.colour(GROUND), *seas}) == 4
    assert len({few.colour(GROUND), *orb}) >= 6


def test_a_terminal_of_16_colours_keeps_its_own_and_one_of_256_may() -> None:
    for colours, theme in product(("standard", "windows"), PALETTES):
        assert palette_for(theme, colours) is PALETTES["terminal"]
    for role, level in product(PALETTES["terminal"].roles, (0.0, 0.5, 1.0)):
        assert palette_for("terminal", "256").colour((role, level)) == PALETTES["terminal"].colour(
            (role, level)
        )
    for more, (theme, palette) in product(("truecolor", None), PALETTES.items()):
        assert palette_for(theme, more) is palette
