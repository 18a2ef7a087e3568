"""Files on a disk: read without ever waiting, appended to in one write and synced, or put whole in another's place.

Files are their owner's alone (0600, folders 0700), and what another account owns is never written. What is no regular
file (a pipe, a device, a terminal) is neither read nor written. Standard library, and little of it: the first frame of
a quick launch waits for this.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    StrPath = str | os.PathLike[str]

LOCK_SECONDS = 1.0
# On macOS fsync leaves it to the disk when to write; this asks it to.
_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)
MOST = 1 << 30  # bytes of any file: more is none of ours
_PIECE = 1 << 20  # bytes of a long file that are held at once
_LOCK_PAUSE = 0.005  # seconds between two tries for a lock
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP)
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def opened(path: StrPath) -> int:
    """Open a regular file to read it, without waiting for whatever else may stand there. Raises OSError."""
    path = os.fspath(path)
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    kind = os.fstat(fd).st_mode
    if not stat.S_ISREG(kind):
        os.close(fd)
        number = errno.EISDIR if stat.S_ISDIR(kind) else errno.EINVAL
        raise OSError(number, os.strerror(number), path)
    return fd


def read(path: StrPath, most: int = MOST) -> bytes:
    """Return all of a regular file of at most so many bytes. Raises OSError, FileNotFoundError where there is none."""
    path = os.fspath(path)
    fd = opened(path)
    try:
        pieces, left = [], most
        room = min(os.fstat(fd).st_size, most) + 1
        while piece := os.read(fd, room):
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
            room = min(room, left + 1)
        return b"".join(pieces)
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(fd)


def in_lines(path: StrPath, size: int = _PIECE, start: int = 0) -> Iterator[bytes]:
    """Yield a regular file, from byte `start` on, in pieces of about so many bytes, each of whole lines.

    Raises OSError as `read` does.
    """
    path = os.fspath(path)
    fd = opened(path)
    try:
        os.lseek(fd, start, os.SEEK_SET)
        yield from whole_lines(iter(lambda: os.read(fd, size), b""))
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(fd)


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces of a file as pieces of whole lines; only the last may be without its end."""
    rest: list[bytes] = []
    for piece in pieces:
        end = piece.rfind(b"\n") + 1
        if not end:  # a line that is longer than a piece
            rest.append(piece)
            continue
        yield b"".join((*rest, piece[:end]))
        rest = [piece[end:]]
    if last := b"".join(rest):
        yield last


def names(folder: StrPath, ending: str = "") -> list[str]:
    """Return the names in a folder that end so, in order; none where there is no such folder.

    What editors, sync programs and systems leave beside a file (`.#x`, `._x`, `#x#`, `~x`) is passed over. Raises
    OSError where the folder can't be looked into: that is not an empty one.
    """
    try:
        every = os.listdir(folder)
    except FileNotFoundError:
        return []
    return sorted(name for name in every if name.endswith(ending) and name[0] not in ".#~")


def append_lines(
    path: StrPath,
    data: bytes,
    lock_seconds: float = LOCK_SECONDS,
    change: Callable[[bytes], bytes] | None = None,
    *,
    alone: bool = False,
) -> bool:
    """Append whole lines to the file at `path` (made with mode 0600) and sync them: all of them, or none.

    What is written is what `change` makes of them; it is asked when the lock is held, so that what it decides still
    holds when the lines are in the file. A torn last line is ended first, so that it swallows nothing. Says whether
    other accounts could read the file until now. Raises BlockingIOError when another process holds the lock for longer
    than `lock_seconds` or the disk has no locks, PermissionError when the file is another account's, OSError when the
    disk or `change` refuses. A file that this process appends to `alone` needs no lock where there are none.
    """
    path = os.fspath(path)
    fd, locked = _locked(path, lock_seconds, alone=alone)
    try:
        open_to_others = _owned(fd)
        if change is not None:
            data = change(data)
        size = os.fstat(fd).st_size
        if size and os.pread(fd, 1, size - 1) != b"\n":
            data = b"\n" + data
        try:
            write_all(fd, data)
            to_disk(fd)
            if size == 0:
                fsync_dir(os.path.dirname(path))
        except OSError:
            _cut(
                fd, size
            )  # half a line on a full disk, or a whole one that may not be there after a crash
            raise
        replaced = not locked and not same(fd, path)
    finally:
        os.close(fd)
    # Without a lock a rewrite may have come between: the lines go to the new file as well, and reading drops repeats.
    return (
        append_lines(path, data, lock_seconds, alone=True) or open_to_others
        if replaced
        else open_to_others
    )


