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
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from calmtui import __version__, durable
from calmtui.clean import one_line
from calmtui.journal import Journal, device_of, lines, tombstones, without
from calmtui.paths import Paths, private_folder
from calmtui.words import _

FORMAT = 1
MOST_BYTES = 1 << 30  # of a backup: more is none of ours
_MOST_FILES = 20_000
_SMALL = 1 << 20  # bytes of any file that is no journal
_ABOUT = "about.json"
_STATE = re.compile(r"draft|offered|welcomed|delay-[\w-]{1,64}", re.ASCII)
_MEMBER = re.compile(
    r"about\.json|settings\.toml|choices\.toml|routines/(?:[\w-]{1,32}/)?[^/\0.][^/\0]{0,250}\.toml"
    r"|journal/lock(?:-[0-9A-Za-z]{1,64})?\.json|journal/[A-Za-z0-9][\w.-]{0,200}\.jsonl|state/(?:draft|offered|welcomed|delay-[\w-]{1,64})",
    re.ASCII,
)


class Refused(Exception):
    """A file that is no backup of ours, with the reason."""


@dataclass
class Restored:
    """What a restore has done: records and lines added, files made, files that are different here and stay so."""

    records: int = 0
    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


# Backup


def _sources(paths: Paths) -> Iterator[tuple[str, Path]]:
    """Every file of a backup, by its name in it."""
    for path in (paths.settings, paths.choices):
        yield path.name, path
    for path in sorted((*paths.routines.glob("*.toml"), *paths.routines.glob("*/*.toml"))):
        yield f"routines/{path.relative_to(paths.routines).as_posix()}", path
    for path in sorted(paths.state.glob("*")):
        if _STATE.fullmatch(path.name):
            yield f"state/{path.name}", path
    for path in sorted((*paths.journal.glob("lock*.json"), *paths.journal.glob("*.jsonl"))):
        yield f"journal/{path.name}", path


def back_up(paths: Paths, device: str, now: datetime, file: Path, *, replace: bool = False) -> list[str]:
    """Write everything to `file`, for its owner alone; gives the names of what can't be in it.

    Raises FileExistsError when there is such a file already, unless it is to be replaced, and OSError.
    """
    about = {"format": FORMAT, "calmtui": __version__, "device": device, "at": now.isoformat(timespec="seconds")}
    left_out = []
    fresh = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    try:
        with open(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for name, path in _sources(paths):
                    try:
                        found = path.stat()
                        data = path.read_bytes() if stat.S_ISREG(found.st_mode) else None
                    except FileNotFoundError:
                        continue
                    if data is None or not _MEMBER.fullmatch(name) or len(data) > _limit(name):
                        left_out.append(name)
                    else:
                        _add(tar, name, data, found.st_mtime)
                _add(tar, _ABOUT, json.dumps(about).encode(), now.timestamp())
            out.flush()
            os.fsync(out.fileno())
        _put(fresh, file, replace=replace)
    finally:
        fresh.unlink(missing_ok=True)
    durable.sync_folder(os.fspath(file.parent))
    return left_out


def _add(tar: tarfile.TarFile, name: str, data: bytes, changed: float) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(data), 0o600, changed
    tar.addfile(member, io.BytesIO(data))


def _put(fresh: Path, file: Path, *, replace: bool) -> None:
    """Give a whole file its name; without `replace` only if no other has it. Raises FileExistsError or OSError."""
    if not replace:
        try:
            os.link(fresh, file)
            return
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
                raise
        if os.path.lexists(file):  # a stick without hard links
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(file))
    os.replace(fresh, file)


def _limit(name: str) -> int:
    return MOST_BYTES if name.startswith("journal/") else _SMALL


# Restore


def read(file: Path) -> dict[str, bytes]:
    """The members of a backup, all of them checked before any is used. Raises Refused or OSError."""
    fd = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(fd, "rb") as opened:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise Refused(_("it is no backup"))
        members: dict[str, bytes] = {}
        try:
            with tarfile.open(fileobj=opened, mode="r:") as tar:
                for member in tar:
                    data = tar.extractfile(member) if _fits(member, members) else None
                    if data is None:
                        raise Refused(
                            _("'{name}' is nothing that a backup has").format(name=one_line(member.name)[:60])
                        )
                    members[member.name] = data.read()
        except (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError, MemoryError):
            raise Refused(_("it is no backup, or damaged")) from None
    _check(members)
    return members


def _fits(member: tarfile.TarInfo, before: dict[str, bytes]) -> bool:
    plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
    known = _MEMBER.fullmatch(member.name) is not None and member.name not in before
    return plain and known and 0 <= member.size <= _limit(member.name) and len(before) < _MOST_FILES


def _check(members: dict[str, bytes]) -> None:
    try:
        about = json.loads(members[_ABOUT])
        format, device = about["format"], about["device"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise Refused(_("it is no backup, or damaged")) from None
    if type(format) is not int or format > FORMAT:
        raise Refused(_("it was made by a newer calmtui"))
    if format < 1 or not isinstance(device, str):
        raise Refused(_("it is no backup, or damaged"))


def restore(members: dict[str, bytes], paths: Paths, journal: Journal) -> Restored:
    """Add what is missing here; nothing that is here is changed, and what is erased stays so. Raises OSError.

    A lock in it comes into the journal's folder only, as one from another machine would: nothing is sealed to its keys
    until the person has accepted it, and one that is accepted here stays.
    """
    done = Restored()
    for name, data in members.items():
        if name.startswith("journal/lock"):
            _restore_file(name, data, journal.folder / name.partition("/")[2], done)
    _restore_journal(members, journal, done)
    places = {"settings.toml": paths.settings, "choices.toml": paths.choices}
    for name, data in members.items():
        folder, _slash, rest = name.partition("/")
        if folder == "routines":
            places[name] = paths.routines / rest
        elif folder == "state":
            places[name] = paths.state / rest
        if name in places:
            _restore_file(name, journal.lock.text(data) if name == "state/draft" else data, places[name], done)
    return done


def _restore_file(name: str, data: bytes, path: Path, done: Restored) -> None:
    if os.path.lexists(path):
        if not name.startswith("state/") and path.read_bytes() != data:
            done.kept.append(name)
        return
    _create(path, data)
    done.made.append(name)


def _create(path: Path, data: bytes) -> None:
    """A whole file where there is none; one that has come meanwhile stays. Raises OSError."""
    private_folder(path.parent)
    fresh = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            _put(fresh, path, replace=False)
    finally:
        fresh.unlink(missing_ok=True)
    durable.sync_folder(os.fspath(path.parent))


def _restore_journal(members: dict[str, bytes], journal: Journal, done: Restored) -> None:
    """Files of other devices that are not here come back whole; what else is missing goes to this device's own file.

    So no file ever has two writers, even where the backup is another machine's.
    """
    files = {name.partition("/")[2]: data for name, data in members.items() if name.endswith(".jsonl")}
    erased = journal.erased().union(*map(tombstones, files.values()))
    own = {journal.device(), json.loads(members[_ABOUT])["device"]}
    # Tombstones first: should this be cut off, nothing erased is back.
    for name in sorted(files, key=lambda name: not tombstones(files[name])):
        data = without(files[name], erased)
        path = journal.folder / name
        if os.path.lexists(path) or (device_of(name) in own and name != journal.own_file().name):
            done.records += journal.add_missing(data)
        elif data:
            done.records += sum(1 for _, record in lines(data) if record is not None)
            _create(path, journal.lock.lines(data))
            done.made.append(f"journal/{name}")
    journal.compact()
