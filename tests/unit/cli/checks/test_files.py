"""What doctor says of the files: each is named with what to do; nothing changes unless asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.cli.checks.files import check_files
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from tests.support.doctor import left, opened, own, paths_of, wrong
from tests.support.folders import needs_root

OLD = 3600.0


Wrong = Callable[[Paths], Path]


def test_what_is_well_is_well(tmp_path: Path) -> None:
    assert wrong(paths_of(tmp_path)) == []


MENDED: dict[str, tuple[Wrong, str]] = {
    "journal open": (
        lambda paths: opened(paths.journal, 0o750),
        "Other accounts can look into this folder.",
    ),
    "state open": (
        lambda paths: opened(paths.state, 0o701),
        "Other accounts can look into this folder.",
    ),
    "file open": (lambda paths: opened(own(paths), 0o604), "Other accounts can read this file."),
    "device open": (
        lambda paths: opened(paths.state / "device", 0o644),
        "Other accounts can read this file.",
    ),
    "leftover": (
        lambda paths: left(paths.journal / f".{own(paths).name}.0123abcd"),
        "This was left over when calmtui was stopped",
    ),
    "leftover of device": (
        lambda paths: left(paths.state / "device.0123abcd"),
        "This was left over when calmtui was stopped",
    ),
    "leftover of settings": (
        lambda paths: left(paths.config / ".settings.toml.0123abcd"),
        "This was left over when calmtui was stopped",
    ),
}


@pytest.mark.parametrize("what", MENDED)
def test_what_can_be_mended_is_named_and_mended_only_when_asked(tmp_path: Path, what: str) -> None:
    make, said = MENDED[what]
    paths = paths_of(tmp_path)
    before = list(Journal(paths.journal, paths.state).records())
    path = make(paths)
    mode = path.stat().st_mode
    (finding,) = wrong(paths)
    assert finding.what.startswith(said)
    assert finding.where == str(path)
    assert finding.do == "calmtui doctor --fix takes care of that."
    assert path.stat().st_mode == mode
    assert finding.fix is not None
    finding.fix()
    assert wrong(paths) == []
    assert list(Journal(paths.journal, paths.state).records()) == before


def test_a_settings_file_that_others_can_read_is_named(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    paths.settings.write_text("")
    paths.settings.chmod(0o644)
    assert [finding.where for finding in wrong(paths)] == [str(paths.settings)]


def test_other_machines_files_and_what_brings_them_are_closed_by_their_folder(
    tmp_path: Path,
) -> None:
    paths = paths_of(tmp_path)
    (paths.journal / ".git").mkdir(mode=0o755)
    for name in ("other.jsonl", ".gitattributes", ".git/config"):
        (paths.journal / name).write_text("")
        (paths.journal / name).chmod(0o644)
    assert wrong(paths) == []
    paths.journal.chmod(0o755)
    assert {finding.where for finding in wrong(paths)} == {
        str(paths.journal),
        str(paths.journal / "other.jsonl"),
    }


def test_a_temporary_file_of_this_minute_is_left_alone(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    path = paths.journal / f".{own(paths).name}.0123abcd"
    path.write_text("x")
    path.chmod(0o600)
    assert wrong(paths) == []


@pytest.mark.parametrize("what", ["file for folder", "folder for file"])
def test_what_stands_in_the_way_is_named(tmp_path: Path, what: str) -> None:
    paths = Paths(tmp_path, tmp_path, tmp_path / "state")
    if what == "file for folder":
        paths.journal.write_text("")
        where = paths.journal
    else:
        where = Journal(paths.journal, paths.state).device_file()
        where.mkdir(parents=True)
        paths.journal.chmod(0o700)
    found = [finding for finding in check_files(paths, OLD) if finding.level == "wrong"]
    assert [finding.where for finding in found] == [str(where)]
    assert "should be" in found[0].what


@needs_root
def test_what_belongs_to_another_account_is_named_and_left(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    os.chown(own(paths), 12345, 12345)
    os.chown(paths.state, 12345, 12345)
    found = {finding.where: finding for finding in wrong(paths)}
    assert set(found) == {str(own(paths)), str(paths.state)}
    assert {finding.what for finding in found.values()} == {"This belongs to another account."}
    assert {finding.fix for finding in found.values()} == {None}


@needs_root
def test_a_link_of_another_account_is_named(tmp_path: Path) -> None:
    real = paths_of(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path)
    os.chown(tmp_path / "link", 12345, 12345, follow_symlinks=False)
    paths = Paths(tmp_path, tmp_path / "link", real.state)
    found = [finding for finding in check_files(paths, OLD) if finding.level == "wrong"]
    assert [finding.what for finding in found] == [
        "A link made by another account leads here."
    ] * len(found)
    assert found[0].where == str(tmp_path / "link")


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = paths_of(tmp_path)
    real = os.statvfs(tmp_path)
    full = os.statvfs_result([*real[:4], 0, *real[5:]])
    monkeypatch.setattr(os, "statvfs", lambda path: full)
    assert {finding.what for finding in wrong(paths)} == {"This disk is full."}
