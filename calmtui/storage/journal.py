"""The append-only journal: JSON Lines, one file for each device, records in and records out, sessions erased.

The format is public (docs/journal-format.md): changing it is a new version.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from calmtui.storage import files as durable
from calmtui.storage import journal_tail as recent
from calmtui.storage.background import BackgroundWriter
from calmtui.storage.encryption.seal import NAME, JournalLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from calmtui.storage.encryption.keys import PrivateKeys

Record = dict[str, Any]
VERSION = 1
_SIZES = b"\n\n"  # between the two parts of what `compact` has seen to
_ERASED = recent.ERASED
_NAME_BYTES = 64  # of the file that names this device: more is none
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_NAMED_OR_ESCAPED = re.compile(rb'"session"\s*:\s*"([^"\\]*)"|\\u|"session"\s*:\s*"[^"\\]*\\')
_LINE = re.compile(rb"\n+|[^\n]+\n?")
_NEWLINE = ord("\n")
_FLAT = (
    200  # bytes of a line that has no room for all the levels, begun and ended, that are too many
)
_NAMED = re.compile(rb'"session"\s*:\s*"([^"\\]*)"')  # in a line that can't be read


class UnreadableLine(msgspec.Struct, frozen=True):
    """A line of the journal that is no record: it stays in the file, and is named here."""

    path: Path
    line: int


class Journal:
    """The journal in `folder`; this device's file is named by the id kept in `state`.

    Nothing is made on disk before the first append. `private` writes nothing at all. `write_timeout` is how many seconds an
    append may take before the writing goes on without whoever asked; None: as many as it takes. `lock` says whether
    records are sealed as they are written; `key`, while there is one, opens them as they are read. `hung`: its disk
    does not answer, and is not asked anything: to read raises at once.
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
        self.hung = hung
        self.write_timeout = write_timeout
        self.was_readable_by_others = False  # until the last append mended it
        self._beside = BackgroundWriter(self._write)
        self._state = state
        self._private = private
        self._side: Path | None = None
        self._made: set[Path] = set()  # side files, which nobody else writes
        self.lock = JournalLock(os.fspath(folder), os.fspath(state / NAME))
        self.key: PrivateKeys | None = None
        self.unreadable: list[UnreadableLine] = []
        self.closed: list[OSError] = []  # of the files that could not be read, with their names

    @property
    def private(self) -> bool:
        """Whether nothing is written at all."""
        return self._private

    def append(self, *records: Record) -> None:
        """Write records, in one write, and sync them to the disk: when this returns they are kept.

        Raises OSError when they are not, also where they would have to be sealed and can't be; TimeoutError when that
        is not known yet: the same records may be given again. Never waits for another process longer than a second, or
        half the patience.
        """
        if self._private or not records:
            return
        if self.write_timeout is None:
            self._write(*records)
        else:
            self._beside.write(records, self.write_timeout)

    @property
    def busy(self) -> bool:
        """Whether an append goes on still that nobody waits for."""
        return self._beside.busy

    def encode_records(self, *records: Record) -> bytes:
        """Records as the journal's files hold them."""
        return b"".join(msgspec.json.encode(record) + b"\n" for record in records)

    def _write(self, *records: Record) -> None:
        path = self._side or self.device_file()
        taken = self._put(path, self.encode_records(*records))
        if taken != path:
            self._side = taken

    def _put(self, path: Path, data: bytes) -> Path:
        """Append to the file at `path`, or to a side file; gives the one that took it.

        A side file is there for when someone holds the lock too long, or the disk has no locks.
        """
        seconds = durable.LOCK_SECONDS if self.write_timeout is None else self.write_timeout / 2
        open_to_others = durable.ensure_private_dir(self.folder)
        alone = path in self._made
        try:
            open_to_others |= durable.append_lines(
                os.fspath(path), data, seconds, self.lock.lines, alone=alone
            )
        except BlockingIOError:  # a side file of our own, merged on reading
            path = path.with_stem(f"{path.stem}-{os.urandom(4).hex()}")
            durable.append_lines(os.fspath(path), data, change=self.lock.lines, alone=True)
            self._made.add(path)
        self.was_readable_by_others = self.was_readable_by_others or open_to_others
        return path

    @property
    def lock_copy(self) -> Path:
        """Where this device keeps the lock that was accepted on it: what it seals to."""
        return self._state / NAME

    def device_file(self) -> Path:
        """The file that this device writes. Raises OSError."""
        return self.folder / f"{self.device()}.jsonl"

    def _stones(self) -> Path:
        return self.folder / f"{self.device()}{_ERASED}.jsonl"

    def device_files(self) -> list[Path]:
        """Every file of this device that there is: its own, side files, tombstones, and conflict copies of any of them.

        Nobody rewrites another device's file. Raises OSError.
        """
        device = self._known_device()
        return [path for path in self.files() if device and device_of(path.name) == device]

    def files(self) -> list[Path]:
        """Every file of the journal. Raises OSError where the folder can't be looked into."""
        self._ask()
        return [self.folder / name for name in durable.names(os.fspath(self.folder), ".jsonl")]

    def _ask(self) -> None:
        """Raise TimeoutError where the disk is known to hang: nobody waits for it twice."""
        if self.hung:
            raise TimeoutError(errno.ETIMEDOUT, "the disk is slow", os.fspath(self.folder))

    def _known_device(self) -> str:
        """This device's name; empty when it has none yet. Raises OSError when that can't be told."""
        try:
            name = durable.read(os.fspath(self._state / "device"), _NAME_BYTES).strip()
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EFBIG):
                return ""
            raise
        return name.decode() if name.isascii() and name.isalnum() else ""

    def device(self) -> str:
        """This device's random name, made once. Raises OSError."""
        if name := self._known_device():
            return name
        path = self._state / "device"
        durable.ensure_private_dir(self._state)
        name = os.urandom(6).hex()
        data = f"{name}\n".encode()
        try:
            durable.create(os.fspath(path), data)
        except FileExistsError:  # the first of two processes wins, and both use its name
            if existing := self._known_device():
                return existing
            durable.replace_file(os.fspath(path), data)
        return name

    def records(self, *, repeated: bool = False) -> Iterator[Record]:
        """Every record of every device's file, repeated ids dropped, in the files' order; sealed ones opened by `key`.

        With `repeated`, what is not sealed may come again: the ids of a long journal are not held. What does not open
        stays `sealed`. Lines that can't be read are listed in `unreadable`, files that can't be in `closed`; a folder
        that does not exist has no records. Raises OSError for one that can't be looked into.
        """
        return self._known_records(set(), repeated=repeated)

    def _known_records(self, seen: set[str], *, repeated: bool = False) -> Iterator[Record]:
        """The records whose ids were not `seen` yet; now they are."""
        self.unreadable, self.closed = [], []
        for path in self.files():
            number = 1
            try:
                for piece in durable.in_lines(os.fspath(path)):
                    for line, record in parse_lines(piece):
                        if record is None:
                            if line.strip():
                                self.unreadable.append(UnreadableLine(path, number))
                        elif repeated and record["what"] != "sealed":
                            yield record
                        elif record["id"] not in seen:
                            seen.add(record["id"])
                            opened = self._opened(record) if record["what"] == "sealed" else record
                            if opened is None:
                                self.unreadable.append(UnreadableLine(path, number))
                            else:
                                yield opened
                        number += line.count(b"\n")
            except FileNotFoundError:
                continue  # gone meanwhile
            except OSError as error:
                self.closed.append(error)

    def _opened(self, record: Record) -> Record | None:
        """A record as it was before it was sealed; None when what was sealed is no record, or one under a false id."""
        if (
            record["what"] != "sealed"
            or self.key is None
            or (line := self.key.open(record.get("age"))) is None
        ):
            return record
        opened = parse_record(line)
        if opened is None or (opened["id"], opened["session"]) != (record["id"], record["session"]):
            return None
        return opened

    def recent(self, sessions: int = 50) -> Iterator[Record]:
        """The records of the newest sessions, from the ends of the files: a launch must not wait for a long journal.

        Raises OSError for a folder that can't be looked into; a file that can't be read is passed over.
        """
        self._ask()
        found = recent.read_recent(
            os.fspath(self.folder), sessions, parse_record, settled=self._settled()
        )
        return (opened for opened in map(self._opened, found) if opened is not None)

    def _settled(self) -> frozenset[str]:
        """The names of the files in which nothing is erased, as `compact` has seen."""
        try:
            seen, _, sizes = durable.read(os.fspath(self._state / "compacted")).partition(_SIZES)
            if seen and seen == self._mark() and sizes == self._sizes():
                return frozenset(path.name for path in self.device_files())
        except OSError:
            pass
        return frozenset()

    def add_missing(self, pieces: Iterable[bytes]) -> int:
        """Append, byte by byte, the lines of a journal's file whose records are nowhere here; gives how many.

        The file comes in pieces of whole lines, and each is kept before the next is asked for. Tombstones go to their
        own file, lines that can't be read only where the same is not here. Raises OSError.
        """
        ids: set[str] = set()
        for _record in self._known_records(ids):
            pass
        unreadable: set[bytes] | None = None
        path, stones_path = self.device_file(), self._stones()
        added = 0
        for piece in pieces:
            fresh: list[bytes] = []
            stones: list[bytes] = []
            for line, record in parse_lines(piece):
                line = line.rstrip(b"\n")
                if record is not None and record["id"] not in ids:
                    ids.add(record["id"])
                    (stones if record["what"] == "erased" else fresh).append(line + b"\n")
                elif record is None and line.strip():
                    if unreadable is None:
                        unreadable = self._unreadable_lines()
                    if line not in unreadable:
                        unreadable.add(line)
                        fresh.append(line + b"\n")
            if stones:
                stones_path = self._put(stones_path, b"".join(stones))
            if fresh:
                path = self._put(path, b"".join(fresh))
            added += len(stones) + len(fresh)
        return added

    def _unreadable_lines(self) -> set[bytes]:
        """The lines that can't be read. Raises OSError."""
        return {
            line.rstrip(b"\n")
            for path in self.files()
            for piece in durable.in_lines(os.fspath(path))
            for line, record in parse_lines(piece)
            if record is None
        }

    # Erasing

    def erase(self, sessions: Iterable[str], at: datetime, *, unreadable: bool = False) -> None:
        """Erase sessions for good; with `unreadable`, the lines that nobody can read as well.

        Tombstones are written and synced first: from then on they read as erased, here and wherever the journal goes,
        and a kill in between is made good by the next `compact`. Raises OSError: the text is not yet gone, or all is
        as it was.
        """
        if self._private:
            return
        erased = self.erased()
        when = at.isoformat(timespec="seconds")
        fresh = sorted(set(sessions) - erased)
        if fresh:
            stones = bytearray()
            for session in fresh:
                stone = {
                    "v": VERSION,
                    "id": new_id(),
                    "session": session,
                    "at": when,
                    "what": "erased",
                }
                stones += self.encode_records(stone)
            self._put(self._stones(), bytes(stones))
            del stones
        erased.update(fresh)
        self._take_out(erased, unreadable)
        with suppress(
            OSError
        ):  # it is gone: this only spares the next start the look through the tombstones
            self.compact()

    def take_back(self, session: str) -> None:
        """Take a session that has only begun out of this device's files, with no tombstone. Raises OSError."""
        if not self._private:
            self._take_out({session})

    def erased(self, *, surely: bool = False) -> set[str]:
        """The sessions that any device has erased, by the files that can be read.

        Raises OSError for a folder that can't be looked into; `surely`, also for a file that can't be read.
        """
        found: set[str] = set()
        for path in self.files():
            try:
                for piece in durable.in_lines(os.fspath(path)):
                    found |= tombstones(piece)
            except OSError:
                if surely:
                    raise
        return found

    def compact(self) -> None:
        """Take what any device has erased out of this device's files, and what a rewrite that was cut off has left.

        Costs next to nothing unless there are new tombstones, or files of this device that were not looked through.
        Raises OSError: it is tried again the next time.
        """
        if self._private or (mark := self._mark()) is None:
            return
        path = self._state / "compacted"
        try:
            before = durable.read(os.fspath(path))
        except OSError:
            before = b""
        seen, _, sizes = before.partition(_SIZES)
        now = self._sizes()
        if seen == mark and sizes == now:
            return
        added = self._added(sizes) if seen == mark else None
        if added is not None and not recent.erased(os.fspath(self.folder), added, parse_record):
            changed = False
        else:
            changed = self._take_out(self.erased())
        if not changed:
            durable.replace_file(os.fspath(path), mark + _SIZES + now, sync=False)

    def _sizes(self) -> bytes:
        """This device's files with their sizes: what was added since may be of a run that another device erased."""
        return "\n".join(
            f"{path.stat().st_size} {path.name}" for path in self.device_files()
        ).encode("utf-8", "replace")

    def _added(self, sizes: bytes) -> set[str]:
        """The sessions of what was added to this device's files since they had these sizes, tombstones aside."""
        before = dict(
            line.split(" ", 1)[::-1]
            for line in sizes.decode("utf-8", "replace").splitlines()
            if " " in line
        )
        found: set[str] = set()
        for path in self.device_files():
            size = before.get(path.name, "0")
            start = int(size) if size.isascii() and size.isdigit() and len(size) < 20 else 0
            start = min(start, path.stat().st_size)  # the sizes may be damaged
            for piece in durable.in_lines(os.fspath(path), start=start):
                added = parse_lines(piece)
                found |= {
                    record["session"]
                    for _, record in added
                    if record is not None and record["what"] != "erased"
                }
        return found

    def _mark(self) -> bytes | None:
        """What `compact` depends on: the tombstones, and which files are this device's; None when it is nothing."""
        try:
            device = self._known_device()
            found = list(os.scandir(self.folder)) if device else []
        except FileNotFoundError:
            return None
        stones = [entry for entry in found if _ERASED in entry.name]
        cut_off = [entry for entry in found if _rewritten(entry.name)]
        if not stones and not cut_off:
            return None
        own = [entry for entry in found if device_of(entry.name) == device]
        marks = [
            f"{entry.name} {entry.stat().st_mtime_ns} {entry.stat().st_size}" for entry in stones
        ]
        marks += [f"{entry.name} {entry.inode()}" for entry in (*own, *cut_off)]
        return "\n".join(sorted(marks)).encode("utf-8", "surrogateescape")

    def _take_out(self, erased: set[str], unreadable: bool = False) -> bool:
        """Drop the lines of erased sessions from this device's files; says whether there were any. Raises OSError."""
        changed = False
        refused: OSError | None = None
        own, device = self.device_files(), self._known_device()
        try:
            every = os.listdir(self.folder)
        except FileNotFoundError:
            every = []
        for name in every:
            file = self.folder / _rewritten(name)
            if (
                device and device_of(file.name) == device and file not in own
            ):  # the file itself is gone
                (self.folder / name).unlink(missing_ok=True)
        for path in own:  # what a rewrite of it has left that was cut off goes as well
            try:
                changed |= durable.rewrite_file(
                    os.fspath(path),
                    lambda some: drop_sessions(some, erased, unreadable),
                    by_lines=True,
                )
            except OSError as error:
                refused = refused or error
        if refused is not None:
            raise refused
        return changed

    def files_containing(self, sessions: set[str]) -> list[Path]:
        """The files of other devices that hold these sessions: they leave when calmtui next runs there.

        Those that can't be read are not among them. Raises OSError.
        """
        own, found = self.device_files(), []
        for path in self.files():
            if path in own:
                continue
            with suppress(OSError):
                if any(
                    drop_sessions(piece, sessions) != piece
                    for piece in durable.in_lines(os.fspath(path))
                ):
                    found.append(path)
        return found


