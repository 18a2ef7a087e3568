"""Make the table of all keys from the bindings of the screens.

`python -m scripts.key_table` writes `calmtui/config/key_table.py`, and the table in `docs/keys.md`.
The settings are checked against it, also where no screen is imported.
"""

from __future__ import annotations

import importlib
import pkgutil
from itertools import chain
from pathlib import Path
from typing import Any

from textual.binding import Binding
from textual.screen import Screen

from calmtui.render.choices import OPTION_KEYS
from calmtui.tui import screens
from calmtui.tui.app import CalmApp

FILE = Path(__file__).parents[1] / "calmtui" / "config" / "key_table.py"
PAGE = Path(__file__).parents[1] / "docs" / "keys.md"
_TABLE = "| id | keys | what it does |\n|---|---|---|\n"
_SIGNS = {
    "exclamation_mark": "!",
    "question_mark": "?",
    "slash": "/",
    "comma": ",",
    "colon": ":",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
}
# Screens in which letters are written, and the page that is shown once.
_FIXED_PLACES = ("find", "passphrase", "welcome", "write")
_FIXED = ("help.not_safe", "run.open")  # whoever is in danger finds them where they are drawn
_HEAD = '''"""Every key, by the id of what it does; made by `python -m scripts.key_table`."""

from __future__ import annotations

'''


def bindings_of(screen: type[Any]) -> list[Binding]:
    """Return the bindings of a screen that have an id, with those that it inherits."""
    return [
        binding
        for parent in screen.__mro__
        for binding in parent.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id
    ]


def screen_classes() -> list[type[Any]]:
    """Return every screen of calmtui."""
    for module in pkgutil.iter_modules(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    found: list[type[Any]] = []
    waiting: list[type[Any]] = [Screen]
    while waiting:
        classes = waiting.pop().__subclasses__()
        waiting += classes
        found += [one for one in classes if one.__module__.startswith("calmtui.")]
    return found


def _place(binding: Binding) -> str:
    return (binding.id or "").partition(".")[0]


def _is_fixed(binding: Binding) -> bool:
    """Whether no other key can stand for what it does."""
    of_number = binding.action.startswith(("digit(", "rate(", "page("))
    in_place = _place(binding) in _FIXED_PLACES or binding.id in _FIXED
    return of_number or not binding.action or in_place


def _all_bindings() -> dict[str, Binding]:
    """Return every binding by its id."""
    bindings = [*bindings_of(CalmApp), *chain.from_iterable(map(bindings_of, screen_classes()))]
    return {str(one.id): one for one in sorted(bindings, key=lambda one: str(one.id))}


def _keys(binding: Binding) -> tuple[str, ...]:
    return tuple(_SIGNS.get(key, key) for key in binding.key.split(","))


def make_page() -> str:
    """Return the page, with the table of what can have another key."""
    rows = [
        f"| `{name}` | {' '.join(f'`{key}`' for key in _keys(binding))} | {binding.description} |\n"
        for name, binding in _all_bindings().items()
        if not _is_fixed(binding)
    ]
    return "".join([PAGE.read_text("utf-8").partition(_TABLE)[0], _TABLE, *rows])


def make() -> str:
    """Return the text of the table."""
    classes = screen_classes()
    letters = "".join(filter(str.isalpha, OPTION_KEYS))
    bindings = _all_bindings()
    keys = {name: _keys(binding) for name, binding in bindings.items()}
    fixed = [name for name, binding in bindings.items() if _is_fixed(binding)]
    together = {tuple(sorted(set(map(_place, bindings_of(one))))) for one in classes}
    lines = [_HEAD, "USUAL_KEYS: dict[str, tuple[str, ...]] = {\n"]
    lines += [f"    {_quoted(name)}: {_listed(values)},\n" for name, values in keys.items()]
    lines += ["}\n", "# What keeps its keys: see `_is_fixed` there.\n"]
    lines += ["FIXED = frozenset(\n    (\n"]
    lines += [f"        {_quoted(name)},\n" for name in fixed]
    lines += ["    )\n)\n", "# Whose keys are on one screen, by the first part of their ids.\n"]
    lines += ["TOGETHER = (\n"]
    lines += [f"    {_listed(one)},\n" for one in sorted(together) if len(one) > 1]
    lines += [")\n", "# What marks an option after the ninth.\n"]
    lines += [f"OPTION_LETTERS = {_quoted(letters)}\n"]
    return "".join(lines)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _listed(values: tuple[str, ...]) -> str:
    listed = ", ".join(map(_quoted, values))
    if len(values) == 1:
        listed += ","
    return f"({listed})"


def main() -> None:
    """Write the files."""
    FILE.write_text(make(), encoding="utf-8")
    PAGE.write_text(make_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
