"""Colours: an ink is a role and how much of it; a palette turns it into a colour. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import dist
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from calmtui.config.colours import as_hex, channels, linear, mixed

Role = Literal["text", "second", "dim", "cool", "warm", "near", "middle", "far"]
Ink = tuple[Role, float]  # the level: 0 is the ground itself, 1 the full colour
GROUND: Ink = ("text", 0.0)
_MIX_LEVELS = 16  # few shades, so that slow growth changes few cells
# From which level an ink has its own colour among 16, else grey or nothing. A part that tightens is
# yellow from its first second.
_LEAST_ANSI, _LEAST_YELLOW, _LEAST_GREY = 0.6, 0.41, 0.08


class Palette(Struct, frozen=True):
    """One theme: its colours as `#rrggbb`, or as ANSI names with "" as the `ground`.

    Names and "" are colours of the terminal's own. `quantize_256`: what is shown is mixed from the
    theme's colours and then looked up among the 256 of a terminal.
    """

    name: str
    ground: str
    roles: dict[Role, str]
    quantize_256: bool = False

    def colour(self, ink: Ink) -> str:
        """Return the colour of an ink, mixed with the ground by its level."""
        role, level = ink
        if not self.ground:
            return _ansi(self.roles[role], level)
        colour = _mix(self.ground, self.roles[role], round(level * _MIX_LEVELS))
        if self.quantize_256:
            return _nearest(colour)
        return colour


@cache
def _mix(ground: str, colour: str, step: int) -> str:
    return mixed(ground, colour, step / _MIX_LEVELS)


@cache
def _nearest(colour: str) -> str:
    """Return what to say to Rich for the colour of 256 that looks most like this one.

    What is near in Oklab looks alike (Ottosson 2020, "A perceptual color space for image
    processing"). By Rich's rounding most of our depths would be one grey, by its nearest the orb's
    ring the ground, by CIE L*a*b* one layer of the sea a bright blue.
    """
    wanted = _oklab(colour)
    return min(_colours_256(), key=lambda candidate: dist(_oklab(candidate), wanted))


@cache
def _colours_256() -> tuple[str, ...]:
    """Return xterm's cube and its greys, which Rich has as 25 steps from black to white.

    The first 16 are left out: they are whatever their owner has set.
    """
    steps = (0, 95, 135, 175, 215, 255)
    cube = [(r, g, b) for r in steps for g in steps for b in steps if not r == g == b]
    greys = [(round(n * 255 / 25),) * 3 for n in range(1, 25)]
    return tuple(as_hex(*parts) for parts in cube + greys)


@cache
def _oklab(colour: str) -> tuple[float, float, float]:
    """Return a colour of sRGB in Oklab: lightness of 0 to 1, green to red, blue to yellow.

    The matrices are those of Ottosson 2020.
    """
    r, g, b = (linear(channel / 255) for channel in channels(colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _ansi(name: str, level: float) -> str:
    least = _LEAST_YELLOW if name == "yellow" else _LEAST_ANSI
    if level >= least or name in ("default", "blue"):
        return name
    if level >= _LEAST_GREY:
        return "bright_black"
    return "default"


_ROLES: tuple[Role, ...] = ("text", "second", "dim", "cool", "warm", "near", "middle", "far")


def _palette(name: str, ground: str, *colours: str) -> Palette:
    return Palette(name, ground, dict(zip(_ROLES, colours, strict=True)))


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


def own_palette(name: str, colours: Mapping[str, str]) -> Palette:
    """Return the palette of a theme of one's own, by its ground and its roles."""
    return _palette(name, colours["ground"], *(colours[role] for role in _ROLES))


def palette_for(theme: str | Palette, colours: str | None) -> Palette:
    """Return the palette of a theme for the colours of a terminal, as Rich names them.

    A terminal of 16 gets its own.
    """
    palette = theme if isinstance(theme, Palette) else PALETTES[theme]
    match colours:
        case "256":
            return replace(palette, quantize_256=True)
        case "standard" | "windows":
            return PALETTES["terminal"]
        case _:
            return palette
