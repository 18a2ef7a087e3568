"""Import Textual without what calmtui has no use for: that is a fifth of a launch.

Its command palette comes with a screen, workers, a fuzzy search and five widgets; the folder of
downloads with all that packs files; asyncio comes with `ssl`, which it can do without, as on a
Python that was built so. All of it can be imported as ever afterwards. `tests/tui/test_lean.py`
fails clearly on a version of Textual that takes other names, or uses them elsewhere.
"""

from __future__ import annotations

import _pickle
import os
import sys
from types import ModuleType

from calmtui.lean_import import import_typing_extensions, import_without, late_module
from calmtui.text.color_support import color_system

# What is left out, and the names that Textual takes from it: to inherit from, or for what calmtui
# never asks it to do.
LEFT_OUT = {
    "textual.command": (
        "CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider",
        "SimpleProvider",
    ),  # only when the palette is on
    "textual.canvas": ("Canvas", "Rectangle"),  # to draw lines between the cells of a layout
    "rich.table": ("Table",),  # to print a theme's colours
    "mimetypes": (),  # to deliver files
    "platformdirs": ("user_downloads_path",),  # the same
    "uuid": ("uuid4",),  # to name a delivered file, or a notification
    "difflib": ("get_close_matches",),  # to say what a wrong name in a style sheet may have meant
    "asyncio.sslproto": (),  # dead without ssl
}  # fmt: skip
# What is imported when it is asked for, and the functions that are taken from it before that.
LATE = {
    "textual.markup": ("parse_style",),  # to read styles and text in Textual's own markup
    "rich.markup": ("render",),  # the same in Rich's
    "rich._emoji_replace": ("_emoji_replace",),  # names of pictures in that
    "rich.panel": ("Panel",),  # to print what is wrong with a style sheet
    "rich.padding": ("Padding",),  # the same
    "rich.tree": ("Tree",),  # to print which widget is in which
    "locale": (),  # to read what programs print
    "textwrap": (),  # to print exceptions
    "tokenize": (),  # to print lines of code
}


def _make_nothing(*_: object, **_named: object) -> None:
    """Stand in for a constructor that makes nothing."""


def import_textual() -> None:
    """Import `textual.app`, if nobody has yet."""
    if "textual.app" in sys.modules:
        return
    left_out: dict[str, ModuleType | None] = {"ssl": None}  # None: there is no such module
    for module, names in LEFT_OUT.items():
        left_out[module] = ModuleType(module, "Stands in for what is never used.")
        for name in names:
            setattr(left_out[module], name, type(name, (), {"__new__": _make_nothing}))
    for module, functions in LATE.items():
        left_out[module] = late_module(module, *functions)
    left_out["pickle"] = late_module("pickle", dumps=_pickle.dumps, loads=_pickle.loads)
    import_typing_extensions()
    colours = color_system(os.environ)
    # Only while it is read: quick starts are recorded for the environment as it is.
    if colours is not None:
        os.environ["TEXTUAL_COLOR_SYSTEM"] = colours
    try:
        import_without("textual.app", left_out)
    finally:
        if colours is not None:
            del os.environ["TEXTUAL_COLOR_SYSTEM"]
