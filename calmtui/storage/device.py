"""DeviceStore: small texts that never leave this machine.

While the journal is locked a draft and half-finished answers are sealed to its keys, and what would
tell of a session stays in memory.
"""

from __future__ import annotations

import re
from math import inf

from calmtui.storage import disk, files, reading
from calmtui.storage.background import Work
from calmtui.storage.encryption.seal import is_sealed_text
from calmtui.storage.half_files import HalfFiles, session_of
from calmtui.storage.run_files import RunFiles
from calmtui.storage.state_texts import StateTexts, list_all, read_raw
from calmtui.text.late_pattern import late_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.encryption.seal import JournalLock

DRAFT = "draft"
_ACTIVITY = late_pattern(r"offered|delay-.*|\..*", re.DOTALL)


class DeviceStore:
    """The state folder: small texts by name, the files of runs, and half-finished answers.

    Args:
        folder: The state folder; None keeps everything in memory.
        private: Keep everything in memory.
        write_timeout: Seconds to wait for the disk before going on without it; None: any.
        lock: The lock of the journal.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        private: bool = False,
        write_timeout: float | None = None,
        lock: JournalLock | None = None,
    ) -> None:
        self.is_private = private
        self._folder = None if private else folder
        self._files = StateTexts(self._folder, write_timeout, lock)
        self._in_memory: dict[str, str] = {}
        self.run_files = RunFiles(self._files)
        self.half_files = HalfFiles(self._files)

    @property
    def key(self) -> PrivateKeys | None:
        """The key that opens sealed texts, while it is known."""
        return self._files.key

    @key.setter
    def key(self, key: PrivateKeys | None) -> None:
        self._files.key = key

    @property
    def is_locked(self) -> bool:
        """Whether what is written is sealed, or not written at all."""
        return self._files.is_locked

    def get(self, name: str) -> str:
        """Return a text by its name; empty when there is none that can be read."""
        if self._folder is None or name in self._in_memory:
            return self._in_memory.get(name, "")
        return self._files.read(self._folder / name).strip("\n")

    def put(self, name: str, text: str) -> bool:
        """Save a text, or forget it when empty; return whether the disk took it.

        While the journal is locked only what can be sealed is written.
        """
        if self._folder is None or (text and name != DRAFT and self.is_locked):
            self._in_memory[name] = text
            return True
        self._in_memory.pop(name, None)
        return self._files.save(self._folder / name, text)

    def save_draft(self, text: str) -> Work:
        """Save the draft as `put` does, and return what a slow disk is still at."""
        if self._folder is None:
            self._in_memory[DRAFT] = text
            return Work(lambda: None, in_thread=False)
        return self._files.start_saving(self._folder / DRAFT, text)

    def check_readable(self) -> None:
        """Raise OSError where a text that the user wrote can't be read."""
        for path in self._user_texts():
            reading.read_file(path)

    def forget_texts(self) -> None:
        """Forget all that the user wrote: the draft, what a card was offered for, parked texts.

        Raises OSError when some of it is still there.
        """
        self._in_memory.clear()
        if self._folder is None:
            return
        for name in list_all(self._folder):
            if name.removeprefix(".").partition(".")[0] in (DRAFT, "offered"):
                files.remove_file(self._folder / name)
        self.half_files.remove()
        self.run_files.remove_unused(frozenset(), inf)

    def has_sealed_texts(self) -> bool:
        """Return whether there is a draft, or a parked text, that only a key opens."""
        return any(is_sealed_text(read_raw(path)) for path in self._user_texts())

    def convert(self, change: Callable[[bytes], bytes]) -> bool:
        """Replace the draft, parked texts and half-finished answers by what `change` makes of them.

        Return whether all were: texts of a run that is on are its own process's. Raises OSError.
        """
        all_converted = True
        for path in self._user_texts():
            try:
                before = reading.read_file(path)
            except FileNotFoundError:  # its run has ended meanwhile
                continue
            after = change(before)
            if after != before and self._is_of_run_that_is_on(path):
                all_converted = False
            elif after != before:
                files.replace_file(path, after)
        return all_converted

    def _is_of_run_that_is_on(self, path: Path) -> bool:
        """Return whether a process goes on with the run of a text, and may write it any time."""
        if path.name == DRAFT:
            return False
        session = path.name
        if path.parent == self._folder:
            session = session_of(path.name)
        return self.run_files.is_claimed(session) or self.run_files.is_claimed_elsewhere(session)

    def forget_activity(self) -> None:
        """Forget the texts that tell what was done, and half-written files. Raises OSError."""
        if self._folder is None:
            return
        # Only locking needs it.
        from calmtui.storage.sums_file import without_sums  # noqa: PLC0415 - speed of a launch

        with without_sums(self._folder):
            pass
        openings = self._folder / "openings"
        runs = self._folder / "open"
        paths = [
            self._folder / name for name in list_all(self._folder) if _ACTIVITY.fullmatch(name)
        ]
        paths += [openings / name for name in list_all(openings)]
        paths += [runs / name for name in list_all(runs) if name.startswith(".")]
        for path in paths:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in paths}:
            disk.fsync_dir(folder)

    def remove_home_frames(self) -> None:
        """Remove the recorded frames of home, which show the last sessions. Raises OSError."""
        if self._folder is None:
            return
        recordings = self._folder / "openings"
        for name in list_all(recordings):
            if name.lstrip(".").startswith("home_"):
                files.remove_file(recordings / name)

    def _user_texts(self) -> list[Path]:
        """Return the draft, half-finished answers and the files of runs.

        Raises OSError where that can't be told.
        """
        if self._folder is None:
            return []
        texts = self.half_files.paths() + self.run_files.paths()
        if DRAFT in list_all(self._folder):
            texts.insert(0, self._folder / DRAFT)
        return texts
