"""Import a library without what calmtui never uses of it: that is a good part of a launch."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

TYPE_CHECKING = False  # typing costs half of a whole `python -c pass`
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


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
        for module, one in left_out.items():
            if sys.modules.get(module, module) is one:
                del sys.modules[module]


class LateModule(ModuleType):
    """Stands in for a module, which is imported when something in it is asked for."""

    def __getattr__(self, name: str) -> Any:
        """Return what the module has under a name."""
        if name.startswith("__"):  # the import system asks for these
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def late_module(name: str, *functions: str, **here: Any) -> LateModule:
    """Return a stand-in for a module.

    Its functions may be taken from it before it is imported, and what is `here` is given for it.
    """
    late = LateModule(name)

    def late_function(function: str) -> Callable[..., Any]:
        return lambda *args, **named: late.__getattr__(function)(*args, **named)

    vars(late).update({function: late_function(function) for function in functions}, **here)
    return late


def import_msgspec() -> None:
    """Import msgspec without what it has for types that are described, and for schemas.

    `typing_extensions` would bring `inspect`: a tenth of a command. It asks that for names that are
    in `typing` since Python 3.11. And `uuid` would bring `platform`: it asks that for two classes,
    to know their objects, of which there are none here.
    """
    uuid = ModuleType("uuid", "Stands in for what is never used.")
    for name in ("UUID", "SafeUUID"):
        setattr(uuid, name, type(name, (), {"unknown": None}))
    schema = late_module("msgspec._json_schema", "schema", "schema_components")
    left_out = {
        "typing_extensions": None,
        "uuid": uuid,
        "msgspec._json_schema": schema,
        "msgspec.inspect": late_module("msgspec.inspect"),
    }
    import_without("msgspec", left_out)


def import_pathlib() -> None:
    """Import pathlib without what makes an address for the web of a path."""
    import_without("pathlib", {"urllib.parse": late_module("urllib.parse", "quote_from_bytes")})


def import_typing_extensions() -> None:
    """Have what `typing` has stand for `typing_extensions`, until more of it is asked for."""
    import typing  # noqa: PLC0415 - costs half of a whole `python -c pass`

    names = set(typing.__all__)
    here = {name: value for name, value in vars(typing).items() if name in names}
    sys.modules.setdefault("typing_extensions", late_module("typing_extensions", **here))
