"""Programs that calmtui starts: as a shell would, without what guards calmtui itself."""

from __future__ import annotations

import os
import signal
import subprocess
from resource import RLIMIT_CORE, setrlimit
from typing import NamedTuple


class StartLimits(NamedTuple):
    """What calmtui was started with, and what it starts is given."""

    umask: int
    core: tuple[int, int]


def named_editor() -> str:
    """Return the editor that the person names; empty when they name none."""
    names = (os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    return next(filter(None, names), "")


def start_editor(editor: str, file: str, inherited: StartLimits) -> int:
    """Start an editor on a file and wait for it; return its exit code. Raises OSError."""
    # As git does: the shell reads the editor, with ~, variables and quotes, but not the file.
    words = ["/bin/sh", "-c", f'{editor} "$@"', editor, file]
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the editor's

    def restore_limits() -> None:
        setrlimit(RLIMIT_CORE, inherited.core)
        if interrupt is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.SIG_DFL)

    try:
        done = subprocess.run(words, check=False, umask=inherited.umask, preexec_fn=restore_limits)
        return done.returncode
    finally:
        signal.signal(signal.SIGINT, interrupt)
