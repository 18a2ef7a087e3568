"""The journal's files: which there are, which are this device's, and how one is appended to."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import msgspec

from calmtui.storage import files, reading
from calmtui.storage.encryption.lock_files import LOCK_FILE
from calmtui.storage.encryption.seal import JournalLock
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.locks import LOCK_SECONDS
from calmtui.storage.records import TOMBSTONES, Record, device_of

_MAX_NAME_BYTES = 64  # of the file that names this device


class JournalFiles:
    """The files in `folder`, one or more for each device; the `state` folder names this device.

    `hung`: the disk is known not to answer, and is not asked. `write_timeout`: seconds that an
    append may take; None: as many as it takes.
    """

    def __init__(
        self, folder: Path, state: Path, *, write_timeout: float | None = None, hung: bool = False
    ) -> None:
        self.folder = folder
        self.is_hung = hung
        self.write_timeout = write_timeout
        self.was_readable_by_others = False
        self.lock = JournalLock(os.fspath(folder), os.fspath(state / LOCK_FILE))
        self.state = state
        self._own_side_files: set[Path] = set()  # nobody else writes them

    @property
    def lock_copy(self) -> Path:
        """Where this device keeps the lock that was accepted on it: what it seals to."""
        return self.state / LOCK_FILE

    def device_file(self) -> Path:
        """Return the file that this device writes. Raises OSError."""
        return self.folder / f"{self.device()}.jsonl"

    def device_files(self) -> list[Path]:
        """Return every file of this device: its own, side files, tombstones, conflict copies.

        Nobody rewrites another device's file. Raises OSError.
        """
        device = self.known_device()
        return [path for path in self.files() if device and device_of(path.name) == device]

    def files(self) -> list[Path]:
        """Return every file of the journal. Raises OSError where the folder can't be read."""
        self.refuse_if_hung()
        return [self.folder / name for name in reading.list_names(self.folder, ".jsonl")]

    def refuse_if_hung(self) -> None:
        """Raise TimeoutError where the disk is known to hang: nobody waits for it twice."""
        if self.is_hung:
            raise TimeoutError(errno.ETIMEDOUT, "the disk is slow", os.fspath(self.folder))

    def device(self) -> str:
        """Return this device's random name, made once. Raises OSError."""
        if name := self.known_device():
            return name
        path = self.state / "device"
        ensure_private_dir(self.state)
        name = os.urandom(6).hex()
        data = f"{name}\n".encode()
        try:
            files.create_file(path, data)
        except FileExistsError:  # the first of two processes wins, and both use its name
            if existing := self.known_device():
                return existing
            files.replace_file(path, data)
        return name

    def known_device(self) -> str:
        """Return this device's name; empty when it has none yet.

        Raises OSError when that can't be told.
        """
        try:
            name = reading.read_file(self.state / "device", _MAX_NAME_BYTES).strip()
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EFBIG):
                return ""
            raise
        return name.decode() if name.isascii() and name.isalnum() else ""

    def tombstone_file(self) -> Path:
        """Return the file of what this device has erased. Raises OSError."""
        return self.folder / f"{self.device()}{TOMBSTONES}.jsonl"

    def new_side_file(self) -> Path:
        """Return a file for many records at once, such as old ones from elsewhere. Raises OSError.

        The newest sessions are looked for at the end of each file: there they hide no others.
        """
        return self.folder / f"{self.device()}-{os.urandom(4).hex()}.jsonl"

    def encode_records(self, *records: Record) -> bytes:
        """Return records as the journal's files hold them."""
        return b"".join(msgspec.json.encode(record) + b"\n" for record in records)

    def append_to(self, path: Path, data: bytes) -> Path:
        """Append to the file at `path`, or to a side file; return the one that took it.

        A side file, merged on reading, is for when another process holds the lock too long, or the
        disk has no locks.
        """
        seconds = LOCK_SECONDS
        if self.write_timeout is not None:
            seconds = self.write_timeout / 2
        was_readable = ensure_private_dir(self.folder)
        alone = path in self._own_side_files
        try:
            was_readable |= files.append_lines(
                path, data, seconds, self.lock.seal_lines, alone=alone
            )
        except BlockingIOError:
            path = path.with_stem(f"{path.stem}-{os.urandom(4).hex()}")
            files.append_lines(path, data, change=self.lock.seal_lines, alone=True)
            self._own_side_files.add(path)
        self.was_readable_by_others = self.was_readable_by_others or was_readable
        return path
