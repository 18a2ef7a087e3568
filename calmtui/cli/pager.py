"""Prints lines, in the person's pager where they are too many for the terminal.

The pager gets them through a pipe: nothing is in a file, and `less` saves nothing of its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from itertools import chain
from shutil import which

from calmtui.terminal import wants_accessible_output
from calmtui.text.sanitize import sanitize
from calmtui.text.width import cell_width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

_LESS = "less -FRX"
_NONE = ("", "cat")
# It could not be started, or ended at once with an error: what it showed is nothing.
_BROKEN = (1, 126, 127)


def print_paged(lines: Iterable[str]) -> None:
    """Print lines on a terminal, in a pager where they do not fit."""
    pager = _pager()
    rest = iter(lines)
    first: list[str] = []
    if pager and not _fits(rest, first) and _show(pager, first, rest):
        return
    for line in chain(first, rest):
        print(line)


def _pager() -> str:
    """Return the command that shows text; empty where none is wanted or there."""
    if os.environ.get("TERM", "dumb") == "dumb" or wants_accessible_output(os.environ):
        return ""
    pager = os.environ.get("PAGER")
    if pager is None:
        pager = _LESS
        if which("less") is None:
            return ""
    pager = pager.strip()
    # A shell would say of a wrong one to the terminal as it is.
    if pager in _NONE or sanitize(pager) != pager:
        return ""
    return pager


def _fits(lines: Iterable[str], taken: list[str]) -> bool:
    """Take lines until the screen is full; return whether these were all."""
    columns, rows = os.get_terminal_size(sys.stdout.fileno())
    left = rows - 1  # the prompt's line
    for line in lines:
        taken.append(line)
        left -= max(1, -(-cell_width(line) // max(columns, 1)))
        if left < 0:
            return False
    return True


def _show(pager: str, shown: list[str], rest: Iterable[str]) -> bool:
    """Give lines to a pager until it ends; return whether it could be started.

    What it was given is added to `shown`.
    """
    environment = os.environ | {"LESSSECURE": "1", "LESSHISTFILE": "-"}
    environment.setdefault("LESS", "FRX")
    for name in ("LESSOPEN", "LESSCLOSE"):  # a program that less would hand the text to
        environment.pop(name, None)
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the pager's
    try:
        process = subprocess.Popen(
            ["/bin/sh", "-c", pager],
            stdin=subprocess.PIPE,
            env=environment,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert process.stdin is not None
        try:
            with process.stdin as pipe:
                for line in shown:
                    _write(pipe, line)
                for line in rest:
                    shown.append(line)
                    _write(pipe, line)
        except BrokenPipeError:  # it has ended
            pass
        return process.wait() not in _BROKEN
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, interrupt)


def _write(pipe: IO[bytes], line: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    pipe.write(f"{sanitize(line)}\n".encode(encoding, "replace"))
