"""Check once, before a launch reads it, whether the disk answers: one that hangs holds up nobody.

A dead network mount gives no error, it waits for ever. The first frame waits for this: standard
library, and little of it.
"""

from __future__ import annotations

import os

from calmtui.storage import reading
from calmtui.storage.background import run_with_timeout
from calmtui.storage.paths import config_dir, journal_dir, state_dir

SECONDS = 2.0  # for all of it: a disk that has slept may answer a little later

_found: str | None = None


def hanging_folder() -> str:
    """Return the folder that did not answer in time; empty when all did.

    What comes before it in `_look` can be read.
    """
    global _found
    if _found is None:
        current = [config_dir()]
        try:
            run_with_timeout(SECONDS, lambda: _look(current))
        except TimeoutError:
            _found = current[0]
        else:
            _found = ""
    return _found


def _look(current: list[str]) -> None:
    """Look at what a launch reads, and note where. Refusals are told by who reads it."""
    config, state, journal = config_dir(), state_dir(), journal_dir()
    for folder, names in (
        (config, ("settings.toml", "choices.toml", "routines")),
        (state, ("device", "open")),
    ):
        current[0] = folder
        for name in names:
            _touch(os.path.join(folder, name))
    current[0] = journal
    _touch(journal)


def _touch(path: str) -> None:
    """Read the start of a file, or what is in a folder, and of the first journal in it."""
    try:
        if os.path.isdir(path):
            _touch_folder(path)
            return
        fd = reading.open_regular(path)
        try:
            os.read(fd, 1)
        finally:
            os.close(fd)
    except OSError:
        pass


def _touch_folder(path: str) -> None:
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_symlink():  # it may lead to another disk
                os.path.exists(entry.path)
    for name in reading.list_names(path, ".jsonl")[:1]:
        _touch(os.path.join(path, name))
