"""Checks of the files: who can read them, what is in their way, and what was left behind."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from calmtui.cli.checks.finding import FIX_HINT, Finding
from calmtui.content.routine_file import is_copy
from calmtui.storage.folders import foreign_symlink
from calmtui.storage.paths import Paths
from calmtui.storage.reading import read_file
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path

_FULL_DISK_BYTES = 1_000_000  # a disk with less left is as good as full
_MAX_NAME_BYTES = 4096  # of a file that only names something
_ABANDONED_SECONDS = 600.0  # age at which nobody writes a temporary file any more
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{8}|device\.[0-9a-f]{8}")
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_OTHERS = 0o077

_wrong = partial(Finding, "files", "wrong")


def check_files(paths: Paths, now: float) -> Iterator[Finding]:
    """Look at everything that calmtui writes; `now` is in seconds since 1970."""
    is_good = True
    for finding in _check_all(paths, now):
        is_good = False
        yield finding
    if is_good:
        yield Finding("files", "good", _("Only your account can read what calmtui saves."))


def check_sync_copies(paths: Paths) -> Iterator[Finding]:
    """Name every copy that a sync program made of settings or a routine, where two differed."""
    for path in (*_list_folder(paths.config), *_list_folder(paths.routines)):
        if path.suffix == ".toml" and is_copy(path.name):
            what = _("A copy that a sync program made is ignored.")
            do = _("Compare it with the original, keep what you want, and remove it.")
            yield Finding("files", "note", what, display_path(path), do)


def read_name(path: Path) -> str:
    """Return what a file names; empty when it cannot be read."""
    try:
        return read_file(os.fspath(path), _MAX_NAME_BYTES).decode("ascii", "replace").strip()
    except OSError:
        return ""


def unreadable(path: Path, error: OSError) -> Finding:
    """Return the finding that something cannot be looked at."""
    why = system_reason(error, N_("the disk would not save it"))
    what = _("This can't be checked: {why}.").format(why=why)
    do = _("Give yourself access (chmod 700), or check the disk.")
    return _wrong(what, display_path(path), do)


def _check_all(paths: Paths, now: float) -> Iterator[Finding]:
    for folder in (paths.journal, paths.state):
        yield from _check_folder(folder)
    yield from _check_state(paths.state, now)
    yield from _check_journal(paths, now)
    for path in (paths.settings, paths.choices):
        # What else is wrong with them is told with what they say.
        yield from _check_file(path)
    if not os.path.lexists(paths.config):
        return
    try:
        os.listdir(paths.config)
    except OSError as error:
        yield unreadable(paths.config, error)
    yield from _check_temporary(_list_folder(paths.config), now)


def _check_state(folder: Path, now: float) -> Iterator[Finding]:
    for path in _walk(folder):
        if _TEMPORARY.fullmatch(path.name):
            yield from _check_temporary([path], now)
        else:
            yield from _check_kind(path)
            yield from _check_file(path)


def _check_journal(paths: Paths, now: float) -> Iterator[Finding]:
    device = read_name(paths.state / "device") or "/"
    for path in _list_folder(paths.journal):
        if _TEMPORARY.fullmatch(path.name):
            yield from _check_temporary([path], now)
        elif path.suffix in (".jsonl", ".json"):
            yield from _check_kind(path)
            # Other machines' files come with any mode: a closed folder closes them.
            if path.name.startswith(device) or paths.journal.stat().st_mode & _OTHERS:
                yield from _check_file(path)


def _list_folder(folder: Path) -> list[Path]:
    """Return everything in a folder; nothing of one that is named as unreadable elsewhere."""
    try:
        return sorted(folder / name for name in os.listdir(folder))
    except OSError:
        return []


def _walk(folder: Path) -> Iterator[Path]:
    """Yield everything in a folder, but not behind links."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(parent, name) for name in sorted(names))
        yield from (Path(parent, name) for name in folders)


