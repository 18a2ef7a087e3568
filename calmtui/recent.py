"""The newest sessions' records, read from the ends of the journal's files: the same time at a thousand and a million.

Standard library alone, and little of it: `log --last` waits for this.
"""

from __future__ import annotations

import os
import re

from calmtui import durable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

BLOCK = 64 * 1024  # bytes read at first from the end of each file
_BOM = b"\xef\xbb\xbf"
_DEEPEST = 100  # levels of a record: more is none of ours
_DIGITS = 4000  # of a number: no more than any parser takes
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


def records(
    folder: str,
    sessions: int,
    read: Callable[[bytes], dict[str, Any] | None] = record,
    *,
    closed: list[OSError] | None = None,
) -> Iterator[dict[str, Any]]:
    """The records of at least the newest `sessions` sessions of every file in the folder, repeated ids dropped.

    A file without begun records is read whole: tombstones stand in files of their own, so that nothing erased comes
    back. Lines and files that can't be read are passed over: `Journal.records` names them. `read` gives the record of
    a line, or None; `closed` takes why files could not be read. Raises OSError for a folder that can't be looked into.
    """
    seen: set[str] = set()
    for name in durable.names(folder, ".jsonl"):
        path = os.path.join(folder, name)
        try:
            fd = durable.opened(path)
            try:
                lines = _ends(fd, sessions)
            finally:
                os.close(fd)
        except FileNotFoundError:
            continue  # gone meanwhile
        except OSError as error:
            error.filename = path
            if closed is not None:
                closed.append(error)
            continue
        for line in lines:
            found = read(line)
            if found is not None and found["id"] not in seen:
                seen.add(found["id"])
                yield found


def _ends(fd: int, sessions: int) -> list[bytes]:
    """The file's last lines, with at least `sessions` begun records, or sealed sessions, if it has so many."""
    size = os.fstat(fd).st_size
    block = BLOCK
    while True:
        start = max(size - block, 0)
        tail = os.pread(fd, size - start, start)
        begun = tail.count(_BEGUN) + len(set(_SEALED.findall(tail)))
        if start == 0 or begun > sessions:  # one more: the first line is cut
            return tail.split(b"\n")
        block *= 4
