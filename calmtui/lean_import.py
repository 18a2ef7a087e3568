"""Import a library without what calmtui never uses of it: that is a good part of a launch."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType


def import_without(name: str, left_out: dict[str, ModuleType | None]) -> None:
    """Import a module while others are left out, unless they are imported already.

    Each is replaced by a stand-in, or is not found at all where that is None. All of them can be
    imported as ever afterwards.
    """
    if name in sys.modules:
        return
    left_out = {module: one for module, one in left_out.items() if module not in sys.modules}
    sys.modules.update(left_out)  # type: ignore[arg-type]
    try:
        importlib.import_module(name)
    finally:
        for module in left_out:
            sys.modules.pop(module, None)


def import_msgspec() -> None:
    """Import msgspec without `typing_extensions`, which brings `inspect`: a tenth of a command.

    It asks that for names that are in `typing` since Python 3.11. And without `uuid`, which brings
    `platform`: it asks that for two classes, to know their objects, of which there are none here.
    """
    uuid = ModuleType("uuid", "Stands in for what is never used.")
    for name in ("UUID", "SafeUUID"):
        setattr(uuid, name, type(name, (), {"unknown": None}))
    import_without("msgspec", {"typing_extensions": None, "uuid": uuid})
