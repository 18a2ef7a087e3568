"""Bytes that are kept: appended in one write under a lock and synced, or a whole file put in the place of another.

Standard library, and little of it: the first frame of a quick launch waits for this.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LOCK_SECONDS = 1.0


def append(
    path: str, data: bytes, lock_seconds: float = LOCK_SECONDS, change: Callable[[bytes], bytes] | None = None
) -> None:
    """Append whole lines to the file at `path` (made with mode 0600), or what `change` makes of them, and sync them.

    `change` is asked when the lock is held, so that what it decides still holds when the lines are in the file. A torn
    last line is ended first, so that it swallows nothing. Raises BlockingIOError when another process holds the lock
    for longer than `lock_seconds`, OSError when the disk or `change` refuses.
    """
    fd = _locked(path, lock_seconds)
    try:
        if change is not None:
            data = change(data)
        size = os.fstat(fd).st_size
        if size and os.pread(fd, 1, size - 1) != b"\n":
            data = b"\n" + data
        while data:
            written = os.write(fd, data)
            if written <= 0:  # a full disk may say so only by this
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            data = data[written:]
        os.fsync(fd)
        if size == 0:
            sync_folder(os.path.dirname(path))
    finally:
        os.close(fd)


def replace(path: str, data: bytes, *, sync: bool = True) -> None:
    """Put a whole file (mode 0600) in the place of `path`, which is never seen half written; without `sync` a cache.

    Raises OSError when the disk refuses: then the file is as it was.
    """
    fresh = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.urandom(4).hex()}")
    try:
        fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(fd, "wb") as file:
            file.write(data)
            file.flush()
            if sync:
                os.fsync(fd)
        os.replace(fresh, path)
    except OSError:
        if os.path.exists(fresh):
            os.unlink(fresh)
        raise


def rewrite(path: str, change: Callable[[bytes], bytes], lock_seconds: float = LOCK_SECONDS) -> bool:
    """Put what `change` makes of a file's bytes in its place, under the lock that `append` takes; says whether it did.

    At any instant the file is the old or the new one, whole: an append that waits for the lock goes to the new one.
    Raises BlockingIOError when another process holds the lock for longer than `lock_seconds`, OSError when the disk
    refuses: then the file is as it was.
    """
    fd = _locked(path, lock_seconds)
    try:
        with open(fd, "rb", closefd=False) as file:
            before = file.read()
        after = change(before)
        if after == before:
            return False
        replace(path, after)
        sync_folder(os.path.dirname(path))
        return True
    finally:
        os.close(fd)


def sync_folder(path: str) -> None:
    """Sync a folder, so that a file made in it stays in it. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _locked(path: str, lock_seconds: float) -> int:
    """Open for appending under an exclusive lock."""
    deadline = time.monotonic() + lock_seconds
    while True:
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another process may have put a new file in place between opening and locking.
            if os.path.exists(path) and os.path.samestat(os.fstat(fd), os.stat(path)):
                os.fchmod(fd, 0o600)
                return fd
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(fd)
                raise
            time.sleep(0.02)
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)