def device_of(name: str) -> str:
    """The device that a file of the journal belongs to, by its name."""
    return re.split(r"[^0-9A-Za-z]", name, maxsplit=1)[0]


def _rewritten(name: str) -> str:
    """The file that a temporary file was to take the place of; empty for any other file."""
    found = re.fullmatch(r"\.(.+\.jsonl)\.[0-9a-f]{8}", name)
    return found[1] if found else ""


def parse_lines(data: bytes) -> Iterator[tuple[bytes, Record | None]]:
    """The lines of a file of the journal, each with its end, and the record that it holds, if it can be read.

    Empty lines, of which nonsense may have any number, come together.
    """
    for found in _LINE.finditer(data):
        yield found[0], None if found[0][0] == _NEWLINE else parse_record(found[0])


def parse_record(line: bytes) -> Record | None:
    """Return the record that a line holds; None where it holds none: what `recent.record` says, and faster."""
    try:
        found = _decode(
            line if len(line) <= _FLAT and line.startswith(b"{") else recent.inside(line)
        )
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return found if recent.is_record(found) else None


def tombstones(data: bytes) -> set[str]:
    """The sessions that a file of the journal says are erased."""
    if b"erased" not in data and b"\\u" not in data:  # a look that costs next to nothing
        return set()
    return {
        record["session"]
        for _, record in parse_lines(data)
        if record is not None and record["what"] == "erased"
    }


