"""Write records that the journal refused to a file elsewhere, as the user asked."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from calmtui.storage import disk
from calmtui.storage.records import new_id


def save_rescue_file(data: bytes, place: str = "") -> Path:
    """Write lines of the journal to a new file (mode 0600) and sync it; return its path.

    `place` is a file that is not there yet, or a folder. Without it: the first that takes it of the
    home folder, the runtime folder and the one for temporary files. Raises OSError when none does.
    """
    if place:
        path = os.path.abspath(os.path.expanduser(place))
        if os.path.isdir(path):
            path = os.path.join(path, _new_name())
        return _write(path, data)
    import tempfile  # noqa: PLC0415 - 5 ms, hardly ever needed

    refusal: OSError = OSError(errno.EACCES, os.strerror(errno.EACCES))
    for folder in (
        os.path.expanduser("~"),
        os.environ.get("XDG_RUNTIME_DIR", ""),
        tempfile.gettempdir(),
    ):
        if os.path.isabs(folder):
            try:
                return _write(os.path.join(folder, _new_name()), data)
            except OSError as error:
                refusal = error
    raise refusal


def _new_name() -> str:
    return f"calmtui-{new_id()[:8]}.jsonl"


def _write(path: str, data: bytes) -> Path:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            disk.write_all(fd, data)
            disk.fsync_file(fd)
        finally:
            os.close(fd)
        disk.fsync_dir(os.path.dirname(path))
    except OSError:
        os.unlink(path)
        raise
    return Path(path)
