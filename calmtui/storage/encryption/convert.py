"""Turning the lock: what this device has written, sealed in place or opened again. An end at any point loses nothing:
whatever was not done is done by doing it again.

The lock that counts is the one that was accepted on this machine. The one in the journal's folder only brings it here:
it is never followed, and never taken over, until the person's own passphrase has proved it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from calmtui.storage import files as durable
from calmtui.storage import reading
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption import keys
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.encryption.keys import PrivateKeys
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.journal import Journal
from calmtui.text.i18n import N_, _, ngettext

SharedLockState = Literal["", "new", "other", "opened", "unreadable"]
WARNINGS: dict[SharedLockState, str] = {
    "new": N_(
        "The journal's folder has a lock that is not accepted on this machine. If it is yours: calmtui lock"
    ),
    "other": N_(
        "The journal's folder has another lock than this machine's. If it is yours: calmtui lock"
    ),
    "opened": N_("Another machine opened the journal. Here it stays sealed until calmtui unlock."),
    "unreadable": N_(
        "The lock.json in the journal's folder can't be read. Remove it, or bring it back."
    ),
}


def shared_lock(journal: Journal) -> dict[str, Any] | None:
    """What the lock file in the journal's folder says; None when there is none, or none that can be read."""
    return keys.read_lock_file(journal.folder / sealing.LOCK_FILE)


def accepted_lock(journal: Journal) -> dict[str, Any] | None:
    """The lock that is on, as accepted on this machine; None when there is none, or a damaged one.

    Raises OSError where that can't be told.
    """
    try:
        own = journal.lock.accepted()
    except sealing.CannotEncrypt:
        return None
    return None if own is None or own.get("open") else own


def shared_lock_state(journal: Journal) -> SharedLockState:
    """How the lock file in the journal's folder stands to what was accepted here; empty when all is well.

    It is `new` here, has `other` keys than those accepted, was `opened` elsewhere, or is `unreadable`.
    """
    own, there = accepted_lock(journal), shared_lock(journal)
    if there is None:
        return "unreadable" if os.path.lexists(journal.folder / sealing.LOCK_FILE) else ""
    if there.get("open"):
        return "opened" if own is not None and keys.is_same_lock(own, there) else ""
    if own is None:
        return "new"
    return "" if keys.is_same_lock(own, there) else "other"


def new_warning(journal: Journal) -> str:
    """What to tell of the lock in the journal's folder, once for each; empty when there is nothing, or it was told."""
    if journal.is_private:
        return ""
    try:
        found = shared_lock_state(journal)
        there = shared_lock(journal)
        told = f"{found} {keys.fingerprint(there) if there else ''}".encode()
        path = journal.lock_copy.with_name("told")
        if not found or sealing.read_lock_bytes(os.fspath(path)) == told:
            return ""
        ensure_private_dir(os.fspath(path.parent))
        durable.replace_file(os.fspath(path), told, sync=False)
    except OSError:
        return ""
    return _(WARNINGS[found])


def offered_locks(journal: Journal) -> list[dict[str, Any]]:
    """The locks in the journal's folder that are not accepted here; its lock.json first."""
    own = accepted_lock(journal)
    return [
        kept
        for kept in keys.read_shared_locks(journal.folder)
        if own is None or not keys.is_same_lock(own, kept)
    ]


def lock(journal: Journal, state: DeviceStore, kept: dict[str, Any]) -> bool:
    """Put a lock on that was made here, or proved; says whether all of this device is sealed. Raises OSError."""
    _take(journal, kept)
    return encrypt_pending(journal, state)


def encrypt_pending(journal: Journal, state: DeviceStore) -> bool:
    """Seal what this device has in plain text while the lock is on; says whether all is. Raises OSError.

    A mark in the state folder says that all is sealed to these keys, and then this is quick.
    """
    kept = accepted_lock(journal)
    if kept is None:
        return True
    _share(journal, kept)
    mark, done = _mark(journal), keys.fingerprint(kept).encode()
    with suppress(OSError):
        if sealing.read_lock_bytes(os.fspath(mark)) == done:
            return True
    state.forget_activity()
    sealed = state.convert(journal.lock.seal_text)
    for path in journal.device_files():
        sealed = _turn(journal, path, journal.lock.seal_lines) and sealed
    if sealed:
        durable.replace_file(os.fspath(mark), done)
    return sealed


def unlock(journal: Journal, state: DeviceStore, key: PrivateKeys) -> bool:
    """Take the lock off, opening what this device has; says whether all of it is. Raises OSError.

    The key must be one of the accepted lock, if there is one. The lock file stays, open, while another machine has
    sealed records in the journal: it opens them with it.
    """
    known = [
        kept for kept in keys.read_lock_files(journal.folder, journal.lock_copy) if key.opens(kept)
    ]
    kept = next(iter(known), {"v": sealing.VERSION, "recipients": key.public})
    with suppress(OSError):  # a folder in its place: this machine's own copy is what counts
        _put(journal.folder, {**kept, "open": True})
    _mark(journal).unlink(missing_ok=True)
    _put(
        journal.lock_copy.parent, {**kept, "open": True}
    )  # from here on records are written in plain text
    opened = state.convert(key.open_text)
    for path in journal.device_files():
        opened = _turn(journal, path, key.open_lines) and opened
    if opened and not sealed_files(journal):
        folders = (journal.lock_copy.parent, journal.folder)
        for path in (
            *keys.lock_paths(journal.lock_copy.parent, "lock-"),
            *keys.lock_paths(journal.folder),
        ):
            path.unlink(missing_ok=True)
        journal.lock_copy.unlink(
            missing_ok=True
        )  # last: until then this machine knows that it is open
        for folder in folders:
            durable.fsync_dir(os.fspath(folder))
    return opened


