"""One file for each run while it lasts, in the state folder: its lock says which process runs it.

The file holds the text that was parked in the run, sealed while the journal is locked.
"""

from __future__ import annotations

import _thread
import os
from contextlib import suppress
from math import inf

from calmtui.storage import disk, files
from calmtui.storage.encryption.seal import is_sealed_text
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.locks import is_locked, open_for_lock, try_lock
from calmtui.storage.paths import WAIT_SUFFIX
from calmtui.storage.state_texts import StateTexts, list_all, read_raw
from calmtui.text.late_pattern import late_pattern
from calmtui.text.sanitize import sanitize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

WAIT_HOURS = 24  # how long a wait may be resumed
LEFT_SUFFIX = ".left"  # of the file of a run that was left with a parked text
_SESSION_ID = late_pattern(r"[A-Za-z0-9_-]{1,64}")


class RunFiles:
    """Which process runs a session, and the text parked in it.

    A sealed text is there for the process that wrote it, and for others only with the key.
    """

    def __init__(self, texts: StateTexts) -> None:
        self._texts = texts
        self._parked: dict[str, str] = {}
        self._locks: dict[str, int] = {}
        self._parking = _thread.allocate_lock()

    @property
    def folder(self) -> Path | None:
        """The folder of the files; None where everything stays in memory."""
        return None if self._texts.folder is None else self._texts.folder / "open"

    def claim(self, session: str) -> bool:
        """Claim a session for this process; return False when another one runs it.

        A disk that refuses stops nothing.
        """
        path = self._path(session)
        if path is None or session in self._locks:
            return True

        def lock() -> bool:
            ensure_private_dir(path.parent)
            fd = open_for_lock(path, create=True)
            try:
                is_free = try_lock(fd) is not False  # a disk without locks can't tell
                if is_free:
                    self._locks[session] = fd
                return is_free
            finally:
                if self._locks.get(session) != fd:
                    os.close(fd)

        try:
            return self._texts.run(lock)
        except OSError:
            return True

    def is_claimed(self, session: str) -> bool:
        """Return whether this process runs the session."""
        return session in self._locks

    def is_claimed_elsewhere(self, session: str) -> bool:
        """Return whether another process runs the session now."""
        path = self._path(session)
        return path is not None and session not in self._locks and is_locked(path)

    def sessions(self) -> frozenset[str]:
        """Return the runs of this machine that have not ended."""
        if self.folder is None:
            return frozenset()
        try:
            names = os.listdir(self.folder)
        except OSError:
            return frozenset()
        return frozenset(name for name in names if not name.endswith(WAIT_SUFFIX))

    def known(self, sessions: Collection[str]) -> list[str]:
        """Return which of these sessions have anything here: one look, however many they are."""
        names: set[str] = set()
        if self.folder is not None:
            try:
                names = set(list_all(self.folder))
            except OSError:  # that can't be told: each is looked at by itself
                return list(sessions)
        names.update(self._locks, self._parked)
        return [session for session in sessions if session in names]

    def park(self, session: str, text: str) -> bool:
        """Keep a run's text on this machine until it ends; return whether the disk took it.

        When it does not, the text that it took before is still there.
        """
        self._parked[session] = text
        path = self._path(session)
        if path is None or session not in self._locks:
            return self.folder is None

        def write() -> None:
            # One that a slow disk has held up comes before this one, with this text.
            with self._parking:
                data = self._texts.encode(self._parked.get(session, ""))
                fd = files.replace_locked(path, data)
                earlier = self._locks.get(session)
                if earlier is None:  # the run has ended meanwhile
                    os.close(fd)
                    files.remove_file(path)
                    return
                self._locks[session] = fd
                os.close(earlier)
            disk.fsync_dir(path.parent)

        try:
            self._texts.run(write)
        except OSError:
            return False
        return True

    def note_wait(self, session: str, due: int | None) -> None:
        """Note when the wait of a run is over, in seconds since the epoch; None: there is none.

        It is what `calmtui status` reads. While the journal is locked nothing is noted, and a disk
        that refuses stops nothing.
        """
        path = self._path(session)
        if path is None or session not in self._locks or self._texts.is_locked:
            return
        wait = path.with_name(session + WAIT_SUFFIX)

        def write() -> None:
            if due is None:
                wait.unlink(missing_ok=True)
            else:
                files.replace_file(wait, b"%d\n" % due, sync=False)

        with suppress(OSError):
            self._texts.run(write)

    def parked_text(self, session: str) -> str:
        """Return the text parked in a run; empty when there is none here."""
        path = self._path(session)
        if path is None or session in self._parked:
            return self._parked.get(session, "")
        return sanitize(self._texts.read(path))

    def latest_parked_text(self) -> str:
        """Return the text parked last in a run that has not ended, whichever process runs it."""
        with suppress(OSError):
            paths = sorted(self.paths(), key=lambda path: path.stat().st_mtime, reverse=True)
            return next((text for path in paths if (text := self._texts.read(path).strip())), "")
        return ""

    def release(self, session: str) -> None:
        """End the run: forget its text and remove its file."""
        self._parked.pop(session, None)
        fd = self._locks.pop(session, None)
        path = self._path(session)

        def remove() -> None:
            try:
                if path is not None:
                    path.with_name(session + WAIT_SUFFIX).unlink(missing_ok=True)
                    if path.stat().st_size:
                        files.remove_file(path)
                    else:  # without words it may come back in a crash: no wait for the disk
                        path.unlink()
            finally:
                if fd is not None:
                    os.close(fd)

        with suppress(OSError):
            self._texts.run(remove)

    def leave(self, session: str) -> None:
        """Leave the run: its text, if there is any, stays for a day, for `calmtui draft`."""
        path = self._path(session)
        if path is None or session not in self._locks or not self.parked_text(session):
            self.release(session)
            return

        def put_aside() -> None:
            path.with_name(session + WAIT_SUFFIX).unlink(missing_ok=True)
            path.rename(path.with_name(path.name + LEFT_SUFFIX))

        with suppress(OSError):
            self._texts.run(put_aside)
        self._parked.pop(session, None)
        os.close(self._locks.pop(session))

    def forget_left(self) -> bool:
        """Forget the texts of runs that were left; return whether that could be done."""
        try:
            for path in self.paths():
                if path.name.endswith(LEFT_SUFFIX):
                    files.remove_file(path)
        except OSError:
            return False
        return True

    def remove_orphans(self, sessions: frozenset[str], since: float = inf) -> None:
        """Forget the text of every run but these and those that some process runs now.

        The texts of runs that were left, and sealed ones, whose run nobody can tell without the
        key, stay if they are of `since` (seconds since the epoch) or later.
        """
        with suppress(OSError):
            self.remove_unused(sessions, since)

    def remove_unused(self, sessions: frozenset[str], since: float) -> None:
        """Do what `remove_orphans` does. Raises OSError when some of it is still there."""
        if self.folder is None:
            return
        removed = False
        for name in list_all(self.folder):
            path = self.folder / name
            run = name.removesuffix(WAIT_SUFFIX)
            if run in sessions or run in self._locks or _is_kept_since(path, since):
                continue
            if not is_locked(self.folder / run):
                path.unlink(missing_ok=True)
                removed = True
        if removed:
            disk.fsync_dir(self.folder)

    def paths(self) -> list[Path]:
        """Return the files of runs that there are. Raises OSError where that can't be told."""
        if self.folder is None:
            return []
        names = list_all(self.folder)
        return [
            self.folder / name
            for name in names
            if _SESSION_ID.fullmatch(name.removesuffix(LEFT_SUFFIX))
        ]

    def _path(self, session: str) -> Path | None:
        """Return the file of a run; None where it has none."""
        if self.folder is None or not _SESSION_ID.fullmatch(session):
            return None
        return self.folder / session


def _is_kept_since(path: Path, since: float) -> bool:
    if not (path.name.endswith(LEFT_SUFFIX) or is_sealed_text(read_raw(path))):
        return False
    return path.stat().st_mtime >= since
