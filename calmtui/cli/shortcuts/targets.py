"""What puts the urge on a key in each shell, in tmux, and on each desktop."""

from __future__ import annotations

import os
import shlex
import sys
from shutil import which
from typing import TYPE_CHECKING, NamedTuple

from calmtui.cli.own_command import in_terminal, own_command
from calmtui.cli.shortcuts import gnome, kde
from calmtui.cli.shortcuts.keys import Key
from calmtui.cli.shortcuts.plan import Plan
from calmtui.cli.tool import ToolError
from calmtui.storage.paths import home_dir, xdg_dir
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

_SWAY = {"super": "Mod4", "ctrl": "Ctrl", "alt": "Mod1", "shift": "Shift"}
_SKHD = {"super": "cmd", "ctrl": "ctrl", "alt": "alt", "shift": "shift"}
_TMUX = {"super": "", "ctrl": "C-", "alt": "M-", "shift": ""}
_APPLE = '\\"'  # what AppleScript escapes in a text
_NEW_SHELLS = N_("Every new {shell} has it: {key}.")


def _bash(key: Key) -> Plan:
    sequence = key.sent(r"\e", r"\C-")
    lines = [
        "if [[ $- == *i* ]]; then",
        f"  calmtui-urge() {{ {_in_shell()}; }}",
        f"  bind -m emacs -x '\"{sequence}\": calmtui-urge'",
        f"  bind -m vi-insert -x '\"{sequence}\": calmtui-urge'",
        "fi",
    ]
    name = ".bashrc"
    if sys.platform == "darwin":  # its windows start login shells
        name = ".bash_profile"
    return Plan(os.path.join(home_dir(), name), lines, after=_shell_after("bash", key))


def _zsh(key: Key) -> Plan:
    sequence = key.sent("^[", "^")
    lines = [
        "calmtui-urge() {",
        "  zle -I",
        f"  {_in_shell()} </dev/tty",
        "  zle reset-prompt",
        "}",
        "zle -N calmtui-urge",
        f"bindkey -M emacs '{sequence}' calmtui-urge",
        f"bindkey -M viins '{sequence}' calmtui-urge",
    ]
    folder = os.environ.get("ZDOTDIR") or home_dir()
    return Plan(os.path.join(folder, ".zshrc"), lines, after=_shell_after("zsh", key))


def _fish(key: Key) -> Plan:
    sequence = key.sent(r"\e", r"\c").replace("[", r"\[")
    lines = [
        "if status is-interactive",
        "  function calmtui-urge",
        f"    {_in_shell()}",
        "    commandline -f repaint",
        "  end",
        f"  bind {sequence} calmtui-urge",
        f"  bind -M insert {sequence} calmtui-urge",
        "end",
    ]
    file = os.path.join(xdg_dir("config"), "fish", "conf.d", "calmtui.fish")
    return Plan(file, lines, after=_shell_after("fish", key))


def _tmux(key: Key) -> Plan:
    if "shift" in key.modifiers:
        key = key._replace(name=key.name.upper())
    table, shown = "", f"prefix {key.name}"
    if key.modifiers or key.is_function:
        table, shown = "-n ", key.shown
    spelled = key.spelled(_TMUX)
    command = _in_double_quotes(shlex.join(_urge()), '\\"$')
    lines = [f"bind-key {table}{spelled} display-popup -w 100% -h 100% -E {command}"]
    own = os.path.join(home_dir(), ".tmux.conf")
    of_xdg = os.path.join(xdg_dir("config"), "tmux", "tmux.conf")
    if os.path.lexists(of_xdg) and not os.path.lexists(own):
        own = of_xdg
    after = _("A new tmux has it: {key}. For one that runs: tmux source-file {file}")
    return Plan(own, lines, after=after.format(key=shown, file=shlex.quote(own)))


