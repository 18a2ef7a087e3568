"""Keys of a person's own, as Textual takes them, and where each is to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.binding import Binding

from calmtui.text.own_keys import set_own_keys

if TYPE_CHECKING:
    from textual.app import App


def take_own_keys(app: App[Any], own: Mapping[str, tuple[str, ...]]) -> None:
    """Let what has keys of one's own obey these, and show them."""
    if not own:
        set_own_keys({})
        return
    from calmtui.config.key_table import USUAL_KEYS  # noqa: PLC0415 - few have any

    set_own_keys(own, USUAL_KEYS)
    # Where two share a key, Textual takes it away from both.
    changed = {key for name in own for key in USUAL_KEYS[name]}
    sharing = {name: keys for name, keys in USUAL_KEYS.items() if changed & set(keys)}
    keymap = {**sharing, **own}
    app.set_keymap({name: ",".join(map(_textual, keys)) for name, keys in keymap.items()})


def _textual(key: str) -> str:
    """Return Textual's name of a key; it knows single characters, but for what parts them."""
    return "comma" if key == "," else key


def key_places(screen: type[object]) -> tuple[str, ...]:
    """Return the first parts of the ids of what a screen's keys do, and of the app's."""
    places = [
        (binding.id or "").partition(".")[0]
        for parent in screen.__mro__
        for binding in parent.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding)
    ]
    return tuple(dict.fromkeys([*places, "app"]))
