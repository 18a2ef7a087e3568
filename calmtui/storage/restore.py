"""Read a backup, checked whole, and add what is missing here: nothing that is here changes."""

from __future__ import annotations

import errno
import json
import os
import tarfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO

from calmtui.storage import files, reading
from calmtui.storage.backup import ABOUT, FORMAT, MAX_BYTES, is_member, max_bytes
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from calmtui.storage.records import device_of, drop_sessions, parse_lines, tombstones
from calmtui.text.i18n import _
from calmtui.text.sanitize import single_line

_MAX_MEMBERS = 20_000
_MAX_EXTRA_HEADER = 64 << 10  # bytes of a header behind a header
_MAX_LINE = 16 << 20  # bytes
_CHECK_BYTES = 1 << 20  # that are checked at once
# Of a journal, added at once: each time costs a sync, and a look at what is erased.
_BLOCK_BYTES = 2 << 20
_MAX_NAME_SHOWN = 60


class InvalidBackup(Exception):
    """A file that is no backup of ours, with the reason."""


@dataclass
class RestoreReport:
    """What a restore has done: records added, files made, and files that differ and stay."""

    records: int = 0
    created: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


class Backup:
    """A backup that was checked whole. Members are read when asked for: a journal may be large."""

    def __init__(self, file: IO[bytes], places: dict[str, tuple[int, int]]) -> None:
        self._file = file
        self._places = places

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in their order."""
        return tuple(self._places)

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield a member in blocks of whole lines.

        Raises OSError, also where the file was changed meanwhile.
        """
        return reading.split_line_blocks(self._pieces(*self._places[name]))

    def read(self, name: str) -> bytes:
        """Return what a member holds. Raises OSError as `blocks` does."""
        return b"".join(self._pieces(*self._places[name]))

    def _pieces(self, start: int, size: int) -> Iterator[bytes]:
        while size:
            piece = os.pread(self._file.fileno(), min(_BLOCK_BYTES, size), start)
            if not piece:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            start += len(piece)
            size -= len(piece)
            yield piece


@contextmanager
def open_backup(file: Path) -> Iterator[Backup]:
    """Open a backup, all of its members checked. Raises InvalidBackup or OSError."""
    try:
        fd = reading.open_regular(file)
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise InvalidBackup(_("this is not a backup")) from None
        raise
    with open(fd, "rb") as opened:
        yield _check(opened)


def restore_backup(backup: Backup, paths: Paths, journal: Journal) -> RestoreReport:
    """Add what is missing here; nothing that is here changes, and what is erased stays erased.

    A lock in it comes into the journal's folder only, as one from another machine would: nothing is
    sealed to its keys until the user has accepted it, and one that is accepted here stays. Raises
    OSError.
    """
    report = RestoreReport()
    for name in backup.names:
        if name.startswith("journal/lock"):
            path = journal.folder / name.partition("/")[2]
            _restore_file(name, backup.read(name), path, report)
    _restore_journal(backup, journal, report)
    for name in backup.names:
        target = _target(name, paths)
        if target is None:
            continue
        data = backup.read(name)
        if name == "state/draft":
            data = journal.lock.seal_text(data)
        _restore_file(name, data, target, report)
    return report


def _check(file: IO[bytes]) -> Backup:
    if os.fstat(file.fileno()).st_size > MAX_BYTES:
        raise InvalidBackup(_("this is not a backup"))
    try:
        _check_headers(file)
        backup = Backup(file, _find_members(file))
    except (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError, MemoryError):
        raise InvalidBackup(_("this is not a backup, or it is damaged")) from None
    _check_about(backup.read(ABOUT) if ABOUT in backup.names else b"")
    return backup


