"""How many colours a terminal has, where its environment says less than its name does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

_MANY_COLORS = 256
# Terminals of 256 colours and more, whose terminfo entry a machine reached by SSH may lack.
_MANY_COLOR_TERMINALS = {
    "alacritty", "contour", "foot", "ghostty", "iterm", "iterm2", "kitty", "konsole", "mintty",
    "mlterm", "ms", "rio", "st", "vte", "warp", "wezterm",
}  # fmt: skip
_SETTINGS = ("NO_COLOR", "COLORTERM", "TEXTUAL_COLOR_SYSTEM")


def color_system(environment: Mapping[str, str]) -> str | None:
    """Return Textual's word for the colours where it would assume too few; else None."""
    term = environment.get("TERM", "").lower()
    if any(environment.get(name) for name in _SETTINGS) or term.endswith(("256color", "16color")):
        return None
    if term.endswith("-direct"):
        return "truecolor"
    name = term.removeprefix("xterm-").partition("-")[0]
    if name in _MANY_COLOR_TERMINALS or _terminfo_colors(term) >= _MANY_COLORS:
        return "256"
    return None


def _terminfo_colors(term: str) -> int:
    """Return how many colours the terminfo entry of this name has; 0 where there is none."""
    with suppress(ImportError):
        import curses  # noqa: PLC0415 - some Pythons lack it

        with suppress(curses.error, OSError):
            null = os.open(os.devnull, os.O_WRONLY)
            try:
                curses.setupterm(term, null)
            finally:
                os.close(null)
            return curses.tigetnum("colors")
    return 0
