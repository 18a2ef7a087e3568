"""A key as a person names it, `alt-u` or `super-f9`, and as each program spells it."""

from __future__ import annotations

import re
from typing import NamedTuple

from calmtui.text.i18n import N_, _

_MODIFIERS = ("super", "ctrl", "alt", "shift")  # in the order in which they are spelled
_ALSO = {
    "meta": "super", "win": "super", "cmd": "super", "control": "ctrl", "strg": "ctrl",
    "option": "alt",
}  # fmt: skip
_NAME = re.compile("[a-z0-9]|f[1-9]|f1[0-2]")
# Ctrl with these is Enter, Tab, Backspace, or stops, ends or freezes what runs.
_TAKEN_BY_TERMINALS = "cdhijmqsz"
_FUNCTION_KEYS = (
    "OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~",
)  # fmt: skip
_FORM = N_("--key: expected a key such as alt-u, ctrl-alt-u or f9, found '{text}'")


class Key(NamedTuple):
    """A key: its modifiers in their order, and a letter, a digit, or f1 to f12."""

    modifiers: tuple[str, ...]
    name: str

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read a key. Raises ValueError with what is wrong."""
        *words, name = re.split("[-+ ]+", text.casefold().strip())
        modifiers = {_ALSO.get(word, word) for word in words}
        if not _NAME.fullmatch(name) or not modifiers <= set(_MODIFIERS):
            raise ValueError(_(_FORM).format(text=text[:20]))
        return cls(tuple(one for one in _MODIFIERS if one in modifiers), name)

    @property
    def is_function(self) -> bool:
        """Whether it is one of f1 to f12."""
        return len(self.name) > 1

    @property
    def shown(self) -> str:
        """The key for people: Ctrl+Alt+U."""
        return "+".join(word.capitalize() for word in (*self.modifiers, self.name))

    def check_for_terminal(self) -> None:
        """Raise ValueError where a terminal does not send the key, or needs it itself."""
        words = set(self.modifiers)
        if "super" in words:
            raise ValueError(self._refused(_("no terminal sends it")))
        if self.is_function:
            if words:
                raise ValueError(self._refused(_("terminals send different things for it")))
            return
        if not words & {"ctrl", "alt"}:
            raise ValueError(self._refused(_("you need it for typing")))
        if "ctrl" in words and (self.name.isdigit() or "shift" in words):
            raise ValueError(self._refused(_("no terminal sends it")))
        if "ctrl" in words and self.name in _TAKEN_BY_TERMINALS:
            raise ValueError(self._refused(_("the terminal needs it itself")))
        if "shift" in words and self.name in "op0123456789":
            # Alt+Shift+O and P begin what arrows and answers of the terminal send.
            raise ValueError(self._refused(_("terminals send different things for it")))

    def check_for_tmux(self) -> None:
        """Raise ValueError where tmux does not get the key; one alone comes after its prefix."""
        if self.modifiers:
            self.check_for_terminal()

    def check_for_desktop(self) -> None:
        """Raise ValueError where the key is needed for typing."""
        if not self.is_function and not set(self.modifiers) & {"super", "ctrl", "alt"}:
            raise ValueError(self._refused(_("you need it for typing")))

    def sent(self, escape: str, control: str) -> str:
        """Return what a terminal sends for the key, with `escape` and `control` as spelled."""
        if self.is_function:
            return escape + _FUNCTION_KEYS[int(self.name[1:]) - 1]
        text = self.name
        if "shift" in self.modifiers:
            text = text.upper()
        if "ctrl" in self.modifiers:
            text = control + text
        if "alt" in self.modifiers:
            text = escape + text
        return text

    def spelled(self, modifiers: dict[str, str], joined: str = "") -> str:
        """Return the key with its modifiers as a program names them, `joined` between all: F9."""
        name = self.name
        if self.is_function:
            name = name.upper()
        return joined.join([*(modifiers[one] for one in self.modifiers), name])

    def _refused(self, why: str) -> str:
        return _("--key: {key} can't be used here: {why}").format(key=self.shown, why=why)
