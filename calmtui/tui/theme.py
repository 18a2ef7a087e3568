"""Textual's theme for one of our palettes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.theme import Theme

from calmtui.config.colours import is_light
from calmtui.config.settings import AUTO, DARK
from calmtui.render.palette import GROUND, PALETTES, Ink, Palette, Role, own_palette, palette_for

if TYPE_CHECKING:
    from calmtui.context import AppContext

GROUND_FILE = "ground"  # in the state folder: which theme goes with the terminal

# Behind words that are typed, behind the row that the keys are on, and how far a text goes.
_FIELD: Ink = ("cool", 0.125)
_MARK: Ink = ("cool", 0.25)
_BAR: Ink = ("cool", 0.5)

_TERMINAL_COLOURS = {
    "cool": "ansi_cyan",
    "warm": "ansi_yellow",
    "second": "ansi_default",
    "dim": "ansi_bright_black",
    "field": "ansi_default",
    "mark": "ansi_default",
    "bright": "ansi_yellow",
    # Textual's own styles name these two.
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
}


def palette_of(context: AppContext, colours: str | None) -> Palette:
    """Return the palette that is set, for the colours of a terminal as Rich names them."""
    name = context.settings.theme
    if name in PALETTES:
        return palette_for(name, colours)
    from calmtui.config import themes  # noqa: PLC0415 - most people have one of ours

    if name == AUTO:
        remembered = context.device.get(GROUND_FILE)
        name = themes.theme_by_terminal(remembered, os.environ.get("COLORFGBG", ""))
        return palette_for(name, colours)
    own = themes.colours_of(context.config_folder, name)
    if not own:
        return palette_for(DARK, colours)
    return palette_for(own_palette(name, own), colours)


def theme_for(palette: Palette) -> Theme:
    """Return the theme that styles widgets in the colours of a palette."""
    if not palette.ground:
        return _terminal_theme()
    ground = palette.colour(GROUND)
    role = {name: palette.colour((name, 1.0)) for name in palette.roles}
    variables = {name: role[name] for name in ("cool", "warm", "second", "dim")}
    variables |= {
        "field": palette.colour(_FIELD),
        "mark": palette.colour(_MARK),
        "bright": role["text"],
    }
    variables |= _textuals_own(palette, role)
    return Theme(
        palette.name,
        primary=role["cool"],
        accent=role["warm"],
        foreground=role["text"],
        background=ground,
        surface=ground,
        panel=ground,
        dark=not is_light(ground),
        variables=variables,
    )


def _textuals_own(palette: Palette, role: dict[Role, str]) -> dict[str, str]:
    """Return the colours that Textual's own styles name.

    Without these it mixes some of black and white, and rounds others.
    """
    field, mark, bar = map(palette.colour, (_FIELD, _MARK, _BAR))
    ground = palette.colour(GROUND)
    return {
        "foreground": role["text"],
        "background": ground,
        "primary": role["cool"],
        "accent": role["warm"],
        "text": role["text"],
        "text-muted": role["second"],
        "text-disabled": role["dim"],
        "link-color": role["text"],
        "link-color-hover": role["text"],
        "link-background-hover": mark,
        "block-cursor-foreground": role["text"],
        "block-cursor-text-style": "none",
        "input-cursor-foreground": ground,
        "input-cursor-background": role["text"],
        "input-selection-foreground": role["text"],
        "input-selection-background": mark,
        "screen-selection-foreground": role["text"],
        "screen-selection-background": mark,
        "scrollbar": bar,
        "scrollbar-hover": role["cool"],
        "scrollbar-active": role["cool"],
        "scrollbar-background": field,
        "scrollbar-background-hover": field,
        "scrollbar-background-active": field,
        "scrollbar-corner-color": field,
    }


def _terminal_theme() -> Theme:
    """Return the theme of the terminal's own colours."""
    return Theme(
        "terminal",
        primary="ansi_cyan",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        ansi=True,
        variables=_TERMINAL_COLOURS,
    )
