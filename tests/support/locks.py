"""A journal that is locked by a passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calmtui.storage.encryption import keys, lock_files
from calmtui.storage.encryption.keys import PrivateKeys
from calmtui.storage.journal import Journal
from tests.support.past_sessions import Life

CHEAP = {"n": 16, "r": 8, "p": 1}  # what a guess costs here


def cheap(passphrase: str) -> tuple[dict[str, Any], str]:
    """A lock that costs nothing to open, and its recovery key: what is looked at here is not what a
    guess costs.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_SCRYPT", CHEAP)
        return keys.create_lock(passphrase)


LOCK, RECOVERY = cheap("a passphrase")


def locked(path: Path) -> Journal:
    """A journal with a lock on it, made here."""
    journal = Journal(path / "journal", path / "state")
    put_on(journal)
    return journal


def locked_with_a_foreign_session(home: Path) -> None:
    """Save a session in a locked journal, and one beside it that its keys do not open."""
    journal = locked(home)
    life = Life()
    life.run(7, 5)
    journal.append(*life.records)
    sealed = '{"v":1,"id":"x","session":"foreign","age":"AAAA","what":"sealed"}\n'
    journal.folder.joinpath("other.jsonl").write_text(sealed)


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
    monkeypatch.setattr(keys, "_SCRYPT", CHEAP)
