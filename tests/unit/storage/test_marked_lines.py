"""Lines of ours in another's file: what was there stays as it was, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.storage.marked_lines import (
    MarksError,
    change_file,
    names_of,
    with_lines,
    without_lines,
)

LINES = ["one", "two 'three'"]
FILES = st.lists(
    st.sampled_from([b"\n", b"\r\n", b"a", b"# x", b"\\", b"\\\n", b" ", b"\xff\x00", b"fi\n"])
    | st.binary(max_size=6),
    max_size=8,
).map(b"".join)


@given(FILES | st.none())
def test_what_is_written_is_taken_out_byte_for_byte(data: bytes | None) -> None:
    assert without_lines(with_lines(data, "it", LINES), "it") == data


@given(FILES, FILES)
def test_lines_behind_and_another_name_stay(data: bytes, behind: bytes) -> None:
    own = with_lines(data, "it", LINES)
    both = with_lines(own, "other", ["4"])
    assert without_lines(both, "other") == own
    assert own.endswith(b"\n")  # what another program adds is a line of its own
    end = b"\n" if behind and data and not data.endswith(b"\n") else b""
    assert without_lines(own + behind, "it") == data + end + behind


@given(FILES | st.none())
def test_twice_is_once_and_a_change_is_in_place(data: bytes | None) -> None:
    once = with_lines(data, "it", LINES)
    assert with_lines(once, "it", LINES) == once
    changed = with_lines(with_lines(once, "other", ["4"]), "it", ["new"])
    assert changed.count(b"# >>> calmtui it >>>") == 1
    assert b"\nnew\n" in changed
    assert b"one" not in changed.removeprefix(data or b"")
    assert without_lines(changed, "it") == without_lines(
        with_lines(with_lines(data, "it", LINES), "other", ["4"]), "it"
    )


def test_a_line_that_goes_on_does_not_swallow_the_mark() -> None:
    assert with_lines(b"set x \\\n", "it", ["y"]).startswith(b"set x \\\n\n# >>>")


@pytest.mark.parametrize(
    "data",
    [
        b"# >>> calmtui it >>>\none\n",
        b"one\n# <<< calmtui it <<<\n",
        b"# <<< calmtui it <<<\n# >>> calmtui it >>>\n",
        2 * b"# >>> calmtui it >>>\none\n# <<< calmtui it <<<\n",
        b"# >>> calmtui it >>>\n# >>> calmtui it >>>\none\n# <<< calmtui it <<<\n",
    ],
)
def test_marks_that_do_not_fit_are_left_alone(data: bytes) -> None:
    with pytest.raises(MarksError):
        with_lines(data, "it", LINES)
    with pytest.raises(MarksError):
        without_lines(data, "it")


def test_names_are_found_by_how_they_start() -> None:
    data = with_lines(with_lines(b"x", "remind a", ["1"]), "shortcut", ["2"])
    assert names_of(data, "remind ") == ["remind a"]


def test_links_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "dots" / "bashrc", tmp_path / ".bashrc"
    real.parent.mkdir()
    real.write_bytes(b"mine\n")
    real.chmod(0o640)
    link.symlink_to("dots/bashrc")
    os.utime(real, (1, 1))
    old = real.stat()
    assert change_file(link, lambda data: with_lines(data, "it", LINES))
    assert link.is_symlink()
    assert real.stat().st_mode == old.st_mode
    assert real.stat().st_mtime_ns > old.st_mtime_ns
    assert b"two 'three'" in real.read_bytes()
    assert not change_file(link, lambda data: with_lines(data, "it", LINES))
    assert change_file(link, lambda data: without_lines(data or b"", "it"))
    assert real.read_bytes() == b"mine\n"
    assert [path.name for path in real.parent.iterdir()] == ["bashrc"]


def test_a_file_of_ones_own_comes_and_goes(tmp_path: Path) -> None:
    path = tmp_path / "conf.d" / "it"
    change_file(path, lambda data: with_lines(data, "it", LINES))
    assert path.stat().st_mode & 0o777 == 0o600
    change_file(path, lambda data: without_lines(data or b"", "it"))
    assert not path.exists()


def test_an_empty_file_stays_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.touch()
    change_file(path, lambda data: with_lines(data, "it", LINES))
    change_file(path, lambda data: without_lines(data or b"", "it"))
    assert path.read_bytes() == b""


def test_nothing_is_replaced_that_changes_meanwhile_or_may_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "it"
    path.write_bytes(b"mine\n")

    def meanwhile(data: bytes | None) -> bytes:
        path.write_bytes(b"something longer\n")
        return with_lines(data, "it", LINES)

    with pytest.raises(OSError, match="busy"):
        change_file(path, meanwhile)
    assert path.read_bytes() == b"something longer\n"
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        change_file(path, lambda data: with_lines(data, "it", LINES))


def test_a_folder_or_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(OSError, match=r".") as raised:
            change_file(path, lambda data: with_lines(data, "it", LINES))
        assert raised.value.filename