def _sway(key: Key) -> Plan:
    command = shlex.join(_in_window("foot")).replace("$", "$$")
    lines = [f"bindsym {key.spelled(_SWAY, '+')} exec {command}"]
    folders = (os.path.join(home_dir(), ".sway"), os.path.join(xdg_dir("config"), "sway"))
    files = [os.path.join(folder, "config") for folder in folders]
    file = next(filter(os.path.lexists, files), files[-1])
    needs_file = _("sway reads no other settings then: copy /etc/sway/config to {file} first")
    return Plan(
        file,
        lines,
        needs_file=needs_file.format(file=file),
        after=_("In sway: {key}, after swaymsg reload.").format(key=key.shown),
    )


def _skhd(key: Key) -> Plan:
    modifiers = " + ".join(_SKHD[one] for one in key.modifiers)
    spelled = " - ".join(filter(None, (modifiers, key.name)))
    script = f'tell app "Terminal" to do script {_in_double_quotes(shlex.join(_urge()), _APPLE)}'
    words = ["osascript", "-e", script, "-e", 'tell app "Terminal" to activate']
    file = os.path.join(home_dir(), ".skhdrc")
    of_xdg = os.path.join(xdg_dir("config"), "skhd", "skhdrc")
    if os.path.lexists(of_xdg) and not os.path.lexists(file):
        file = of_xdg
    after = _("skhd has it at once: {key}.").format(key=key.shown)
    return Plan(file, [f"{spelled} : {shlex.join(words)}"], after=after)


def _gnome(key: Key) -> Plan:
    return gnome.plan(key, shlex.join(_in_window("gnome-terminal", "--")))


def _kde(key: Key) -> Plan:
    return kde.plan(key, _urge())


def _in_shell() -> str:
    """Return what a shell runs: the short name where it finds calmtui by it."""
    if which("calmtui"):
        return "calmtui urge"
    return shlex.join([*own_command(), "urge"])


def _urge() -> list[str]:
    """Return what starts the urge from where no shell has said where things are."""
    words = [*own_command(), "urge"]
    if home := os.environ.get("CALMTUI_HOME"):
        return ["env", f"CALMTUI_HOME={os.path.abspath(os.path.expanduser(home))}", *words]
    return words


def _in_window(*default: str) -> list[str]:
    terminal = in_terminal(os.environ) or list(default)
    return [*terminal, *_urge()]


def _in_double_quotes(text: str, special: str) -> str:
    return '"' + "".join("\\" * (char in special) + char for char in text) + '"'


def _shell_after(shell: str, key: Key) -> str:
    return _(_NEW_SHELLS).format(shell=shell, key=key.shown)


class _Place(NamedTuple):
    """Where a key can be: the one without `--key`, how a key is checked, what it needs."""

    key: str
    check: Callable[[Key], None]
    plan: Callable[[Key], Plan]


_PLACES = {
    "bash": _Place("alt-u", Key.check_for_terminal, _bash),
    "zsh": _Place("alt-u", Key.check_for_terminal, _zsh),
    "fish": _Place("alt-u", Key.check_for_terminal, _fish),
    "tmux": _Place("u", Key.check_for_tmux, _tmux),
    "gnome": _Place("super-u", Key.check_for_desktop, _gnome),
    "kde": _Place("super-u", Key.check_for_desktop, _kde),
    "sway": _Place("super-u", Key.check_for_desktop, _sway),
    "skhd": _Place("ctrl-alt-u", Key.check_for_desktop, _skhd),
}


def plan_for(name: str, key: str | None) -> Plan:
    """Return what a place needs for a key, or for its usual one.

    Raises:
        ValueError: The key is none, or cannot be used there.
        ToolError: The desktop's own tool is missing.
    """
    place = _PLACES[name]
    wanted = place.key
    if key is not None:
        wanted = key
    pressed = Key.parse(wanted)
    place.check(pressed)
    plan = place.plan(pressed)
    if any("\n" in line for line in plan.lines):
        raise ToolError(_("a folder's name with a line break in it can't be written there"))
    return plan
