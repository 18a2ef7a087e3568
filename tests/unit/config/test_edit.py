"""Editing a TOML file of the user: what stands there stays, and a broken file is not touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from tomlkit import TOMLDocument

from calmtui.config.edit import edit_toml
from calmtui.content.toml import FileError
from calmtui.storage.reading import may_exist

TEXT = "# mine\r\nb = 1  # kept\n\n[t]\nx = [ 1,2 ]\n"


def set_a(document: TOMLDocument) -> None:
    document["b"] = 2


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_other_byte_stays(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(mark + TEXT.encode())
    edit_toml(path, set_a)
    assert path.read_bytes() == mark + TEXT.replace("b = 1", "b = 2").encode()


def test_a_file_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text("b = 1\n")
    link = tmp_path / "settings.toml"
    link.symlink_to("real.toml")
    edit_toml(link, set_a)
    assert link.is_symlink()
    assert (tmp_path / "real.toml").read_text() == "b = 2\n"


def test_a_file_that_is_not_there_begins_with_the_text_given(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    edit_toml(path, set_a, new_text="# new\n")
    assert path.read_text() == "# new\nb = 2\n"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("data", [b"b = ", b"\xff", b"b = 1\nb = 2\n"])
def test_a_broken_file_is_its_owners_to_mend(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    with pytest.raises(FileError):
        edit_toml(path, set_a)
    assert path.read_bytes() == data


def test_what_may_exist_is_anything_in_its_place(tmp_path: Path) -> None:
    assert not may_exist(tmp_path / "no")
    assert not may_exist(tmp_path / "no" / "deeper")
    (tmp_path / "link").symlink_to("nowhere")
    assert may_exist(tmp_path / "link")
    assert may_exist(tmp_path)
