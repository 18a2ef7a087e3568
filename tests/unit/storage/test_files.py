"""A whole file in the place of another: all of it or nothing."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.storage import disk
from calmtui.storage import files as durable


def test_a_file_is_replaced_whole_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("before")
    path.chmod(0o644)
    durable.replace_file(str(path), b"after")
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("make", [durable.replace_file, durable.create_file])
def test_ctrl_c_in_the_middle_leaves_nothing_beside_the_file(
    tmp_path: Path, make: Callable[[str, bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        make(str(tmp_path / "x"), b"all that was written")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_refuses_leaves_the_file_as_it_was_and_nothing_beside_it(
    tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    path.write_text("before")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(OSError, match="No space left"):
        durable.replace_file(str(path), b"after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_rewrite_and_appends_beside_it_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "x.jsonl")
    durable.append_lines(path, b"keep\ndrop\n")
    threads = [
        threading.Thread(target=durable.append_lines, args=(path, b"%d\n" % n, 30.0))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    assert durable.rewrite_file(path, lambda data: data.replace(b"drop\n", b""), 30.0)
    for thread in threads:
        thread.join()
    lines = Path(path).read_bytes().split()
    assert lines[0] == b"keep"
    assert sorted(lines[1:], key=int) == [b"%d" % n for n in range(20)]
    assert Path(path).stat().st_mode & 0o777 == 0o600
    assert not durable.rewrite_file(path, lambda data: data)
    assert [file.name for file in tmp_path.iterdir()] == ["x.jsonl"]


@pytest.mark.parametrize("refused", [None, errno.ENOTSUP, errno.EIO])
def test_where_the_system_can_write_through_to_the_disk_it_is_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: int | None
) -> None:
    """Of macOS, which cannot be had here: its call, and a file system that has none."""
    asked = []

    def fcntl(fd: int, command: int) -> None:
        asked.append(command)
        if refused is not None:
            raise OSError(refused, "no")

    monkeypatch.setattr(disk, "_FULL_SYNC", 51)
    monkeypatch.setattr("fcntl.fcntl", fcntl)
    monkeypatch.setattr(os, "fsync", lambda fd: asked.append(0))
    with open(tmp_path / "x", "wb") as file:
        if refused == errno.EIO:
            with pytest.raises(OSError, match="no"):
                disk.fsync_file(file.fileno())
        else:
            disk.fsync_file(file.fileno())
    assert asked == ([51, 0] if refused == errno.ENOTSUP else [51])
