"""The append-only journal: JSON Lines, one file for each device, records in and records out.

The format is public (see the README): changing it is a new version.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from calmtui import durable, recent
from calmtui.paths import private_folder
from calmtui.sealing import NAME, Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from calmtui.keys import Key

Record = dict[str, Any]
VERSION = 1
_decode = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True)
class Unreadable:
    """A line of the journal that is no record: kept in the file, and named here."""

    path: Path
    line: int


class Journal:
    """The journal in `folder`; this device's file is named by the id kept in `state`.

    Nothing is made on disk before the first append. `private` writes nothing at all. `lock` says whether records are
    sealed as they are written; `key`, while there is one, opens them as they are read.
    """

    def __init__(self, folder: Path, state: Path, *, private: bool = False) -> None:
        self.folder = folder
        self._state = state
        self._private = private
        self._side: Path | None = None
        self.lock = Lock(os.fspath(folder))
        self.key: Key | None = None
        self.unreadable: list[Unreadable] = []

    @property
    def private(self) -> bool:
        """Whether nothing is written at all."""
        return self._private

    def append(self, *records: Record) -> None:
        """Write records, in one write, and sync them to the disk: when this returns they are kept.

        Raises OSError when they are not; also where they would have to be sealed, and can't be. Never waits for another
        process longer than a second.
        """
        if self._private:
            return
        data = b"".join(msgspec.json.encode(record) + b"\n" for record in records)
        private_folder(self.folder)
        try:
            durable.append(os.fspath(self._side or self.own_file()), data, change=self.lock.lines)
        except BlockingIOError:  # someone holds the lock: a side file of our own, merged on reading
            self._side = self.folder / f"{self.device()}-{os.urandom(4).hex()}.jsonl"
            durable.append(os.fspath(self._side), data, change=self.lock.lines)

    @property
    def lock_copy(self) -> Path:
        """Where this device keeps a copy of the journal's lock file."""
        return self._state / NAME

    def own_file(self) -> Path:
        """The file that this device writes. Raises OSError."""
        return self.folder / f"{self.device()}.jsonl"

    def own_files(self) -> list[Path]:
        """Every file of this device that there is: its own, side files, tombstones, and conflict copies of any of them.

        Nobody rewrites another device's file. Raises OSError.
        """
        device = self.device()
        return sorted(path for path in self.folder.glob("*.jsonl") if re.split(r"[^0-9A-Za-z]", path.name)[0] == device)

    def device(self) -> str:
        """This device's random name, made once. Raises OSError."""
        path = self._state / "device"
        try:
            name = path.read_text("ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            name = ""
        if name.isalnum():
            return name
        private_folder(self._state)
        fresh = self._state / f"device.{os.urandom(4).hex()}"
        name = os.urandom(6).hex()
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # the first of two processes wins, and both use its name
        except FileExistsError:
            existing = path.read_text("ascii", "replace").strip()
            if existing.isalnum():
                name = existing
            else:
                os.replace(fresh, path)
                return name
        fresh.unlink(missing_ok=True)
        return name

    def records(self) -> Iterator[Record]:
        """Every record of every device's file, repeated ids dropped, in the files' order; sealed ones opened by `key`.

        What does not open stays `sealed`. Lines that can't be read are listed in `unreadable`; a folder that does not
        exist has no records.
        """
        seen: set[str] = set()
        self.unreadable = []
        for path in sorted(self.folder.glob("*.jsonl")):
            try:
                data = path.read_bytes()
            except OSError:
                self.unreadable.append(Unreadable(path, 0))
                continue
            for number, line in enumerate(data.split(b"\n"), 1):
                if not line.strip():
                    continue
                record = _record(line)
                if record is None:
                    self.unreadable.append(Unreadable(path, number))
                elif record["id"] not in seen:
                    seen.add(record["id"])
                    record = self._opened(record)
                    if record is None:
                        self.unreadable.append(Unreadable(path, number))
                    else:
                        yield record

    def _opened(self, record: Record) -> Record | None:
        """A record as it was before it was sealed; None when what was sealed is no record, or one under a false id."""
        if record["what"] != "sealed" or self.key is None or (line := self.key.open(record.get("age"))) is None:
            return record
        opened = _record(line)
        if opened is None or (opened["id"], opened["session"]) != (record["id"], record["session"]):
            return None
        return opened

    def recent(self, sessions: int = 50) -> Iterator[Record]:
        """The records of the newest sessions, from the ends of the files: a launch must not wait for a long journal."""
        opened = map(self._opened, recent.records(os.fspath(self.folder), sessions))
        return (record for record in opened if record is not None)


def _record(line: bytes) -> Record | None:
    """The record of a line; None when it is none."""
    try:
        record = _decode(line)
        whole = all(isinstance(record[name], str) for name in ("id", "session", "what"))
    except (msgspec.DecodeError, KeyError, UnicodeDecodeError, RecursionError):
        return None
    return record if whole else None


def new_id() -> str:
    """A fresh id for a session or a record: 16 hexadecimal digits of randomness."""
    return os.urandom(8).hex()
