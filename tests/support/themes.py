"""Themes of a person's own, made of the dark one's colours, and what on a screen is of no theme."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from calmtui.config.themes import theme_file
from calmtui.render.palette import PALETTES, Palette
from tests.support.emulator import Seen

DUSK = {"ground": PALETTES["dusk"].ground} | {
    str(role): colour for role, colour in PALETTES["dusk"].roles.items()
}


def write(folder: Path, name: str = "mine", **changes: object) -> Path:
    """Write a theme beside the settings in a folder; a role that is None is left out."""
    path = theme_file(folder, name)
    path.parent.mkdir(exist_ok=True)
    values = {**DUSK, **changes}
    path.write_text("".join(f'{key} = "{value}"\n' for key, value in values.items() if value))
    return path


LOUD = "loud"  # a theme whose roles look like nothing else
_LOUD = {
    "ground": "#2b0038",
    "text": "#ffd000",
    "second": "#00e5ff",
    "dim": "#9aff3c",
    "cool": "#ff6a2b",
    "warm": "#ff8ae0",
    "near": "#7a0000",
    "middle": "#007a2b",
    "far": "#0033aa",
}


def write_loud(folder: Path) -> None:
    """Write the theme LOUD."""
    write(folder, LOUD, **_LOUD)


_STEPS = 16  # of an ink, from the ground to the whole colour
_NONE = {"", "default"}  # where a terminal shows no colours


def foreign_colours(rows: Sequence[Sequence[Seen]], palette: Palette) -> list[str]:
    """Return the rows with a colour that is neither the ground, nor a role, nor mixed of the two.

    The colours of a terminal that has few are its own.
    """
    if not palette.ground or palette.quantize_256:
        return []
    known = _NONE | _colours(palette)
    found = []
    for number, row in enumerate(rows, 1):
        strange = {colour for cell in row for colour in (cell.ink, cell.ground)} - known
        if strange:
            found.append(f"row {number}, {sorted(strange)}: {''.join(cell.char for cell in row)}")
    return found


def _colours(palette: Palette) -> set[str]:
    """Return all colours of a palette, as the emulator names them."""
    return {
        palette.colour((role, step / _STEPS)).removeprefix("#")
        for role in palette.roles
        for step in range(_STEPS + 1)
    }
