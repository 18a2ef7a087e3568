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
# What a first mark may say of the file as it was.
_OWN_FILE = b" (made for these lines)"
_NO_END = b" (the line before had no end)"


class MarksError(ValueError):
    """The marks in a file do not fit: one is missing, or stands within other lines of ours."""


def with_lines(data: bytes | None, name: str, lines: Iterable[str]) -> bytes:
    """Return a file's bytes with lines of ours at its end, or in the place of those of that name.

    The first mark says where there was no file (None), or its last line had no end. Raises
    MarksError.
    """
    place = _find(data or b"", name)
    note = b""
    if place is not None:
        note = place[2]
    elif data is None:
        note = _OWN_FILE
    elif data and not data.endswith(b"\n"):
        note = _NO_END
    text = "\n".join(lines).encode("utf-8", "surrogateescape")
    first, last = _marks(name)
    block = b"\n".join((first + note, text, last, b""))
    if not data:
        return block
    if place is not None:
        start, end, _note = place
        return data[:start] + block + data[end:]
    if note == _NO_END:
        data += b"\n"
    # The line before may go on after a backslash; an empty one ends it.
    return data + b"\n" + block


def without_lines(data: bytes, name: str) -> bytes | None:
    """Return a file's bytes without the lines of that name; None where the file was made for them.

    Raises MarksError.
    """
    place = _find(data, name)
    if place is None:
        return data
    start, end, note = place
    before, behind = data[:start], data[end:]
    if before.endswith(b"\n\n") or before == b"\n":
        before = before[:-1]
    if note == _NO_END and not behind:
        before = before.removesuffix(b"\n")
    if note == _OWN_FILE and not before + behind:
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


def _find(data: bytes, name: str) -> tuple[int, int, bytes] | None:
    """Return where the lines of a name start and end, and what the first mark says of the file."""
    first, last = map(re.escape, _marks(name))
    firsts = list(re.finditer(rb"^%s([^\n]*)\n" % first, data, re.MULTILINE))
    lasts = list(re.finditer(rb"^%s[ \t\r]*(?:\n|\Z)" % last, data, re.MULTILINE))
    if not firsts and not lasts:
        return None
    if len(firsts) != 1 or len(lasts) != 1 or firsts[0].end() > lasts[0].start():
        raise MarksError
    note = next((note for note in (_OWN_FILE, _NO_END) if firsts[0][1].startswith(note)), b"")
    return firsts[0].start(), lasts[0].end(), note


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
