"""Sessions erased from a journal for good: tombstones for every device, then the lines here."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path

from calmtui.storage import compaction, files, reading
from calmtui.storage.journal_files import JournalFiles
from calmtui.storage.journal_tail import erased_among
from calmtui.storage.records import (
    VERSION,
    Record,
    device_of,
    drop_records,
    drop_sessions,
    new_id,
    parse_record,
    tombstones,
)

ANSWER_FIELDS: tuple[str, ...] = ("value", "keys")  # what was answered, and its options in English


class JournalEraser:
    """Erases sessions from a journal's files, and what other devices have erased."""

    def __init__(self, journal: JournalFiles) -> None:
        self._journal = journal

    def erased_sessions(self, *, strict: bool = False) -> set[str]:
        """Return the sessions that any device has erased, by the files that can be read.

        Raises OSError where the folder can't be read; with `strict`, also for a file.
        """
        erased: set[str] = set()
        for path in self._journal.files():
            try:
                for block in reading.read_line_blocks(path):
                    erased |= tombstones(block)
            except OSError:
                if strict:
                    raise
        return erased

    def erase(self, sessions: Iterable[str], at: datetime, *, unreadable: bool = False) -> None:
        """Erase sessions for good; with `unreadable`, the lines that nobody can read as well.

        Tombstones are written and synced first: from then on the sessions read as erased, here and
        wherever the journal goes, and a kill in between is made good by the next `compact`. Raises
        OSError: the text is not gone yet, or all is as it was.
        """
        erased = self.erased_sessions()
        new = set(sessions) - erased
        with self._without_sums():
            if new:
                lines = self._tombstone_lines(sorted(new), at)
                self._journal.append_to(self._journal.tombstone_file(), lines)
            erased.update(new)
            self._drop_from_device_files(erased, unreadable)
        # The sessions are gone: this only spares the next start the look through the tombstones.
        with suppress(OSError):
            self.compact()

    def _without_sums(self) -> AbstractContextManager[None]:
        # Only erasing needs it.
        from calmtui.storage.sums_file import without_sums  # noqa: PLC0415 - speed of a launch

        return without_sums(self._journal.state)

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
            lines += self._journal.encode_records(record)
        return bytes(lines)

    def withdraw(self, session: str) -> None:
        """Take a session that has only begun out of this device's files, without a tombstone.

        Raises OSError.
        """
        with self._without_sums():
            self._drop_from_device_files({session})

    @staticmethod
    def change_without_answer(
        session: str, record: str, at: datetime, fields: tuple[str, ...]
    ) -> Record:
        """Return the change that takes the answer of a record away."""
        return {
            "v": VERSION,
            "id": new_id(),
            "session": session,
            "at": at.isoformat(timespec="microseconds"),
            "what": "changed",
            "record": record,
            "fields": dict.fromkeys(fields),
        }

    def drop_records(self, ids: set[str]) -> None:
        """Take records out of this device's files by their ids. Raises OSError."""
        for path in self._journal.device_files():
            files.rewrite_file(path, lambda block: drop_records(block, ids), by_lines=True)

    def compact(self) -> None:
        """Take out of this device's files what any device has erased, and clean up after kills.

        Costs next to nothing unless there are new tombstones, or files of this device that were
        not looked through. Raises OSError: it is tried again the next time.
        """
        current = self._compaction_state()
        if not current.tombstones:
            return
        earlier = compaction.read_state(self._compaction_file)
        if earlier == current:
            return
        changed = False
        if earlier.tombstones != current.tombstones or self._has_erased_since(earlier.sizes):
            with self._without_sums():
                changed = self._drop_from_device_files(self.erased_sessions())
        if not changed:
            compaction.write_state(self._compaction_file, current)

    def settled_files(self) -> frozenset[str]:
        """Return the names of the files in which nothing is erased, as `compact` has seen."""
        with suppress(OSError):
            earlier = compaction.read_state(self._compaction_file)
            if earlier.tombstones and earlier == self._compaction_state():
                return frozenset(path.name for path in self._journal.device_files())
        return frozenset()

    @property
    def _compaction_file(self) -> Path:
        return self._journal.state / "compacted"

    def _compaction_state(self) -> compaction.CompactionState:
        journal = self._journal
        return compaction.current_state(
            journal.folder, journal.known_device(), journal.device_files
        )

    def _has_erased_since(self, sizes: bytes) -> bool:
        """Return whether what was added since then holds erased sessions. Raises OSError."""
        added = compaction.sessions_since(self._journal.device_files(), sizes)
        return bool(erased_among(os.fspath(self._journal.folder), added, parse_record))

    def _drop_from_device_files(self, erased: set[str], unreadable: bool = False) -> bool:
        """Drop the lines of erased sessions from this device's files; return whether any were.

        What an interrupted rewrite has left goes as well. Raises OSError.
        """
        paths = self._journal.device_files()
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
        device = self._journal.known_device()
        if not device:
            return
        with suppress(FileNotFoundError):
            for name in os.listdir(self._journal.folder):
                target = compaction.temporary_target(name)
                if device_of(target) == device and self._journal.folder / target not in paths:
                    (self._journal.folder / name).unlink(missing_ok=True)
