"""Turning the lock: what this device has written, sealed in place or opened again. An end at any point loses nothing:
whatever was not done is done by doing it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from calmtui import durable, keys, sealing
from calmtui.journal import Journal
from calmtui.keys import Key
from calmtui.state import State


def current(journal: Journal) -> dict[str, Any] | None:
    """What the journal's lock file says; None when there is none, or none that can be read."""
    return _read(journal.folder / sealing.NAME)


def lock(journal: Journal, state: State, kept: dict[str, Any]) -> bool:
    """Put a lock on the journal, then seal; says whether all of this device is sealed. Raises OSError."""
    keys.keep(journal.lock_copy, kept)
    _put(journal, kept)
    return settle(journal, state)


def settle(journal: Journal, state: State) -> bool:
    """Seal what this device has in plain text while the journal is locked; says whether all is. Raises OSError.

    A copy of the lock file is kept on this machine, so that its records can be opened whatever becomes of the shared
    one; the copy says whether all is sealed, and then this is quick.
    """
    kept = current(journal)
    if kept is None or kept.get("open"):
        return True
    done = {**kept, "sealed": True}
    if _read(journal.lock_copy) == done:
        return True
    keys.keep(journal.lock_copy, kept)
    state.forget_telling()
    sealed = state.turn(journal.lock.text)
    for path in journal.own_files():
        sealed = _turn(journal, path, journal.lock.lines) and sealed
    if sealed:
        keys.keep(journal.lock_copy, done)
    return sealed


def unlock(journal: Journal, state: State, key: Key) -> bool:
    """Take the lock off, opening what this device has; says whether all of it is. Raises OSError.

    The lock file stays, open, while another machine has sealed records in the journal: it opens them with it.
    """
    known = keys.files(journal.folder, journal.lock_copy)
    kept = next((kept for kept in known if key.opens(kept)), {"v": sealing.VERSION, "recipients": key.public})
    _put(journal, {**kept, "open": True})  # from here on records are written in plain text
    opened = state.turn(key.text)
    for path in journal.own_files():
        opened = _turn(journal, path, key.lines) and opened
    if opened and not sealed_files(journal):
        for path in (journal.lock_copy, *sorted(journal.folder.glob("lock*.json"))):
            path.unlink(missing_ok=True)
        durable.sync_folder(os.fspath(journal.folder))
    return opened


def change(journal: Journal, state: State, kept: dict[str, Any], key: Key, passphrase: str) -> None:
    """Wrap the key with another passphrase; what is sealed stays as it is. Raises OSError."""
    keys.keep(journal.folder / sealing.NAME, {**kept, **key.wrapped(passphrase)})
    settle(journal, state)


def sealed_files(journal: Journal) -> list[Path]:
    """The files of the journal, of whatever device, that hold sealed records. Raises OSError."""
    return [path for path in sorted(journal.folder.glob("*.jsonl")) if sealing.MARK in path.read_bytes()]


def plain_files(journal: Journal) -> list[Path]:
    """The files of the journal, of whatever device, that hold records in plain text. Raises OSError."""

    files = sorted(journal.folder.glob("*.jsonl"))
    return [path for path in files if any(map(sealing.plain, path.read_bytes().split(b"\n")))]


def _put(journal: Journal, kept: dict[str, Any]) -> None:
    """Put a lock file in the place of the journal's; one of other keys stays under another name: it may be needed."""
    before = current(journal)
    if before is not None and before["recipients"] != kept["recipients"]:
        name = sha256(str(before["recipients"]).encode()).hexdigest()[:8]
        keys.keep(journal.folder / f"lock-{name}.json", before)
    keys.keep(journal.folder / sealing.NAME, kept)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return sealing.read(path.read_bytes())
    except (sealing.Refused, FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _turn(journal: Journal, path: Path, change: Callable[[bytes], bytes]) -> bool:
    """Rewrite a file of the journal; says whether it could: another process may hold it too long.

    Most of the work is done before the file's lock is taken, so that a run beside this does not wait for it.
    """
    turned = journal.lock.keys()
    before = path.read_bytes()
    before = before[: before.rfind(b"\n") + 1]
    after = change(before)

    def finish(now: bytes) -> bytes:
        for half in list(path.parent.iterdir()):
            if half.name.startswith(f".{path.name}."):  # what an end left half written, in plain text or not
                half.unlink(missing_ok=True)
        if journal.lock.keys() != turned:
            return now  # turned again meanwhile: whoever did that goes over this file too
        return after + change(now[len(before) :]) if now.startswith(before) else change(now)

    try:
        durable.rewrite(os.fspath(path), finish)
    except BlockingIOError:
        return False
    return True