def replace_file(path: StrPath, data: bytes, *, sync: bool = True) -> None:
    """Put a whole file (mode 0600) in the place of `path`, which is never seen half written; without `sync` a cache.

    Raises OSError when the disk refuses: then the file is as it was, or the new one when only the syncing of its
    folder was refused.
    """
    os.close(put(path, data, sync=sync))
    if sync:
        fsync_dir(os.path.dirname(path))


def put(path: StrPath, data: bytes, *, sync: bool = True) -> int:
    """Do what `replace` does, but for syncing the folder; gives the new file open, and its lock taken."""
    path = os.fspath(path)
    return _put_from(path, (data,), sync=sync)


def _put_from(path: str, pieces: Iterable[bytes], *, sync: bool = True) -> int:
    """Do what `put` does with data that comes piece by piece. Raises what the pieces raise as well."""
    fresh, fd = _fresh(path)
    try:
        lock(fd)
        for piece in pieces:
            write_all(fd, piece)
        if sync:
            to_disk(fd)
        os.replace(fresh, path)
    except BaseException:  # Ctrl+C as well: what it holds may be a whole journal
        os.close(fd)
        _remove(fresh)
        raise
    return fd


def _fresh(path: str) -> tuple[str, int]:
    """Make a file that is to take the place of `path`, for its owner alone. Raises OSError."""
    _not_in_anothers(os.path.dirname(path))
    fresh = f"{_temporary(path)}{os.urandom(4).hex()}"
    return fresh, os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)


def create(path: StrPath, data: bytes) -> None:
    """Make a whole file (mode 0600) where there is none, and sync it: all of it, or nothing that stands in the way.

    Raises FileExistsError when there is one, also one that has come meanwhile; OSError.
    """
    create_from(path, (data,))


def create_from(path: StrPath, pieces: Iterable[bytes]) -> None:
    """Do what `create` does with data that comes piece by piece. Raises what the pieces raise as well."""
    path = os.fspath(path)
    fresh, fd = _fresh(path)
    try:
        try:
            for piece in pieces:
                write_all(fd, piece)
            to_disk(fd)
        finally:
            os.close(fd)
        give_name(fresh, path)
    except BaseException:
        _remove(fresh)
        raise
    fsync_dir(os.path.dirname(path))


