"""The answers of tools that were left in the middle, one file for each session, for a day.

They are sealed while the journal is locked: then the name of a file tells of which session it is,
and nothing tells of which tool.
"""

from __future__ import annotations

import re
from contextlib import suppress
from math import inf

from calmtui.storage import files
from calmtui.storage.encryption.seal import is_sealed_text
from calmtui.storage.state_texts import StateTexts, list_all, read_raw
from calmtui.text.late_pattern import late_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from calmtui.storage.encryption.keys import PrivateKeys

HALF = "half"  # the one file of earlier versions, and how the names of all begin
_FILE = late_pattern(rf"{HALF}\.([A-Za-z0-9_-]{{1,64}})", re.ASCII)
_OURS = late_pattern(rf"\.?{HALF}(\..*)?", re.DOTALL)  # half-written ones too


class HalfFiles:
    """What was answered in each session that can be gone on with, by its id.

    Sealed answers can be read only with the key.
    """

    def __init__(self, texts: StateTexts) -> None:
        self._texts = texts
        self._in_memory: dict[str, str] = {}

    def get(self, session: str, key: PrivateKeys | None = None) -> str:
        """Return the answers of a session; empty when there are none that can be read."""
        path = self._path(session)
        if path is None:
            return self._in_memory.get(session, "")
        return self._texts.read(path, key).strip("\n")

    def put(self, session: str, text: str) -> bool:
        """Save the answers of a session, or forget them when empty; return whether it was done."""
        path = self._path(session)
        if path is None:
            self._in_memory[session] = text
            return True
        return self._texts.save(path, text)

    def sessions(self, key: PrivateKeys | None = None) -> frozenset[str]:
        """Return the sessions whose answers are here; "" where nobody can tell without the key."""
        if self._texts.folder is None:
            return frozenset(session for session, text in self._in_memory.items() if text)
        try:
            names = set(list_all(self._texts.folder))
        except OSError:
            return frozenset()
        if HALF in names and (session := self._name_single_file(key)):
            names = names - {HALF} | {f"{HALF}.{session}"}
        return frozenset(map(session_of, filter(_is_whole, names)))

    def is_sealed(self, session: str) -> bool:
        """Return whether the answers of a session are sealed."""
        path = self._path(session)
        return path is not None and is_sealed_text(read_raw(path))

    def paths(self) -> list[Path]:
        """Return the files that there are. Raises OSError where that can't be told."""
        folder = self._texts.folder
        if folder is None:
            return []
        return [folder / name for name in list_all(folder) if _is_whole(name)]

    def forget(self, *, of: Collection[str] | None = None, before: float = inf) -> bool:
        """Do what `remove` does; return whether it was done."""
        try:
            self.remove(of=of, before=before)
        except OSError:
            return False
        return True

    def remove(self, *, of: Collection[str] | None = None, before: float = inf) -> None:
        """Remove answers, and half-written files. Raises OSError when some of it is still there.

        Args:
            of: Only those of one of these sessions, or whose session can't be told.
            before: Only those that were saved before, in seconds since the epoch.
        """
        folder = self._texts.folder
        if folder is None:
            self._forget_in_memory(of, before)
            return
        self.sessions()  # the one file of earlier versions may get its name
        for name in filter(_OURS.fullmatch, list_all(folder)):
            path = folder / name
            if of is not None and session_of(name) not in ("", *of):
                continue
            with suppress(FileNotFoundError):  # another terminal was here
                if before == inf or path.lstat().st_mtime < before:
                    files.remove_file(path)

    def _forget_in_memory(self, of: Collection[str] | None, before: float) -> None:
        """Forget answers that are on no disk: nothing says when they were given."""
        if before == inf:
            for session in list(self._in_memory):
                if of is None or session in of:
                    del self._in_memory[session]

    def _path(self, session: str) -> Path | None:
        """Return the file of a session; None where everything stays in memory."""
        folder = self._texts.folder
        if folder is None:
            return None
        if not session:
            return folder / HALF
        return folder / f"{HALF}.{session}"

    def _name_single_file(self, key: PrivateKeys | None) -> str:
        """Give the one file of earlier versions its session's name; empty where nobody can tell."""
        import json  # noqa: PLC0415 - few have one

        folder = self._texts.folder
        assert folder is not None
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            session = json.loads(self.get("", key))["session"]
            name = f"{HALF}.{session}"
            if _FILE.fullmatch(name):
                (folder / HALF).replace(folder / name)
                return str(session)
        return ""


def _is_whole(name: str) -> bool:
    """Return whether this is the name of a file, and not of one that is half written."""
    return name == HALF or _FILE.fullmatch(name) is not None


def session_of(name: str) -> str:
    """Return the session of a file's name, or of a half-written one's; empty without one."""
    return name.lstrip(".").removeprefix(HALF).lstrip(".").partition(".")[0]
