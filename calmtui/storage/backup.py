"""Everything a person has in one file, a plain tar; and back again, which adds what is missing and changes nothing.

Its members: `settings.toml`, `choices.toml`, `routines/...`, `state/...` and `journal/...`, each byte by byte, and last
`about.json` (format, version, device, when): a copy that was cut short has none. Parked words are not in it.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import stat
import tarfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO

from calmtui import __version__
from calmtui.storage import files as durable
from calmtui.storage import reading
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from calmtui.storage.records import device_of, drop_sessions, parse_lines, tombstones
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path, single_line

FORMAT = 1
MOST_BYTES = 1 << 30  # of a backup: more is none of ours
_MOST_FILES = 20_000
_SMALL = 1 << 20  # bytes of any file that is no journal
_LONGEST_HEADER = 64 << 10  # bytes of a header behind a header
_LONGEST_LINE = 16 << 20  # bytes
_LOOK = 1 << 20  # bytes that are looked at at once
_PIECE = (
    2 << 20
)  # bytes of a journal that are added at once: each time costs a sync, and a look at what is erased
_ABOUT = "about.json"
_LINKED = ("settings.toml", "choices.toml")  # what a person may keep elsewhere, behind a link
_NOT_IN = {
    errno.EINVAL: N_("a backup has no such file"),
    errno.EISDIR: N_("a backup has no such file"),
    errno.EFBIG: N_("it is too large"),
    errno.ELOOP: N_("it is a link that leads elsewhere"),
}
_STATE = re.compile(r"draft|offered|welcomed|delay-[\w-]{1,64}", re.ASCII)
_MEMBER = re.compile(
    r"about\.json|settings\.toml|choices\.toml|routines/(?:[\w-]{1,32}/)?[^/\0.][^/\0]{0,250}\.toml"
    r"|journal/lock(?:-[0-9A-Za-z]{1,64})?\.json|journal/[A-Za-z0-9][\w.-]{0,200}\.jsonl|state/(?:draft|offered|welcomed|delay-[\w-]{1,64})",
    re.ASCII,
)


class InvalidBackup(Exception):
    """A file that is no backup of ours, with the reason."""


@dataclass
class RestoreReport:
    """What a restore has done: records and lines added, files made, files that are different here and stay so."""

    records: int = 0
    created: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


# Backup


def _sources(paths: Paths) -> Iterator[tuple[str, Path]]:
    """Every file of a backup, by its name in it."""
    for path in (paths.settings, paths.choices):
        yield path.name, path
    for name in _routines(paths.routines):
        yield f"routines/{name}", paths.routines / name
    for name in reading.list_names(os.fspath(paths.state)):
        if _STATE.fullmatch(name):
            yield f"state/{name}", paths.state / name
    for name in reading.list_names(os.fspath(paths.journal)):
        if name.endswith(".jsonl") or (name.startswith("lock") and name.endswith(".json")):
            yield f"journal/{name}", paths.journal / name


def _routines(folder: Path) -> Iterator[str]:
    """The person's own routines, and their translations in folders below. Raises OSError."""
    below = []
    for name in reading.list_names(os.fspath(folder)):
        if name.endswith(".toml"):
            yield name
        elif stat.S_ISDIR((folder / name).stat(follow_symlinks=False).st_mode):
            below.append(name)
    for language in below:
        for name in reading.list_names(os.fspath(folder / language), ".toml"):
            yield f"{language}/{name}"


def _source(name: str, path: Path, paths: Paths) -> tuple[bytes, float]:
    """What a file of a backup holds, and when it was changed. Raises OSError that says why it is left out."""
    if not _MEMBER.fullmatch(name):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), os.fspath(path))
    if name not in _LINKED and _leads_out(path, paths):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
    return reading.read_file(os.fspath(path), _limit(name)), path.stat().st_mtime


def _leads_out(path: Path, paths: Paths) -> bool:
    """Whether a link leads from calmtui's folders to a file elsewhere: it may be anything. Raises OSError."""
    folder = next(
        one for one in (paths.routines, paths.journal, paths.state) if path.is_relative_to(one)
    )
    home = os.path.realpath(folder.parent)
    return not os.path.realpath(path, strict=True).startswith(home.rstrip("/") + "/")


