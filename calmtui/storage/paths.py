"""Where every file lives. `CALMTUI_HOME=DIR` puts everything under DIR.

The first frame of a quick launch waits for this module, so it imports little: `pathlib` comes late,
and only where `Path` objects are asked for.
"""

from __future__ import annotations

import os
import sys

from calmtui.storage import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

WAIT_SUFFIX = ".wait"  # of a file beside that of a run: when its wait is over
_MAX_SETTINGS_BYTES = 256 * 1024
# Variables of the XDG base directory specification, and the folders below HOME without them.
_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


class Paths:
    """The folders of one user: settings and routines, the journal, small state of this device."""

    __slots__ = ("config", "data", "state")

    def __init__(self, config: Path, data: Path, state: Path) -> None:
        self.config = config
        self.data = data
        self.state = state

    @classmethod
    def find(cls) -> Paths:
        """Return the folders for this process. Makes nothing on the disk."""
        from pathlib import Path  # noqa: PLC0415 - dear: a quick launch needs no Path

        return cls(Path(config_dir()), Path(data_dir()), Path(state_dir()))

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.toml"

    @property
    def routines(self) -> Path:
        """The folder of the user's own routines."""
        return self.config / "routines"

    @property
    def choices(self) -> Path:
        """The adjustments saved for each routine."""
        return self.config / "choices.toml"

    @property
    def journal(self) -> Path:
        """The folder of the journal, one file for each device."""
        return self.data / "journal"


def config_dir() -> str:
    """Return the folder of the settings and of the user's own routines."""
    return _user_dir("config", below_home="")


def data_dir() -> str:
    """Return the folder that the journal's folder is in."""
    return _user_dir("data", below_home="")


def state_dir() -> str:
    """Return the folder of this device's small state."""
    return _user_dir("state", below_home="state")


def journal_dir() -> str:
    """Return the folder of the journal."""
    return os.path.join(data_dir(), "journal")


def settings_mention(key: bytes) -> bool:
    """Cheap check: does settings.toml mention this key at all?"""
    path = os.path.join(config_dir(), "settings.toml")
    try:
        return key in reading.read_file(path, _MAX_SETTINGS_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # unreadable: it may
        return True


def bundled_routines_dir() -> str:
    """Return the folder of the bundled routines: in the package, or beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    in_package = os.path.join(package, "routines")
    if os.path.isdir(in_package):
        return in_package
    return os.path.join(os.path.dirname(package), "routines")


def bundled_routines_path() -> Path:
    """Return the folder of the bundled routines as a Path."""
    from pathlib import Path  # noqa: PLC0415 - dear: a quick launch needs no Path

    return Path(bundled_routines_dir())


def _user_dir(kind: str, below_home: str) -> str:
    """Return a folder of `kind` ("config", "data", "state").

    It is `below_home` in CALMTUI_HOME where that is set, else where the platform has such files.
    """
    if calmtui_home := os.environ.get("CALMTUI_HOME"):
        try:
            current = os.getcwd()
        except OSError:  # it was removed
            current = ""
        # Not normalized: `link/..` is the folder above the one that the link leads to.
        return os.path.join(current, os.path.expanduser(calmtui_home), below_home)
    if sys.platform != "linux":
        import platformdirs  # noqa: PLC0415 - 18 ms, and Linux does without

        platform = platformdirs.PlatformDirs("calmtui", appauthor=False)
        return str(getattr(platform, f"user_{kind}_dir"))
    return os.path.join(xdg_dir(kind), "calmtui")


def xdg_dir(kind: str) -> str:
    """Return the folder in which programs have their folders of a kind: "config", "data"."""
    variable, default = _XDG[kind]
    base = os.environ.get(variable, "")
    # The specification has relative values ignored.
    if not os.path.isabs(base):
        base = os.path.join(home_dir(), default)
    return base


def home_dir() -> str:
    """Return HOME when it is absolute, else the home folder of this account."""
    home = os.environ.get("HOME", "")
    if not os.path.isabs(home):
        import pwd  # noqa: PLC0415 - HOME is nearly always set

        try:  # noqa: SIM105 - contextlib is dear
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:  # an account without an entry
            pass
    return home
