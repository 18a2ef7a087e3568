"""The append-only journal: JSON Lines, one file for each device; append, read, merge, erase.

The format is public (docs/journal-format.md): changing it is a new version.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from calmtui.storage import compaction, files, reading
from calmtui.storage.background import BackgroundWriter
from calmtui.storage.encryption.lock_files import LOCK_FILE
from calmtui.storage.encryption.seal import JournalLock
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.journal_tail import erased_among, read_recent
from calmtui.storage.locks import LOCK_SECONDS
from calmtui.storage.records import (
    TOMBSTONES,
    VERSION,
    Record,
    device_of,
    drop_sessions,
    new_id,
    parse_lines,
    parse_record,
    tombstones,
)

if TYPE_CHECKING:
    from calmtui.storage.encryption.keys import PrivateKeys

_MAX_NAME_BYTES = 64  # of the file that names this device
_RECENT_SESSIONS = 50


class UnreadableLine(NamedTuple):
    """A line of the journal that is no record: it stays in the file, and is named here."""

    path: Path
    line: int


class Journal:
    """The journal in `folder`. Nothing is made on disk before the first append.

    Args:
        folder: The journal's folder.
        state: The state folder: the id kept there names this device's file.
        private: Write nothing at all.
        write_timeout: Seconds that an append may take before the writing goes on in the
            background; None: as many as it takes.
        hung: The disk is known not to answer, and is not asked: reading raises at once.

    Attributes:
        lock: Seals records as they are written, while the journal is locked.
        key: Opens sealed records as they are read, while it is known.
        unreadable_lines: Found by the last reading.
        unreadable_files: Why files could not be read by the last reading.
        was_readable_by_others: Until an append mended it.
    """

    def __init__(
        self,
        folder: Path,
        state: Path,
        *,
        private: bool = False,
        write_timeout: float | None = None,
        hung: bool = False,
    ) -> None:
        self.folder = folder
        self.is_private = private
        self.is_hung = hung
        self.write_timeout = write_timeout
        self.was_readable_by_others = False
        self.lock = JournalLock(os.fspath(folder), os.fspath(state / LOCK_FILE))
        self.key: PrivateKeys | None = None
        self.unreadable_lines: list[UnreadableLine] = []
        self.unreadable_files: list[OSError] = []
        self._state = state
        self._background = BackgroundWriter(self._write)
        self._side_file: Path | None = None
        self._own_side_files: set[Path] = set()  # nobody else writes them

    # Appending

    def append(self, *records: Record) -> None:
        """Write records, in one write, and sync them: when this returns they are saved.

        Never waits for another process longer than a second, or half of `write_timeout`.

        Raises:
            TimeoutError: It is not known yet whether they are saved; the same records may be
                given again.
            OSError: They are not saved, also where they would have to be sealed and can't be.
        """
        if self.is_private or not records:
            return
        if self.write_timeout is None:
            self._write(*records)
        else:
            self._background.write(records, self.write_timeout)

    @property
    def is_busy(self) -> bool:
        """Whether an append that nobody waits for goes on still."""
        return self._background.is_busy

    def encode_records(self, *records: Record) -> bytes:
        """Return records as the journal's files hold them."""
        return b"".join(msgspec.json.encode(record) + b"\n" for record in records)

    def _write(self, *records: Record) -> None:
        path = self._side_file or self.device_file()
        written = self._append_to(path, self.encode_records(*records))
        if written != path:
            self._side_file = written

    def _append_to(self, path: Path, data: bytes) -> Path:
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

    # Files

    @property
    def lock_copy(self) -> Path:
        """Where this device keeps the lock that was accepted on it: what it seals to."""
        return self._state / LOCK_FILE

    def device_file(self) -> Path:
        """Return the file that this device writes. Raises OSError."""
        return self.folder / f"{self.device()}.jsonl"

    def device_files(self) -> list[Path]:
        """Return every file of this device: its own, side files, tombstones, conflict copies.

        Nobody rewrites another device's file. Raises OSError.
        """
        device = self._known_device()
        return [path for path in self.files() if device and device_of(path.name) == device]

    def files(self) -> list[Path]:
        """Return every file of the journal. Raises OSError where the folder can't be read."""
        self._refuse_if_hung()
        return [self.folder / name for name in reading.list_names(self.folder, ".jsonl")]

    def _refuse_if_hung(self) -> None:
        """Raise TimeoutError where the disk is known to hang: nobody waits for it twice."""
        if self.is_hung:
            raise TimeoutError(errno.ETIMEDOUT, "the disk is slow", os.fspath(self.folder))

    def device(self) -> str:
        """Return this device's random name, made once. Raises OSError."""
        if name := self._known_device():
            return name
        path = self._state / "device"
        ensure_private_dir(self._state)
        name = os.urandom(6).hex()
        data = f"{name}\n".encode()
        try:
            files.create_file(path, data)
        except FileExistsError:  # the first of two processes wins, and both use its name
            if existing := self._known_device():
                return existing
            files.replace_file(path, data)
        return name

    def _known_device(self) -> str:
        """Return this device's name; empty when it has none yet.

        Raises OSError when that can't be told.
        """
        try:
            name = reading.read_file(self._state / "device", _MAX_NAME_BYTES).strip()
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EFBIG):
                return ""
            raise
        return name.decode() if name.isascii() and name.isalnum() else ""

    def _tombstone_file(self) -> Path:
        return self.folder / f"{self.device()}{TOMBSTONES}.jsonl"

    # Reading

    def records(self, *, repeated: bool = False) -> Iterator[Record]:
        """Yield every record of every device's file, repeated ids dropped, in the files' order.

        What does not open stays `sealed`. A folder that does not exist has no records. With
        `repeated`, what is not sealed may come again: the ids of a long journal are not held.
        Raises OSError where the folder can't be read.
        """
        return self._new_records(set(), repeated=repeated)

    def _new_records(self, seen: set[str], *, repeated: bool = False) -> Iterator[Record]:
        """Yield the records whose ids were not `seen` yet, and add them."""
        self.unreadable_lines, self.unreadable_files = [], []
        for path in self.files():
            try:
                for number, record in _numbered_records(path):
                    if record is not None and not (repeated and record["what"] != "sealed"):
                        if record["id"] in seen:
                            continue
                        seen.add(record["id"])
                    opened = None if record is None else self._opened(record)
                    if opened is None:
                        self.unreadable_lines.append(UnreadableLine(path, number))
                    else:
                        yield opened
            except FileNotFoundError:  # removed meanwhile
                continue
            except OSError as error:
                self.unreadable_files.append(error)

    def _opened(self, record: Record) -> Record | None:
        """Return a record as it was before it was sealed, or as it is without the key.

        None when what was sealed is no record, or one under a false id.
        """
        if record["what"] != "sealed" or self.key is None:
            return record
        line = self.key.open(record.get("age"))
        if line is None:
            return record
        opened = parse_record(line)
        if opened is None or (opened["id"], opened["session"]) != (record["id"], record["session"]):
            return None
        return opened

    def recent_records(self, sessions: int = _RECENT_SESSIONS) -> Iterator[Record]:
        """Yield the records of the newest sessions, from the ends of the files.

        So a launch does not wait for a long journal. A file that can't be read is passed over.
        Raises OSError where the folder can't be read.
        """
        self._refuse_if_hung()
        folder = os.fspath(self.folder)
        records = read_recent(folder, sessions, parse_record, settled=self._settled_files())
        return (opened for opened in map(self._opened, records) if opened is not None)

    def erased_sessions(self, *, strict: bool = False) -> set[str]:
        """Return the sessions that any device has erased, by the files that can be read.

        Raises OSError where the folder can't be read; with `strict`, also for a file.
        """
        erased: set[str] = set()
        for path in self.files():
            try:
                for block in reading.read_line_blocks(path):
                    erased |= tombstones(block)
            except OSError:
                if strict:
                    raise
        return erased

    def foreign_files_with(self, sessions: set[str]) -> list[Path]:
        """Return the files of other devices that hold these sessions, among those it can read.

        They are erased there when calmtui next runs on that device. Raises OSError.
        """
        own = self.device_files()
        paths = []
        for path in self.files():
            if path in own:
                continue
            with suppress(OSError):
                blocks = reading.read_line_blocks(path)
                if any(drop_sessions(block, sessions) != block for block in blocks):
                    paths.append(path)
        return paths

    # Merging

    def add_missing(self, blocks: Iterable[bytes]) -> int:
        """Append the lines whose records are nowhere here, byte by byte; return how many.

        Each block of whole lines is saved before the next is asked for. Tombstones go to their own
        file, lines that can't be read only where the same is not here. Raises OSError.
        """
        ids: set[str] = set()
        for _record in self._new_records(ids):
            pass
        unreadable: set[bytes] | None = None
        path, tombstone_path = self.device_file(), self._tombstone_file()
        added = 0
        for block in blocks:
            lines: list[bytes] = []
            tombstone_lines: list[bytes] = []
            for line, record in parse_lines(block):
                line = line.rstrip(b"\n")
                if record is not None and record["id"] not in ids:
                    ids.add(record["id"])
                    target = tombstone_lines if record["what"] == "erased" else lines
                    target.append(line + b"\n")
                elif record is None and line.strip():
                    if unreadable is None:
                        unreadable = self._read_unreadable_lines()
                    if line not in unreadable:
                        unreadable.add(line)
                        lines.append(line + b"\n")
            if tombstone_lines:
                tombstone_path = self._append_to(tombstone_path, b"".join(tombstone_lines))
            if lines:
                path = self._append_to(path, b"".join(lines))
            added += len(tombstone_lines) + len(lines)
        return added

    def _read_unreadable_lines(self) -> set[bytes]:
        """Return the lines that can't be read. Raises OSError."""
        return {
            line.rstrip(b"\n")
            for path in self.files()
            for block in reading.read_line_blocks(path)
            for line, record in parse_lines(block)
            if record is None
        }

    # Erasing

    def erase(self, sessions: Iterable[str], at: datetime, *, unreadable: bool = False) -> None:
        """Erase sessions for good; with `unreadable`, the lines that nobody can read as well.

        Tombstones are written and synced first: from then on the sessions read as erased, here and
        wherever the journal goes, and a kill in between is made good by the next `compact`. Raises
        OSError: the text is not gone yet, or all is as it was.
        """
        if self.is_private:
            return
        erased = self.erased_sessions()
        new = set(sessions) - erased
        if new:
            self._append_to(self._tombstone_file(), self._tombstone_lines(sorted(new), at))
        erased.update(new)
        self._drop_from_device_files(erased, unreadable)
        # The sessions are gone: this only spares the next start the look through the tombstones.
        with suppress(OSError):
            self.compact()

    def _tombstone_lines(self, sessions: Iterable[str], at: datetime) -> bytes:
        when = at.isoformat(timespec="seconds")
        lines = bytearray()
        for session in sessions:
            record = {
                "v": VERSION,
                "id": new_id(),
                "session": session,
                "at": when,
                "what": "erased",
            }
            lines += self.encode_records(record)
        return bytes(lines)

    def withdraw(self, session: str) -> None:
        """Take a session that has only begun out of this device's files, without a tombstone.

        Raises OSError.
        """
        if not self.is_private:
            self._drop_from_device_files({session})

    def compact(self) -> None:
        """Take out of this device's files what any device has erased, and clean up after kills.

        Costs next to nothing unless there are new tombstones, or files of this device that were
        not looked through. Raises OSError: it is tried again the next time.
        """
        if self.is_private:
            return
        current = self._compaction_state()
        if not current.tombstones:
            return
        earlier = compaction.read_state(self._compaction_file)
        if earlier == current:
            return
        changed = False
        if earlier.tombstones != current.tombstones or self._has_erased_since(earlier.sizes):
            changed = self._drop_from_device_files(self.erased_sessions())
        if not changed:
            compaction.write_state(self._compaction_file, current)

    def _settled_files(self) -> frozenset[str]:
        """Return the names of the files in which nothing is erased, as `compact` has seen."""
        with suppress(OSError):
            earlier = compaction.read_state(self._compaction_file)
            if earlier.tombstones and earlier == self._compaction_state():
                return frozenset(path.name for path in self.device_files())
        return frozenset()

    @property
    def _compaction_file(self) -> Path:
        return self._state / "compacted"

    def _compaction_state(self) -> compaction.CompactionState:
        return compaction.current_state(self.folder, self._known_device(), self.device_files)

    def _has_erased_since(self, sizes: bytes) -> bool:
        """Return whether what was added since then holds erased sessions. Raises OSError."""
        added = compaction.sessions_since(self.device_files(), sizes)
        return bool(erased_among(os.fspath(self.folder), added, parse_record))

    def _drop_from_device_files(self, erased: set[str], unreadable: bool = False) -> bool:
        """Drop the lines of erased sessions from this device's files; return whether any were.

        What an interrupted rewrite has left goes as well. Raises OSError.
        """
        paths = self.device_files()
        self._remove_orphaned_temporaries(paths)
        changed = False
        refusal: OSError | None = None
        for path in paths:
            try:
                changed |= files.rewrite_file(
                    path, lambda block: drop_sessions(block, erased, unreadable), by_lines=True
                )
            except OSError as error:
                refusal = refusal or error
        if refusal is not None:
            raise refusal
        return changed

    def _remove_orphaned_temporaries(self, paths: list[Path]) -> None:
        """Remove temporary files of this device whose own file is gone. Raises OSError."""
        device = self._known_device()
        if not device:
            return
        with suppress(FileNotFoundError):
            for name in os.listdir(self.folder):
                target = compaction.temporary_target(name)
                if device_of(target) == device and self.folder / target not in paths:
                    (self.folder / name).unlink(missing_ok=True)


def _numbered_records(path: Path) -> Iterator[tuple[int, Record | None]]:
    """Yield each line that is not blank: its number, and its record if it can be read."""
    number = 1
    for block in reading.read_line_blocks(path):
        for line, record in parse_lines(block):
            if record is not None or line.strip():
                yield number, record
            number += line.count(b"\n")
