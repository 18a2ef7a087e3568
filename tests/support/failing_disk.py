"""A disk that refuses: one call to the system, or every one from there on, fails as it would on
such a disk.
"""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest

# not an error of the system's: half of the data is written, and the next write finds the disk full
SHORT = -1
ERRORS = (
    errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EINTR, SHORT,
)  # fmt: skip
# Every call by which `durable`, `paths`, `journal` and `state` touch a disk.
CALLS: tuple[tuple[ModuleType, str], ...] = (
    (os, "open"), (os, "write"), (os, "pwrite"), (os, "pread"), (os, "read"), (os, "fsync"),
    (os, "close"),
    (os, "fstat"), (os, "stat"), (os, "lstat"), (os, "fchmod"), (os, "chmod"), (os, "ftruncate"),
    (os, "mkdir"),
    (os, "replace"), (os, "rename"), (os, "link"), (os, "unlink"), (os, "listdir"),
    (fcntl, "flock"),
)  # fmt: skip


class Disk:
    """Counts the calls, and lets the one with the number `at` (from 0) fail; with `ever` all that
    change after it.
    """

    def __init__(self, at: int = -1, error: int = errno.EIO, *, ever: bool = False) -> None:
        self.at, self.error, self.ever = at, error, ever
        self.calls: list[str] = []

    def meets(self, name: str, real: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """One call: it fails, or does what it does."""
        number = len(self.calls)
        self.calls.append(name)
        hit = number == self.at or (self.ever and 0 <= self.at < number)
        if not hit:
            return None if name == "fsync" else real(*args, **more)  # no test cuts the power
        if self.error == SHORT:
            if name == "write" and number == self.at:
                return real(args[0], bytes(args[1])[: len(args[1]) // 2])
            if name != "write":
                return real(*args, **more)
            return 0
        if name == "close":
            real(*args, **more)  # what can't be closed is closed all the same
        raise OSError(self.error, os.strerror(self.error))


@contextmanager
def on(disk: Disk) -> Iterator[Disk]:
    """Everything goes to that disk."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in CALLS:
            real = getattr(module, name)

            def call(
                *args: Any, _name: str = name, _real: Callable[..., Any] = real, **more: Any
            ) -> Any:
                return disk.meets(_name, _real, *args, **more)

            patch.setattr(module, name, call)
        yield disk


class Hung:
    """A disk that does not answer until it is let go, and then may fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on = threading.Event()
        self.error = 0
        real = os.fsync

        def hang(fd: int) -> None:
            assert self.go_on.wait(30)
            if self.error:
                raise OSError(self.error, os.strerror(self.error))
            real(fd)

        monkeypatch.setattr(os, "fsync", hang)
