"""What this machine alone keeps."""

from __future__ import annotations

from pathlib import Path

from calmtui.storage.device import DeviceStore


def test_a_small_text_is_kept_private_and_forgotten(tmp_path: Path) -> None:
    state = DeviceStore(tmp_path / "state")
    assert state.get("draft") == ""
    assert state.put("draft", "two\nlines")
    assert DeviceStore(tmp_path / "state").get("draft") == "two\nlines"
    assert (tmp_path / "state" / "draft").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert state.put("draft", "")
    assert list((tmp_path / "state").iterdir()) == []


def test_private_writes_nothing(tmp_path: Path) -> None:
    state = DeviceStore(tmp_path / "state", private=True)
    state.put("draft", "x")
    state.run_files.claim("a")
    state.run_files.park("a", "words")
    assert (state.get("draft"), state.run_files.parked_text("a")) == ("x", "words")
    state.run_files.release("a")
    assert not (tmp_path / "state").exists()


def test_a_folder_that_refuses_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    state = DeviceStore(tmp_path / "state")
    assert not state.put("draft", "x")
    assert state.run_files.claim("a")
    assert not state.run_files.park("a", "words")
    assert state.run_files.parked_text("a") == "words"  # in memory, while the run lasts
    state.run_files.release("a")
