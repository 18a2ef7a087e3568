"""A whole file in the place of another: all of it or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calmtui import durable


def test_a_file_is_replaced_whole_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("before")
    path.chmod(0o644)
    durable.replace(str(path), b"after")
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


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
        durable.replace(str(path), b"after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
