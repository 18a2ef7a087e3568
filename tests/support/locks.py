"""A journal that is locked by a passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calmtui.storage.encryption import keys, lock_files
from calmtui.storage.encryption.keys import PrivateKeys
from calmtui.storage.journal import Journal

LOCK, RECOVERY = keys.create_lock("a passphrase")


def locked(path: Path) -> Journal:
    """A journal with a lock on it, made here."""
    journal = Journal(path / "journal", path / "state")
    put_on(journal)
    return journal


def put_on(journal: Journal, lock: dict[str, Any] | None = None) -> None:
    """Put a lock on, as this machine does it."""
    lock_files.write_lock_file(journal.lock_copy, lock or LOCK)
    lock_files.write_lock_file(journal.folder / lock_files.LOCK_FILE, lock or LOCK)


def key(secret: str = "a passphrase") -> PrivateKeys:
    found = keys.unlock_with(secret, [LOCK])
    assert found is not None
    return found


KEY = key()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing costs nothing."""
    monkeypatch.setattr(keys, "_SCRYPT", {"n": 16, "r": 8, "p": 1})