def create_backup(
    paths: Paths, device: str, now: datetime, file: Path, *, replace: bool = False
) -> list[str]:
    """Write everything to `file`, for its owner alone; gives a line for each file that is not in it.

    Raises FileExistsError when there is such a file already, unless it is to be replaced, and OSError, also for a
    folder that can't be looked into: a copy without what is in it is none.
    """
    about = {
        "format": FORMAT,
        "calmtui": __version__,
        "device": device,
        "at": now.isoformat(timespec="seconds"),
    }
    left_out = []
    sources = list(_sources(paths))
    fresh = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    try:
        with open(
            os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb"
        ) as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for name, path in sources:
                    try:
                        data, changed = _source(name, path, paths)
                    except FileNotFoundError:
                        continue
                    except OSError as error:
                        said = _NOT_IN.get(error.errno or 0)
                        because = _(said) if said else system_reason(error)
                        line = _("{name} is not in it: {why}")
                        left_out.append(line.format(name=display_path(Path(name)), why=because))
                        continue
                    _add(tar, name, data, changed)
                _add(tar, _ABOUT, json.dumps(about).encode(), now.timestamp())
            out.flush()
            durable.fsync_file(out.fileno())
        if replace:
            os.replace(fresh, file)
        else:
            durable.rename_new(os.fspath(fresh), os.fspath(file))
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    durable.fsync_dir(os.fspath(file.parent))
    return left_out


def _add(tar: tarfile.TarFile, name: str, data: bytes, changed: float) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(data), 0o600, changed
    tar.addfile(member, io.BytesIO(data))


def _limit(name: str) -> int:
    return MOST_BYTES if name.startswith("journal/") else _SMALL


# Restore


class Backup:
    """A backup that was checked whole; its members are read when they are asked for: a journal may be large."""

    def __init__(self, file: IO[bytes], places: dict[str, tuple[int, int]]) -> None:
        self._file, self._places = file, places

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in their order."""
        return tuple(self._places)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a member in pieces of whole lines. Raises OSError, also where the file was changed meanwhile."""
        return reading.split_line_blocks(self._read(*self._places[name]))

    def whole(self, name: str) -> bytes:
        """Return what a member holds. Raises OSError as `pieces` does."""
        return b"".join(self._read(*self._places[name]))

    def _read(self, at: int, left: int) -> Iterator[bytes]:
        while left:
            piece = os.pread(self._file.fileno(), min(_PIECE, left), at)
            if not piece:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            at, left = at + len(piece), left - len(piece)
            yield piece


@contextmanager
def open_backup(file: Path) -> Iterator[Backup]:
    """Open a backup, all of its members checked before any is used. Raises Refused or OSError."""
    try:
        fd = reading.open_regular(os.fspath(file))
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise InvalidBackup(_("it is no backup")) from None
        raise
    with open(fd, "rb") as inside:
        yield _checked(inside)


def _checked(file: IO[bytes]) -> Backup:
    if os.fstat(file.fileno()).st_size > MOST_BYTES:
        raise InvalidBackup(_("it is no backup"))
    places: dict[str, tuple[int, int]] = {}
    try:
        _look_through(file)
        with tarfile.open(fileobj=file, mode="r:") as tar:
            for member in tar:
                data = tar.extractfile(member) if _fits(member, places) else None
                if data is None:
                    raise InvalidBackup(
                        _("'{name}' is nothing that a backup has").format(
                            name=single_line(member.name)[:60]
                        )
                    )
                _check_lines(data)
                places[member.name] = member.offset_data, member.size
    except (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError, MemoryError):
        raise InvalidBackup(_("it is no backup, or damaged")) from None
    backup = Backup(file, places)
    _check_about(backup.whole(_ABOUT) if _ABOUT in places else b"")
    return backup


