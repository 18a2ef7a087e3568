"""A key of KDE: a file for its menu, and its own `kwriteconfig` for the key."""

from __future__ import annotations

import os
import subprocess
from shutil import which
from typing import TYPE_CHECKING

from calmtui.cli.shortcuts.plan import Plan
from calmtui.cli.tool import ToolError
from calmtui.storage.paths import xdg_dir
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.cli.shortcuts.keys import Key

_FILE = "calmtui-urge.desktop"
_MODIFIERS = {"super": "Meta", "ctrl": "Ctrl", "alt": "Alt", "shift": "Shift"}
_SPECIAL = '\\"`$'  # within double quotes, in the words of a command


def plan(key: Key, command: list[str]) -> Plan:
    """Return the file and the commands for a key that runs a command. Raises ToolError."""
    pressed = "+".join((*(_MODIFIERS[one] for one in key.modifiers), key.name.upper()))
    if which("kwriteconfig6"):
        groups: tuple[str, ...] = ("--group", "services", "--group", _FILE)
        start, value = "kwriteconfig6", pressed
    elif which("kwriteconfig5"):
        groups = ("--group", _FILE)
        start, value = "kwriteconfig5", f"{pressed},none,calmtui urge"
    else:
        raise ToolError(_("kwriteconfig6 is not installed: this needs a KDE desktop"))
    place = (start, "--file", "kglobalshortcutsrc", *groups, "--key", "_launch")
    reads = (start.replace("write", "read"), *place[1:])
    done = subprocess.run(reads, capture_output=True, text=True, check=False, errors="replace")
    return Plan(
        file=os.path.join(xdg_dir("data"), "applications", _FILE),
        lines=[
            "[Desktop Entry]",
            "Type=Application",
            "Name=calmtui urge",
            f"Exec={' '.join(map(_quoted, command))}",
            "Terminal=true",
            "NoDisplay=true",
            f"X-KDE-Shortcuts={pressed}",
        ],
        commands=((*place, value),),
        undo=((*place, "--delete", ""),),
        is_done=done.stdout.rstrip("\n") == value,
        after=_("KDE has it after the next login: {key}.").format(key=key.shown),
    )


def _quoted(word: str) -> str:
    """Return a word of a command for `Exec=`, where the whole value is read once before."""
    inner = "".join("\\" * (char in _SPECIAL) + char for char in word)
    return '"' + inner.replace("\\", "\\\\").replace("%", "%%") + '"'
