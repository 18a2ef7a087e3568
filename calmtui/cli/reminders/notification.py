"""A notification on the desktop, by a program that the computer has."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import escape
from shutil import which

from calmtui.cli.tool import ToolError, run_tool
from calmtui.text.i18n import _

_BUS = "DBUS_SESSION_BUS_ADDRESS"
_MOST_TRIED = 8  # addresses
_NAME = "org.freedesktop.Notifications"
# The texts come as arguments, so that nothing in them is AppleScript.
_APPLE = "display notification (item 1 of texts)"
_APPLE_WITH_TITLE = "display notification (item 2 of texts) with title (item 1 of texts)"


def can_notify() -> bool:
    """Return whether there is a program that shows notifications."""
    return any(map(which, ("osascript", "notify-send", "gdbus")))


def notify(title: str, text: str) -> None:
    """Show a notification, with or without a text below its title. Raises ToolError."""
    if which("osascript"):
        script = _APPLE_WITH_TITLE if text else _APPLE
        lines = ("on run texts", script, "end run")
        options = [word for line in lines for word in ("-e", line)]
        run_tool(["osascript", *options, os.fsencode(title), os.fsencode(text)])
        return
    text = escape(text, quote=False)  # a desktop reads markup there, but not in a title
    command: list[str | bytes]
    if which("notify-send"):
        command = ["notify-send", "--", os.fsencode(title), os.fsencode(text)]
    elif which("gdbus"):
        command = [*_gdbus(title, text)]
    else:
        raise ToolError(missing())
    why = ToolError(_("no desktop is there to show it"))
    for address in bus_addresses(os.environ):
        try:
            run_tool(command, environment={**os.environ, _BUS: address})
            return
        except ToolError as error:
            why = error
    raise why


def missing() -> str:
    """Return what to say where nothing can show a notification."""
    return _("nothing here shows notifications; install notify-send (libnotify)")


def bus_addresses(environment: Mapping[str, str], processes: str = "/proc") -> list[str]:
    """Return where a desktop may listen: as cron, which has no part in a login, has to look for it.

    Without systemd each login has an address of its own, which only what runs in it knows.
    """
    found: dict[str, None] = {}
    for address in _addresses(environment, processes):
        if address:
            found[address] = None
        if len(found) == _MOST_TRIED:
            break
    return list(found)


def _addresses(environment: Mapping[str, str], processes: str) -> Iterator[str]:
    yield environment.get(_BUS, "")
    folder = environment.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    if os.path.exists(f"{folder}/bus"):
        yield f"unix:path={folder}/bus"
    start = f"{_BUS}=".encode()
    for number in _own_processes(processes):
        with suppress(OSError), open(f"{processes}/{number}/environ", "rb") as file:
            for variable in file.read().split(b"\0"):
                if variable.startswith(start):
                    yield os.fsdecode(variable.removeprefix(start))


def _own_processes(processes: str) -> list[int]:
    """Return the processes of this account, the newest first."""
    numbers = []
    with suppress(OSError), os.scandir(processes) as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.name.isdecimal() and entry.stat().st_uid == os.geteuid():
                    numbers.append(int(entry.name))
    return sorted(numbers, reverse=True)


def _gdbus(title: str, text: str) -> list[str | bytes]:
    words = ("", "0", "", title, text, "[]", "{}", "-1")
    strings = (0, 2, 3, 4)
    given = [os.fsencode(_variant(word)) if n in strings else word for n, word in enumerate(words)]
    path = "/" + _NAME.replace(".", "/")
    call = ["gdbus", "call", "--session", "--dest", _NAME, "--object-path", path]
    return [*call, "--method", f"{_NAME}.Notify", "--", *given]


def _variant(text: str) -> str:
    """Return a text as GVariant writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
