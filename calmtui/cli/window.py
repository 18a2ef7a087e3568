"""Opens a terminal window for the pause, where `calmtui before` was started without a terminal."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

from calmtui.cli.output import fail
from calmtui.cli.own_command import in_terminal, own_command
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


def open_window(opener: Opener, args: argparse.Namespace) -> int:
    """Show the pause in a window of its own; open the program where there can be none.

    Return the exit code: 0 once the window is up, whatever is chosen in it.
    """
    mark = _make_mark()
    terminal = in_terminal(opener.inherited.environment)
    if mark is None or not terminal:
        return _open_without_pause(opener)
    try:
        window = subprocess.Popen(
            [*terminal, *own_command(), *args.words, "--window", str(mark), "--", *opener.command],
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


def _open_without_pause(opener: Opener) -> int:
    fail(_("no terminal for the pause: the program opens now"))
    opener.open()
    return opener.code
