"""The coin line by line: a question, the number, what was picked, and the same end."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.history.sessions import fold_sessions
from calmtui.plain.app import PlainApp
from calmtui.storage.journal import Journal
from tests.support.engine import Clock
from tests.support.plain import Typed
from tests.support.tries import PAIR, begin_try, by_coin, trying


def test_the_number_the_coin_and_the_guide(library: Library, journal: Journal, time: Clock) -> None:
    begin_try(library, journal, time)
    out = io.StringIO()
    typed = Typed(time, ["7", "", "", (30.0, "q"), "4"], stays=False)
    PlainApp(by_coin(library, journal, time, lambda: 1), typed, out).play()
    lines = out.getvalue().splitlines()
    assert lines[0] == "Try two. Your number first, then the coin picks."
    assert "Your number: 7. Enter, and the coin picks. Enter continues." in lines
    picked = lines.index("The coin picks: Five senses. You can leave at any time. Enter continues.")
    assert lines[picked - 1].startswith("Five senses. ")
    assert lines[-1] == "7 before, 4 after."
    (past,) = fold_sessions(journal.records())
    assert (past.routine, past.before, past.after) == (PAIR[1], {"anxiety": 7}, {"anxiety": 4})


def plain_home(home: Path, typed: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "calmtui"],
        input=typed,
        env={**os.environ, "CALMTUI_HOME": str(home), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.slow
def test_line_by_line_home_asks_for_the_coin_first(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    assert "coin" not in plain_home(tmp_path, "")[1]
    journal.append(trying(machine=journal.device(), until="2999-01-01T00:00:00+00:00"))
    row = "Try two: the coin (0 of 14). Enter: begin. q and Enter: not now."
    code, said = plain_home(tmp_path, "q\n")
    assert (code, said.splitlines()[0]) == (0, row)
    assert "  1 Ride the urge" in said  # home is there all the same
    code, said = plain_home(tmp_path, "\n9\n")
    assert code == 3
    assert "At 9 or 10 there is no coin. One small thing first." in said
    assert "calmtui run anchor-90" in said
    journal.append(
        {**trying(), "id": "later", "until": "2026-11-04T00:00:00+00:00", "session": "u"}
    )
    code, said = plain_home(tmp_path, "")
    assert code == 0
    assert said.startswith("Try two: it is over. `calmtui try` shows the result.\n")
