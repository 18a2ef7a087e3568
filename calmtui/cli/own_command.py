"""How calmtui is started from elsewhere: by a terminal window, a desktop's key, a shell."""

from __future__ import annotations

import os
import shlex
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULT_TERMINAL = "x-terminal-emulator"
# How a terminal is told what to run, where it is not by `-e`.
_RUN_WITH = {"gnome-terminal": ["--"], "ptyxis": ["--"], "wezterm": ["start", "--"], "foot": []}


def own_command() -> list[str]:
    """Return the words that start this calmtui, wherever they are run."""
    program = os.path.abspath(sys.argv[0])
    if program.endswith("__main__.py"):  # `python -m calmtui`
        return [sys.executable, "-m", "calmtui"]
    return [program]


def in_terminal(environment: Mapping[str, str]) -> list[str]:
    """Return the words that run a command in a window; none where there is no such program."""
    from shutil import which

    try:
        words = shlex.split(environment.get("TERMINAL", "")) or [_DEFAULT_TERMINAL]
    except ValueError:  # an open quote
        words = [_DEFAULT_TERMINAL]
    program = which(words[0], path=environment.get("PATH"))
    if program is None:
        return []
    name = os.path.basename(os.path.realpath(program))
    return [*words, *_RUN_WITH.get(name, ["-e"])]
