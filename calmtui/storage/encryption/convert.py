"""Encrypt or decrypt this device's files in place.

An end at any point loses nothing: whatever was not done is done by doing it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from calmtui.storage import disk, files, reading
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption.keys import PrivateKeys
from calmtui.storage.encryption.lock_files import (
    LOCK_FILE,
    VERSION,
    CannotEncrypt,
    Lock,
    fingerprint,
    is_same_lock,
    keys_digest,
    lock_paths,
    passphrase_version,
    read_lock_bytes,
    read_lock_file,
    read_lock_files,
    strip_local_keys,
    write_lock_file,
)
from calmtui.storage.encryption.seal import SEALED_END, is_plaintext
from calmtui.storage.encryption.trust import accepted_lock, shared_lock
from calmtui.storage.journal import Journal

_DIGEST_LETTERS = 16  # of a lock's keys, in the name of a file beside lock.json


def lock(journal: Journal, device: DeviceStore, lock_file: Lock) -> bool:
    """Put a lock on that was made here, or proved; return whether all of this device is sealed.

    One of other keys that was accepted before stays beside it: it may be needed. Raises OSError.
    """
    _sealed_mark(journal).unlink(missing_ok=True)
    _replace_lock(journal.lock_copy.parent, lock_file)
    _share(journal, lock_file)
    return encrypt_pending(journal, device)


def encrypt_pending(journal: Journal, device: DeviceStore) -> bool:
    """Seal what this device has in plain text while the lock is on; return whether all is.

    A mark in the state folder says that all is sealed to these keys, and then this is quick.
    Raises OSError.
    """
    accepted = accepted_lock(journal)
    if accepted is None:
        return True
    _share(journal, accepted)
    mark = _sealed_mark(journal)
    done = fingerprint(accepted).encode()
    with suppress(OSError):
        if read_lock_bytes(mark) == done:
            return True
    device.forget_activity()
    is_sealed = device.convert(journal.lock.seal_text)
    for path in journal.device_files():
        is_sealed = _convert_file(journal, path, journal.lock.seal_lines) and is_sealed
    if is_sealed:
        files.replace_file(mark, done)
    return is_sealed


def unlock(journal: Journal, device: DeviceStore, key: PrivateKeys) -> bool:
    """Take the lock off, opening what this device has; return whether all of it is.

    The key must be one of the accepted lock, if there is one. The lock file stays, open, while
    another machine has sealed records in the journal: it opens them with it. Raises OSError.
    """
    locks = read_lock_files(journal.folder, journal.lock_copy)
    opened = next(filter(key.opens, locks), None) or {"v": VERSION, "recipients": key.public}
    opened = {**opened, "open": True}
    # A folder in its place stops nothing: this machine's own copy is what counts.
    with suppress(OSError):
        _replace_lock(journal.folder, opened)
    _sealed_mark(journal).unlink(missing_ok=True)
    # From here on records are written in plain text.
    _replace_lock(journal.lock_copy.parent, opened)
    is_open = device.convert(key.open_text)
    for path in journal.device_files():
        is_open = _convert_file(journal, path, key.open_lines) and is_open
    if is_open and not sealed_files(journal):
        _remove_lock_files(journal)
    return is_open


def change_passphrase(journal: Journal, key: PrivateKeys, passphrase: str) -> None:
    """Wrap the key of the accepted lock with another passphrase; what is sealed stays as it is.

    Cut off at any point, the old passphrase or the new one opens everything, and the next start
    finishes it. Raises OSError.
    """
    accepted = accepted_lock(journal)
    if accepted is None:
        raise CannotEncrypt("the journal is not locked")
    changed = key.wrap(accepted, passphrase)
    write_lock_file(journal.lock_copy, changed)
    _share(journal, changed)
    for path in (journal.lock_copy, journal.folder / LOCK_FILE):
        # What was cut off may be of an older passphrase, which would open it.
        for stale in files.stale_temp_files(path):
            with suppress(FileNotFoundError):
                os.unlink(stale)


def adopt_new_passphrase(journal: Journal, key: PrivateKeys) -> None:
    """Take over the passphrase set on another machine, once the user's own typing has proved it.

    Nothing else changes: a lock of other keys is not taken over, nor an older passphrase.
    """
    with suppress(OSError):
        accepted, shared = accepted_lock(journal), shared_lock(journal)
        if accepted is None or shared is None or shared not in key.proven_locks:
            return
        is_newer = passphrase_version(shared) > passphrase_version(accepted)
        if is_newer and is_same_lock(accepted, shared):
            write_lock_file(journal.lock_copy, shared)


def sealed_files(journal: Journal) -> list[Path]:
    """Return the files of the journal, of any device, with sealed records. Raises OSError."""
    return [path for path in journal.files() if SEALED_END in reading.read_file(path)]


def plain_files(journal: Journal) -> list[Path]:
    """Return the files of the journal, of any device, with plain text. Raises OSError."""
    return [
        path
        for path in journal.files()
        if any(map(is_plaintext, reading.read_file(path).split(b"\n")))
    ]


def _share(journal: Journal, accepted: Lock) -> None:
    """Put the accepted lock into the journal's folder.

    As its lock.json where that is ours to write, or beside it: a lock.json of other keys that is
    on may be another machine's, and only the user can tell.
    """
    lock_file = strip_local_keys(accepted)
    shared = shared_lock(journal)
    if shared is not None and is_same_lock(shared, lock_file):
        if not shared.get("open") and _is_older(shared, lock_file):
            _replace_lock(journal.folder, lock_file)
        return
    if shared is None:
        is_ours = not os.path.lexists(journal.folder / LOCK_FILE)
    else:
        is_ours = bool(shared.get("open"))
    if is_ours:
        _replace_lock(journal.folder, lock_file)
        return
    beside = _path_beside(journal.folder, lock_file)
    if _is_older(read_lock_file(beside), lock_file):
        write_lock_file(beside, lock_file)


def _replace_lock(folder: Path, lock_file: Lock) -> None:
    """Replace a folder's lock.json; one of other keys stays under another name."""
    earlier = read_lock_file(folder / LOCK_FILE)
    if earlier is not None and not is_same_lock(earlier, lock_file):
        write_lock_file(_path_beside(folder, earlier), earlier)
    write_lock_file(folder / LOCK_FILE, lock_file)


