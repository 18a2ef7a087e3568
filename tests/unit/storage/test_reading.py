"""What tells that a file has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.storage.reading import NO_FILE, stamp, stamp_of


def _write_same_size(file: Path) -> None:
    file.write_text("b")
    os.utime(file, ns=(0, 1))


def _write_at_the_same_time(file: Path) -> None:
    before = file.stat()
    file.write_text("longer")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", [_write_same_size, _write_at_the_same_time, Path.unlink])
def test_a_file_that_is_written_or_goes_has_another_stamp(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    file = tmp_path / "file"
    file.write_text("a")
    before = stamp(file)
    assert stamp(file) == before == stamp_of(file.stat())
    change(file)
    assert stamp(file) != before


def test_a_file_that_only_looks_the_same_has_another_stamp(tmp_path: Path) -> None:
    """The time of its status cannot be set: a copy that keeps size and time is noticed."""
    file = tmp_path / "file"
    file.write_text("a")
    written = file.stat()
    before = stamp(file)
    while stamp(file)[1] == before[1]:
        file.write_text("b")
        os.utime(file, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert stamp(file)[0] == before[0]
    assert stamp(file) != before


def test_a_folder_has_another_stamp_once_a_file_is_there(tmp_path: Path) -> None:
    os.utime(tmp_path, ns=(0, 0))
    before = stamp(tmp_path)
    (tmp_path / "file").touch()
    assert stamp(tmp_path) != before


def test_what_is_not_there_has_a_stamp_and_what_nobody_can_tell_has_none(tmp_path: Path) -> None:
    assert stamp(tmp_path / "none") == NO_FILE
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        stamp(tmp_path / "file" / "below")
