"""Open a locked journal with what a person typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.storage.encryption import convert, keys, lock_files

if TYPE_CHECKING:
    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.journal import Journal


def find_key(journal: Journal, typed: str) -> PrivateKeys | None:
    """Return the key that a passphrase or a recovery key gives; None when it opens nothing.

    A passphrase that was set on another machine is taken over, but in a private session.
    """
    locks = lock_files.read_lock_files(journal.folder, journal.lock_copy)
    key = keys.unlock_with(typed, locks) or keys.find_recovery(typed, journal.records())
    if key is not None and not journal.is_private:
        convert.adopt_new_passphrase(journal, key)
    return key
