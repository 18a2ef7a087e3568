"""The newest sessions' records, read from the ends of the journal's files: the same time at a thousand and a million.

Standard library alone, and little of it: `log --last` waits for this.
"""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

BLOCK = 64 * 1024  # bytes read at first from the end of each file
_BEGUN = b'"what":"begun"'
_SEALED = re.compile(rb'"session":("[^"]*"),"age":"')  # of a record that a lock has sealed


def _record(line: bytes) -> dict[str, Any] | None:
    import json  # 2 ms, where nothing else is there that reads it

    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if isinstance(record, dict) and all(isinstance(record.get(key), str) for key in ("id", "session", "what")):
        return record
    return None


def records(
    folder: str, sessions: int, read: Callable[[bytes], dict[str, Any] | None] = _record
) -> Iterator[dict[str, Any]]:
    """The records of at least the newest `sessions` sessions of every file in the folder, repeated ids dropped.

    A file without begun records is read whole: tombstones stand in files of their own, so that nothing erased comes
    back. Lines that can't be read are passed over: `Journal.records` counts and names them. A folder that can't be
    read has no records. `read` gives the record of a line, or None.
    """
    seen: set[str] = set()
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".jsonl"))
    except OSError:
        return
    for name in names:
        try:
            with open(os.path.join(folder, name), "rb") as file:
                lines = _ends(file.fileno(), sessions)
        except (OSError, ValueError):
            continue
        for line in lines:
            record = read(line)
            if record is not None and record["id"] not in seen:
                seen.add(record["id"])
                yield record


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
