"""The commands about this machine: where."""

from __future__ import annotations

import os

from calmtui.cli.output import print_json, set_user_language
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _

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
        return f"  ({system_reason(error)})"
    return ""


def where(as_json: bool) -> int:
    """`calmtui where`: the places of this person's files."""
    from calmtui.storage.paths import Paths, bundled_routines_path
    from calmtui.text.sanitize import display_path

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
        N_("bundled"): bundled_routines_path(),
    }
    if as_json:
        return print_json({name: os.fspath(path) for name, path in places.items()})
    set_user_language()
    names = [_(name) for name in places]
    for name, path in zip(names, places.values(), strict=True):
        print(f"{name:<{max(map(len, names))}}  {display_path(path)}{_about(path)}")
    return 0