def _check_headers(file: IO[bytes]) -> None:
    """Check the headers alone: those that tarfile reads whole are small in ours.

    Raises ReadError, or leaves it to tarfile to say what is wrong.
    """
    try:
        while header := _read_header(file):
            member = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
            start = file.tell()
            if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
                extra = b" size="
                if 0 <= member.size <= _MAX_EXTRA_HEADER:
                    extra = file.read(member.size)
                # They give another length than the header's.
                if b" size=" in extra or b" GNU.sparse" in extra:
                    raise tarfile.ReadError
            file.seek(start + -(-member.size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE)
    except tarfile.HeaderError:
        pass
    file.seek(0)


def _read_header(file: IO[bytes]) -> bytes:
    """Return the next header; empty where there is none."""
    header = file.read(tarfile.BLOCKSIZE)
    is_header = len(header) == tarfile.BLOCKSIZE and header.strip(b"\0")
    return header if is_header else b""


def _find_members(file: IO[bytes]) -> dict[str, tuple[int, int]]:
    """Return where each member starts, and its size. Raises InvalidBackup or TarError."""
    places: dict[str, tuple[int, int]] = {}
    with tarfile.open(fileobj=file, mode="r:") as tar:
        for member in tar:
            data = tar.extractfile(member) if _is_valid(member, places) else None
            if data is None:
                name = single_line(member.name)[:_MAX_NAME_SHOWN]
                raise InvalidBackup(_("'{name}' does not belong in a backup").format(name=name))
            _check_lines(data)
            places[member.name] = member.offset_data, member.size
    return places


def _is_valid(member: tarfile.TarInfo, earlier: Collection[str]) -> bool:
    is_plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
    is_new = is_member(member.name) and member.name not in earlier
    is_small = 0 <= member.size <= max_bytes(member.name)
    return is_plain and is_new and is_small and len(earlier) < _MAX_MEMBERS


def _check_lines(file: IO[bytes]) -> None:
    """Read a member to its end. Raises ReadError for a line that is longer than any of ours."""
    line = 0
    while piece := file.read(_CHECK_BYTES):
        end = piece.rfind(b"\n")
        if end < 0:
            line += len(piece)
        else:
            line = len(piece) - end - 1
        if line > _MAX_LINE:
            raise tarfile.ReadError


def _check_about(data: bytes) -> None:
    try:
        about = json.loads(data)
        version, device = about["format"], about["device"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise InvalidBackup(_("this is not a backup, or it is damaged")) from None
    if type(version) is not int or version > FORMAT:
        raise InvalidBackup(_("it was made by a newer calmtui"))
    if version < 1 or not isinstance(device, str):
        raise InvalidBackup(_("this is not a backup, or it is damaged"))


def _target(name: str, paths: Paths) -> Path | None:
    """Return where a member belongs; None for what is restored otherwise."""
    if name == "settings.toml":
        return paths.settings
    if name == "choices.toml":
        return paths.choices
    folder, _slash, rest = name.partition("/")
    if folder == "routines":
        return paths.routines / rest
    if folder == "state":
        return paths.state / rest
    return None


def _restore_file(name: str, data: bytes, path: Path, report: RestoreReport) -> None:
    if os.path.lexists(path):
        if not name.startswith("state/") and not _holds(path, data):
            report.different.append(name)
        return
    ensure_private_dir(path.parent)
    # One that has come meanwhile stays.
    with suppress(FileExistsError):
        files.create_file(path, data)
    report.created.append(name)


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file holds just that; one that can't be read does not."""
    try:
        return reading.read_file(path, len(data)) == data
    except OSError:
        return False


def _restore_journal(backup: Backup, journal: Journal, report: RestoreReport) -> None:
    """Restore the records.

    Files of other devices that are not here come back whole; what else is missing goes to this
    device's own file. So no file ever has two writers, even where the backup is another machine's.
    Nothing is held but blocks of files, the ids of records, and what is erased.
    """
    names = [name for name in backup.names if name.endswith(".jsonl")]
    erased = journal.erased_sessions(strict=True)
    with_tombstones = set()
    for name in names:
        for block in backup.blocks(name):
            if found := tombstones(block):
                erased |= found
                with_tombstones.add(name)
    own_devices = {journal.device(), json.loads(backup.read(ABOUT))["device"]}
    # Tombstones first: should this be cut off, nothing erased is back.
    for name in sorted(names, key=lambda name: name not in with_tombstones):
        path = journal.folder / name.partition("/")[2]
        blocks = filter(None, (drop_sessions(block, erased) for block in backup.blocks(name)))
        is_own = device_of(path.name) in own_devices and path.name != journal.device_file().name
        if is_own or os.path.lexists(path):
            report.records += journal.add_missing(blocks)
        elif (first := next(blocks, None)) is not None:
            ensure_private_dir(path.parent)
            with suppress(FileExistsError):
                lines = _sealed_blocks(chain((first,), blocks), journal, report)
                files.create_file_from(path, lines)
            report.created.append(name)
    journal.compact()


def _sealed_blocks(
    blocks: Iterable[bytes], journal: Journal, report: RestoreReport
) -> Iterator[bytes]:
    """Yield lines as they may be written here, and count their records.

    Raises OSError when a lock is put on before the last of them: the first were not sealed yet.
    """
    was_on = journal.lock.is_on
    for block in blocks:
        report.records += sum(1 for _, record in parse_lines(block) if record is not None)
        yield journal.lock.seal_lines(block)
    if journal.lock.is_on and not was_on:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
