"""Colours: an ink is a role and how much of it; a palette turns it into a colour. Pure."""

from __future__ import annotations

from functools import cache
from math import dist
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Role = Literal["text", "second", "dim", "cool", "warm", "near", "middle", "far"]
Ink = tuple[Role, float]  # the level: 0 is the ground itself, 1 the full colour
GROUND: Ink = ("text", 0.0)


class Palette(Struct, frozen=True):
    """One theme. Colours are `#rrggbb`, or for the terminal's own palette the ANSI names; `ground` "" is its own.

    `few`: what is shown is mixed from them and then found among the colours of a terminal of 256.
    """

    name: str
    ground: str
    roles: dict[Role, str]
    quantize_256: bool = False

    def colour(self, ink: Ink) -> str:
        """The colour of an ink, mixed with the ground by its level."""
        role, level = ink
        if not self.ground:
            return _ansi(self.roles[role], level)
        mixed = _mix(self.ground, self.roles[role], level)
        return _nearest(mixed) if self.quantize_256 else mixed


def _mix(ground: str, colour: str, level: float) -> str:
    level = round(level * 16) / 16  # few shades, so that slow growth changes few cells
    parts = (
        round(int(ground[i : i + 2], 16) * (1 - level) + int(colour[i : i + 2], 16) * level)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


@cache
def _nearest(colour: str) -> str:
    """What to say to Rich for the colour of 256 that looks most like this one.

    What is near in Oklab looks alike (Ottosson 2020, "A perceptual color space for image processing"). By Rich's
    rounding most of our depths would be one grey, by its nearest the orb's ring the ground, by CIE L*a*b* one layer of
    the sea a bright blue.
    """
    wanted = _oklab(colour)
    return min(_many(), key=lambda one: dist(_oklab(one), wanted))


@cache
def _many() -> tuple[str, ...]:
    """xterm's cube and its greys, which Rich has as 25 steps from black to white; not the first 16, their owner's."""
    steps = (0, 95, 135, 175, 215, 255)
    cube = [(r, g, b) for r in steps for g in steps for b in steps if not r == g == b]
    greys = [(round(n * 255 / 25),) * 3 for n in range(1, 25)]
    return tuple("#{:02x}{:02x}{:02x}".format(*parts) for parts in cube + greys)


@cache
def _oklab(colour: str) -> tuple[float, float, float]:
    """A colour of sRGB in Oklab: lightness of 0 to 1, green to red, blue to yellow."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    r, g, b = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _ansi(name: str, level: float) -> str:
    least = (
        0.41 if name == "yellow" else 0.6
    )  # a part that tightens is yellow from its first second
    if level >= least or name in ("default", "blue"):
        return name
    return "bright_black" if level >= 0.08 else "default"


_NAMES: tuple[Role, ...] = ("text", "second", "dim", "cool", "warm", "near", "middle", "far")


def _palette(name: str, ground: str, *colours: str) -> Palette:
    return Palette(name, ground, dict(zip(_NAMES, colours, strict=True)))


PALETTES = {
    palette.name: palette
    for palette in (
        _palette(
            "dusk",
            "#14161f",
            "#c8cdd8",
            "#9aa2b2",
            "#7f879a",
            "#6fa8a6",
            "#e0b070",
            "#1a293b",
            "#1f3349",
            "#27405a",
        ),
        _palette(
            "paper",
            "#f4f0e8",
            "#3c3a36",
            "#5f5b54",
            "#6e6862",
            "#3f706d",
            "#945a24",
            "#dce7e3",
            "#cbdcdb",
            "#b9d0d2",
        ),
        _palette(
            "terminal",
            "",
            "default",
            "default",
            "bright_black",
            "cyan",
            "yellow",
            "blue",
            "blue",
            "bright_blue",
        ),
    )
}


def palette_for(theme: str, colours: str | None) -> Palette:
    """The palette of a theme where there are so many colours, as Rich names them: of 16 only the terminal's own."""
    match colours:
        case "256":
            return replace(PALETTES[theme], quantize_256=True)
        case "standard" | "windows":
            return PALETTES["terminal"]
        case _:
            return PALETTES[theme]
