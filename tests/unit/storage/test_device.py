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


def test_answers_of_a_run_that_is_on_are_its_own_process_to_seal(tmp_path: Path) -> None:
    here, elsewhere = DeviceStore(tmp_path / "state"), DeviceStore(tmp_path / "state")
    for session in ("on", "left"):
        assert here.run_files.claim(session)
        assert here.half_files.put(session, "answers")
    here.run_files.release("left")
    assert not elsewhere.convert(bytes.upper)
    assert here.half_files.get("on") == "answers"
    assert here.half_files.get("left") == "ANSWERS"
    here.run_files.release("on")
    assert elsewhere.convert(bytes.upper)
    assert here.half_files.get("on") == "ANSWERS"
    assert elsewhere.convert(bytes.upper)


def test_what_the_user_wrote_is_forgotten_with_what_a_killed_write_left(tmp_path: Path) -> None:
    state = DeviceStore(tmp_path / "state")
    assert state.half_files.put("s", "answers")
    assert state.put("draft", "x")
    (tmp_path / "state" / ".half.s.0123abcd").write_text("half of them")
    (tmp_path / "state" / "half").write_text("of an earlier version")
    state.forget_texts()
    assert list((tmp_path / "state").iterdir()) == []
