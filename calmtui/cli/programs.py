"""Programs that calmtui starts: as the person's shell would start them, without what guards calmtui itself."""

from __future__ import annotations

import os
import signal
import subprocess
from resource import RLIMIT_CORE, setrlimit
from typing import NamedTuple


class Found(NamedTuple):
    """What calmtui was started with, and what it starts is given."""

    umask: int
    core: tuple[int, int]


def named() -> str:
    """Return the editor that the person names; empty when they name none."""
    return next(
        (text for name in ("VISUAL", "EDITOR") if (text := os.environ.get(name, "").strip())), ""
    )


def start_editor(editor: str, file: str, found: Found) -> int:
    """Start an editor on a file and wait for it; gives its exit code. Raises OSError."""
    # As git does: the editor's text is the shell's to read, with ~, variables and quotes; the file is no part of it.
    words = ["/bin/sh", "-c", f'{editor} "$@"', editor, file]
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the editor's

    def as_found() -> None:
        setrlimit(RLIMIT_CORE, found.core)
        if interrupt is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.SIG_DFL)

    try:
        return subprocess.run(words, check=False, umask=found.umask, preexec_fn=as_found).returncode
    finally:
        signal.signal(signal.SIGINT, interrupt)
