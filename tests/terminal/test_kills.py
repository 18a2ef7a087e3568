"""Killed at any instant: what was acknowledged is there once, what was torn is named, a run that
had begun is found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from calmtui.cli.checks.journal import check_journal
from calmtui.storage.journal import Journal

ROOT = Path(__file__).parents[2]
SEED = 20261124
ROUNDS, KILLS = 200, 250

pytestmark = pytest.mark.slow


def killing(*words: object) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killing", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_writers_that_are_killed_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    acknowledged = killing("writers", tmp_path, SEED, ROUNDS)
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    read = [record["id"] for record in journal.records()]
    assert len(acknowledged) > ROUNDS * 4
    assert set(acknowledged) <= set(read)
    assert len(read) == len(set(read))
    lines = [
        line for file in journal.folder.iterdir() for line in file.read_bytes().split(b"\n") if line
    ]
    # No line is passed over in silence.
    assert len(lines) == len(read) + len(journal.unreadable_lines)
    assert journal.unreadable_lines  # some were torn, or this shows little
    named = [
        one.where
        for one in check_journal(journal.folder, tmp_path / "state")
        if one.level == "wrong"
    ]
    assert named == [f"{bad.path}:{bad.line}" for bad in journal.unreadable_lines]
    print(
        f"{len(acknowledged)} acknowledged, 0 lost, {len(journal.unreadable_lines)} torn lines,"
        f" all named"
    )


@pytest.mark.parametrize("kind", ["plain", "screen"])
def test_a_run_that_is_killed_is_found_with_every_rating_that_was_acknowledged(
    tmp_path: Path, kind: str
) -> None:
    done = killing("runs", tmp_path / "home", SEED, KILLS, kind)
    assert done["lost"] == []
    assert done["begun"] > KILLS // 2
    assert done["ratings"] > KILLS
    assert bool(done["openings"]) is (kind == "screen")  # quick launches too
    print(f"{KILLS} kills, {done['begun']} begun, {done['ratings']} ratings acknowledged, 0 lost")
