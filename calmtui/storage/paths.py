"""Where files live, and with which permissions. `CALMTUI_HOME=DIR` puts everything under DIR."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from calmtui.storage import fast_paths as places
from calmtui.storage import files as durable


class Paths(NamedTuple):
    """The three places of one person: settings and routines, the journal, small state of this machine."""

    config: Path
    data: Path
    state: Path

    @classmethod
    def find(cls) -> Paths:
        """Return the places for this process, from CALMTUI_HOME or the platform's own rules. Makes nothing."""
        return cls(Path(places.config()), Path(places.data()), Path(places.state()))

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.toml"

    @property
    def routines(self) -> Path:
        """The folder of the person's own routines."""
        return self.config / "routines"

    @property
    def choices(self) -> Path:
        """What the person wants kept for each routine."""
        return self.config / "choices.toml"

    @property
    def journal(self) -> Path:
        """The folder of the journal, one file for each device."""
        return self.data / "journal"


def bundled_routines_path() -> Path:
    """The folder of the routines that come with calmtui: inside the package, or beside it in a checkout."""
    return Path(places.bundled_routines_dir())


def new_folder(path: Path) -> None:
    """Make a folder, and any that are missing above it, that only its owner can enter; one that is there stays.

    Raises OSError.
    """
    durable.make_private_dir(os.fspath(path))


def private_folder(path: Path) -> bool:
    """Make sure that a folder is there, is ours, and that only we can enter it; says whether others could until now.

    Raises OSError.
    """
    return durable.ensure_private_dir(os.fspath(path))
