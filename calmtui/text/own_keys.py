"""Keys of a person's own, as they are shown: on screens, in hints and in sentences.

Like the language they are set once for the whole program. What a key is called here: its character,
or a word such as "space", "f2", "ctrl+g".
"""

from __future__ import annotations

import re

from calmtui.text.i18n import N_, _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHOWN = {"enter": "Enter", "escape": "Esc", "tab": "Tab", "backspace": "Backspace"}
_WORDS = {
    "space": N_("Space"),
    "up": N_("Up"),
    "down": N_("Down"),
    "left": N_("Left"),
    "right": N_("Right"),
}

_own: dict[str, tuple[str, ...]] = {}
_instead: dict[tuple[str, str], str] = {}  # by screen and usual key: what is pressed instead


def set_own_keys(
    own: Mapping[str, tuple[str, ...]], usual: Mapping[str, tuple[str, ...]] | None = None
) -> None:
    """Set all keys of what has other keys than usual, and the usual keys of everything, by ids."""
    _own.clear()
    _instead.clear()
    _own.update(own)
    others = {
        (_place(name), key)
        for name, keys in (usual or {}).items()
        if name not in own
        for key in keys
    }
    for name, keys in own.items():
        for key in (usual or {}).get(name, ()):
            place = _place(name), key
            if key not in keys and place not in others:
                _instead[place] = keys[0]


def _place(name: str) -> str:
    return name.partition(".")[0]


def own_keys(name: str) -> tuple[str, ...]:
    """Return all keys of an id that has other keys than usual; none for any other."""
    return _own.get(name, ())


def key_for(name: str, usual: str) -> str:
    """Return the key of an id: `usual`, or what stands for it."""
    keys = _own.get(name, (usual,))
    return usual if usual in keys else keys[0]


def key_on(screens: Iterable[str], usual: str) -> str:
    """Return what stands for a usual key on a screen, by the first parts of its ids."""
    if not _instead:
        return usual
    return next((_instead[one, usual] for one in screens if (one, usual) in _instead), usual)


def shown_key(key: str) -> str:
    """Return a key as people see it: Space, F2, Ctrl+G, n."""
    if len(key) == 1:
        return key
    if key in _WORDS:
        return _(_WORDS[key])
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return _SHOWN.get(key) or key.upper()


def key_named(shown: str) -> str:
    """Return the key that is shown to a person; empty for what is no single key."""
    if len(shown) == 1:
        return shown
    for key, word in _WORDS.items():
        if shown == _(word):
            return key
    for key, name in _SHOWN.items():
        if shown == name:
            return key
    if re.fullmatch(r"Ctrl\+[A-Z]|F\d+", shown):
        return shown.lower()
    return ""


def worded(text: str, usual: str, key: str) -> str:
    """Return a text that names a usual key with the key that stands for it."""
    if key == usual:
        return text
    before, after = re.escape(shown_key(usual)), shown_key(key)
    return re.sub(rf"(?<!\w){before}(?!\w)", lambda _match: after, text, count=1)
