"""The folders that `paths` has, as text and without platformdirs: a launch that must not wait looks here."""

from __future__ import annotations

import os
import sys

_MOST_BYTES = 256 * 1024  # of the settings: more is no settings file


def _folder(own: str, variable: str, usual: str) -> str:
    if home := os.environ.get("CALMTUI_HOME"):
        return os.path.join(os.path.abspath(os.path.expanduser(home)), own)
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Application Support/calmtui")
    return os.path.join(os.environ.get(variable, "").strip() or os.path.expanduser(usual), "calmtui")


def state() -> str:
    """The folder of this machine's small state."""
    return _folder("state", "XDG_STATE_HOME", "~/.local/state")


def journal() -> str:
    """The folder of the journal."""
    return os.path.join(_folder("", "XDG_DATA_HOME", "~/.local/share"), "journal")


def config() -> str:
    """The folder of the settings and of the person's own routines."""
    return _folder("", "XDG_CONFIG_HOME", "~/.config")


def set_down(key: bytes) -> bool:
    """Whether the settings may have a key: a look at their bytes, which costs next to nothing."""
    file = os.path.join(config(), "settings.toml")
    try:
        with open(file if os.path.isfile(file) else os.devnull, "rb") as opened:
            return key in opened.read(_MOST_BYTES)
    except OSError:
        return False


def bundled() -> str:
    """The folder of the routines that come with calmtui: inside the package, or beside it in a checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(package, "routines")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "routines")
