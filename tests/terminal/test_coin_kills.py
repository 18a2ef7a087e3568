"""A program that is killed while the coin picks: the draw is there once and whole, or not there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from calmtui.history.sessions import fold_sessions
from calmtui.history.tries import read_tries
from calmtui.storage.journal import Journal
from tests.support.tries import trying


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_a_draw_is_whole_or_not_there(tmp_path: Path, seed: int) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    journal.append(trying(machine=journal.device(), until="2999-01-01T00:00:00+00:00"))
    program = subprocess.Popen(
        [sys.executable, "-m", "calmtui"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "CALMTUI_HOME": str(tmp_path)},
    )
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(b"\n6\n")
    program.stdin.flush()
    while b"Enter, and the coin picks" not in program.stdout.readline():
        pass
    program.stdin.write(b"\n")
    program.stdin.flush()
    time.sleep(random.Random(seed).uniform(0, 0.05))
    program.send_signal(signal.SIGKILL)
    program.communicate()
    records = list(journal.records())
    (one,) = read_tries(records)
    sessions = fold_sessions(records)
    assert len(sessions) == len(one.runs) == one.drawn
    assert one.is_complete
    assert [past.before for past in sessions] == [{"anxiety": 6}] * one.drawn
