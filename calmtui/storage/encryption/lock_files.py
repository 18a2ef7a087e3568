"""Lock files: the public keys of a lock, and its private key wrapped with the passphrase.

A machine seals to the lock in its own state folder, which its user has accepted. The lock.json in
the journal's folder only brings that lock to other machines.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from calmtui.storage import files, reading
from calmtui.storage.folders import ensure_private_dir
from calmtui.text.i18n import N_

LOCK_FILE = "lock.json"
VERSION = 1
NOT_A_FILE = (errno.ENOENT, errno.ELOOP, errno.EISDIR, errno.EINVAL, errno.ENXIO)
_MAX_BYTES = 64 * 1024
_MAX_KEYS = 8
_MAX_FILES = 64
_LOCAL_KEYS = ("open", "sealed")  # say whether the lock is on, and are no part of it
_FINGERPRINT_DIGITS = 20
_FINGERPRINT_GROUP = 4

Lock = dict[str, Any]


class CannotEncrypt(OSError):
    """What must not be written in plain text can't be sealed; `strerror` tells the user why."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.ECANCELED, why)


def damaged_lock_error() -> CannotEncrypt:
    """Return the error for a lock file that is damaged."""
    return CannotEncrypt(
        N_("the journal's lock.json is damaged; another computer or a backup may have a good copy")
    )


def read_lock_bytes(path: reading.StrPath) -> bytes | None:
    """Read a lock file; None when there is none.

    Raises:
        CannotEncrypt: It is no file, or too large for one.
        OSError: It can't be read.
    """
    try:
        return reading.read_file(path, _MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno in (*NOT_A_FILE, errno.EFBIG):
            raise damaged_lock_error() from None
        raise


def parse_lock_file(data: bytes) -> Lock:
    """Return what a lock file says. Raises CannotEncrypt for a damaged or newer one."""
    import json  # noqa: PLC0415 - 2 ms, and home comes without

    try:
        lock: Lock = json.loads(data)
        version, keys = lock["v"], lock["recipients"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise damaged_lock_error() from None
    is_whole = isinstance(keys, list) and 0 < len(keys) <= _MAX_KEYS
    if not is_whole or not all(isinstance(key, str) for key in keys):
        raise damaged_lock_error()
    if version != VERSION:
        raise CannotEncrypt(N_("the journal was locked by a newer calmtui"))
    return lock


def read_lock_file(path: Path) -> Lock | None:
    """Return what a lock file says; None when there is none, or none that can be read."""
    try:
        data = read_lock_bytes(path)
        return None if data is None else parse_lock_file(data)
    except OSError:
        return None


def write_lock_file(path: Path, lock: Lock) -> None:
    """Replace a lock file, and sync it. Raises OSError: then it is as it was."""
    import json  # noqa: PLC0415 - 2 ms, and home comes without

    ensure_private_dir(path.parent)
    files.replace_file(path, (json.dumps(lock, indent=1) + "\n").encode())


def read_lock_files(folder: Path, accepted: Path) -> list[Lock]:
    """Return what every lock file says that can be read.

    Those accepted on this machine come first: however many others there are, they are tried.
    Raises OSError where a folder can't be looked into.
    """
    locks = _read_once((accepted, *lock_paths(accepted.parent, "lock-")))
    return locks + [lock for lock in read_shared_locks(folder) if lock not in locks]


def read_shared_locks(folder: Path) -> list[Lock]:
    """Return the locks in the journal's folder: its lock.json, older ones, conflict copies.

    Raises OSError where the folder can't be looked into.
    """
    return _read_once((folder / LOCK_FILE, *lock_paths(folder)))


def lock_paths(folder: Path, start: str = "lock") -> list[Path]:
    """Return the lock files in a folder, by name. Raises OSError where it can't be looked into."""
    names = reading.list_names(folder, ".json")
    return [folder / name for name in names if name.startswith(start)]


def strip_local_keys(lock: Lock) -> Lock:
    """Return a lock without whether it is on."""
    return {name: value for name, value in lock.items() if name not in _LOCAL_KEYS}


def passphrase_version(lock: Lock) -> int:
    """Return how often the passphrase of a lock was set: of two files, the higher is newer."""
    number = lock.get("changed", 0)
    return number if type(number) is int else 0


def is_same_lock(one: Lock, other: Lock) -> bool:
    """Return whether two files are of one lock: the same keys, whatever their passphrases."""
    return sorted(one["recipients"]) == sorted(other["recipients"])


def keys_digest(lock: Lock) -> str:
    """Return a digest of the keys of a lock."""
    from hashlib import sha256  # noqa: PLC0415 - dear, and only a locked journal needs it

    keys = "\n".join(sorted(lock["recipients"]))
    return sha256(keys.encode("utf-8", "replace")).hexdigest()


def fingerprint(lock: Lock) -> str:
    """Return the keys of a lock in twenty digits, to compare by eye."""
    digits = keys_digest(lock)[:_FINGERPRINT_DIGITS]
    starts = range(0, _FINGERPRINT_DIGITS, _FINGERPRINT_GROUP)
    return " ".join(digits[start : start + _FINGERPRINT_GROUP] for start in starts)


def _read_once(paths: Iterable[Path]) -> list[Lock]:
    """Return what lock files say, each once."""
    locks: list[Lock] = []
    for path in list(paths)[:_MAX_FILES]:
        lock = read_lock_file(path)
        if lock is not None:
            lock = strip_local_keys(lock)
            if lock not in locks:
                locks.append(lock)
    return locks
