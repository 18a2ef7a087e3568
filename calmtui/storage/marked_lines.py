"""Lines of ours in a file that belongs to someone else, such as `~/.bashrc`, between two marks.

What is written is taken out again byte for byte. Links, permissions and every other line stay.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from typing import TYPE_CHECKING

from calmtui.storage.disk import foreign_owner_error, fsync_dir, fsync_file, write_all
from calmtui.storage.files import open_temporary
from calmtui.storage.folders import make_private_dir
from calmtui.storage.reading import NO_FILE, read_file, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from calmtui.storage.reading import StrPath

_MAX_BYTES = 1 << 24
_OWN_FILE = b" (made for these lines)"


class MarksError(ValueError):
    """The marks in a file do not fit: one is missing, or stands within other lines of ours."""


def with_lines(data: bytes | None, name: str, lines: Iterable[str]) -> bytes:
    """Return a file's bytes with lines of ours at its end, or in the place of those of that name.

    Where there was no file (None), the first mark says so. Raises MarksError.
    """
    place = _find(data or b"", name)
    own_file = b""
    if data is None or (place is not None and place[2]):
        own_file = _OWN_FILE
    text = "\n".join(lines).encode("utf-8", "surrogateescape")
    first, last = _marks(name)
    block = b"\n".join((first + own_file, text, last))
    if not data:
        return block + b"\n"
    if place is not None:
        start, end, _is_own = place
        if data[:end].endswith(b"\n"):
            block += b"\n"
        return data[:start] + block + data[end:]
    # The line before may go on after a backslash; an empty one ends it.
    if data.endswith(b"\n"):
        return data + b"\n" + block + b"\n"
    return data + b"\n\n" + block  # without an end of line, as the file was


def without_lines(data: bytes, name: str) -> bytes | None:
    """Return a file's bytes without the lines of that name; None where the file was made for them.

    Raises MarksError.
    """
    place = _find(data, name)
    if place is None:
        return data
    start, end, is_own_file = place
    before, behind = data[:start], data[end:]
    if before.endswith(b"\n\n") or before == b"\n":
        before = before[:-1]
    if not data.endswith(b"\n") and not behind:
        before = before.removesuffix(b"\n")
    if is_own_file and not before + behind:
        return None
    return before + behind


def names_of(data: bytes, start: str) -> list[str]:
    """Return the names of the lines of ours whose name starts so."""
    found = re.findall(rb"^# >>> calmtui (.*?) >>>", data, re.MULTILINE)
    names = [name.decode("utf-8", "surrogateescape") for name in found]
    return [name for name in names if name.startswith(start)]


def _marks(name: str) -> tuple[bytes, bytes]:
    spelled = name.encode("utf-8", "surrogateescape")
    return b"# >>> calmtui %s >>>" % spelled, b"# <<< calmtui %s <<<" % spelled


def _find(data: bytes, name: str) -> tuple[int, int, bool] | None:
    """Return where the lines of a name start and end, and whether the file was made for them."""
    first, last = map(re.escape, _marks(name))
    firsts = list(re.finditer(rb"^%s([^\n]*)\n" % first, data, re.MULTILINE))
    lasts = list(re.finditer(rb"^%s[ \t\r]*(?:\n|\Z)" % last, data, re.MULTILINE))
    if not firsts and not lasts:
        return None
    if len(firsts) != 1 or len(lasts) != 1 or firsts[0].end() > lasts[0].start():
        raise MarksError
    return firsts[0].start(), lasts[0].end(), firsts[0][1].startswith(_OWN_FILE)


def read_if_there(path: StrPath) -> bytes | None:
    """Return a file's bytes; None where there is no file. Raises OSError."""
    try:
        return read_file(path, _MAX_BYTES)
    except FileNotFoundError:
        return None


def change_file(path: StrPath, change: Callable[[bytes | None], bytes | None]) -> bool:
    """Replace a file atomically by what `change` makes of it; return whether that differs.

    A link stays one: what it leads to is replaced. So do permissions. None is no file.

    Raises:
        MarksError: `change` finds marks that do not fit.
        OSError: The file is another account's, may not be written, or changes meanwhile.
    """
    path = os.path.realpath(path)
    before = stamp(path)
    data = read_if_there(path)
    changed = change(data)
    if changed == data:
        return False
    if before == NO_FILE:
        make_private_dir(os.path.dirname(path))
    else:
        _refuse_foreign(path)
    if stamp(path) != before:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), path)
    if changed is None:
        os.unlink(path)
    else:
        _replace(path, changed, before != NO_FILE)
    fsync_dir(os.path.dirname(path))
    return True


def _refuse_foreign(path: str) -> None:
    if os.stat(path).st_uid != os.geteuid():
        raise foreign_owner_error(path)
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)


def _replace(path: str, data: bytes, is_there: bool) -> None:
    temporary, fd = open_temporary(path)
    try:
        try:
            write_all(fd, data)
            if is_there:
                shutil.copystat(path, temporary)
                os.utime(temporary)
            fsync_file(fd)
        finally:
            os.close(fd)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