def _look_through(file: IO[bytes]) -> None:
    """Look at the headers alone: those that tarfile reads whole are small in ours. Raises ReadError, or leaves it to
    tarfile to say what is wrong."""
    try:
        while len(header := file.read(tarfile.BLOCKSIZE)) == tarfile.BLOCKSIZE and header.strip(
            b"\0"
        ):
            found = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
            start = file.tell()
            if found.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
                more = file.read(found.size) if 0 <= found.size <= _LONGEST_HEADER else b" size="
                if b" size=" in more or b" GNU.sparse" in more:  # another length than the header's
                    raise tarfile.ReadError
            file.seek(start + -(-found.size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE)
    except tarfile.HeaderError:
        pass
    file.seek(0)


def _check_lines(file: IO[bytes]) -> None:
    """Read a member to its end. Raises ReadError as soon as a line of it is longer than any of ours."""
    line = 0
    while piece := file.read(_LOOK):
        end = piece.rfind(b"\n")
        line = line + len(piece) if end < 0 else len(piece) - end - 1
        if line > _LONGEST_LINE:
            raise tarfile.ReadError


def _fits(member: tarfile.TarInfo, before: Collection[str]) -> bool:
    plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
    known = _MEMBER.fullmatch(member.name) is not None and member.name not in before
    return plain and known and 0 <= member.size <= _limit(member.name) and len(before) < _MOST_FILES


def _check_about(data: bytes) -> None:
    try:
        about = json.loads(data)
        format, device = about["format"], about["device"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise InvalidBackup(_("it is no backup, or damaged")) from None
    if type(format) is not int or format > FORMAT:
        raise InvalidBackup(_("it was made by a newer calmtui"))
    if format < 1 or not isinstance(device, str):
        raise InvalidBackup(_("it is no backup, or damaged"))


def restore(backup: Backup, paths: Paths, journal: Journal) -> RestoreReport:
    """Add what is missing here; nothing that is here is changed, and what is erased stays so. Raises OSError.

    A lock in it comes into the journal's folder only, as one from another machine would: nothing is sealed to its keys
    until the person has accepted it, and one that is accepted here stays.
    """
    done = RestoreReport()
    for name in backup.names:
        if name.startswith("journal/lock"):
            _restore_file(name, backup.whole(name), journal.folder / name.partition("/")[2], done)
    _restore_journal(backup, journal, done)
    places = {"settings.toml": paths.settings, "choices.toml": paths.choices}
    for name in backup.names:
        folder, _slash, rest = name.partition("/")
        if folder == "routines":
            places[name] = paths.routines / rest
        elif folder == "state":
            places[name] = paths.state / rest
        if name in places:
            data = backup.whole(name)
            _restore_file(
                name,
                journal.lock.seal_text(data) if name == "state/draft" else data,
                places[name],
                done,
            )
    return done


def _restore_file(name: str, data: bytes, path: Path, done: RestoreReport) -> None:
    if os.path.lexists(path):
        if not name.startswith("state/") and not _same(path, data):
            done.different.append(name)
        return
    _create(path, data)
    done.created.append(name)


def _same(path: Path, data: bytes) -> bool:
    """Whether a file holds just that; one that can't be read is another."""
    try:
        return reading.read_file(os.fspath(path), len(data)) == data
    except OSError:
        return False


def _create(path: Path, data: bytes) -> None:
    """A whole file where there is none; one that has come meanwhile stays. Raises OSError."""
    ensure_private_dir(path.parent)
    with suppress(FileExistsError):
        durable.create_file(os.fspath(path), data)


def _restore_journal(backup: Backup, journal: Journal, done: RestoreReport) -> None:
    """Files of other devices that are not here come back whole; what else is missing goes to this device's own file.

    So no file ever has two writers, even where the backup is another machine's. Nothing is held but pieces of files,
    the ids of records, and what is erased.
    """
    names = [name for name in backup.names if name.endswith(".jsonl")]
    erased = journal.erased_sessions(strict=True)
    stones = set()
    for name in names:
        for piece in backup.pieces(name):
            if found := tombstones(piece):
                erased |= found
                stones.add(name)
    own = {journal.device(), json.loads(backup.whole(_ABOUT))["device"]}
    # Tombstones first: should this be cut off, nothing erased is back.
    for name in sorted(names, key=lambda name: name not in stones):
        file = name.partition("/")[2]
        pieces = (kept for piece in backup.pieces(name) if (kept := drop_sessions(piece, erased)))
        path = journal.folder / file
        if os.path.lexists(path) or (device_of(file) in own and file != journal.device_file().name):
            done.records += journal.add_missing(pieces)
        elif (first := next(pieces, None)) is not None:
            ensure_private_dir(path.parent)
            with suppress(FileExistsError):
                durable.create_file_from(
                    os.fspath(path), _as_kept(chain((first,), pieces), journal, done)
                )
            done.created.append(name)
    journal.compact()


def _as_kept(pieces: Iterable[bytes], journal: Journal, done: RestoreReport) -> Iterator[bytes]:
    """Yield lines as they may be written here, their records counted.

    Raises OSError when a lock is put on before the last of them: the first were not sealed yet.
    """
    was_on = journal.lock.is_on
    for piece in pieces:
        done.records += sum(1 for _, record in parse_lines(piece) if record is not None)
        yield journal.lock.seal_lines(piece)
    if journal.lock.is_on and not was_on:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
