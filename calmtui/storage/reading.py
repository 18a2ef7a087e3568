"""Read files bounded and without ever waiting: a pipe, a device or a terminal is not read.

The first frame of a quick launch waits for this module: standard library, and little of it.
"""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    StrPath = str | os.PathLike[str]
    Stamp = tuple[int, int, int]

NO_FILE = (0, 0, 0)  # the stamp of a file that is not there
MAX_BYTES = 1 << 30  # no file of ours is larger
BLOCK_BYTES = 1 << 20  # of a long file that are held at once


def open_regular(path: StrPath) -> int:
    """Open a regular file for reading, without waiting for anything else. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    mode = os.fstat(fd).st_mode
    if stat.S_ISREG(mode):
        return fd
    os.close(fd)
    number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
    raise OSError(number, os.strerror(number), os.fspath(path))


def stamp(path: StrPath) -> Stamp:
    """Return what changes with a file, or with what a folder holds. Raises OSError.

    That nothing is there is a state as well; raises only where nobody can tell.
    """
    try:
        return stamp_of(os.stat(path))
    except FileNotFoundError:
        return NO_FILE


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the parts of a file's status that change when it is written or replaced."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size


def read_file(path: StrPath, max_bytes: int = MAX_BYTES) -> bytes:
    """Read all of a regular file. Raises OSError, also (EFBIG) for a longer file."""
    fd = open_regular(path)
    try:
        pieces = []
        left = max_bytes
        room = min(os.fstat(fd).st_size, max_bytes) + 1
        while piece := os.read(fd, room):
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
            room = min(room, left + 1)
        return b"".join(pieces)
    except OSError as error:
        error.filename = os.fspath(path)
        raise
    finally:
        os.close(fd)


def may_exist(path: StrPath) -> bool:
    """Return whether there is a file, or anything in its place; also where that can't be told."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def read_line_blocks(path: StrPath, size: int = BLOCK_BYTES, start: int = 0) -> Iterator[bytes]:
    """Yield a regular file from byte `start` on, in blocks of whole lines of about `size` bytes.

    Raises OSError.
    """
    fd = open_regular(path)
    try:
        os.lseek(fd, start, os.SEEK_SET)
        yield from split_line_blocks(iter(lambda: os.read(fd, size), b""))
    except OSError as error:
        error.filename = os.fspath(path)
        raise
    finally:
        os.close(fd)


def split_line_blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces of a file as blocks of whole lines; only the last may lack its line end."""
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


def list_names(folder: StrPath, ending: str = "") -> list[str]:
    """Return the names in a folder that end so, sorted; none where there is no such folder.

    What editors, sync programs and systems leave beside a file (`.#x`, `._x`, `#x#`, `~x`) is
    passed over. Raises OSError where the folder can't be looked into: that is not an empty one.
    """
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return sorted(name for name in names if name.endswith(ending) and name[0] not in ".#~")
