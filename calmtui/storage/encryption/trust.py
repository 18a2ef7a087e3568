"""Which lock counts: the one accepted on this machine, and how the shared one stands to it.

The lock in the journal's folder only brings a lock here: it is never followed, and never taken
over, until the user's own passphrase has proved it.
"""

from __future__ import annotations

import os
from typing import Literal

from calmtui.storage import files
from calmtui.storage.encryption.lock_files import (
    LOCK_FILE,
    CannotEncrypt,
    Lock,
    fingerprint,
    is_same_lock,
    read_lock_bytes,
    read_lock_file,
    read_shared_locks,
)
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.journal import Journal
from calmtui.text.i18n import N_, _

SharedLockState = Literal["", "new", "other", "opened", "unreadable"]
WARNINGS: dict[SharedLockState, str] = {
    "new": N_(
        "The journal's folder has a lock that is not accepted on this computer. If "
        "it is yours: calmtui lock"
    ),
    "other": N_(
        "The journal's folder has a different lock from this computer's. If it is "
        "yours: calmtui lock"
    ),
    "opened": N_(
        "Another computer unlocked the journal. Here it stays locked until you run calmtui unlock."
    ),
    "unreadable": N_(
        "The lock.json in the journal's folder can't be read. Remove it, or bring it back."
    ),
}


def shared_lock(journal: Journal) -> Lock | None:
    """Return the lock in the journal's folder; None when there is none that can be read."""
    return read_lock_file(journal.folder / LOCK_FILE)


def accepted_lock(journal: Journal) -> Lock | None:
    """Return the lock that is on, as accepted here; None when there is none, or a damaged one.

    Raises OSError where that can't be told.
    """
    try:
        lock = journal.lock.accepted()
    except CannotEncrypt:
        return None
    return None if lock is None or lock.get("open") else lock


def shared_lock_state(journal: Journal) -> SharedLockState:
    """Return how the shared lock stands to the accepted one; empty when all is well.

    It is `new` here, has `other` keys than those accepted, was `opened` elsewhere, or is
    `unreadable`.
    """
    accepted, shared = accepted_lock(journal), shared_lock(journal)
    if shared is None:
        return "unreadable" if os.path.lexists(journal.folder / LOCK_FILE) else ""
    is_accepted = accepted is not None and is_same_lock(accepted, shared)
    if shared.get("open"):
        return "opened" if is_accepted else ""
    if accepted is None:
        return "new"
    return "" if is_accepted else "other"


def new_warning(journal: Journal) -> str:
    """Return the warning about the shared lock, once for each; empty when there is no new one."""
    if journal.is_private:
        return ""
    try:
        state = shared_lock_state(journal)
        shared = shared_lock(journal)
        mark = f"{state} {fingerprint(shared) if shared else ''}".encode()
        path = journal.lock_copy.with_name("told")
        if not state or read_lock_bytes(path) == mark:
            return ""
        ensure_private_dir(path.parent)
        files.replace_file(path, mark, sync=False)
    except OSError:
        return ""
    return _(WARNINGS[state])


def offered_locks(journal: Journal) -> list[Lock]:
    """Return the locks in the journal's folder that are not accepted here, its lock.json first."""
    accepted = accepted_lock(journal)
    locks = read_shared_locks(journal.folder)
    return [lock for lock in locks if accepted is None or not is_same_lock(accepted, lock)]
