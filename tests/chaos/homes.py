"""A home with something of everything, what may be done in it, and what must hold of it at any
instant.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import ExitStack, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from calmtui.cli import backup as backups
from calmtui.cli import draft as drafts
from calmtui.cli import forget as erasing
from calmtui.cli import lock as locking
from calmtui.cli import new as writing
from calmtui.cli import passphrase, recovery_key
from calmtui.cli import restore as restoring
from calmtui.cli import unlock as unlocking
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption import keys, lock_files
from calmtui.storage.encryption.keys import PrivateKeys
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from tests.support.locks import CHEAP, cheap
from tests.support.records import record

OLD, NEW = "the old passphrase", "the new passphrase"
SECRET = "distinctive"
SESSIONS = tuple(f"s{n}" for n in range(6))
DRAFT = f"{SECRET} draft"
HALVES = {f"s{n}": f"{SECRET} answers {n}" for n in range(2)}


LOCK, RECOVERY = cheap(OLD)


class Home:
    """A home under one folder; `locked` with the old passphrase or plain."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = Journal(folder / "journal", folder / "state")
        self.state = DeviceStore(folder / "state", lock=self.journal.lock)

    def fill(self, *, locked: bool) -> None:
        """Put sessions, a draft, half-finished answers, settings and a routine there."""
        for session in SESSIONS:
            self.journal.append(record(session=session, title=f"{SECRET} {session}", pad="x" * 300))
        self.state.put("draft", DRAFT)
        for session, answers in HALVES.items():
            assert self.state.half_files.put(session, answers)
        (self.folder / "settings.toml").write_text('partner = "a friend"\n')
        (self.folder / "routines").mkdir()
        (self.folder / "routines" / "mine.toml").write_text("format = 1\n")
        if locked:
            from calmtui.storage.encryption import convert as turning

            assert turning.lock(self.journal, self.state, LOCK)

    def key(self, *secrets: str) -> PrivateKeys | None:
        """The key that one of these passphrases gives here, if it is found."""
        files = lock_files.read_lock_files(self.journal.folder, self.journal.lock_copy)
        return next(filter(None, (keys.unlock_with(secret, files) for secret in secrets)), None)

    def sessions(self, key: PrivateKeys | None) -> set[str]:
        """The sessions that can be read with a key."""
        reader = Journal(self.journal.folder, self.folder / "state")
        reader.key = key
        return {one["session"] for one in reader.records() if one["what"] == "begun"}

    def draft(self, key: PrivateKeys | None) -> str:
        """The draft as it can be read with a key."""
        state = DeviceStore(self.folder / "state", lock=self.journal.lock)
        state.key = key
        return state.get("draft")

    def halves(self, key: PrivateKeys | None) -> dict[str, str]:
        """The half-finished answers as they can be read with a key."""
        files = DeviceStore(self.folder / "state", lock=self.journal.lock).half_files
        return {session: files.get(session, key) for session in files.sessions()}

    def plain(self) -> list[str]:
        """The files that say something that can be read by anyone."""
        found = [
            path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()
        ]
        return [str(path) for path in found if SECRET.encode() in path.read_bytes()]


def told(home: Path, *secrets: str) -> Any:
    """The environment in which a command runs that asks for these, one after the other; the last
    again and again.
    """
    given = list(secrets)

    def secret(prompt: str) -> str:
        return given.pop(0) if len(given) > 1 else (given[0] if given else "")

    class All:
        def __enter__(self) -> None:
            os.environ["CALMTUI_HOME"] = str(home)
            self.stack = ExitStack()
            null = self.stack.enter_context(open(os.devnull, "w"))
            for one in (
                patch.object(passphrase, "read_secret", secret),
                patch.object(passphrase, "has_terminal", lambda *_: True),
                patch.object(passphrase, "hidden_input", nullcontext),
                patch.object(passphrase, "signals_exit", nullcontext),
                patch.object(recovery_key, "show", lambda _: True),
                patch.object(keys, "_SCRYPT", CHEAP),
                redirect_stdout(null),
                redirect_stderr(null),
            ):
                self.stack.enter_context(one)

        def __exit__(self, *_: object) -> None:
            self.stack.close()

    return All()


def lock(home: Path) -> int:
    """`calmtui lock`."""
    with told(home, OLD):
        return locking.lock(False)


def change(home: Path) -> int:
    """`calmtui lock --change`."""
    with told(home, OLD, NEW):
        return locking.lock(True)


def unlock(home: Path) -> int:
    """`calmtui unlock`."""
    with told(home, OLD):
        return unlocking.unlock()


def forget(home: Path) -> int:
    """`calmtui forget --all --yes`."""
    with told(home, OLD):
        return erasing.forget([], None, True, True)


def backup(home: Path) -> int:
    """`calmtui backup FILE --force`."""
    with told(home):
        return backups.backup(str(home / "backup.tar"), True)


def restore(home: Path) -> int:
    """`calmtui restore FILE`."""
    with told(home):
        return restoring.restore(str(home / "from.tar"))


def draft(home: Path) -> int:
    """`calmtui draft --forget`."""
    with told(home):
        return drafts.draft(True)


def new(home: Path) -> int:
    """`calmtui new fresh`."""
    with told(home):
        return writing.new("fresh", None)


ACTS: dict[str, Callable[[Path], int]] = {
    "lock": lock, "change": change, "unlock": unlock, "forget": forget, "backup": backup,
    "restore": restore,
    "draft": draft, "new": new,
}  # fmt: skip


def paths(home: Path) -> Paths:
    """The places of a home."""
    return Paths(home, home, home / "state")


def about_lock(home: Path) -> str:
    """What the two lock files say, for a fault."""
    return json.dumps(
        [
            str(lock_files.read_lock_file(home / part / lock_files.LOCK_FILE))[:300]
            for part in ("state", "journal")
        ]
    )
