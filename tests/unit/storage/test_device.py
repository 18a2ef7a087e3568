"""What this machine alone keeps."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calmtui.storage.device import State


def test_a_small_text_is_kept_private_and_forgotten(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    assert state.get("draft") == ""
    assert state.put("draft", "two\nlines")
    assert State(tmp_path / "state").get("draft") == "two\nlines"
    assert (tmp_path / "state" / "draft").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert state.put("draft", "")
    assert list((tmp_path / "state").iterdir()) == []


def test_private_writes_nothing(tmp_path: Path) -> None:
    state = State(tmp_path / "state", private=True)
    state.put("draft", "x")
    state.claim("a")
    state.park("a", "words")
    assert (state.get("draft"), state.parked("a")) == ("x", "words")
    state.release("a")
    assert not (tmp_path / "state").exists()


def test_a_folder_that_refuses_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    state = State(tmp_path / "state")
    assert not state.put("draft", "x")
    assert state.claim("a")
    assert not state.park("a", "words")
    assert state.parked("a") == "words"  # in memory, while the run lasts
    state.release("a")


@pytest.mark.parametrize("session", ["../outside", "a/b", "", "x" * 65, "."])
def test_a_session_id_from_a_journal_names_no_file_elsewhere(tmp_path: Path, session: str) -> None:
    state = State(tmp_path / "state")
    state.claim(session)
    state.park(session, "words")
    state.release(session)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_only_words_that_can_be_gone_on_with_stay(tmp_path: Path) -> None:
    one, two = State(tmp_path / "state"), State(tmp_path / "state")
    for id in ("running", "open", "old"):
        one.claim(id)
        one.park(id, id)
    for id in ("open", "old"):
        os.close(one._locks.pop(id))
    two.remove_orphans(frozenset({"open"}))
    assert sorted(path.name for path in (tmp_path / "state" / "open").iterdir()) == [
        "open",
        "running",
    ]
    assert two.waiting_words() in ("open", "running")
