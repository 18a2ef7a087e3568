"""Texts in the state folder, sealed while the journal is locked."""

from __future__ import annotations

import _thread
import os

from calmtui.storage import files, reading
from calmtui.storage.background import Work, run_with_timeout
from calmtui.storage.encryption.seal import is_sealed_text
from calmtui.storage.folders import ensure_private_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.encryption.seal import JournalLock

    T = TypeVar("T")

_MAX_BYTES = 1 << 20


class StateTexts:
    """How texts of the state folder are read and written.

    `folder` is None where everything stays in memory. Sealed texts can be read only with `key`.
    """

    def __init__(
        self, folder: Path | None, write_timeout: float | None, lock: JournalLock | None
    ) -> None:
        self.folder = folder
        self.lock = lock
        self.key: PrivateKeys | None = None
        self._write_timeout = write_timeout
        self._newest: dict[Path, str] = {}
        self._saving = _thread.RLock()  # a signal may come while it is held, and its handler saves

    @property
    def is_locked(self) -> bool:
        """Whether what is written is sealed, or not written at all."""
        return self.folder is not None and self.lock is not None and self.lock.is_on

    def encode(self, text: str) -> bytes:
        """Return a text as it may be written now.

        Raises OSError when it would have to be sealed and can't be.
        """
        data = text.encode("utf-8", "replace")
        return data if self.lock is None else self.lock.seal_text(data)

    def read(self, path: Path, key: PrivateKeys | None = None) -> str:
        """Read a text; empty where there is none that can be read, with this key or its own."""
        text = read_raw(path)
        if not is_sealed_text(text):
            return text
        key = key or self.key
        if key is None:
            return ""
        opened = key.open_text(text.encode()).decode("utf-8", "replace")
        return "" if is_sealed_text(opened) else opened

    def save(self, path: Path, text: str) -> bool:
        """Save a text, or remove its file when empty; return whether the disk took it.

        Sealed where the journal is locked, or not at all.
        """
        try:
            self.run(self._writer(path, text))
        except OSError:
            return False
        return True

    def start_saving(self, path: Path, text: str) -> Work:
        """Save a text as `save` does, and return what a slow disk is still at."""
        saving = Work(self._writer(path, text), in_thread=self._write_timeout is not None)
        saving.wait(self._write_timeout or 0.0)
        return saving

    def _writer(self, path: Path, text: str) -> Callable[[], None]:
        self._newest[path] = text

        def write() -> None:
            # One that a slow disk has held up comes before this one, with this text.
            with self._saving:
                newest = self._newest[path]
                if newest:
                    ensure_private_dir(path.parent)
                    files.replace_file(path, self.encode(newest) + b"\n")
                else:
                    files.remove_file(path)

        return write

    def run(self, act: Callable[[], T]) -> T:
        """Let the disk do something, without waiting for it longer than a write may take."""
        return run_with_timeout(self._write_timeout, act)


def read_raw(path: Path) -> str:
    """Read a text as it is on the disk, sealed or not; empty where it can't be read."""
    try:
        return reading.read_file(path, _MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def list_all(folder: Path) -> list[str]:
    """Return every name in a folder, hidden or not; none where there is no folder.

    Raises OSError.
    """
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
