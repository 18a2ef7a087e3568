"""The keys that do something on a screen, as a table that fits."""

from __future__ import annotations

from textual.binding import Binding
from textual.screen import Screen

from calmtui.render.layout import EMPTY, Line, Span, text_line
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, pad, wrap_evenly
from calmtui.tui.screens.text import TextScreen
from calmtui.tui.widgets.key_hints import KeyHint

Pairs = tuple[tuple[str, str], ...]
_NAMES = {
    "exclamation_mark": "!",
    "question_mark": "?",
    "escape": "Esc",
    "enter": "Enter",
    "slash": "/",
    "comma": ",",
    "colon": ":",
    "plus": "+",
    "equals_sign": "",
    "minus": "-",
    "backspace": "Backspace",
    "tab": "Tab",
}
_GAP = 2  # columns between a key and what it does
_LEAST = 18  # columns for what a key does: with fewer it stands below its key
_INDENT = 2  # columns before what stands below its key
_RANGE = 3  # so many digits are named by the first and the last


def describe_keys(screen: Screen[object]) -> Pairs:
    """Return the keys that do something on a screen, and what, from its bindings and the app's.

    A key's name is the part of its binding's id behind the dot. A screen may say by these names
    what its keys do now (`doable`), or which of them do nothing (`idle`); so may the app.
    """
    known: dict[str, str] | None = getattr(screen, "doable", dict)() or None
    idle: frozenset[str] = getattr(screen, "idle", frozenset)()
    idle |= getattr(screen.app, "idle", frozenset)()
    keys_of: dict[str, list[str]] = {}
    for binding in (*type(screen).BINDINGS, *getattr(screen.app, "BINDINGS", ())):
        if isinstance(binding, Binding) and (what := _what(binding, known, idle)):
            keys = [_named(key.strip()) for key in binding.key.split(",")]
            keys_of.setdefault(what, []).extend(key for key in keys if key)
    return tuple((_together(keys), _(what)) for what, keys in keys_of.items())


def _together(keys: list[str]) -> str:
    """Return keys as they are named: many digits by the first and the last."""
    digits = [key for key in keys if key.isdigit()]
    if len(digits) < _RANGE:
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
    """Return the pairs in two columns, or below each other where there is no room for two."""
    key_columns = max((cell_width(keys) for keys, _what in pairs), default=0) + _GAP
    lines: list[Line] = []
    for keys, what in pairs:
        if columns - key_columns < _LEAST:
            lines.append(text_line(keys, "warm"))
            for line in wrap_evenly(what, columns - _INDENT):
                lines.append(text_line(" " * _INDENT + line, "second"))
            continue
        first, *rest = wrap_evenly(what, columns - key_columns) or ("",)
        lines.append(Line((Span(pad(keys, key_columns), "warm", True), Span(first, "text"))))
        lines += [text_line(" " * key_columns + line) for line in rest]
    return lines


class KeysScreen(TextScreen):
    """The keys of the screen below."""

    def __init__(self, pairs: Pairs) -> None:
        super().__init__(_("Keys"), ())
        self._pairs = pairs

    def hints(self) -> list[KeyHint]:
        """Return the way back, and for who has no Ctrl key the way to everything else."""
        hints = super().hints()
        if getattr(self.app, "can_find", False):
            hints.append(KeyHint(":", _("find anything")))
        return hints

    def lines(self, columns: int) -> list[Line]:
        """Return the title and the table."""
        return [text_line(_("Keys"), "text", True), EMPTY, *table(self._pairs, columns)]
