"""The keys that do something on a screen, as a table that fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from calmtui.render.layout import EMPTY, Line, Span, text_line
from calmtui.text.i18n import _
from calmtui.text.own_keys import own_keys, shown_key
from calmtui.text.width import cell_width, wrap_evenly
from calmtui.tui.screens.text import TextScreen
from calmtui.tui.widgets.key_hints import KeyHint, KeyHints


class NamedKeys(NamedTuple):
    """Keys, each as it is shown and as Textual names it, and what they do."""

    keys: tuple[tuple[str, str], ...]
    what: str

    @property
    def shown(self) -> str:
        """The keys in one line."""
        return _APART.join(shown for shown, _name in self.keys)


_SIGNS = {
    "exclamation_mark": "!",
    "question_mark": "?",
    "slash": "/",
    "comma": ",",
    "colon": ":",
    "plus": "+",
    "equals_sign": "",
    "=": "",
    "minus": "-",
}
_APART = "  "  # between two keys: a finger finds each
_GAP = 2  # columns between a key and what it does
_LEAST = 18  # columns for what a key does: with fewer it stands below its key
_INDENT = 2  # columns before what stands below its key
_RANGE = 3  # so many digits are named by the first and the last


def describe_keys(screen: Screen[object]) -> tuple[NamedKeys, ...]:
    """Return the keys that do something on a screen, and what, from its bindings and the app's.

    A key's name is the part of its binding's id behind the dot. A screen may say by these names
    what its keys do now (`doable`), or which of them do nothing (`idle`); so may the app.
    """
    known: dict[str, str] | None = getattr(screen, "doable", dict)() or None
    idle: frozenset[str] = getattr(screen, "idle", frozenset)()
    idle |= getattr(screen.app, "idle", frozenset)()
    keys_of: dict[str, list[str]] = {}
    for binding in (*_bindings(type(screen)), *getattr(screen.app, "BINDINGS", ())):
        if isinstance(binding, Binding) and (what := _what(binding, known, idle)):
            keys = own_keys(binding.id or "") or [key.strip() for key in binding.key.split(",")]
            keys_of.setdefault(what, []).extend(key for key in keys if _shown(key))
    return tuple(NamedKeys(_together(keys), _(what)) for what, keys in keys_of.items())


def _bindings(kind: type[object]) -> Iterator[BindingType]:
    """Yield a screen's bindings, then those of the screens of ours that it is made of."""
    for base in kind.__mro__:
        if base.__module__.startswith("calmtui."):
            yield from vars(base).get("BINDINGS", ())


def _together(keys: list[str]) -> tuple[tuple[str, str], ...]:
    """Return keys as they are shown: many digits by the first and the last, which are no key."""
    digits = [key for key in keys if key.isdigit()]
    if len(digits) < _RANGE:
        return tuple((_shown(key), key) for key in keys)
    others = ((_shown(key), key) for key in keys if key not in digits)
    return (f"{digits[0]}-{digits[-1]}", ""), *others


def _what(binding: Binding, known: dict[str, str] | None, idle: frozenset[str]) -> str:
    """Return what a key does now; empty for nothing."""
    screen, _dot, name = (binding.id or "").partition(".")
    if name in idle:
        return ""
    if known is None or screen == "app" or name in ("help", "keys"):
        return binding.description
    return known.get(name, "")


def _shown(key: str) -> str:
    if key in _SIGNS:
        return _SIGNS[key]
    return shown_key(key)


def table(named: tuple[NamedKeys, ...], columns: int) -> list[Line]:
    """Return keys in two columns, or below each other where there is no room for two.

    A tap on what they do is the first of them.
    """
    key_columns = max((cell_width(one.shown) for one in named), default=0) + _GAP
    lines: list[Line] = []
    for one in named:
        first_key = one.keys[0][1]
        keys = [Span(shown + _APART, "warm", True, key) for shown, key in one.keys]
        if columns - key_columns < _LEAST:
            lines.append(Line(tuple(keys)))
            for line in wrap_evenly(one.what, columns - _INDENT):
                lines.append(Line((Span(" " * _INDENT + line, "second", key=first_key),)))
            continue
        blanks = Span(" " * (key_columns - cell_width(one.shown) - _GAP), key=first_key)
        first, *rest = wrap_evenly(one.what, columns - key_columns) or ("",)
        lines.append(Line((*keys, blanks, Span(first, key=first_key))))
        lines += [Line((Span(" " * key_columns + line, key=first_key),)) for line in rest]
    return lines


class KeysScreen(TextScreen):
    """The keys of the screen below; a tap on one goes back there and presses it."""

    SELECTS = False

    def __init__(self, named: tuple[NamedKeys, ...]) -> None:
        super().__init__(_("Keys"), ())
        self._named_keys = named

    def hints(self) -> list[KeyHint]:
        """Return the way back, and the way to everything else for those without a Ctrl key."""
        hints = super().hints()
        if getattr(self.app, "can_find", False):
            hints.append(KeyHint(":", _("find anything")))
        return hints

    def lines(self, columns: int) -> list[Line]:
        """Return the title and the table."""
        return [text_line(_("Keys"), "text", True), EMPTY, *table(self._named_keys, columns)]

    def take_tap(self, key: str, event: events.Click) -> None:
        """Go back first, where a key of the screen below was tapped."""
        if not isinstance(event.widget, KeyHints):
            self.dismiss()
        super().take_tap(key, event)
