"""Colours: an ink is a role and how much of it; a palette turns it into a colour. Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Role = Literal["text", "second", "dim", "cool", "warm", "near", "middle", "far"]
Ink = tuple[Role, float]  # the level: 0 is the ground itself, 1 the full colour


class Palette(Struct, frozen=True):
    """One theme. Colours are `#rrggbb`, or for the terminal's own palette the ANSI names; `ground` "" is its own."""

    name: str
    ground: str
    roles: dict[str, str]

    def colour(self, ink: Ink) -> str:
        """The colour of an ink, mixed with the ground by its level."""
        role, level = ink
        if not self.ground:
            return _ansi(self.roles[role], level)
        return _mix(self.ground, self.roles[role], level)


def _mix(ground: str, colour: str, level: float) -> str:
    level = round(level * 16) / 16  # few shades, so that slow growth changes few cells
    parts = (round(int(ground[i : i + 2], 16) * (1 - level) + int(colour[i : i + 2], 16) * level) for i in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _ansi(name: str, level: float) -> str:
    if level >= 0.6 or name in ("default", "blue"):
        return name
    return "bright_black" if level >= 0.08 else "default"


_NAMES = ("text", "second", "dim", "cool", "warm", "near", "middle", "far")


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
