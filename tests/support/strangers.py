"""What a stranger can do who may write to the journal's folder: every way to bring keys of their
own.

The stranger knows what lies in that folder, and no passphrase and no private key of the person's.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from calmtui.storage.encryption import convert as locking
from calmtui.storage.encryption import keys, lock_files
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.encryption.keys import PrivateKeys
from tests.support.locks import cheap

Attack = Callable[[Path, dict[str, Any] | None], None]


LOCK, _RECOVERY = cheap("known to the stranger alone")
_found = keys.unlock_with("known to the stranger alone", [LOCK])
_recovery = keys.unlock_with(_RECOVERY, [LOCK])
assert _found is not None
assert _recovery is not None
KEYS: tuple[PrivateKeys, ...] = (_found, _recovery)
PLANTED = "planted"  # the session of what the stranger wrote
_AGE = re.compile(rb"[A-Za-z0-9+/]{100,}=*")


def read(folder: Path) -> list[bytes]:
    """Everything under a folder that the stranger's keys open, but what the stranger put there."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            for sealed in _AGE.findall(path.read_bytes()):
                opened = filter(None, (key.open(sealed.decode()) for key in KEYS))
                found += [text for text in opened if PLANTED.encode() not in text]
    return found


def _write(kept: dict[str, Any], name: str = lock_files.LOCK_FILE) -> Attack:
    def attack(folder: Path, there: dict[str, Any] | None) -> None:
        _place(folder / name).write_text(json.dumps(kept))

    return attack


def _place(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return path


def _changed(
    change: Callable[[dict[str, Any]], dict[str, Any]], name: str = lock_files.LOCK_FILE
) -> Attack:
    """The person's lock, or where there is none the stranger's, with a change."""

    def attack(folder: Path, there: dict[str, Any] | None) -> None:
        _place(folder / name).write_text(json.dumps(change(there or LOCK)))

    return attack


def _named_as_ours(folder: Path, there: dict[str, Any] | None) -> None:
    """The stranger's keys under the name that the person's lock has beside another one."""
    _place(locking._path_beside(folder, there or LOCK)).write_text(json.dumps(LOCK))
    _place(folder / lock_files.LOCK_FILE).write_text(json.dumps(LOCK))


def _link(folder: Path, there: dict[str, Any] | None) -> None:
    _place(folder / ".theirs").write_text(json.dumps(LOCK))
    _place(folder / lock_files.LOCK_FILE).symlink_to(".theirs")


def _pipe(folder: Path, there: dict[str, Any] | None) -> None:
    os.mkfifo(_place(folder / lock_files.LOCK_FILE))


def _gone(folder: Path, there: dict[str, Any] | None) -> None:
    _place(folder / lock_files.LOCK_FILE)


def _with_records(folder: Path, there: dict[str, Any] | None) -> None:
    """The lock swapped, and records that are sealed to it, as if another machine went on."""
    _place(folder / lock_files.LOCK_FILE).write_text(json.dumps(LOCK))
    line = json.dumps(
        {"v": 1, "id": "p", "session": PLANTED, "what": "begun", "title": PLANTED}
    ).encode()
    (folder / "another.jsonl").write_bytes(sealing.seal_lines(line + b"\n", LOCK["recipients"]))


_THEIRS = LOCK["recipients"][0]
ATTACKS: dict[str, Attack] = {
    "swapped": _write(LOCK),
    "swapped, and sealed": _write({**LOCK, "sealed": True}),
    "swapped, with records": _with_records,
    "swapped, as a conflict copy": _write(LOCK, "lock.sync-conflict-20261124-1-ABC.json"),
    "swapped, under the name of ours": _named_as_ours,
    "added": _changed(lambda lock: {**lock, "recipients": [*lock["recipients"], _THEIRS]}),
    "added first": _changed(lambda lock: {**lock, "recipients": [_THEIRS, *lock["recipients"]]}),
    "the recovery key swapped": _changed(lambda lock: {**lock,
    "recipients": [lock["recipients"][0], _THEIRS]}),
    "the first key swapped": _changed(lambda lock: {**lock,
    "recipients": [_THEIRS, lock["recipients"][-1]]}),
    "the recovery key taken away": _changed(lambda lock: {**lock,
    "recipients": lock["recipients"][:1]}),
    "the first key taken away": _changed(lambda lock: {**lock,
    "recipients": lock["recipients"][1:]}),
    "the proof taken away": _changed(
        lambda lock: {name: lock[name] for name in ("v", "recipients", "scrypt",
        "wrapped")} | {"recipients": [_THEIRS]}
    ),
    "our keys, their passphrase": _changed(
        lambda lock: {**LOCK, "recipients": lock["recipients"], "changed": 10**9}
    ),
    "their keys, our passphrase": _changed(
        lambda lock: {**lock, "recipients": LOCK["recipients"], "changed": lock["changed"] + 1}
    ),
    "opened": _changed(lambda lock: {**lock, "open": True}),
    "swapped and opened": _write({**LOCK, "open": True}),
    "taken away": _gone,
    "a link": _link,
    "a pipe": _pipe,
}  # fmt: skip
