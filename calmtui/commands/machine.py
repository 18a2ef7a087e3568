"""The commands about this machine: where."""

from __future__ import annotations

import os

from calmtui.commands import print_json, speak
from calmtui.words import N_, _, reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def _about(path: Path) -> str:
    """What is to be said of a place."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return f"  ({_('not there yet')})"
    except OSError as error:
        return f"  ({reason(error)})"
    return ""


def where(as_json: bool) -> int:
    """`calmtui where`: the places of this person's files."""
    from calmtui.paths import Paths, bundled_routines
    from calmtui.tomlfile import shown

    paths = Paths.find()
    places = {
        N_("settings"): paths.settings,
        N_("choices"): paths.choices,
        N_("routines"): paths.routines,
        N_("journal"): paths.journal,
        N_("state"): paths.state,
        N_("parked"): paths.state / "open",
        N_("draft"): paths.state / "draft",
        N_("openings"): paths.state / "openings",
        N_("bundled"): bundled_routines(),
    }
    if as_json:
        return print_json({name: os.fspath(path) for name, path in places.items()})
    speak()
    names = [_(name) for name in places]
    for name, path in zip(names, places.values(), strict=True):
        print(f"{name:<{max(map(len, names))}}  {shown(path)}{_about(path)}")
    return 0
