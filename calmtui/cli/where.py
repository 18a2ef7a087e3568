"""`calmtui where`: where this person's files are."""

from __future__ import annotations

import os

from calmtui.cli.output import print_json
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

_SHOWN = {"bundled": N_("built-in")}  # where the name in the JSON is not what people read


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    """Print the places."""
    from calmtui.sources import set_user_language
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
        "bundled": bundled_routines_path(),
    }
    if args.json:
        return print_json({name: os.fspath(path) for name, path in places.items()})
    set_user_language()
    names = [_(_SHOWN.get(name, name)) for name in places]
    width = max(map(len, names))
    for name, path in zip(names, places.values(), strict=True):
        print(f"{name:<{width}}  {display_path(path)}{_remark(path)}")
    return 0


def _remark(path: Path) -> str:
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return f"  ({_('none yet')})"
    except OSError as error:
        return f"  ({system_reason(error)})"
    return ""
