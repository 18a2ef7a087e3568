"""Locks of files (flock), and whether a path still leads to the file that is open."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from calmtui.storage.reading import StrPath

LOCK_SECONDS = 1.0
_PAUSE_SECONDS = 0.005
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP)
_FLAGS = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY


def try_lock(fd: int) -> bool | None:
    """Lock an open file unless another process has it; None where the disk has no locks.

    Raises OSError.
    """
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return None
    return True


def is_same_file(fd: int, path: StrPath) -> bool:
    """Return whether an open file is still the one at `path`. Raises OSError."""
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except FileNotFoundError:
        return False


def open_for_lock(path: StrPath, *, create: bool = False) -> int:
    """Open a regular file to lock it. Raises OSError, also where something else stands there."""
    fd = os.open(path, _FLAGS | (os.O_CREAT if create else 0), 0o600)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), os.fspath(path))
    return fd


def is_locked(path: StrPath) -> bool:
    """Return whether another process holds the lock of a file; False where that can't be told."""
    while True:
        try:
            fd = open_for_lock(path)
        except OSError:
            return False
        try:
            if try_lock(fd) is False:
                return True
            # Its owner may have put a new file in place between opening and locking.
            if is_same_file(fd, path):
                return False
        except OSError:
            return False
        finally:
            os.close(fd)


def open_locked(path: StrPath, seconds: float, *, lock_required: bool) -> tuple[int, bool]:
    """Open a file for appending, made where there is none, and lock it.

    Args:
        path: The file.
        seconds: How long to wait for another process.
        lock_required: Refuse where the disk has no locks.

    Returns:
        The descriptor, and whether the file is locked.

    Raises:
        BlockingIOError: Another process holds the lock too long, or there are no locks.
        OSError: The disk refuses.
    """
    deadline = time.monotonic() + seconds
    while True:
        fd = os.open(path, _FLAGS | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            locked = try_lock(fd)
            if locked is None and lock_required:
                raise BlockingIOError(errno.ENOLCK, os.strerror(errno.ENOLCK), os.fspath(path))
            # Another process may have put a new file in place between opening and locking.
            if locked is not False and is_same_file(fd, path):
                return fd, bool(locked)
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)
        if time.monotonic() >= deadline:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), os.fspath(path))
        time.sleep(_PAUSE_SECONDS)
