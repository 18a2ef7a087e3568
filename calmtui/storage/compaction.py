"""What `Journal.compact` has looked through, so that looking again costs next to nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calmtui.storage import files, reading
from calmtui.storage.records import TOMBSTONES, device_of, parse_lines
from calmtui.text.late_pattern import late_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SEPARATOR = b"\n\n"
_MAX_SIZE_DIGITS = 19
_TEMPORARY = late_pattern(r"\.(.+\.jsonl)\.[0-9a-f]{8}")


class CompactionState(NamedTuple):
    """The tombstones, and the sizes of this device's files, when nothing erased was in them."""

    tombstones: bytes = b""
    sizes: bytes = b""


def read_state(path: Path) -> CompactionState:
    """Read what was looked through; empty where that can't be read."""
    try:
        tombstones, _, sizes = reading.read_file(path).partition(_SEPARATOR)
    except OSError:
        return CompactionState()
    return CompactionState(tombstones, sizes)


def write_state(path: Path, state: CompactionState) -> None:
    """Write what was looked through. Raises OSError."""
    files.replace_file(path, _SEPARATOR.join(state), sync=False)


def current_state(
    folder: Path, device: str, device_files: Callable[[], Iterable[Path]]
) -> CompactionState:
    """Return the state of the journal now, without tombstones where nothing is to be done.

    Raises OSError.
    """
    tombstones = _tombstone_mark(folder, device)
    if not tombstones:
        return CompactionState()
    # Sizes, as what was added since may be of a run that another device has erased.
    sizes = "\n".join(f"{path.stat().st_size} {path.name}" for path in device_files())
    return CompactionState(tombstones, sizes.encode("utf-8", "replace"))


def sessions_since(device_files: Iterable[Path], sizes: bytes) -> set[str]:
    """Return the sessions of what was added to files since they had these sizes. Raises OSError."""
    lines = (line.split(" ", 1) for line in sizes.decode("utf-8", "replace").splitlines())
    earlier = {line[-1]: line[0] for line in lines}
    sessions: set[str] = set()
    for path in device_files:
        # What says the sizes may be damaged.
        start = min(_parse_size(earlier.get(path.name, "")), path.stat().st_size)
        for block in reading.read_line_blocks(path, start=start):
            sessions |= {
                record["session"]
                for _, record in parse_lines(block)
                if record is not None and record["what"] != "erased"
            }
    return sessions


def temporary_target(name: str) -> str:
    """Return the file that a temporary file was to replace; empty for any other file."""
    match = _TEMPORARY.fullmatch(name)
    return match[1] if match else ""


def _parse_size(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= _MAX_SIZE_DIGITS:
        return int(text)
    return 0


def _tombstone_mark(folder: Path, device: str) -> bytes:
    """Return what changes with the tombstones and with which files are this device's.

    Empty where there is nothing to compact. Raises OSError.
    """
    if not device:
        return b""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return b""
    tombstones = [entry for entry in entries if TOMBSTONES in entry.name]
    interrupted = [entry for entry in entries if temporary_target(entry.name)]
    if not tombstones and not interrupted:
        return b""
    own = [entry for entry in entries if device_of(entry.name) == device]
    marks = [f"{entry.name} {reading.stamp_of(entry.stat())}" for entry in tombstones]
    marks += [f"{entry.name} {entry.inode()}" for entry in (*own, *interrupted)]
    return "\n".join(sorted(marks)).encode("utf-8", "surrogateescape")
