"""The append-only journal: JSON Lines, one file for each device; append, read, merge, erase.

The format is public (docs/journal-format.md): changing it is a new version.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calmtui.storage import reading
from calmtui.storage.background import BackgroundWriter
from calmtui.storage.journal_erasing import ANSWER_FIELDS, JournalEraser
from calmtui.storage.journal_files import JournalFiles
from calmtui.storage.journal_tail import read_recent
from calmtui.storage.records import (
    Record,
    drop_sessions,
    parse_lines,
    parse_record,
)

if TYPE_CHECKING:
    from calmtui.storage.encryption.keys import PrivateKeys

_RECENT_SESSIONS = 50


class UnreadableLine(NamedTuple):
    """A line of the journal that is no record: it stays in the file, and is named here."""

    path: Path
    line: int


class Journal(JournalFiles):
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
        super().__init__(folder, state, write_timeout=write_timeout, hung=hung)
        self.is_private = private
        self.key: PrivateKeys | None = None
        self.unreadable_lines: list[UnreadableLine] = []
        self.unreadable_files: list[OSError] = []
        self._eraser = JournalEraser(self)
        self._background = BackgroundWriter(self._write)
        self._side_file: Path | None = None

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

    def _write(self, *records: Record) -> None:
        path = self._side_file or self.device_file()
        written = self.append_to(path, self.encode_records(*records))
        if written != path:
            self._side_file = written

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
                    opened = None if record is None else self.open_record(record)
                    if opened is None:
                        self.unreadable_lines.append(UnreadableLine(path, number))
                    else:
                        yield opened
            except FileNotFoundError:  # removed meanwhile
                continue
            except OSError as error:
                self.unreadable_files.append(error)

    def open_record(self, record: Record) -> Record | None:
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
        self.refuse_if_hung()
        folder = os.fspath(self.folder)
        records = read_recent(folder, sessions, parse_record, settled=self._eraser.settled_files())
        return (opened for opened in map(self.open_record, records) if opened is not None)

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

    def add_missing(self, blocks: Iterable[bytes], path: Path | None = None) -> int:
        """Append the lines whose records are nowhere here, byte by byte; return how many.

        They go to this device's file, or to `path`, another one of its own. Each block of whole
        lines is saved before the next is asked for. Tombstones go to their own file, lines that
        can't be read only where the same is not here. Raises OSError.
        """
        ids: set[str] = set()
        for _record in self._new_records(ids):
            pass
        unreadable: set[bytes] | None = None
        path, tombstone_path = path or self.device_file(), self.tombstone_file()
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
                tombstone_path = self.append_to(tombstone_path, b"".join(tombstone_lines))
            if lines:
                path = self.append_to(path, b"".join(lines))
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

    def erased_sessions(self, *, strict: bool = False) -> set[str]:
        """Return the sessions that any device has erased, by the files that can be read.

        Raises OSError where the folder can't be read; with `strict`, also for a file.
        """
        return self._eraser.erased_sessions(strict=strict)

    def erase(self, sessions: Iterable[str], at: datetime, *, unreadable: bool = False) -> None:
        """Erase sessions for good; with `unreadable`, the lines that nobody can read as well.

        Raises OSError: the text is not gone yet, or all is as it was.
        """
        if not self.is_private:
            self._eraser.erase(sessions, at, unreadable=unreadable)

    def withdraw(self, session: str) -> None:
        """Take a session that has only begun out of this device's files, without a tombstone.

        Raises OSError.
        """
        if not self.is_private:
            self._eraser.withdraw(session)

    def erase_answer(
        self, session: str, record: str, at: datetime, fields: tuple[str, ...] = ANSWER_FIELDS
    ) -> None:
        """Take an answer away: a change says so for every device, and its words go from this one's.

        `fields` are those of the record that hold it. Raises OSError.
        """
        if self.is_private:
            return
        corrections = [
            str(other["id"]) for other in self.records() if other.get("record") == record
        ]
        self.append(self._eraser.change_without_answer(session, record, at, fields))
        self._eraser.drop_records({record, *corrections})

    def compact(self) -> None:
        """Take out of this device's files what any device has erased, and clean up after kills.

        Raises OSError: it is tried again the next time.
        """
        if not self.is_private:
            self._eraser.compact()


def _numbered_records(path: Path) -> Iterator[tuple[int, Record | None]]:
    """Yield each line that is not blank: its number, and its record if it can be read."""
    number = 1
    for block in reading.read_line_blocks(path):
        for line, record in parse_lines(block):
            if record is not None or line.strip():
                yield number, record
            number += line.count(b"\n")
