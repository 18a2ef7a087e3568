"""Folders that only their owner can enter."""

from __future__ import annotations

import errno
import os
import stat

from calmtui.storage.disk import foreign_owner_error, fsync_dir, refuse_foreign_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from calmtui.storage.reading import StrPath

_MAX_LINKS = 40


def make_private_dir(path: StrPath) -> None:
    """Make a folder, and any missing above it, that only its owner can enter (0700).

    The umask does not matter. A folder that is there stays as it is. Raises OSError.
    """
    path = os.fspath(path)
    if os.path.isdir(path):
        return
    parent = os.path.dirname(path)
    if parent != path:
        make_private_dir(parent)
    refuse_foreign_folder(parent)
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        if not os.path.isdir(path):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path) from None
        return
    os.chmod(path, 0o700)
    try:  # noqa: SIM105 - contextlib is dear
        fsync_dir(parent)
    except PermissionError:  # a folder that may be written in but not read
        pass


def ensure_private_dir(path: StrPath) -> bool:
    """Make sure that a folder exists and that only its owner can enter it.

    Returns:
        Whether others could enter it until now.

    Raises:
        PermissionError: It is another account's, or is reached through a link of another account.
        OSError: The disk refuses.
    """
    make_private_dir(path)
    status = os.stat(path)
    if status.st_uid != os.geteuid():
        raise foreign_owner_error(path)
    link = foreign_symlink(path)
    if link is not None:
        raise PermissionError(errno.EPERM, "the link to it belongs to another account", link)
    if stat.S_IMODE(status.st_mode) & 0o077 == 0:
        return False
    os.chmod(path, 0o700)
    return True


def foreign_symlink(path: StrPath, max_links: int = _MAX_LINKS) -> str | None:
    """Return the first link on the way to `path` that neither this account nor root made.

    Raises OSError, also for links that lead in a circle.
    """
    if not max_links:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
    current = ""
    for name in os.path.abspath(path).split("/")[1:]:
        current = f"{current}/{name}"
        status = os.lstat(current)
        if not stat.S_ISLNK(status.st_mode):
            continue
        if status.st_uid not in (0, os.geteuid()):
            return current
        target = os.path.join(os.path.dirname(current), os.readlink(current))
        foreign = foreign_symlink(target, max_links - 1)
        if foreign is not None:
            return foreign
    return None
