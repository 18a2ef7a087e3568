"""What several tests share of closed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """To this account a folder is closed, or a file: whoever runs the tests."""
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
