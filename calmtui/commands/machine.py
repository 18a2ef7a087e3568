"""The commands about this machine: where."""

from __future__ import annotations

from calmtui.commands import print_json, speak
from calmtui.words import _


def where(as_json: bool) -> int:
    """`calmtui where`: the places of this person's files."""
    from calmtui.paths import Paths, bundled_routines
    from calmtui.tomlfile import shown

    paths = Paths.find()
    places = {
        "settings": paths.settings,
        "choices": paths.choices,
        "routines": paths.routines,
        "journal": paths.journal,
        "state": paths.state,
        "parked": paths.state / "open",
        "draft": paths.state / "draft",
        "openings": paths.state / "openings",
        "bundled": bundled_routines(),
    }
    if as_json:
        return print_json({name: shown(path) for name, path in places.items()})
    speak()
    for name, path in places.items():
        print(f"{name:<9} {shown(path)}" + ("" if path.exists() else f"  ({_('not there yet')})"))
    return 0
