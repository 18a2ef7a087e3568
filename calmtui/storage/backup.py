"""Everything a user has in one file, a plain tar.

Its members: `settings.toml`, `choices.toml`, `routines/...`, `state/...` and `journal/...`, each
byte by byte, and last `about.json` (format, version, device, when): a copy that was cut short has
none. Parked texts are not in it.
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
from datetime import datetime
from pathlib import Path

from calmtui import __version__
from calmtui.storage import disk, files, reading
from calmtui.storage.paths import Paths
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path

FORMAT = 1
ABOUT = "about.json"
MAX_BYTES = 1 << 30  # of a backup, and of a journal in it
_MAX_OTHER_BYTES = 1 << 20
_MAY_BE_LINKS = ("settings.toml", "choices.toml")  # users keep them elsewhere
_REASONS = {
    errno.EINVAL: N_("it does not belong in a backup"),
    errno.EISDIR: N_("it does not belong in a backup"),
    errno.EFBIG: N_("it is too large"),
    errno.ELOOP: N_("it is a link that leads elsewhere"),
}
_STATE_NAMES = r"(?:draft|offered|welcomed|delay-[\w-]{1,64})"
_STATE = re.compile(_STATE_NAMES, re.ASCII)
_MEMBER = re.compile(
    r"about\.json|settings\.toml|choices\.toml"
    r"|routines/(?:[\w-]{1,32}/)?[^/\0.][^/\0]{0,250}\.toml"
    r"|journal/lock(?:-[0-9A-Za-z]{1,64})?\.json"
    r"|journal/[A-Za-z0-9][\w.-]{0,200}\.jsonl"
    rf"|state/{_STATE_NAMES}",
    re.ASCII,
)


def create_backup(
    paths: Paths, device: str, now: datetime, file: Path, *, replace: bool = False
) -> list[str]:
    """Write everything to a file, for its owner alone; return a line for each file left out.

    Args:
        paths: The user's folders.
        device: The name of this device.
        now: When it is made.
        file: The backup.
        replace: Replace a file that is there.

    Raises:
        FileExistsError: There is such a file already.
        OSError: The disk refuses, or a folder can't be looked into: a copy without what is in it
            is none.
    """
    about = {
        "format": FORMAT,
        "calmtui": __version__,
        "device": device,
        "at": now.isoformat(timespec="seconds"),
    }
    sources = list(_sources(paths))
    temporary = file.with_name(f".{file.name}.{os.urandom(4).hex()}")
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        with open(os.open(temporary, flags, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                left_out = _add_sources(tar, sources, paths)
                _add(tar, ABOUT, json.dumps(about).encode(), now.timestamp())
            out.flush()
            disk.fsync_file(out.fileno())
        if replace:
            os.replace(temporary, file)
        else:
            files.rename_new(temporary, file)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    disk.fsync_dir(file.parent)
    return left_out


def is_member(name: str) -> bool:
    """Return whether a backup may have a file of this name."""
    return _MEMBER.fullmatch(name) is not None


def max_bytes(name: str) -> int:
    """Return how large a member of this name may be."""
    return MAX_BYTES if name.startswith("journal/") else _MAX_OTHER_BYTES


def _add_sources(tar: tarfile.TarFile, sources: list[tuple[str, Path]], paths: Paths) -> list[str]:
    """Add files; return a line for each that is left out."""
    left_out = []
    for name, path in sources:
        try:
            data, changed = _read_source(name, path, paths)
        except FileNotFoundError:
            continue
        except OSError as error:
            reason = _REASONS.get(error.errno or 0)
            why = _(reason) if reason else system_reason(error)
            line = _("{name} was left out: {why}")
            left_out.append(line.format(name=display_path(name), why=why))
            continue
        _add(tar, name, data, changed)
    return left_out


def _add(tar: tarfile.TarFile, name: str, data: bytes, changed: float) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    member.mode = 0o600
    member.mtime = changed
    tar.addfile(member, io.BytesIO(data))


def _sources(paths: Paths) -> Iterator[tuple[str, Path]]:
    """Yield every file of a backup, by its name in it. Raises OSError."""
    for path in (paths.settings, paths.choices):
        yield path.name, path
    for name in _routines(paths.routines):
        yield f"routines/{name}", paths.routines / name
    for name in reading.list_names(paths.state):
        if _STATE.fullmatch(name):
            yield f"state/{name}", paths.state / name
    for name in reading.list_names(paths.journal):
        if name.endswith(".jsonl") or (name.startswith("lock") and name.endswith(".json")):
            yield f"journal/{name}", paths.journal / name


def _routines(folder: Path) -> Iterator[str]:
    """Yield the user's own routines, and their translations in folders below. Raises OSError."""
    languages = []
    for name in reading.list_names(folder):
        if name.endswith(".toml"):
            yield name
        elif stat.S_ISDIR((folder / name).stat(follow_symlinks=False).st_mode):
            languages.append(name)
    for language in languages:
        for name in reading.list_names(folder / language, ".toml"):
            yield f"{language}/{name}"


def _read_source(name: str, path: Path, paths: Paths) -> tuple[bytes, float]:
    """Return what a file holds, and when it was changed.

    Raises OSError that says why it is left out.
    """
    if not is_member(name):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), os.fspath(path))
    if name not in _MAY_BE_LINKS and _leads_out(path, paths):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
    return reading.read_file(path, max_bytes(name)), path.stat().st_mtime


def _leads_out(path: Path, paths: Paths) -> bool:
    """Return whether a link leads from calmtui's folders to a file elsewhere. Raises OSError."""
    folders = (paths.routines, paths.journal, paths.state)
    folder = next(folder for folder in folders if path.is_relative_to(folder))
    home = os.path.realpath(folder.parent)
    return not os.path.realpath(path, strict=True).startswith(home.rstrip("/") + "/")
