"""The newest sessions' records, read from the ends of the journal's files: the same time at a thousand and a million.

Standard library alone, and little of it: `log --last` waits for this.
"""

from __future__ import annotations

import os
import re

from calmtui.storage import files as durable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

ERASED = "-erased"  # in the name of a file of tombstones
BLOCK = 64 * 1024  # bytes read at first from the end of each file
_BOM = b"\xef\xbb\xbf"
_DEEPEST = 100  # levels of a record: more is none of ours
_DIGITS = 4000  # of a number: no more than any parser takes
_NAMED = re.compile(rb'"session"\s*:\s*"([^"\\]*)"')
_BLANK = re.compile(rb"\n{2,}")
_PIECE = 1 << 20  # bytes of a file of tombstones that are looked through at once
_BEGUN = b'"what":"begun"'
_SEALED = re.compile(rb'"session":("[^"]*"),"age":"')  # of a record that a lock has sealed


def record(line: bytes) -> dict[str, Any] | None:
    """Return the record that a line of the journal holds; None where it holds none.

    `journal.record_of` reads the same lines to the same records, in a quarter of the time.
    """
    import json  # 2 ms, where nothing else is there that reads it

    try:
        text = str(inside(line), "utf-8")  # without its help: it would take other encodings as well
        found: Any = json.loads(text, parse_constant=_refused, parse_float=_finite)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()  # half a character can't be written
    except (ValueError, RecursionError):
        return None
    return found if is_record(found) else None


def inside(line: bytes) -> bytes:
    """Return a line without the mark that some editors put before a file.

    Raises ValueError for one that is nested too deep, or has too long a number: there parsers differ.
    """
    if len(line) > _DIGITS and re.search(rb"\d{%d}" % _DIGITS, line):
        raise ValueError
    if line.count(b"[") + line.count(b"{") > _DEEPEST:
        depth = 0
        for sign in re.findall(rb'"(?:\\.|[^"\\])*"|[][{}]', line):
            depth += (sign in b"[{") - (sign in b"]}")
            if depth > _DEEPEST:
                raise ValueError
    return line.removeprefix(_BOM)


def is_record(found: object) -> bool:
    """Whether what a line holds is a record."""
    if not isinstance(found, dict):
        return False
    id, session, what = found.get("id"), found.get("session"), found.get("what")
    return isinstance(id, str) and isinstance(session, str) and isinstance(what, str)


def _refused(text: str) -> None:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    if number - number:  # endless
        raise ValueError(text)
    return number


def read_recent(
    folder: str,
    sessions: int,
    read: Callable[[bytes], dict[str, Any] | None] = record,
    *,
    closed: list[OSError] | None = None,
    settled: frozenset[str] = frozenset(),
) -> Iterator[dict[str, Any]]:
    """The records of at least the newest `sessions` sessions of every file in the folder, repeated ids dropped.

    A file without begun records is read whole. Of the files of tombstones only those of these sessions are given, so
    that nothing erased comes back; in the files named in `settled` nothing is. Lines and files that can't be read are
    passed over: `Journal.records` names them. `read` gives the record of a line, or None; `closed` takes why files
    could not be read. Raises OSError for a folder that can't be looked into.
    """
    seen: set[str] = set()
    unsettled: set[str] = set()
    every = durable.names(folder, ".jsonl")
    for name in every:
        if ERASED in name:
            continue
        for line in _read(os.path.join(folder, name), closed, lambda fd: _ends(fd, sessions)):
            found = read(line)
            if found is not None and found["id"] not in seen:
                seen.add(found["id"])
                if name not in settled:
                    unsettled.add(found["session"])
                yield found
    for session, found in _stones(folder, unsettled, read, closed):
        if session in unsettled and found["id"] not in seen:
            seen.add(found["id"])
            yield found


def erased(
    folder: str, sessions: set[str], read: Callable[[bytes], dict[str, Any] | None] = record
) -> set[str]:
    """Return which of these sessions a file of tombstones names. Raises OSError as `records` does."""
    return {
        session
        for session, found in _stones(folder, sessions, read, None)
        if found["what"] == "erased"
    }


def _stones(
    folder: str,
    sessions: set[str],
    read: Callable[[bytes], dict[str, Any] | None],
    closed: list[OSError] | None,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The records of these sessions in files of tombstones; none of the others is made into a record."""
    wanted = {session.encode("utf-8", "surrogatepass") for session in sessions}
    for name in durable.names(folder, ".jsonl") if wanted else ():
        if ERASED in name:
            for line in _read(os.path.join(folder, name), closed, lambda fd: _naming(fd, wanted)):
                found = read(line)
                if found is not None and found["session"] in sessions:
                    yield found["session"], found


def _read(
    path: str, closed: list[OSError] | None, take: Callable[[int], list[bytes]]
) -> list[bytes]:
    try:
        fd = durable.opened(path)
        try:
            return take(fd)
        finally:
            os.close(fd)
    except FileNotFoundError:
        return []  # gone meanwhile
    except OSError as error:
        error.filename = path
        if closed is not None:
            closed.append(error)
        return []


def _naming(fd: int, wanted: set[bytes]) -> list[bytes]:
    """The lines of a file that name a session that is wanted, or may do so by an escape."""
    found: list[bytes] = []
    rest = b""
    while piece := os.read(fd, _PIECE):
        piece = rest + piece
        end = piece.rfind(b"\n") + 1
        found += _lines_naming(piece[:end], wanted)
        rest = piece[end:]
    return found + _lines_naming(rest, wanted)


def _lines_naming(data: bytes, wanted: set[bytes]) -> list[bytes]:
    if b"\\" not in data and wanted.isdisjoint(_NAMED.findall(data)):
        return []
    return [
        line
        for line in data.split(b"\n")
        if b"\\" in line or not wanted.isdisjoint(_NAMED.findall(line))
    ]


def _ends(fd: int, sessions: int) -> list[bytes]:
    """The file's last lines, with at least `sessions` begun records, or sealed sessions, if it has so many."""
    size = os.fstat(fd).st_size
    block = BLOCK
    while True:
        start = max(size - block, 0)
        tail = _BLANK.sub(b"\n", os.pread(fd, size - start, start))
        begun = tail.count(_BEGUN) + len(set(_SEALED.findall(tail)))
        if start == 0 or begun > sessions:  # one more: the first line is cut
            return tail.split(b"\n")
        block *= 4
