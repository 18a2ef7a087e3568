"""The file with the sums of past sessions: a cache that no erased number outlives.

Whoever erases or locks holds its lock meanwhile, so that nobody writes back what was summed before.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from calmtui.storage import files, reading
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.locks import LOCK_SECONDS, try_lock

SUMS = "figures"  # its name in the state folder
_MAX_BYTES = 1 << 24
_PAUSE_SECONDS = 0.005


def read_sums(state: Path) -> bytes:
    """Return what is in the file; nothing where it can't be read."""
    try:
        return reading.read_file(state / SUMS, _MAX_BYTES)
    except OSError:
        return b""


def save_sums(state: Path, data: bytes, is_current: Callable[[], bool]) -> bool:
    """Replace the file, if what was summed `is_current` still; return whether it was replaced.

    Where another process erases or saves, the disk refuses, or has no locks, nothing is saved.
    """
    try:
        ensure_private_dir(state)
        fd = _open_folder(state)
    except OSError:
        return False
    try:
        if not try_lock(fd) or not is_current():
            return False
        files.replace_file(state / SUMS, data, sync=False)
    except OSError:
        return False
    finally:
        os.close(fd)
    return True


@contextmanager
def without_sums(state: Path) -> Iterator[None]:
    """Remove the file, and what a killed writer has left of it, and let nobody write it meanwhile.

    Raises OSError: it is still there.
    """
    try:
        fd = _open_folder(state)
    except FileNotFoundError:
        yield
        return
    try:
        _wait_for_lock(fd)
        for stale in files.stale_temp_files(state / SUMS):
            with suppress(FileNotFoundError):
                os.unlink(stale)
        files.remove_file(state / SUMS)
        yield
    finally:
        os.close(fd)


def _open_folder(state: Path) -> int:
    return os.open(state, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def _wait_for_lock(fd: int) -> None:
    """Lock the folder; one who saves needs it for an instant only."""
    deadline = monotonic() + LOCK_SECONDS
    while try_lock(fd) is False and monotonic() < deadline:
        sleep(_PAUSE_SECONDS)
