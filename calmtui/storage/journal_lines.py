"""The lines of the journal's files with their places, about in the order of their time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from heapq import merge
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from calmtui.storage import reading
from calmtui.storage.records import TOMBSTONES, parse_lines, tombstones

if TYPE_CHECKING:
    from pathlib import Path

    from calmtui.storage.journal import Journal
    from calmtui.storage.records import Record

Span = tuple[str, int, int]  # of a file: its name, and from which byte to which
_MARK_BYTES = 256  # more than a line that has no words: its ids are among them
_PROGRESS_LINES = 2000
_TIME = 19  # characters of a time without its offset


class JournalLine(Struct, gc=False):  # made for every line: a tuple takes three times as long
    """A record, and where its line is."""

    name: str
    start: int
    end: int
    record: dict[str, Any]


class Progress(NamedTuple):
    """How many bytes of how many were read."""

    done: int
    whole: int


class FileMark(Struct, array_like=True):
    """Up to where a file was read, and what tells that it is the same still.

    `mark` is of what stands before; `changed` tells whether it was written to since.
    """

    inode: int
    offset: int
    mark: bytes
    changed: tuple[int, int, int]

    def fits(self, now: FileMark, size: int) -> bool:
        """Return whether the file is still the same, or the same with more behind it."""
        if size == self.offset and now.changed != self.changed:
            return False
        return size >= self.offset and self.begins(now)

    def begins(self, now: FileMark) -> bool:
        """Return whether a file begins with what was read."""
        return (now.inode, now.mark) == (self.inode, self.mark)


class JournalLines:
    """Reads the files that there are now.

    Attributes:
        unreadable: How many lines of the last reading are no records.
        unreadable_files: Why files could not be read.
        offsets: Up to where each file was read.
        is_plain: Whether every line so far was whole and in plain text.
        bytes_read: How much was read.
    """

    def __init__(self, journal: Journal) -> None:
        self.paths: dict[str, Path] = {path.name: path for path in journal.files()}
        self.unreadable = 0
        self.unreadable_files: list[OSError] = []
        self.offsets: dict[str, int] = {}
        self.is_plain = True
        self.bytes_read = 0
        self._journal = journal
        self._marks: dict[str, FileMark] = {}  # of what was read, by the files that were open then

    def feed(
        self, take: Callable[[JournalLine], None], starts: Mapping[str, int], wanted: int = 0
    ) -> Iterator[Progress]:
        """Give the lines of files, each from a byte on; yield now and then how far that is.

        `wanted` is how many bytes are expected; by default all that there are.
        """
        before = self.bytes_read
        whole = wanted or sum(self._size(name) - start for name, start in starts.items())
        files = [self._lines(name, start) for name, start in starts.items()]
        lines: Iterable[JournalLine] = files[0] if len(files) == 1 else merge(*files, key=_time_of)
        for number, line in enumerate(lines):
            take(line)
            if not number % _PROGRESS_LINES:
                yield Progress(self.bytes_read - before, whole)

    def _size(self, name: str) -> int:
        try:
            return os.stat(self.paths[name]).st_size
        except OSError:
            return 0

    def _lines(self, name: str, start: int) -> Iterator[JournalLine]:
        position = start
        known = self._marks.get(name)
        try:
            fd = reading.open_regular(self.paths[name])
        except OSError as error:
            self._cannot_read(error)
            return
        try:
            if known is not None and start == known.offset and not known.begins(_mark(fd, start)):
                self.is_plain = False  # it was replaced since the last look at it
            os.lseek(fd, start, os.SEEK_SET)
            blocks = reading.split_line_blocks(iter(lambda: os.read(fd, reading.BLOCK_BYTES), b""))
            for block in blocks:
                self.bytes_read += len(block)
                if not block.endswith(b"\n"):
                    self.is_plain = False
                for text, parsed in parse_lines(block):
                    begin = position
                    position += len(text)
                    record = parsed
                    if parsed is not None and parsed["what"] == "sealed":
                        self.is_plain = False
                        record = self._journal.open_record(parsed)
                    if record is not None:
                        yield JournalLine(name, begin, position, record)
                    elif parsed is not None or text.strip():
                        self.unreadable += 1
            # Of the file that was read: another one may have its name by now.
            self._marks[name] = _mark(fd, position)
        except OSError as error:
            error.filename = str(self.paths[name])
            self._cannot_read(error)
        finally:
            os.close(fd)
        self.offsets[name] = position

    def _cannot_read(self, error: OSError) -> None:
        self.is_plain = False
        if not isinstance(error, FileNotFoundError):  # else removed meanwhile
            self.unreadable_files.append(error)

    def records_in(self, session: str, spans: Iterable[Span]) -> Iterator[Record]:
        """Yield the records of a session that stand there. Raises OSError."""
        for name, start, end in spans:
            fd = reading.open_regular(self.paths[name])
            try:
                data = os.pread(fd, end - start, start)
            finally:
                os.close(fd)
            self.bytes_read += len(data)
            for _text, record in parse_lines(data):
                if record is not None and record["session"] == session:
                    yield record

    def tombstones(self) -> set[str]:
        """Return the sessions that the files of tombstones name."""
        erased: set[str] = set()
        for name, path in self.paths.items():
            if TOMBSTONES in name:
                try:
                    for block in reading.read_line_blocks(path):
                        self.bytes_read += len(block)
                        erased |= tombstones(block)
                except OSError as error:
                    self.is_plain = False
                    self.unreadable_files.append(error)
        return erased

    def marks(self) -> dict[str, FileMark]:
        """Return what tells later that the files are those that were read."""
        return {name: self._marks[name] for name in self.offsets if name in self._marks}

    def still_have(self, marks: Mapping[str, FileMark]) -> bool:
        """Return whether the files are those, and begin with what was read of them."""
        if self.paths.keys() != marks.keys():
            return False
        self.offsets = {name: mark.offset for name, mark in marks.items()}
        self._marks = dict(marks)
        try:
            now = {name: self._mark_now(name, mark.offset) for name, mark in marks.items()}
        except OSError:
            return False
        return all(mark.fits(now[name], self._size(name)) for name, mark in marks.items())

    def _mark_now(self, name: str, offset: int) -> FileMark:
        fd = reading.open_regular(self.paths[name])
        try:
            return _mark(fd, offset)
        finally:
            os.close(fd)

    @property
    def has_grown(self) -> bool:
        """Whether there is more than was read."""
        return any(self._size(name) != offset for name, offset in self.offsets.items())


def _mark(fd: int, offset: int) -> FileMark:
    """Return the mark of an open file, up to a byte."""
    start = max(offset - _MARK_BYTES, 0)
    last = os.pread(fd, offset - start, start)
    status = os.fstat(fd)
    mark = blake2b(last, digest_size=8).digest()
    return FileMark(status.st_ino, offset, mark, reading.stamp_of(status))


def _time_of(line: JournalLine) -> str:
    return str(line.record.get("at"))[:_TIME]
