"""Durable file writes: append under a lock and fsync, or replace a file atomically.

Files are their owner's alone (0600), and what another account owns is never written, nor what is no
regular file (a pipe, a device, a terminal). Imports little: commands that must not wait write, too.
"""

from __future__ import annotations

import errno
import os

from calmtui.storage.disk import (
    PRIVATE,
    fsync_dir,
    fsync_file,
    make_private,
    read_from,
    read_range,
    refuse_foreign_folder,
    write_all,
)
from calmtui.storage.locks import LOCK_SECONDS, is_same_file, open_locked, try_lock
from calmtui.storage.reading import split_line_blocks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from calmtui.storage.reading import StrPath

_NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def append_lines(
    path: StrPath,
    data: bytes,
    lock_seconds: float = LOCK_SECONDS,
    change: Callable[[bytes], bytes] | None = None,
    *,
    alone: bool = False,
) -> bool:
    """Append whole lines to a file (made with mode 0600) and sync them: all of them, or none.

    A torn last line is ended first, so that it swallows nothing.

    Args:
        path: The file.
        data: The lines.
        lock_seconds: How long to wait for another process.
        change: Asked for the lines to write once the lock is held, so that what it decides still
            holds when they are in the file.
        alone: No other process appends to this file, so a disk without locks will do.

    Returns:
        Whether other accounts could read the file until now.

    Raises:
        BlockingIOError: Another process holds the lock too long, or the disk has no locks.
        PermissionError: The file is another account's.
        OSError: The disk or `change` refuses.
    """
    fd, locked = open_locked(path, lock_seconds, lock_required=not alone)
    try:
        was_readable = make_private(fd)
        if change is not None:
            data = change(data)
        _append_synced(fd, data, path)
        replaced = not locked and not is_same_file(fd, path)
    finally:
        os.close(fd)
    if replaced:
        # Without a lock a rewrite may have come between: the lines go to the new file as well,
        # and reading drops what is repeated.
        was_readable |= append_lines(path, data, lock_seconds, alone=True)
    return was_readable


def _append_synced(fd: int, data: bytes, path: StrPath) -> None:
    size = os.fstat(fd).st_size
    if size and os.pread(fd, 1, size - 1) != b"\n":
        data = b"\n" + data
    try:
        write_all(fd, data)
        fsync_file(fd)
        if size == 0:
            fsync_dir(os.path.dirname(path))
    except OSError:
        # Half a line on a full disk, or a whole one that may be lost in a crash. Where the disk
        # refuses even this, reading drops what is repeated.
        try:  # noqa: SIM105 - contextlib is dear
            os.ftruncate(fd, size)
        except OSError:
            pass
        raise


def replace_file(path: StrPath, data: bytes, *, sync: bool = True) -> None:
    """Replace a file (mode 0600) atomically: nobody sees half of it.

    Without `sync`, for a cache, it may be lost in a crash. Raises OSError: then the file is as it
    was, or the new one when only the syncing of its folder was refused.
    """
    os.close(replace_locked(path, data, sync=sync))
    if sync:
        fsync_dir(os.path.dirname(path))


def replace_locked(path: StrPath, data: bytes, *, sync: bool = True) -> int:
    """Replace a file without syncing its folder; return the new file open and locked."""
    return _replace_from(path, (data,), sync=sync)


def _replace_from(path: StrPath, pieces: Iterable[bytes], *, sync: bool = True) -> int:
    """Do what `replace_locked` does with data that comes in pieces."""
    temporary, fd = open_temporary(path)
    try:
        try_lock(fd)
        for piece in pieces:
            write_all(fd, piece)
        if sync:
            fsync_file(fd)
        os.replace(temporary, path)
    except BaseException:  # Ctrl+C as well: what it holds may be a whole journal
        os.close(fd)
        _unlink_quietly(temporary)
        raise
    return fd


def create_file(path: StrPath, data: bytes) -> None:
    """Create a whole file (mode 0600) and sync it: all of it, or nothing.

    Raises FileExistsError when there is one, also one that has come meanwhile; OSError.
    """
    create_file_from(path, (data,))


