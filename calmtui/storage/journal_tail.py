"""The newest sessions, read from the end of each file: as fast at a million records as at few.

Standard library, and little of it: `log --last` waits for this.
"""

from __future__ import annotations

import os

from calmtui.storage import reading
from calmtui.storage.records import TOMBSTONES, parse_record_stdlib, sessions_named
from calmtui.text.late_pattern import late_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from calmtui.storage.records import Record

    Parser = Callable[[bytes], Record | None]

_FIRST_BLOCK_BYTES = 64 * 1024  # read at first from the end of each file
_BLOCK_GROWTH = 4
_TOMBSTONE_BLOCK_BYTES = 1 << 20
_BLANK_LINES = late_pattern(rb"\n{2,}")
_BEGUN = b'"what":"begun"'
_SEALED_SESSION = late_pattern(rb'"session":("[^"]*"),"age":"')


def read_recent(
    folder: str,
    sessions: int,
    parse: Parser = parse_record_stdlib,
    *,
    unreadable_files: list[OSError] | None = None,
    settled: frozenset[str] = frozenset(),
) -> Iterator[Record]:
    """Yield the records of at least the newest sessions of every file, repeated ids dropped.

    A file without begun records is read whole. Of the files of tombstones only those of these
    sessions are given, so that nothing erased comes back. Lines and files that can't be read are
    passed over: `Journal.records` names them.

    Args:
        folder: The journal's folder.
        sessions: How many sessions of each file.
        parse: Gives the record of a line, or None.
        unreadable_files: Takes why files could not be read.
        settled: The names of files in which nothing is erased.

    Raises:
        OSError: The folder can't be looked into.
    """
    seen: set[str] = set()
    unsettled: set[str] = set()
    for name in reading.list_names(folder, ".jsonl"):
        if TOMBSTONES in name:
            continue
        path = os.path.join(folder, name)
        lines = _read_lines(path, unreadable_files, lambda fd: _last_lines(fd, sessions))
        for record in filter(None, map(parse, lines)):
            if record["id"] in seen:
                continue
            seen.add(record["id"])
            if name not in settled:
                unsettled.add(record["session"])
            yield record
    for record in _records_beside(folder, unsettled, parse, unreadable_files):
        if record["id"] not in seen:
            seen.add(record["id"])
            yield record


def erased_among(folder: str, sessions: set[str], parse: Parser = parse_record_stdlib) -> set[str]:
    """Return which of these sessions a file of tombstones names. Raises OSError."""
    return {
        record["session"]
        for record in _records_beside(folder, sessions, parse, None)
        if record["what"] == "erased"
    }


def _records_beside(
    folder: str, sessions: set[str], parse: Parser, unreadable_files: list[OSError] | None
) -> Iterator[Record]:
    """Yield the records of these sessions in files of tombstones; no other line is parsed."""
    if not sessions:
        return
    wanted = {session.encode("utf-8", "surrogatepass") for session in sessions}
    for name in reading.list_names(folder, ".jsonl"):
        if TOMBSTONES not in name:
            continue
        path = os.path.join(folder, name)
        lines = _read_lines(path, unreadable_files, lambda fd: _lines_of(fd, wanted))
        for record in filter(None, map(parse, lines)):
            if record["session"] in sessions:
                yield record


def _read_lines(
    path: str, unreadable_files: list[OSError] | None, take: Callable[[int], list[bytes]]
) -> list[bytes]:
    try:
        fd = reading.open_regular(path)
        try:
            return take(fd)
        finally:
            os.close(fd)
    except FileNotFoundError:  # removed meanwhile
        return []
    except OSError as error:
        error.filename = path
        if unreadable_files is not None:
            unreadable_files.append(error)
        return []


def _lines_of(fd: int, wanted: set[bytes]) -> list[bytes]:
    """Return the lines of a file that name a wanted session, or may do so by an escape."""
    lines: list[bytes] = []
    rest = b""
    while piece := os.read(fd, _TOMBSTONE_BLOCK_BYTES):
        piece = rest + piece
        end = piece.rfind(b"\n") + 1
        lines += _select_lines(piece[:end], wanted)
        rest = piece[end:]
    return lines + _select_lines(rest, wanted)


def _select_lines(data: bytes, wanted: set[bytes]) -> list[bytes]:
    if b"\\" not in data and wanted.isdisjoint(sessions_named(data)):
        return []
    return [
        line
        for line in data.split(b"\n")
        if b"\\" in line or not wanted.isdisjoint(sessions_named(line))
    ]


def _last_lines(fd: int, sessions: int) -> list[bytes]:
    """Return the last lines of a file, with at least so many sessions, if it has them."""
    size = os.fstat(fd).st_size
    block = _FIRST_BLOCK_BYTES
    while True:
        start = max(size - block, 0)
        tail = _BLANK_LINES.sub(b"\n", os.pread(fd, size - start, start))
        found = tail.count(_BEGUN) + len(set(_SEALED_SESSION.findall(tail)))
        # One more than asked for: the first line is cut.
        if start == 0 or found > sessions:
            return tail.split(b"\n")
        block *= _BLOCK_GROWTH
