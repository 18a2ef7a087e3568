"""Bytes that are kept: appended in one write under a lock and synced, or a whole file put in the place of another.

Files are their owner's alone (0600, folders 0700), and what another account owns is neither read nor written. Standard
library, and little of it: the first frame of a quick launch waits for this.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LOCK_SECONDS = 1.0
_LOCK_PAUSE = 0.005  # seconds between two tries for a lock


def append(
    path: str, data: bytes, lock_seconds: float = LOCK_SECONDS, change: Callable[[bytes], bytes] | None = None
) -> bool:
    """Append whole lines to the file at `path` (made with mode 0600) and sync them: all of them, or none.

    What is written is what `change` makes of them; it is asked when the lock is held, so that what it decides still
    holds when the lines are in the file. A torn last line is ended first, so that it swallows nothing. Says whether
    other accounts could read the file until now. Raises BlockingIOError when another process holds the lock for longer
    than `lock_seconds`, PermissionError when the file is another account's, OSError when the disk or `change` refuses.
    """
    fd = _locked(path, lock_seconds)
    try:
        open_to_others = _owned(fd)
        if change is not None:
            data = change(data)
        size = os.fstat(fd).st_size
        if size and os.pread(fd, 1, size - 1) != b"\n":
            data = b"\n" + data
        try:
            write(fd, data)
            os.fsync(fd)
            if size == 0:
                sync_folder(os.path.dirname(path))
        except OSError:
            _cut(fd, size)  # half a line on a full disk, or a whole one that may not be there after a crash
            raise
        return open_to_others
    finally:
        os.close(fd)


def replace(path: str, data: bytes, *, sync: bool = True) -> None:
    """Put a whole file (mode 0600) in the place of `path`, which is never seen half written; without `sync` a cache.

    Raises OSError when the disk refuses: then the file is as it was.
    """
    fresh = f"{_temporary(path)}{os.urandom(4).hex()}"
    try:
        fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            write(fd, data)
            if sync:
                os.fsync(fd)
        finally:
            os.close(fd)
        os.replace(fresh, path)
    except OSError:
        _remove(fresh)
        raise


def rewrite(path: str, change: Callable[[bytes], bytes], lock_seconds: float = LOCK_SECONDS) -> bool:
    """Put what `change` makes of a file's bytes in its place, under the lock that `append` takes; says whether it did.

    At any instant the file is the old or the new one, whole: an append that waits for the lock goes to the new one.
    What a rewrite left behind that was killed is removed. Raises BlockingIOError when another process holds the lock
    for longer than `lock_seconds`, PermissionError when the file is another account's, OSError when the disk refuses:
    then the file is as it was, or the new one when only the syncing of its folder was refused.
    """
    fd = _locked(path, lock_seconds)
    try:
        _owned(fd)
        size = os.fstat(fd).st_size
        before = os.pread(fd, size, 0)
        if len(before) != size:
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        for left in leftovers(path):
            os.unlink(left)
        after = change(before)
        if after == before:
            return False
        replace(path, after)
        sync_folder(os.path.dirname(path))
        return True
    finally:
        os.close(fd)


def leftovers(path: str) -> list[str]:
    """The temporary files for `path` that are there: of writers that were killed, or that write now. Raises OSError."""
    folder, name = os.path.split(_temporary(path))
    return sorted(os.path.join(folder, other) for other in os.listdir(folder or ".") if other.startswith(name))


def make_folder(path: str) -> None:
    """Make a folder, and any that are missing above it, that only its owner can enter (0700), whatever the umask.

    One that is there stays as it is. Raises OSError.
    """
    if os.path.isdir(path):
        return
    if (above := os.path.dirname(path)) != path:
        make_folder(above)
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path) from None
    else:
        os.chmod(path, 0o700)


def own_folder(path: str) -> bool:
    """Make sure that a folder is there and that only its owner can enter it; says whether others could until now.

    Raises PermissionError when it is another account's, or is reached through a link of another account's; OSError.
    """
    make_folder(path)
    found = os.stat(path)
    if found.st_uid != os.geteuid():
        raise _others(path)
    link = foreign_link(path)
    if link is not None:
        raise PermissionError(errno.EPERM, "the link to it belongs to another account", link)
    if stat.S_IMODE(found.st_mode) & 0o077 == 0:
        return False
    os.chmod(path, 0o700)
    return True


def foreign_link(path: str) -> str | None:
    """The first link on the way to `path` that neither this account nor the system's own account made, if any."""
    at = ""
    for name in os.path.abspath(path).split("/")[1:]:
        at = f"{at}/{name}"
        found = os.lstat(at)
        if stat.S_ISLNK(found.st_mode):
            if found.st_uid not in (0, os.geteuid()):
                return at
            further = foreign_link(os.path.join(os.path.dirname(at), os.readlink(at)))
            if further is not None:
                return further
    return None


def write(fd: int, data: bytes) -> None:
    """Write all of the data. Raises OSError: a full disk may say so only by a short write."""
    while data:
        written = os.write(fd, data)
        if written <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        data = data[written:]


def sync_folder(path: str) -> None:
    """Sync a folder, so that a file made in it stays in it. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _locked(path: str, lock_seconds: float) -> int:
    """Open for appending under an exclusive lock."""
    deadline = time.monotonic() + lock_seconds
    while True:
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another process may have put a new file in place between opening and locking.
            if os.path.samestat(os.fstat(fd), os.stat(path)):
                return fd
            raise FileNotFoundError
        except (BlockingIOError, FileNotFoundError):
            os.close(fd)
            if time.monotonic() >= deadline:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), path) from None
            time.sleep(_LOCK_PAUSE)
        except BaseException:
            os.close(fd)
            raise


def _owned(fd: int) -> bool:
    """Make sure that a file is one, is ours, and is ours alone; says whether others could read it until now."""
    found = os.fstat(fd)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no file")
    if found.st_uid != os.geteuid():
        raise _others()
    if stat.S_IMODE(found.st_mode) != 0o600:
        os.fchmod(fd, 0o600)
    return stat.S_IMODE(found.st_mode) & 0o077 != 0


def _others(path: str | None = None) -> PermissionError:
    return PermissionError(errno.EPERM, "it belongs to another account", path)


def _temporary(path: str) -> str:
    """How the names of the temporary files for `path` begin."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.")


def _cut(fd: int, size: int) -> None:
    """Cut a file back to what it was; no word of a disk that refuses even that: reading drops what is repeated."""
    try:  # noqa: SIM105 - contextlib is dear
        os.ftruncate(fd, size)
    except OSError:
        pass


def _remove(path: str) -> None:
    try:  # noqa: SIM105 - contextlib is dear
        os.unlink(path)
    except OSError:
        pass
