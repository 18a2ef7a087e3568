"""What the journal's disk refused, kept in a file somewhere else because the person says so."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from calmtui.storage import files as durable


def save_rescue_file(data: bytes, place: str = "") -> Path:
    """Write lines of the journal to a new file (mode 0600) and sync it; gives its path.

    `place` is a file that is not there yet, or a folder. Without it: the first that takes it of the home folder, the
    runtime folder and the one for temporary files. Raises OSError when none does.
    """
    if place:
        path = os.path.abspath(os.path.expanduser(place))
        return _write(os.path.join(path, _name()) if os.path.isdir(path) else path, data)
    import tempfile  # 5 ms; only here

    refused: OSError = OSError(errno.EACCES, os.strerror(errno.EACCES))
    for folder in (
        os.path.expanduser("~"),
        os.environ.get("XDG_RUNTIME_DIR", ""),
        tempfile.gettempdir(),
    ):
        if os.path.isabs(folder):
            try:
                return _write(os.path.join(folder, _name()), data)
            except OSError as error:
                refused = error
    raise refused


def _name() -> str:
    return f"calmtui-{os.urandom(4).hex()}.jsonl"


def _write(path: str, data: bytes) -> Path:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            durable.write_all(fd, data)
            durable.fsync_file(fd)
        finally:
            os.close(fd)
        durable.fsync_dir(os.path.dirname(path))
    except OSError:
        os.unlink(path)
        raise
    return Path(path)
