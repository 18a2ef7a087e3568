"""What this machine alone keeps: small named texts, and one file for each run while it lasts.

That file holds the words that were parked, and a lock that says the run is on. It goes when the run ends.
"""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path

from calmtui import durable
from calmtui.beside import within
from calmtui.clean import clean
from calmtui.paths import private_folder

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


class State:
    """The state folder. `private`, or no folder, keeps everything in memory alone.

    `patience` is how many seconds the disk may take before what it does goes on without whoever asked; None: any.
    """

    def __init__(self, folder: Path | None = None, *, private: bool = False, patience: float | None = None) -> None:
        self.private = private
        self._patience = patience
        self._folder = None if private else folder
        self._texts: dict[str, str] = {}
        self._words: dict[str, str] = {}
        self._locks: dict[str, int] = {}

    def get(self, name: str) -> str:
        """A small text by its name; empty when there is none."""
        if self._folder is None:
            return self._texts.get(name, "")
        try:
            return (self._folder / name).read_text("utf-8", "replace").strip("\n")
        except OSError:
            return ""

    def put(self, name: str, text: str) -> bool:
        """Keep a small text, or forget it when empty; says whether the disk took it."""
        if self._folder is None:
            self._texts[name] = text
            return True
        path = self._folder / name

        def write() -> None:
            if text:
                private_folder(path.parent)
                durable.replace(os.fspath(path), f"{text}\n".encode())
            else:
                path.unlink(missing_ok=True)

        try:
            within(self._patience, write)
        except OSError:
            return False
        return True

    def clear(self) -> None:
        """Forget every text that a person gave: the draft, what a card was offered for, the words of ended runs."""
        for name in ("draft", "offered"):
            self.put(name, "")
            if self._folder is not None:
                for left in self._folder.glob(f".{name}.*"):  # of a write that was cut off
                    with suppress(OSError):
                        left.unlink()
        self.tidy(frozenset())

    # A run while it lasts

    def take(self, session: str) -> bool:
        """Say that this process runs a session; False when another one does. A disk that refuses stops nothing."""
        if self._folder is None or session in self._locks or not _SESSION.fullmatch(session):
            return True
        path = self._path(session)

        def lock() -> bool:
            private_folder(path.parent)
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(fd)
                return False
            self._locks[session] = fd
            return True

        try:
            return within(self._patience, lock)
        except OSError:
            return True

    def held(self, session: str) -> bool:
        """Whether another process runs this session now."""
        if self._folder is None or session in self._locks or not _SESSION.fullmatch(session):
            return False
        return _locked(self._path(session))

    def park(self, session: str, words: str) -> bool:
        """Keep a run's words on this machine until it ends; says whether the disk took them."""
        self._words[session] = words
        fd = self._locks.get(session)
        if fd is None:
            return self._folder is None
        data = words.encode("utf-8", "replace")

        def write() -> bool:
            os.ftruncate(fd, 0)
            written = os.pwrite(fd, data, 0)
            os.fsync(fd)
            return written == len(data)

        try:
            return within(self._patience, write)
        except OSError:
            return False

    def parked(self, session: str) -> str:
        """The words parked in a run; empty when there are none here."""
        if session in self._words or self._folder is None or not _SESSION.fullmatch(session):
            return self._words.get(session, "")
        try:
            return clean(self._path(session).read_text("utf-8", "replace"))
        except OSError:
            return ""

    def waiting_words(self) -> str:
        """The words parked last in a run that has not ended, whichever process runs it."""
        if self._folder is None:
            return ""
        try:
            paths = sorted((self._folder / "open").iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
            return next((text for path in paths if (text := path.read_text("utf-8", "replace").strip())), "")
        except OSError:
            return ""

    def close(self, session: str) -> None:
        """The run has ended: its words are forgotten, its file goes."""
        self._words.pop(session, None)
        fd = self._locks.pop(session, None)
        path = self._path(session) if self._folder is not None and _SESSION.fullmatch(session) else None

        def remove() -> None:
            try:
                if path is not None:
                    path.unlink(missing_ok=True)
            finally:
                if fd is not None:
                    os.close(fd)

        with suppress(OSError):
            within(self._patience, remove)

    def tidy(self, runs: frozenset[str]) -> None:
        """Forget the words of every run but these and those that are on now."""
        if self._folder is None:
            return
        with suppress(OSError):
            for path in (self._folder / "open").iterdir():
                if path.name not in runs and path.name not in self._locks and not _locked(path):
                    path.unlink(missing_ok=True)

    def _path(self, session: str) -> Path:
        assert self._folder is not None
        return self._folder / "open" / session


def _locked(path: Path) -> bool:
    try:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(fd)
    return False
