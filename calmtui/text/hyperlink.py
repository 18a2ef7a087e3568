"""Which terminals make a link of OSC 8, by what they say of themselves; others may print it."""

from __future__ import annotations

from collections.abc import Mapping

_PROGRAMS = ("iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "WarpTerminal")  # TERM_PROGRAM
_TERMS = ("xterm-kitty", "foot", "alacritty", "wezterm", "xterm-ghostty", "contour")
_VARIABLES = ("KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "WEZTERM_PANE")
_VTE = 5000  # the first version whose links work, as VTE counts


def shows_links(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal is known to show links."""
    if environment.get("TERM_PROGRAM") in _PROGRAMS:
        return True
    if environment.get("TERM", "").startswith(_TERMS):
        return True
    if any(environment.get(name) for name in _VARIABLES):
        return True
    version = environment.get("VTE_VERSION", "")
    return version.isascii() and version.isdigit() and int(version[:6]) >= _VTE