def _is_older(earlier: Lock | None, lock_file: Lock) -> bool:
    if earlier is None or not is_same_lock(earlier, lock_file):
        return True
    return passphrase_version(earlier) < passphrase_version(lock_file)


def _remove_lock_files(journal: Journal) -> None:
    folders = (journal.lock_copy.parent, journal.folder)
    for path in (*lock_paths(folders[0], "lock-"), *lock_paths(folders[1])):
        path.unlink(missing_ok=True)
    # Last: until then this machine knows that it is open.
    journal.lock_copy.unlink(missing_ok=True)
    for folder in folders:
        disk.fsync_dir(folder)


def _sealed_mark(journal: Journal) -> Path:
    """Return the file that says to which keys all of this device is sealed."""
    return journal.lock_copy.with_name("sealed")


def _path_beside(folder: Path, lock_file: Lock) -> Path:
    return folder / f"lock-{keys_digest(lock_file)[:_DIGEST_LETTERS]}.json"


def _convert_file(journal: Journal, path: Path, change: Callable[[bytes], bytes]) -> bool:
    """Rewrite a file of the journal; return False when another process holds it too long.

    Most of the work is done before the file's lock is taken, so that a run beside this does not
    wait for it.
    """
    recipients = journal.lock.recipients()
    before = reading.read_file(path)
    before = before[: before.rfind(b"\n") + 1]
    after = change(before)

    def finish(current: bytes) -> bytes:
        # What an end left half written, in plain text or not.
        for other in list(path.parent.iterdir()):
            if other.name.startswith(f".{path.name}."):
                other.unlink(missing_ok=True)
        # Turned again meanwhile: whoever did that converts this file too.
        if journal.lock.recipients() != recipients:
            return current
        if current.startswith(before):
            return after + change(current[len(before) :])
        return change(current)

    try:
        files.rewrite_file(path, finish)
    except BlockingIOError:
        return False
    return True
