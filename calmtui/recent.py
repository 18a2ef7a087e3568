"""The newest sessions' records, read from the ends of the journal's files: the same time at a thousand and a million.

Standard library alone, and little of it: `log --last` waits for this.
"""

from __future__ import annotations

import json
import mmap
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

BLOCK = 64 * 1024  # bytes read at first from the end of each file
_BEGUN = b'"what":"begun"'
_ERASED = b'"what":"erased"'


def records(folder: str, sessions: int) -> Iterator[dict[str, Any]]:
    """The records of at least the newest `sessions` sessions of every file in the folder, repeated ids dropped.

    Tombstones are given wherever they stand, so that nothing erased comes back. Lines that can't be read are passed
    over: `Journal.records` counts and names them. A folder that can't be read has no records.
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
            record = _record(line)
            if record is not None and record["id"] not in seen:
                seen.add(record["id"])
                yield record


def _ends(fd: int, sessions: int) -> list[bytes]:
    """The file's lines from the one before its newest `sessions` begun records on, tombstones before that first."""
    size = os.fstat(fd).st_size
    if not size:
        return []
    with mmap.mmap(fd, 0, access=mmap.ACCESS_READ) as data:
        block = BLOCK
        while True:
            start = max(size - block, 0)
            if start:
                start = data.find(b"\n", start) + 1 or size  # a line that is cut is not read
            tail = data[start:]
            if start == 0 or tail.count(_BEGUN) >= sessions:
                break
            block *= 4
        lines = []
        at = data.find(_ERASED, 0, start)
        while at >= 0:
            begin, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
            lines.append(data[begin:end])
            at = data.find(_ERASED, end, start)
        return lines + tail.split(b"\n")


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if isinstance(record, dict) and all(isinstance(record.get(key), str) for key in ("id", "session", "what")):
        return record
    return None
