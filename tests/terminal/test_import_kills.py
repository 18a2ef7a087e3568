"""An import that is killed at any instant, and done again: everything is there, nothing twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from calmtui.history.sessions import fold_sessions
from calmtui.storage.journal import Journal

SESSIONS = 3000
KILLS = 12
SEED = 20261128

pytestmark = pytest.mark.slow


def file_of_sessions(path: Path) -> None:
    """Write a CSV of sessions, each with two numbers."""
    start = datetime(2020, 1, 1)
    rows = (
        f"{start + timedelta(minutes=97 * n)},box {n % 7},{5 + n % 9},{n % 11},{n * 7 % 11}\n"
        for n in range(SESSIONS)
    )
    path.write_text("when,what,min,b,a\n" + "".join(rows))


def kill_when(process: subprocess.Popen[bytes], folder: Path, size: int) -> None:
    """Kill it as soon as its files are so long, or let it end."""
    while process.poll() is None:
        if sum(path.stat().st_size for path in folder.glob("*.jsonl")) >= size:
            process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.001)


def test_what_was_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    file_of_sessions(tmp_path / "log.csv")
    words = (
        "import", "log.csv", "--when", "when", "--routine", "what", "--minutes", "min", "--before",
        "b", "--after", "a", "--rates", "anxiety", "--scale", "0-10", "--yes",
    )  # fmt: skip
    home = tmp_path / "home"
    environment = {**os.environ, "CALMTUI_HOME": str(home), "TZ": "UTC"}

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "calmtui", *words],
            cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    sizes = random.Random(SEED)
    for number in range(1, KILLS):
        kill_when(start(), home / "journal", number * 100_000 + sizes.randrange(100_000))
    assert start().wait() == 0
    journal = Journal(home / "journal", home / "state")
    records = list(journal.records())
    assert len(journal.unreadable_lines) < KILLS  # the last line of a write may be cut off
    assert len(records) == 4 * SESSIONS
    past = fold_sessions(records)
    assert len(past) == len({one.began for one in past}) == SESSIONS
    assert all(one.how == "completed" and one.before and one.after for one in past)
