"""Imports Textual without two things that it would bring and calmtui has no use for: a sixth of a launch.

Its command palette comes with a screen, workers, a fuzzy search and five widgets; asyncio comes with `ssl`, which it
can do without, as on a Python that was built so. Both can be imported as ever afterwards. `tests/test_lean.py` fails
clearly on a version of Textual that takes other names from the palette.
"""

from __future__ import annotations

import sys
from types import ModuleType

PALETTE = "textual.command"
# What textual.app and textual.theme take from it: to inherit from, or to ask for only when the palette is on.
NAMES = ("CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider", "SimpleProvider")


def import_textual() -> None:
    """Import `textual.app`, if nobody has yet."""
    if "textual.app" in sys.modules:
        return
    palette = ModuleType(PALETTE, "Stands in for the command palette, which is off.")
    for name in NAMES:
        setattr(palette, name, type(name, (), {}))
    left_out: dict[str, ModuleType | None] = {PALETTE: palette, "ssl": None}  # None: there is no such module
    left_out = {name: module for name, module in left_out.items() if name not in sys.modules}
    sys.modules.update(left_out)  # type: ignore[arg-type]
    try:
        import textual.app  # noqa: F401
    finally:
        for name in left_out:
            sys.modules.pop(name, None)
