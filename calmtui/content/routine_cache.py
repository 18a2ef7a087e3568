"""Routines as they were read, kept in a small file: home shows all of them, and to read them takes it 10 ms.

A kept routine holds as long as its file and its translation are what they were. The kept file is a cache: missing,
stale or damaged, it only costs time. What can't be used is not kept: the reason may lie outside its file.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from calmtui import __version__
from calmtui.content.library import Library, LibraryEntry, translations
from calmtui.content.routine import Text, decode_hook
from calmtui.storage import files as durable
from calmtui.text.i18n import catalogue_paths

_CODE = (
    "text/sanitize",
    "content/library",
    "content/routine",
    "content/routine_cache",
    "content/toml",
    "content/translation",
    "text/i18n",
)  # what an entry is made by
_MOST = 1 << 26  # bytes of the kept file
Mark = tuple[int, ...]


class _Kept(msgspec.Struct):
    about: str = ""  # what all entries depend on
    entries: tuple[tuple[tuple[Mark, ...], LibraryEntry], ...] = ()  # with what each depends on


def take(file: Path, library: Library) -> Callable[[], None]:
    """Give a library that has read nothing yet what is kept of its files; gives what keeps all that it has read then.

    The marks are from before a file is read: one that changes meanwhile is read again the next time.
    """
    code = tuple(
        os.path.join(os.path.dirname(os.path.dirname(__file__)), f"{name}.py") for name in _CODE
    )
    shared = [_mark(path) for path in code + catalogue_paths(library.languages)]
    about = repr((__version__, library.partner, library.languages, shared))
    marks = {
        path: tuple(_mark(one) for one in (path, *translations(path, library.languages)))
        for path in library.files
    }
    kept = _load(file)
    known = kept.entries if kept.about == about else ()
    library.read.update(
        {entry.path: (entry,) for mark, entry in known if mark == marks.get(entry.path)}
    )

    def keep() -> None:
        whole = (
            found[0]
            for found in library.read.values()
            if len(found) == 1 and found[0].routine is not None
        )
        now = tuple((marks[entry.path], entry) for entry in whole)
        if now != known:
            data = msgspec.msgpack.encode(_Kept(about, now), enc_hook=_plain)
            with suppress(OSError):  # it costs time
                durable.replace_file(
                    os.fspath(file), zlib.crc32(data).to_bytes(4, "big") + data, sync=False
                )

    return keep


def _load(file: Path) -> _Kept:
    with suppress(OSError, msgspec.MsgspecError):
        data = durable.read(os.fspath(file), _MOST)
        if zlib.crc32(data[4:]).to_bytes(4, "big") == data[:4]:
            return msgspec.msgpack.decode(data[4:], type=_Kept, dec_hook=_read)
    return _Kept()


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return os.fsencode(value)  # its name may be no text
    return str(value) if isinstance(value, Text) else float(value)  # type: ignore[arg-type]  # Seconds


def _read(kind: type, value: Any) -> object:
    return Path(os.fsdecode(value)) if kind is Path else decode_hook(kind, value)


def _mark(path: Path | str) -> Mark:
    """What is another when a file was written, put in the place of another, or closed to its readers."""
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