def _check_kind(path: Path) -> Iterator[Finding]:
    """Name what is no file in the place of one: a pipe, a device, a link that leads nowhere."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        yield unreadable(path, error)
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        what = _("There is something that is not a file where calmtui's file should be.")
        do = _("Move it away: calmtui makes a file there.")
        yield _wrong(what, display_path(path), do)


def _check_missing_folder(path: Path) -> Iterator[Finding]:
    """Look whether a folder that is not there yet can be made."""
    parent = path.parent
    while not os.path.lexists(parent) and parent != parent.parent:
        parent = parent.parent
    if not os.access(parent, os.W_OK | os.X_OK):
        do = _("Give yourself access (chmod 700), or check whether the disk is read-only.")
        what = _("calmtui can't make its folder: nothing is saved.")
        yield _wrong(what, display_path(path), do)


def _check_folder(path: Path) -> Iterator[Finding]:
    """Look at a folder that calmtui writes into."""
    try:
        link = foreign_symlink(os.fspath(path))
        status = path.stat()
    except FileNotFoundError:
        # It is made when there is something to save.
        yield from _check_missing_folder(path)
        return
    except OSError as error:
        yield unreadable(path, error)
        return
    if not stat.S_ISDIR(status.st_mode):
        what = _("There is a file where calmtui's folder should be.")
        do = _("Move it away: calmtui makes a folder there.")
        yield _wrong(what, display_path(path), do)
    elif link is not None:
        yield _foreign_link(Path(link))
    elif status.st_uid != os.geteuid():
        yield _foreign(path)
    else:
        yield from _check_own_folder(path, status.st_mode)


def _check_own_folder(path: Path, mode: int) -> Iterator[Finding]:
    if mode & _OTHERS:
        yield _open_to_others(path, _FOLDER_MODE)
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        what = _("calmtui can't write here: nothing is saved.")
        do = _("Give yourself access (chmod 700), or check whether the disk is read-only.")
        yield _wrong(what, display_path(path), do)
    disk = os.statvfs(path)
    if disk.f_bavail * disk.f_frsize < _FULL_DISK_BYTES:
        do = _("Free some space: until then nothing is saved.")
        yield _wrong(_("This disk is full."), display_path(path), do)


def _check_file(path: Path) -> Iterator[Finding]:
    """Look at a file that only its owner should be able to read."""
    try:
        status = path.lstat()
        mode = status.st_mode
        if stat.S_ISLNK(mode):
            # A link of one's own is one's own affair.
            if foreign_symlink(os.fspath(path)) is not None:
                yield _foreign_link(path)
        elif status.st_uid != os.geteuid():
            yield _foreign(path)
        elif stat.S_ISDIR(mode) and path.suffix == ".jsonl":
            what = _("There is a folder where calmtui's file should be.")
            do = _("Move it away: calmtui makes a file there.")
            yield _wrong(what, display_path(path), do)
        elif mode & _OTHERS:
            yield _open_to_others(path, _FOLDER_MODE if stat.S_ISDIR(mode) else _FILE_MODE)
    except FileNotFoundError:
        return  # not there, or removed meanwhile
    except OSError as error:
        yield unreadable(path, error)


def _foreign(path: Path) -> Finding:
    do = _("Give it to your account (chown), or move it away: calmtui writes nothing there.")
    return _wrong(_("This belongs to another account."), display_path(path), do)


def _foreign_link(path: Path) -> Finding:
    do = _("Remove the link, or make it yourself: calmtui does not write through it.")
    return _wrong(_("A link made by another account leads here."), display_path(path), do)


def _open_to_others(path: Path, mode: int) -> Finding:
    what = _("Other accounts can read this file.")
    if mode == _FOLDER_MODE:
        what = _("Other accounts can look into this folder.")
    return _wrong(what, display_path(path), _(FIX_HINT), partial(_set_mode, path, mode))


def _set_mode(path: Path, mode: int) -> None:
    """Make a file or folder its owner's alone, if it is ours. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        os.fchmod(fd, mode)
    finally:
        os.close(fd)


def _check_temporary(paths: Iterable[Path], now: float) -> Iterator[Finding]:
    """Name the temporary files that nobody can be writing any more."""
    for path in paths:
        if not _TEMPORARY.fullmatch(path.name):
            continue
        try:
            age = now - path.lstat().st_mtime
        except FileNotFoundError:
            continue
        if age > _ABANDONED_SECONDS:
            what = _("This was left over when calmtui was stopped while writing.")
            yield _wrong(what, display_path(path), _(FIX_HINT), path.unlink)