def give_name(fresh: StrPath, path: StrPath) -> None:
    """Give a file that is whole its name, if no other has it. Raises FileExistsError or OSError."""
    path = os.fspath(path)
    try:
        os.link(fresh, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
    else:
        _remove(fresh)
        return
    if os.path.lexists(path):  # a stick without hard links
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    os.replace(fresh, path)


def remove(path: StrPath) -> None:
    """Take a file away, if there is one, for good: its folder is synced. Raises OSError."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    fsync_dir(os.path.dirname(path))


def rewrite_file(
    path: StrPath,
    change: Callable[[bytes], bytes],
    lock_seconds: float = LOCK_SECONDS,
    *,
    by_lines: bool = False,
) -> bool:
    """Put what `change` makes of a file's bytes in its place, under the lock that `append` takes; says whether it did.

    `change` is given all of the file, or `by_lines` one piece of whole lines after another: a long file is not held.
    At any instant the file is the old or the new one, whole: an append that waits for the lock goes to the new one.
    What a rewrite left behind that was killed is removed. Raises BlockingIOError when another process holds the lock
    for longer than `lock_seconds`, PermissionError when the file is another account's, OSError when the disk refuses:
    then the file is as it was, or the new one when only the syncing of its folder was refused. Where the disk has no
    locks, what came to the old file meanwhile is added to the new one: `append` looks from the other side.
    """
    path = os.fspath(path)
    fd, locked = _locked(path, lock_seconds, alone=True)
    try:
        _owned(fd)
        size, kept = os.fstat(fd).st_size, 0
        pieces = (
            whole_lines(_pieces(fd, 0, size, path)) if by_lines else iter((_from(fd, 0, path),))
        )
        for left in stale_temp_files(path):
            os.unlink(left)
        for piece in pieces:
            after = change(piece)
            if after != piece:
                break
            kept += len(piece)
        else:
            return False
        size = max(size, kept + len(piece))

        def fresh() -> Iterator[bytes]:
            yield from _pieces(fd, 0, kept, path)
            yield after
            yield from map(change, pieces)

        os.close(_put_from(path, fresh()))
        fsync_dir(os.path.dirname(path))
        if not locked and (late := _from(fd, size, path)):
            append_lines(path, change(late), lock_seconds, alone=True)
        return True
    finally:
        os.close(fd)


def _pieces(fd: int, start: int, end: int, path: str) -> Iterator[bytes]:
    """Yield the bytes of an open file from there to there. Raises OSError."""
    while start < end:
        piece = os.pread(fd, min(_PIECE, end - start), start)
        if not piece:
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        start += len(piece)
        yield piece


def _from(fd: int, start: int, path: str) -> bytes:
    """Return the bytes of an open file from there on. Raises OSError."""
    size = os.fstat(fd).st_size - start
    data = os.pread(fd, size, start)
    if len(data) != size:
        raise OSError(errno.EIO, os.strerror(errno.EIO), path)
    return data


def stale_temp_files(path: StrPath) -> list[str]:
    """The temporary files for `path` that are there: of writers that were killed, or that write now. Raises OSError."""
    path = os.fspath(path)
    folder, name = os.path.split(_temporary(path))
    return sorted(
        os.path.join(folder, other) for other in os.listdir(folder or ".") if other.startswith(name)
    )


def make_private_dir(path: StrPath) -> None:
    """Make a folder, and any that are missing above it, that only its owner can enter (0700), whatever the umask.

    One that is there stays as it is. Raises OSError.
    """
    path = os.fspath(path)
    if os.path.isdir(path):
        return
    if (above := os.path.dirname(path)) != path:
        make_private_dir(above)
    _not_in_anothers(above)
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path) from None
    else:
        os.chmod(path, 0o700)
        try:  # noqa: SIM105 - contextlib is dear
            fsync_dir(above)
        except PermissionError:  # one that may be written in and not be read
            pass


def _not_in_anothers(folder: str) -> None:
    """Raise PermissionError where root, with another account's HOME, would make what that account then can't use."""
    if os.geteuid() == 0 and os.stat(folder or ".").st_uid != 0:
        raise _others(folder)


def ensure_private_dir(path: StrPath) -> bool:
    """Make sure that a folder is there and that only its owner can enter it; says whether others could until now.

    Raises PermissionError when it is another account's, or is reached through a link of another account's; OSError.
    """
    path = os.fspath(path)
    make_private_dir(path)
    found = os.stat(path)
    if found.st_uid != os.geteuid():
        raise _others(path)
    link = foreign_symlink(path)
    if link is not None:
        raise PermissionError(errno.EPERM, "the link to it belongs to another account", link)
    if stat.S_IMODE(found.st_mode) & 0o077 == 0:
        return False
    os.chmod(path, 0o700)
    return True


def foreign_symlink(path: StrPath, links: int = 40) -> str | None:
    """The first link on the way to `path` that neither this account nor the system's own account made, if any.

    Raises OSError, also for links that lead in a circle.
    """
    if not links:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    at = ""
    for name in os.path.abspath(path).split("/")[1:]:
        at = f"{at}/{name}"
        found = os.lstat(at)
        if stat.S_ISLNK(found.st_mode):
            if found.st_uid not in (0, os.geteuid()):
                return at
            further = foreign_symlink(os.path.join(os.path.dirname(at), os.readlink(at)), links - 1)
            if further is not None:
                return further
    return None


def write_all(fd: int, data: bytes) -> None:
    """Write all of the data. Raises OSError: a full disk may say so only by a short write."""
    while data:
        written = os.write(fd, data)
        if written <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        data = data[written:]


def to_disk(fd: int) -> None:
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
        to_disk(fd)
    finally:
        os.close(fd)


def lock(fd: int) -> bool | None:
    """Take the lock of an open file, if nobody has it; None where the disk has no locks. Raises OSError."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return None
    return True


def _locked(path: str, lock_seconds: float, *, alone: bool) -> tuple[int, bool]:
    """Open for appending under an exclusive lock; says whether there is one: `alone` does without where there is none.

    Raises BlockingIOError when another process holds it too long, or the disk has no locks.
    """
    deadline = time.monotonic() + lock_seconds
    flags = (
        os.O_RDWR
        | os.O_APPEND
        | os.O_CREAT
        | os.O_CLOEXEC
        | os.O_NOFOLLOW
        | os.O_NONBLOCK
        | os.O_NOCTTY
    )
    while True:
        fd = os.open(path, flags, 0o600)
        try:
            locked = lock(fd)
            if locked is None and not alone:
                raise BlockingIOError(errno.ENOLCK, os.strerror(errno.ENOLCK), path)
            # Another process may have put a new file in place between opening and locking.
            if locked is not False and same(fd, path):
                return fd, bool(locked)
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)
        if time.monotonic() >= deadline:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), path)
        time.sleep(_LOCK_PAUSE)


def same(fd: int, path: StrPath) -> bool:
    """Whether an open file is still the one at `path`. Raises OSError."""
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except FileNotFoundError:
        return False


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


def _remove(path: StrPath) -> None:
    try:  # noqa: SIM105 - contextlib is dear
        os.unlink(path)
    except OSError:
        pass
