"""Whether the disk answers, looked at once before a launch reads it: one that hangs holds up nobody.

A dead network mount gives no error, it waits for ever. Standard library, and little of it: the first frame waits for
this.
"""

from __future__ import annotations

import os

from calmtui.storage import reading
from calmtui.storage.background import run_with_timeout
from calmtui.storage.paths import config_dir, journal_dir, state_dir

SECONDS = 2.0  # for all of it: a disk that has slept may answer a little later

_found: str | None = None


def hanging_folder() -> str:
    """Return the folder that did not answer in time; empty when all did. What came before it in `_look` can be read."""
    global _found
    if _found is None:
        at = [config_dir()]
        try:
            run_with_timeout(SECONDS, lambda: _look(at))
        except TimeoutError:
            _found = at[0]
        else:
            _found = ""
    return _found


def _look(at: list[str]) -> None:
    """Look at what a launch reads, and note where; what is said of refusals is said by who reads it."""
    config, state, journal = config_dir(), state_dir(), journal_dir()
    for folder, names in (
        (config, ("settings.toml", "choices.toml", "routines")),
        (state, ("device", "open")),
    ):
        at[0] = folder
        for name in names:
            _read(os.path.join(folder, name))
    at[0] = journal
    _read(journal)


def _read(path: str) -> None:
    """Read the beginning of a file, or what is in a folder, and of the first journal in it."""
    try:
        if os.path.isdir(path):
            with os.scandir(path) as found:
                for entry in found:
                    if entry.is_symlink():  # it may lead to another disk
                        os.path.exists(entry.path)
            for name in reading.list_names(path, ".jsonl")[:1]:
                _read(os.path.join(path, name))
            return
        fd = reading.open_regular(path)
        try:
            os.read(fd, 1)
        finally:
            os.close(fd)
    except OSError:
        pass
