"""Where the folders are, as text. A launch that must not wait looks here too: standard library alone on Linux."""

from __future__ import annotations

import os
import sys

from calmtui.storage import files as durable

_MOST_BYTES = 256 * 1024  # of the settings: more is no settings file
_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def _home() -> str:
    """Return the person's home: HOME when it is a whole path, else the one of this account."""
    home = os.environ.get("HOME", "")
    if not os.path.isabs(home):
        import pwd

        try:  # noqa: SIM105 - contextlib is dear
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:  # an account without an entry
            pass
    return home


def _folder(own: str, kind: str) -> str:
    """Return a place: below CALMTUI_HOME, or where the platform has such files ("config", "data", "state")."""
    if home := os.environ.get("CALMTUI_HOME"):
        try:
            here = os.getcwd()
        except OSError:  # it was removed
            here = ""
        # Nothing is taken out of it: `link/..` is the folder above the one that the link leads to.
        return os.path.join(here, os.path.expanduser(home), own)
    if sys.platform != "linux":
        import platformdirs  # 18 ms: on Linux the rules are few

        asked = platformdirs.PlatformDirs("calmtui", appauthor=False)
        return str(getattr(asked, f"user_{kind}_dir"))
    variable, usual = _XDG[kind]
    named = os.environ.get(
        variable, ""
    )  # only a whole path counts, says the XDG base directory specification
    return os.path.join(named if os.path.isabs(named) else os.path.join(_home(), usual), "calmtui")


def state() -> str:
    """The folder of this machine's small state."""
    return _folder("state", "state")


def data() -> str:
    """The folder that the journal is in."""
    return _folder("", "data")


def journal() -> str:
    """The folder of the journal."""
    return os.path.join(data(), "journal")


def config() -> str:
    """The folder of the settings and of the person's own routines."""
    return _folder("", "config")


def settings_mention(key: bytes) -> bool:
    """Whether the settings may have a key: a look at their bytes, which costs next to nothing."""
    file = os.path.join(config(), "settings.toml")
    try:
        return key in durable.read(file, _MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # nobody knows what it has
        return True


def bundled_routines_dir() -> str:
    """The folder of the routines that come with calmtui: inside the package, or beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "routines")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "routines")
