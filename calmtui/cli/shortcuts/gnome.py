"""A key of GNOME, by its own `gsettings`."""

from __future__ import annotations

import ast
import subprocess
from shutil import which
from typing import TYPE_CHECKING

from calmtui.cli.shortcuts.plan import Command, Plan
from calmtui.cli.tool import ToolError
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.cli.shortcuts.keys import Key

_KEYS = "org.gnome.settings-daemon.plugins.media-keys"
_LIST = "custom-keybindings"
_PATH = "/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings/calmtui/"
_OWN = f"{_KEYS}.custom-keybinding:{_PATH}"
_MODIFIERS = {"super": "<Super>", "ctrl": "<Control>", "alt": "<Alt>", "shift": "<Shift>"}
_SECONDS = 20


def plan(key: Key, command: str) -> Plan:
    """Return the commands for a key that runs a command line. Raises ToolError."""
    listed = _listed()
    others = [path for path in listed if path != _PATH]
    commands = (
        _set(_KEYS, _LIST, _as_list([*others, _PATH])),
        _set(_OWN, "name", _quoted("calmtui urge")),
        _set(_OWN, "command", _quoted(command)),
        _set(_OWN, "binding", _quoted(key.spelled(_MODIFIERS))),
    )
    is_there = _PATH in listed
    return Plan(
        commands=commands,
        undo=(
            _set(_KEYS, _LIST, _as_list(others)),
            ("gsettings", "reset-recursively", _OWN),
        ),
        is_done=is_there and all(_get(*command[2:4]) == command[4] for command in commands[1:]),
        is_there=is_there,
        after=_("GNOME has it at once: {key}.").format(key=key.shown),
    )


def _listed() -> list[str]:
    if which("gsettings") is None:
        raise ToolError(_("gsettings is not installed: this needs a GNOME desktop"))
    text = _get(_KEYS, _LIST).removeprefix("@as ")
    try:
        paths = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        raise ToolError(_("gsettings does not know GNOME's keys here")) from None
    return list(map(str, paths))


def _get(schema: str, key: str) -> str:
    done = subprocess.run(
        ["gsettings", "get", schema, key],
        capture_output=True, text=True, check=False, timeout=_SECONDS, errors="replace",
    )  # fmt: skip
    return done.stdout.strip()


def _set(schema: str, key: str, value: str) -> Command:
    return ("gsettings", "set", schema, key, value)


def _as_list(paths: list[str]) -> str:
    if not paths:
        return "@as []"
    return f"[{', '.join(map(_quoted, paths))}]"


def _quoted(text: str) -> str:
    """Return a text as gsettings prints it: in double quotes where it has single ones."""
    quote = "'"
    if quote in text:
        quote = '"'
    escaped = text.replace("\\", "\\\\")
    return quote + escaped.replace(quote, "\\" + quote) + quote
