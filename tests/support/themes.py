"""Themes of a person's own, made of the dark one's colours."""

from __future__ import annotations

from pathlib import Path

from calmtui.config.themes import theme_file
from calmtui.render.palette import PALETTES

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
