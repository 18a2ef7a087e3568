"""What this machine alone keeps: small named texts, and one file for each run while it lasts.

That file holds the words that were parked, and a lock that says the run is on. It goes when the run ends. While the
journal is locked, words are sealed to its keys, and what would tell of a session stays in memory.
"""

from __future__ import annotations

import _thread
import errno
import os
import re
import stat
from contextlib import suppress
from math import inf
from pathlib import Path

from calmtui.storage import files as durable
from calmtui.storage.background import run_with_timeout
from calmtui.storage.encryption.seal import sealed_text
from calmtui.text.sanitize import sanitize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.encryption.seal import JournalLock

DRAFT = "draft"
LEFT = ".left"  # ends the name of the file that holds the words of a run that was left
_TELLING = re.compile(
    r"offered|delay-.*|\..*", re.DOTALL
)  # what is forgotten when the journal is locked
_MOST = 1 << 20  # bytes of a text: more is none of ours
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
        lock: JournalLock | None = None,
    ) -> None:
        self.private = private
        self._patience = patience
        self._folder = None if private else folder
        self._lock = lock
        self.key: PrivateKeys | None = None
        self._texts: dict[str, str] = {}
        self._words: dict[str, str] = {}
        self._locks: dict[str, int] = {}
        self._parking = _thread.allocate_lock()

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
                durable.ensure_private_dir(path.parent)
                durable.replace_file(
                    os.fspath(path), self._written(text.encode("utf-8", "replace")) + b"\n"
                )
            else:
                durable.remove(os.fspath(path))

        try:
            run_with_timeout(self._patience, write)
        except OSError:
            return False
        return True

    def look(self) -> None:
        """Make sure that what a person gave can be looked into. Raises OSError: then nobody knows what there is."""
        for path in self._words_files():
            durable.read(os.fspath(path))

    def clear(self) -> None:
        """Forget every text that a person gave: the draft, what a card was offered for, the words of ended runs.

        Raises OSError when some of it is still there.
        """
        self._texts.clear()
        if self._folder is None:
            return
        for name in _listed(self._folder):
            if name in (DRAFT, "offered") or name.startswith((f".{DRAFT}.", ".offered.")):
                durable.remove(os.fspath(self._folder / name))
        self._tidy(frozenset(), inf)

    # A run while it lasts

    def claim(self, session: str) -> bool:
        """Say that this process runs a session; False when another one does. A disk that refuses stops nothing."""
        if self._folder is None or session in self._locks or not _SESSION.fullmatch(session):
            return True
        path = self._path(session)

        def lock() -> bool:
            durable.ensure_private_dir(path.parent)
            fd = _opened(path, os.O_CREAT)
            try:
                free = durable.lock(fd) is not False  # a disk without locks can't tell
                if free:
                    self._locks[session] = fd
                return free
            finally:
                if self._locks.get(session) != fd:
                    os.close(fd)

        try:
            return run_with_timeout(self._patience, lock)
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

    def known(self, sessions: Collection[str]) -> list[str]:
        """Those of these sessions of which anything is kept here: one look, however many they are."""
        if self._folder is None:
            there = set[str]()
        else:
            try:
                there = set(_listed(self._folder / "open"))
            except OSError:  # nobody can tell: each is looked at by itself
                return list(sessions)
        return [id for id in sessions if id in there or id in self._locks or id in self._words]

    def claimed_elsewhere(self, session: str) -> bool:
        """Whether another process runs this session now."""
        if self._folder is None or session in self._locks or not _SESSION.fullmatch(session):
            return False
        return _locked(self._path(session))

    def park(self, session: str, words: str) -> bool:
        """Keep a run's words on this machine until it ends; says whether the disk took them.

        When it does not, those that it took before are still there.
        """
        self._words[session] = words
        if session not in self._locks:
            return self._folder is None
        path = self._path(session)

        def write() -> None:
            with (
                self._parking
            ):  # one that a slow disk has held up comes before this one, with these words
                text = self._words.get(session, "")
                fd = durable.put(os.fspath(path), self._written(text.encode("utf-8", "replace")))
                before = self._locks.get(session)
                if before is None:  # the run has ended meanwhile
                    os.close(fd)
                    durable.remove(os.fspath(path))
                    return
                self._locks[session] = fd
                os.close(before)
            durable.fsync_dir(os.path.dirname(path))

        try:
            run_with_timeout(self._patience, write)
        except OSError:
            return False
        return True

    def parked(self, session: str) -> str:
        """The words parked in a run; empty when there are none here."""
        if session in self._words or self._folder is None or not _SESSION.fullmatch(session):
            return self._words.get(session, "")
        return sanitize(self._read(self._path(session)))

    def waiting_words(self) -> str:
        """The words parked last in a run that has not ended, whichever process runs it."""
        if self._folder is None:
            return ""
        with suppress(OSError):
            paths = [path for path in self._words_files() if path.name != DRAFT]
            paths.sort(key=lambda path: path.stat().st_mtime, reverse=True)
            return next((text for path in paths if (text := self._read(path).strip())), "")
        return ""

    def sealed_words(self) -> bool:
        """Whether there is a draft, or parked words, that only a key opens."""
        return any(sealed_text(_text(path)) for path in self._words_files())

    def convert(self, change: Callable[[bytes], bytes]) -> bool:
        """Put what `change` makes of the draft and of parked words in their place; says whether it could with all.

        Words of a run that is on are its own process's. Raises OSError when the disk refuses.
        """
        left = False
        for path in self._words_files():
            if path.name in self._locks or (path.name != DRAFT and _locked(path)):
                left = True
                continue
            before = durable.read(os.fspath(path))
            if (after := change(before)) != before:
                durable.replace_file(os.fspath(path), after)
        return not left

    def forget_activity(self) -> None:
        """Forget the small texts that tell what was done, and what an end left half written. Raises OSError."""
        if self._folder is None:
            return
        found = [self._folder / name for name in _listed(self._folder) if _TELLING.fullmatch(name)]
        openings, runs = self._folder / "openings", self._folder / "open"
        found += [openings / name for name in _listed(openings)]
        found += [runs / name for name in _listed(runs) if name.startswith(".")]
        for path in found:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in found}:
            durable.fsync_dir(os.fspath(folder))

    def _words_files(self) -> list[Path]:
        """The draft, and the files of runs, that there are. Raises OSError where that can't be told."""
        if self._folder is None:
            return []
        runs = self._folder / "open"
        found = [self._folder / DRAFT] if DRAFT in _listed(self._folder) else []
        named = (name for name in _listed(runs) if _SESSION.fullmatch(name.removesuffix(LEFT)))
        return found + [runs / name for name in named]

    def _written(self, text: bytes) -> bytes:
        """A text as it may be written now. Raises OSError when it would have to be sealed, and can't be."""
        return text if self._lock is None else self._lock.text(text)

    def _read(self, path: Path) -> str:
        """A text of the disk; empty where there is none that can be read."""
        text = _text(path)
        if not sealed_text(text):
            return text
        opened = (
            self.key.text(text.encode()).decode("utf-8", "replace") if self.key is not None else ""
        )
        return "" if sealed_text(opened) else opened

    def release(self, session: str) -> None:
        """The run has ended: its words are forgotten, its file goes."""
        self._words.pop(session, None)
        fd = self._locks.pop(session, None)
        path = (
            self._path(session)
            if self._folder is not None and _SESSION.fullmatch(session)
            else None
        )

        def remove() -> None:
            try:
                if path is not None:
                    durable.remove(os.fspath(path))
            finally:
                if fd is not None:
                    os.close(fd)

        with suppress(OSError):
            run_with_timeout(self._patience, remove)

    def leave(self, session: str) -> None:
        """The run was left: its words, if there are any, stay for a day, for `calmtui draft`."""
        words, fd = self.parked(session), self._locks.get(session)
        if not words or fd is None:
            self.release(session)
            return
        path = self._path(session)

        def put_aside() -> None:
            path.rename(path.with_name(path.name + LEFT))

        with suppress(OSError):
            run_with_timeout(self._patience, put_aside)
        self._words.pop(session, None)
        os.close(self._locks.pop(session))

    def forget_left(self) -> bool:
        """Forget the words of runs that were left; says whether that could be done."""
        if self._folder is None:
            return True
        try:
            for path in self._words_files():
                if path.name.endswith(LEFT):
                    durable.remove(os.fspath(path))
        except OSError:
            return False
        return True

    def remove_orphans(self, runs: frozenset[str], since: float = inf) -> None:
        """Forget the words of every run but these and those that are on now.

        Words of a run that was left, and sealed ones, of which nobody can tell the run without a key, stay if they
        are of `since`, in seconds since the epoch, or later.
        """
        with suppress(OSError):
            self._tidy(runs, since)

    def _tidy(self, runs: frozenset[str], since: float) -> None:
        if self._folder is None:
            return
        gone = False
        folder = self._folder / "open"
        for path in (folder / name for name in _listed(folder)):
            told = path.name.endswith(LEFT) or sealed_text(_text(path))
            fresh = told and path.stat().st_mtime >= since
            if (
                path.name not in runs
                and path.name not in self._locks
                and not fresh
                and not _locked(path)
            ):
                path.unlink(missing_ok=True)
                gone = True
        if gone:
            durable.fsync_dir(os.fspath(folder))

    def _path(self, session: str) -> Path:
        assert self._folder is not None
        return self._folder / "open" / session


def _text(path: Path) -> str:
    try:
        return durable.read(os.fspath(path), _MOST).decode("utf-8", "replace")
    except OSError:
        return ""


def _listed(folder: Path) -> list[str]:
    """Everything in a folder, hidden or not; nothing where there is none. Raises OSError."""
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        return []


def _opened(path: Path, more: int = 0) -> int:
    """Open the file of a run. Raises OSError, also where it is no file."""
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
    fd = os.open(path, flags | more, 0o600)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), os.fspath(path))
    return fd


def _locked(path: Path) -> bool:
    """Whether another process has the lock of a run's file."""
    while True:
        try:
            fd = _opened(path)
        except OSError:
            return False
        try:
            if durable.lock(fd) is False:
                return True
            if durable.same(fd, os.fspath(path)):
                return False
        except OSError:
            return False
        finally:
            os.close(fd)
