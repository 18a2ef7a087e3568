"""A little that is saved, and what doctor says of it."""

from __future__ import annotations

import os
from pathlib import Path

from calmtui.cli.checks.files import check_files
from calmtui.cli.checks.finding import Finding
from calmtui.cli.checks.journal import check_journal
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from tests.support.records import record


def paths_of(tmp_path: Path) -> Paths:
    """Places in which a little is kept."""
    paths = Paths(tmp_path, tmp_path, tmp_path / "state")
    Journal(paths.journal, paths.state).append(record(), record())
    return paths


def own(paths: Paths) -> Path:
    return Journal(paths.journal, paths.state).device_file()


def wrong(paths: Paths, level: str = "wrong") -> list[Finding]:
    now = own(paths).stat().st_mtime + 1
    found = [*check_files(paths, now), *check_journal(paths.journal, paths.state)]
    return [finding for finding in found if finding.level == level]


def opened(path: Path, mode: int) -> Path:
    path.chmod(mode)
    return path


def left(path: Path) -> Path:
    path.write_text("x")
    path.chmod(0o600)
    os.utime(path, (0, 0))
    return path


def torn(path: Path) -> Path:
    with open(path, "ab") as file:
        file.write(b'{"v":1,"id":"x","session":"my secret')
    return path