def drop_sessions(data: bytes, erased: set[str], unreadable: bool = False) -> bytes:
    """A file of the journal without the lines of erased sessions, tombstones kept; every other byte stays.

    A line that can't be read stays, unless it names an erased session, or `unreadable` ones are to go too.
    """

    def stays(line: bytes) -> bool:
        record = parse_record(line)
        if record is not None:
            return record["session"] not in erased or record["what"] == "erased"
        return not unreadable and not erased & {
            name.decode("utf-8", "replace") for name in _NAMED.findall(line)
        }

    kept, at = [], 0
    for start, end in _all(data) if unreadable else _suspects(data, erased):
        if not stays(data[start:end]):
            kept.append(data[at:start])
            at = end
    return b"".join((*kept, data[at:])) if at else data


def _all(data: bytes) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _LINE.finditer(data))


def _suspects(data: bytes, erased: set[str]) -> Iterator[tuple[int, int]]:
    """Where the lines are that may be of these sessions: those that name one, or may do so by an escape."""
    after = 0
    for found in _NAMED_OR_ESCAPED.finditer(data):
        if found.start() >= after and (
            found[1] is None or found[1].decode("utf-8", "replace") in erased
        ):
            after = data.find(b"\n", found.start()) + 1 or len(data)
            yield data.rfind(b"\n", 0, found.start()) + 1, after


def new_id() -> str:
    """A fresh id for a session or a record: 16 hexadecimal digits of randomness."""
    return os.urandom(8).hex()
