"""Opens a terminal window for the pause, where `calmtui before` was started without a terminal."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from calmtui.cli.output import fail
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.paths import Paths
from calmtui.text.i18n import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from calmtui.cli.opener import Opener

_UP_WITHIN = 20.0  # seconds that a window may take to appear
_LOOK_EVERY = 0.05
_DEFAULT = "x-terminal-emulator"
# How a terminal is told what to run, where it is not by `-e`.
_RUN_WITH = {"gnome-terminal": ["--"], "ptyxis": ["--"], "wezterm": ["start", "--"], "foot": []}


def open_window(opener: Opener, args: argparse.Namespace) -> int:
    """Have the pause in a window of its own; open the program where there can be none.

    Return the exit code: 0 once the window is up, whatever is chosen in it.
    """
    mark = _make_mark()
    terminal = _terminal(opener.inherited.environment)
    if mark is None or not terminal:
        return _open_without_pause(opener)
    try:
        window = subprocess.Popen(
            [*terminal, *_own_command(args, mark), "--", *opener.command],
            env=opener.inherited.environment,
            start_new_session=True,
        )
    except OSError:
        mark.unlink(missing_ok=True)
        return _open_without_pause(opener)
    if _is_up(mark, lambda: bool(window.poll())):
        return 0
    try:
        mark.unlink()  # whoever removes it goes on: the window, or we
    except FileNotFoundError:
        return 0
    return _open_without_pause(opener)


def _is_up(mark: Path, has_failed: Callable[[], bool]) -> bool:
    """Wait until the window has taken the mark; return whether it has."""
    end = time.monotonic() + _UP_WITHIN
    while mark.exists():
        if has_failed() or time.monotonic() > end:
            return False
        time.sleep(_LOOK_EVERY)
    return True


def _make_mark() -> Path | None:
    """Make the file that the window removes when it is up; None where no disk takes it."""
    folder = Paths.find().state / "windows"
    mark = folder / f"{os.getpid()}-{time.time_ns()}"
    try:
        ensure_private_dir(folder)
        mark.touch(mode=0o600, exist_ok=False)
    except OSError:
        return None
    return mark


def _terminal(environment: dict[str, str]) -> list[str]:
    """Return the words that run a command in a window; none where there is no such program."""
    from shutil import which

    try:
        words = shlex.split(environment.get("TERMINAL", "")) or [_DEFAULT]
    except ValueError:  # an open quote
        words = [_DEFAULT]
    program = which(words[0], path=environment.get("PATH"))
    if program is None:
        return []
    name = os.path.basename(os.path.realpath(program))
    return [*words, *_RUN_WITH.get(name, ["-e"])]


def _own_command(args: argparse.Namespace, mark: Path) -> list[str]:
    """Return the command line of the pause in its window."""
    program = os.path.abspath(sys.argv[0])
    own = [program]
    if program.endswith("__main__.py"):  # `python -m calmtui`
        own = [sys.executable, "-m", "calmtui"]
    return [*own, *args.words, "--window", str(mark)]


def _open_without_pause(opener: Opener) -> int:
    fail(_("no terminal for the pause: the program opens now"))
    opener.open()
    return opener.code
