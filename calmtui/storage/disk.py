"""What a durable write is made of: all bytes written, synced to the disk itself, and ours."""

from __future__ import annotations

import errno
import fcntl
import os
import stat

from calmtui.storage.reading import BLOCK_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from calmtui.storage.reading import StrPath

PRIVATE = 0o600
# On macOS fsync leaves it to the disk when to write; this asks it to.
_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)


def write_all(fd: int, data: bytes) -> None:
    """Write all of the data. Raises OSError: a full disk may say so only by a short write."""
    while data:
        written = os.write(fd, data)
        if written <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        data = data[written:]


def fsync_file(fd: int) -> None:
    """Wait until what was written is on the disk itself. Raises OSError."""
    if _FULL_SYNC is not None:
        try:
            fcntl.fcntl(fd, _FULL_SYNC)
            return
        except OSError as error:  # a file system that has no such thing
            if error.errno not in (errno.ENOTSUP, errno.EINVAL, errno.ENOTTY):
                raise
    os.fsync(fd)


def fsync_dir(path: StrPath) -> None:
    """Sync a folder, so that a file made in it stays in it. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fsync_file(fd)
    finally:
        os.close(fd)


def refuse_foreign_folder(folder: str) -> None:
    """Raise PermissionError where root would write in another account's folder.

    Root with another account's HOME would make what that account then can't use.
    """
    if os.geteuid() == 0 and os.stat(folder or ".").st_uid != 0:
        raise foreign_owner_error(folder)


def foreign_owner_error(path: StrPath | None = None) -> PermissionError:
    """Return the error for what belongs to another account."""
    return PermissionError(errno.EPERM, "it belongs to another account", path and os.fspath(path))


def make_private(fd: int) -> bool:
    """Make an open file its owner's alone; return whether others could read it until now.

    Raises OSError for what is no file, or another account's.
    """
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no file")
    if status.st_uid != os.geteuid():
        raise foreign_owner_error()
    mode = stat.S_IMODE(status.st_mode)
    if mode != PRIVATE:
        os.fchmod(fd, PRIVATE)
    return mode & 0o077 != 0


def read_range(fd: int, start: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of an open file from `start` to `end`. Raises OSError."""
    while start < end:
        piece = os.pread(fd, min(BLOCK_BYTES, end - start), start)
        if not piece:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        start += len(piece)
        yield piece


def read_from(fd: int, start: int) -> bytes:
    """Read an open file from `start` to its end. Raises OSError."""
    size = os.fstat(fd).st_size - start
    data = os.pread(fd, size, start)
    if len(data) != size:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    return data