def create_file_from(path: StrPath, pieces: Iterable[bytes]) -> None:
    """Do what `create_file` does with data that comes in pieces."""
    temporary, fd = open_temporary(path)
    try:
        try:
            for piece in pieces:
                write_all(fd, piece)
            fsync_file(fd)
        finally:
            os.close(fd)
        rename_new(temporary, path)
    except BaseException:
        _unlink_quietly(temporary)
        raise
    fsync_dir(os.path.dirname(path))


def write_file(path: StrPath, pieces: Iterable[bytes], *, replace: bool = False) -> None:
    """Write a file that a person asked for (mode 0600): all of it, or nothing.

    A link is never followed: it counts as a file that is there, and is what gets replaced.

    Raises FileExistsError when there is one, unless it is to be replaced; OSError.
    """
    path = os.path.abspath(path)
    if not replace:
        create_file_from(path, pieces)
        return
    os.close(_replace_from(path, pieces))
    fsync_dir(os.path.dirname(path))


def rename_new(temporary: StrPath, path: StrPath) -> None:
    """Rename a file unless the new name is taken. Raises FileExistsError or OSError."""
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
    else:
        _unlink_quietly(temporary)
        return
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
    os.replace(temporary, path)


def remove_file(path: StrPath) -> None:
    """Remove a file, if there is one, for good: its folder is synced. Raises OSError."""
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
    """Replace a file by what `change` makes of it, under the lock that `append_lines` takes.

    At any instant the file is the old or the new one, whole: an append that waits for the lock
    goes to the new one. What a killed rewrite left behind is removed. Where the disk has no locks,
    what came to the old file meanwhile is added to the new one.

    Args:
        path: The file.
        change: Makes the new bytes.
        lock_seconds: How long to wait for another process.
        by_lines: Give `change` one block of whole lines after another, not the whole file.

    Returns:
        Whether anything changed.

    Raises:
        BlockingIOError: Another process holds the lock too long.
        PermissionError: The file is another account's.
        OSError: The disk refuses. The file is as it was, or the new one when only the syncing of
            its folder was refused.
    """
    fd, locked = open_locked(path, lock_seconds, lock_required=False)
    try:
        make_private(fd)
        for stale in stale_temp_files(path):
            os.unlink(stale)
        size = os.fstat(fd).st_size
        blocks: Iterator[bytes]
        if by_lines:
            blocks = split_line_blocks(read_range(fd, 0, size))
        else:
            blocks = iter((read_from(fd, 0),))
        unchanged_bytes = 0
        for block in blocks:
            changed = change(block)
            if changed != block:
                break
            unchanged_bytes += len(block)
        else:
            return False
        size = max(size, unchanged_bytes + len(block))

        def new_pieces() -> Iterator[bytes]:
            yield from read_range(fd, 0, unchanged_bytes)
            yield changed
            yield from map(change, blocks)

        os.close(_replace_from(path, new_pieces()))
        fsync_dir(os.path.dirname(path))
        if not locked and (late := read_from(fd, size)):
            append_lines(path, change(late), lock_seconds, alone=True)
        return True
    except OSError as error:
        error.filename = error.filename or os.fspath(path)
        raise
    finally:
        os.close(fd)


def stale_temp_files(path: StrPath) -> list[str]:
    """Return the temporary files for `path`: of writers that were killed, or that write now.

    Raises OSError.
    """
    folder, start = os.path.split(_temporary_start(path))
    names = (name for name in os.listdir(folder or ".") if name.startswith(start))
    return sorted(os.path.join(folder, name) for name in names)


def open_temporary(path: StrPath) -> tuple[str, int]:
    """Make a file that is to take the place of `path`, for its owner alone. Raises OSError."""
    refuse_foreign_folder(os.path.dirname(path))
    temporary = f"{_temporary_start(path)}{os.urandom(4).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    return temporary, os.open(temporary, flags, PRIVATE)


def _temporary_start(path: StrPath) -> str:
    """Return how the names of the temporary files for `path` begin."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.")


def _unlink_quietly(path: StrPath) -> None:
    try:  # noqa: SIM105 - contextlib is dear
        os.unlink(path)
    except OSError:
        pass
