"""How many colours a terminal has, where its environment says less than its name does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

# Terminals of 256 colours and more, whose terminfo entry a machine at the end of an SSH line may lack.
_MANY = {
    "alacritty", "contour", "foot", "ghostty", "iterm", "iterm2", "kitty", "konsole", "mintty", "mlterm", "ms",
    "rio", "st", "vte", "warp", "wezterm",
}  # fmt: skip


def color_system(environment: Mapping[str, str]) -> str | None:
    """Return Textual's word for the colours where it would take them for fewer; None where it sees well."""
    term = environment.get("TERM", "").lower()
    told = any(environment.get(name) for name in ("NO_COLOR", "COLORTERM", "TEXTUAL_COLOR_SYSTEM"))
    if told or term.endswith(("256color", "16color")):
        return None
    if term.endswith("-direct"):
        return "truecolor"
    if term.removeprefix("xterm-").partition("-")[0] in _MANY:
        return "256"
    return "256" if _terminfo(term) >= 256 else None


def _terminfo(term: str) -> int:
    """Return how many colours the terminfo entry of this name has; 0 where there is none."""
    with suppress(ImportError):
        import curses  # 1 ms

        with suppress(curses.error, OSError):
            null = os.open(os.devnull, os.O_WRONLY)
            try:
                curses.setupterm(term, null)
            finally:
                os.close(null)
            return curses.tigetnum("colors")
    return 0
