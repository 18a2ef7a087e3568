"""What this machine alone keeps: small named texts, and one file for each run while it lasts.

That file holds the words that were parked, and a lock that says the run is on. It goes when the run ends. While the
journal is locked, words are sealed to its keys, and what would tell of a session stays in memory.
"""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import suppress
from math import inf
from pathlib import Path

from calmtui import durable
from calmtui.beside import within
from calmtui.clean import clean
from calmtui.paths import private_folder
from calmtui.sealing import sealed_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from calmtui.keys import Key
    from calmtui.sealing import Lock

DRAFT = "draft"
LEFT = ".left"  # ends the name of the file that holds the words of a run that was left
_TELLING = ("offered", "delay-*", "openings/*")  # what is forgotten when the journal is locked
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


class State:
    """The state folder. `private`, or no folder, keeps everything in memory alone.

    `patience` is how many seconds the disk may take before what it does goes on without whoever asked; None: any.
    `lock` is the journal's. Sealed words are there for the process that wrote them, and for others only with `key`.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        private: bool = False,
        patience: float | None = None,
        lock: Lock | None = None,
    ) -> None:
        self.private = private
        self._patience = patience
        self._folder = None if private else folder
        self._lock = lock
        self.key: Key | None = None
        self._texts: dict[str, str] = {}
        self._words: dict[str, str] = {}
        self._locks: dict[str, int] = {}

    @property
    def locked(self) -> bool:
        """Whether what this keeps on the disk is sealed, or not kept there."""
        return self._folder is not None and self._lock is not None and self._lock.on

    def get(self, name: str) -> str:
        """A small text by its name; empty when there is none that can be read."""
        if self._folder is None or name in self._texts:
            return self._texts.get(name, "")
        return self._read(self._folder / name).strip("\n")

    def put(self, name: str, text: str) -> bool:
        """Keep a small text, or forget it when empty; says whether the disk took it.

        While the journal is locked a draft is sealed, and any other text stays in memory.
        """
        if self._folder is None or (self.locked and text and name != DRAFT):
            self._texts[name] = text
            return True
        self._texts.pop(name, None)
        path = self._folder / name

        def write() -> None:
            if text:
                private_folder(path.parent)
                durable.replace(os.fspath(path), self._written(text.encode("utf-8", "replace")) + b"\n")
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

    def runs(self) -> frozenset[str]:
        """The runs of this machine that have not ended."""
        if self._folder is None:
            return frozenset()
        try:
            return frozenset(os.listdir(self._folder / "open"))
        except OSError:
            return frozenset()

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

        def write() -> bool:
            data = self._written(words.encode("utf-8", "replace"))
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
        return clean(self._read(self._path(session)))

    def waiting_words(self) -> str:
        """The words parked last in a run that has not ended, whichever process runs it."""
        if self._folder is None:
            return ""
        try:
            paths = sorted((self._folder / "open").iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
            return next((text for path in paths if (text := self._read(path).strip())), "")
        except OSError:
            return ""

    def sealed_words(self) -> bool:
        """Whether there is a draft, or parked words, that only a key opens."""
        return any(sealed_text(_text(path)) for path in self._words_files())

    def turn(self, change: Callable[[bytes], bytes]) -> bool:
        """Put what `change` makes of the draft and of parked words in their place; says whether it could with all.

        Words of a run that is on are its own process's. Raises OSError when the disk refuses.
        """
        left = False
        for path in self._words_files():
            if path.name in self._locks or (path.name != DRAFT and _locked(path)):
                left = True
                continue
            before = path.read_bytes()
            if (after := change(before)) != before:
                durable.replace(os.fspath(path), after)
        return not left

    def forget_telling(self) -> None:
        """Forget the small texts that tell what was done, and what an end left half written. Raises OSError."""
        if self._folder is not None:
            for pattern in (*_TELLING, ".*", "open/.*"):
                for path in self._folder.glob(pattern):
                    path.unlink(missing_ok=True)

    def _words_files(self) -> list[Path]:
        """The draft, and the files of runs, that there are."""
        if self._folder is None:
            return []
        return [path for path in (self._folder / DRAFT, *(self._folder / "open").glob("[!.]*")) if path.is_file()]

    def _written(self, text: bytes) -> bytes:
        """A text as it may be written now. Raises OSError when it would have to be sealed, and can't be."""
        return text if self._lock is None else self._lock.text(text)

    def _read(self, path: Path) -> str:
        """A text of the disk; empty where there is none that can be read."""
        text = _text(path)
        if not sealed_text(text):
            return text
        opened = self.key.text(text.encode()).decode("utf-8", "replace") if self.key is not None else ""
        return "" if sealed_text(opened) else opened

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

    def leave(self, session: str) -> None:
        """The run was left: its words, if there are any, stay for a day, for `calmtui draft`."""
        words, fd = self.parked(session), self._locks.get(session)
        if not words or fd is None:
            self.close(session)
            return
        path = self._path(session)

        def put_aside() -> None:
            path.rename(path.with_name(path.name + LEFT))

        with suppress(OSError):
            within(self._patience, put_aside)
        self._words.pop(session, None)
        os.close(self._locks.pop(session))

    def forget_left(self) -> bool:
        """Forget the words of runs that were left; says whether that could be done."""
        if self._folder is None:
            return True
        try:
            for path in (self._folder / "open").glob(f"[!.]*{LEFT}"):
                path.unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def tidy(self, runs: frozenset[str], since: float = inf) -> None:
        """Forget the words of every run but these and those that are on now.

        Words of a run that was left, and sealed ones, of which nobody can tell the run without a key, stay if they
        are of `since`, in seconds since the epoch, or later.
        """
        if self._folder is None:
            return
        with suppress(OSError):
            for path in (self._folder / "open").iterdir():
                told = path.name.endswith(LEFT) or sealed_text(_text(path))
                fresh = told and path.stat().st_mtime >= since
                if path.name not in runs and path.name not in self._locks and not fresh and not _locked(path):
                    path.unlink(missing_ok=True)

    def _path(self, session: str) -> Path:
        assert self._folder is not None
        return self._folder / "open" / session


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


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
