"""The keys that do something on a screen, as a table that fits."""

from __future__ import annotations

from textual.binding import Binding
from textual.screen import Screen

from calmtui.render.layout import EMPTY, Line, text_line
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, pad, wrap
from calmtui.tui.screens.text import TextScreen

Pairs = tuple[tuple[str, str], ...]
_NAMES = {
    "exclamation_mark": "!", "question_mark": "?", "escape": "Esc", "enter": "Enter", "slash": "/", "plus": "+",
    "equals_sign": "", "minus": "-", "backspace": "Backspace", "tab": "Tab",
}  # fmt: skip
_GAP = 2  # columns between a key and what it does
_LEAST = 18  # columns for what a key does: with fewer it stands below its key


def describe_keys(screen: Screen[object]) -> Pairs:
    """Return the keys that do something on a screen, and what, from its bindings and the app's.

    A key's name is the part of its binding's id behind the dot. A screen may say by these names what its keys do now
    (`doable`), or which of them do nothing (`idle`).
    """
    known: dict[str, str] | None = getattr(screen, "doable", dict)() or None
    idle: frozenset[str] = getattr(screen, "idle", frozenset)()
    found: dict[str, list[str]] = {}
    for binding in (*type(screen).BINDINGS, *getattr(screen.app, "BINDINGS", ())):
        if isinstance(binding, Binding) and (what := _what(binding, known, idle)):
            keys = [_named(key.strip()) for key in binding.key.split(",")]
            found.setdefault(what, []).extend(key for key in keys if key)
    return tuple((_together(keys), _(what)) for what, keys in found.items())


def _together(keys: list[str]) -> str:
    """Keys as they are named: digits in a row by the first and the last."""
    digits = [key for key in keys if key.isdigit()]
    if len(digits) < 3:
        return " ".join(keys)
    return " ".join([f"{digits[0]}-{digits[-1]}", *(key for key in keys if key not in digits)])


def _what(binding: Binding, known: dict[str, str] | None, idle: frozenset[str]) -> str:
    """Return what a key does now; empty for nothing."""
    screen, _dot, name = (binding.id or "").partition(".")
    if name in idle:
        return ""
    if known is None or screen == "app" or name in ("help", "keys"):
        return binding.description
    return known.get(name, "")


def _named(key: str) -> str:
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return _NAMES.get(key, key)


def table(pairs: Pairs, columns: int) -> list[Line]:
    """Return the pairs as two columns that never meet; where there is no room for two, one below the other."""
    wide = max((cell_width(keys) for keys, _what in pairs), default=0) + _GAP
    beside = columns - wide >= _LEAST
    lines: list[Line] = []
    for keys, what in pairs:
        told = wrap(what, columns - (wide if beside else 2))
        if not beside:
            lines += [text_line(keys, "warm"), *(text_line(f"  {line}", "second") for line in told)]
            continue
        first, *rest = told or ("",)
        lines.append(Line(((pad(keys, wide), "warm", True), (first, "text", False))))
        lines += [text_line(" " * wide + line) for line in rest]
    return lines


class KeysScreen(TextScreen):
    """The keys of the screen below."""

    def __init__(self, pairs: Pairs) -> None:
        super().__init__(_("Keys"), ())
        self._pairs = pairs

    def lines(self, columns: int) -> list[Line]:
        """Return the title and the table."""
        return [text_line(_("Keys"), "text", True), EMPTY, *table(self._pairs, columns)]
