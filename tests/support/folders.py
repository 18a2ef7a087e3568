"""Folders of a test: closed to this account, locked by another process, and all that lies in
them.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can give a file to another account"
)

# A program that locks the file it is given, says so, and stops.
HOLDER = """
import fcntl, sys, os, signal
file = open(sys.argv[1])
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
"""


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """Close a folder or a file to this account, whoever runs the tests."""
    inside = f"{folder}{os.sep}"

    def met(name: str, real: Any) -> Any:
        def call(path: Any, *args: Any, **more: Any) -> Any:
            text = os.fspath(path) if not isinstance(path, int) else ""
            looks = name in ("open", "listdir", "scandir") and text == str(folder)
            if looks or text.startswith(inside):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), text)
            return real(path, *args, **more)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("open", "listdir", "scandir", "stat", "lstat", "unlink", "mkdir", "readlink"):
            patch.setattr(os, name, met(name, getattr(os, name)))
        yield


def bytes_under(*folders: Path) -> bytes:
    """Return everything in the files of the folders, and their names within them."""
    return b"\n".join(
        os.fsencode(path.relative_to(folder)) + b"\n" + path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def contents_under(folder: Path) -> bytes:
    """Return everything in the files of a folder, whatever they are called."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
