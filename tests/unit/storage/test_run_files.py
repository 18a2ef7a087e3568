"""The files of runs: which process runs a session, and its parked text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calmtui.storage.device import DeviceStore


@pytest.mark.parametrize("session", ["../outside", "a/b", "", "x" * 65, "."])
def test_a_session_id_from_a_journal_names_no_file_elsewhere(tmp_path: Path, session: str) -> None:
    state = DeviceStore(tmp_path / "state")
    state.run_files.claim(session)
    state.run_files.park(session, "words")
    state.run_files.release(session)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_only_words_that_can_be_gone_on_with_stay(tmp_path: Path) -> None:
    one, two = DeviceStore(tmp_path / "state"), DeviceStore(tmp_path / "state")
    for id in ("running", "open", "old"):
        one.run_files.claim(id)
        one.run_files.park(id, id)
    for id in ("open", "old"):
        os.close(one.run_files._locks.pop(id))
    two.run_files.remove_orphans(frozenset({"open"}))
    assert sorted(path.name for path in (tmp_path / "state" / "open").iterdir()) == [
        "open",
        "running",
    ]
    assert two.run_files.latest_parked_text() in ("open", "running")


@pytest.mark.parametrize(("words", "syncs"), [("", 0), ("are you there?", 1)])
def test_the_disk_is_waited_for_only_where_words_go(
    words: str, syncs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is opened at the end waits for this."""
    state = DeviceStore(tmp_path / "state")
    state.run_files.claim("one")
    if words:
        state.run_files.park("one", words)
    synced: list[object] = []
    monkeypatch.setattr("calmtui.storage.files.fsync_dir", synced.append)
    state.run_files.release("one")
    assert len(synced) == syncs
    assert list((tmp_path / "state" / "open").iterdir()) == []