def change_passphrase(journal: Journal, key: PrivateKeys, passphrase: str) -> None:
    """Wrap the key of the accepted lock with another passphrase; what is sealed stays as it is. Raises OSError.

    Cut off at any point, the old passphrase or the new one opens everything, and the next start finishes it.
    """
    own = accepted_lock(journal)
    if own is None:
        raise sealing.CannotEncrypt("the journal is not locked")
    fresh = key.wrap(own, passphrase)
    keys.write_lock_file(journal.lock_copy, fresh)
    _share(journal, fresh)
    for path in (journal.lock_copy, journal.folder / sealing.LOCK_FILE):
        for left in durable.stale_temp_files(
            os.fspath(path)
        ):  # of one that was cut off: an older passphrase may open it
            with suppress(FileNotFoundError):
                os.unlink(left)


def adopt_new_passphrase(journal: Journal, key: PrivateKeys) -> None:
    """Take over the passphrase that was set on another machine, once the person's own typing has proved it.

    Nothing else changes: a lock of other keys is not taken over, nor one whose passphrase is an older one.
    """
    with suppress(OSError):
        own, there = accepted_lock(journal), shared_lock(journal)
        if (
            own is None
            or there is None
            or there not in key.proven_locks
            or not keys.is_same_lock(own, there)
        ):
            return
        if keys.passphrase_version(there) > keys.passphrase_version(own):
            keys.write_lock_file(journal.lock_copy, there)


def describe_too_costly(number: int) -> str:
    """That so many lock files are not tried."""
    said = ngettext(
        "{n} lock file asks for too much work, and is skipped.",
        "{n} lock files ask for too much work, and are skipped.",
        number,
    )
    return said.format(n=number)


def sealed_files(journal: Journal) -> list[Path]:
    """The files of the journal, of whatever device, that hold sealed records. Raises OSError."""
    return [
        path for path in journal.files() if sealing.SEALED_END in reading.read_file(os.fspath(path))
    ]


def plain_files(journal: Journal) -> list[Path]:
    """The files of the journal, of whatever device, that hold records in plain text. Raises OSError."""

    found = ((path, reading.read_file(os.fspath(path)).split(b"\n")) for path in journal.files())
    return [path for path, every in found if any(map(sealing.is_plaintext, every))]


def _take(journal: Journal, kept: dict[str, Any]) -> None:
    """Accept a lock on this machine; one of other keys that was accepted before stays beside it: it may be needed."""
    _mark(journal).unlink(missing_ok=True)
    _put(journal.lock_copy.parent, kept)
    _share(journal, kept)


def _share(journal: Journal, kept: dict[str, Any]) -> None:
    """Have the accepted lock in the journal's folder: as its lock.json where that is ours to write, or beside it.

    A lock.json of other keys that is on stays: it may be another machine's, and only the person can tell.
    """
    plain = {name: value for name, value in kept.items() if name not in ("open", "sealed")}
    path = journal.folder / sealing.LOCK_FILE
    there = shared_lock(journal)
    if there is None:
        ours = not os.path.lexists(path)
    elif keys.is_same_lock(there, plain):
        ours = not there.get("open") and _is_older(there, plain)
        if not ours:
            return
    else:
        ours = bool(there.get("open"))
    if ours:
        _put(journal.folder, plain)
    elif _is_older(keys.read_lock_file(beside := _beside(journal.folder, plain)), plain):
        keys.write_lock_file(beside, plain)


def _put(folder: Path, kept: dict[str, Any]) -> None:
    """Put a lock file in the place of a folder's; one of other keys stays under another name."""
    before = keys.read_lock_file(folder / sealing.LOCK_FILE)
    if before is not None and not keys.is_same_lock(before, kept):
        keys.write_lock_file(_beside(folder, before), before)
    keys.write_lock_file(folder / sealing.LOCK_FILE, kept)


def _is_older(there: dict[str, Any] | None, kept: dict[str, Any]) -> bool:
    return (
        there is None
        or not keys.is_same_lock(there, kept)
        or keys.passphrase_version(there) < keys.passphrase_version(kept)
    )


def _mark(journal: Journal) -> Path:
    """The file that says to which keys all of this device is sealed."""
    return journal.lock_copy.with_name("sealed")


def _beside(folder: Path, kept: dict[str, Any]) -> Path:
    name = sha256("\n".join(sorted(kept["recipients"])).encode("utf-8", "replace")).hexdigest()[:16]
    return folder / f"lock-{name}.json"


def _turn(journal: Journal, path: Path, change: Callable[[bytes], bytes]) -> bool:
    """Rewrite a file of the journal; says whether it could: another process may hold it too long.

    Most of the work is done before the file's lock is taken, so that a run beside this does not wait for it.
    """
    turned = journal.lock.recipients()
    before = reading.read_file(os.fspath(path))
    before = before[: before.rfind(b"\n") + 1]
    after = change(before)

    def finish(now: bytes) -> bytes:
        for half in list(path.parent.iterdir()):
            if half.name.startswith(
                f".{path.name}."
            ):  # what an end left half written, in plain text or not
                half.unlink(missing_ok=True)
        if journal.lock.recipients() != turned:
            return now  # turned again meanwhile: whoever did that goes over this file too
        return after + change(now[len(before) :]) if now.startswith(before) else change(now)

    try:
        durable.rewrite_file(os.fspath(path), finish)
    except BlockingIOError:
        return False
    return True
