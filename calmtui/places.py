"""The folders that `paths` has, as text and without platformdirs: a launch that must not wait looks here."""

from __future__ import annotations

import os
import sys


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


def bundled() -> str:
    """The folder of the routines that come with calmtui: inside the package, or beside it in a checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(package, "routines")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "routines")
