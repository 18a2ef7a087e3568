"""The pager of `calmtui log` in a real terminal: less, none, and broken ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from calmtui.storage.journal import Journal
from tests.support.records import session_records
from tests.support.terminal import Terminal, home, restored

__all__ = ["home"]  # the fixture

SESSIONS = 60


@pytest.fixture
def long_log(home: Path) -> Path:
    """Return a home with more sessions than a screen has rows."""
    journal = Journal(home / "journal", home / "state")
    for number in range(SESSIONS):
        journal.append(*session_records(f"{number:08x}", "made up"))
    return home


def test_less_shows_a_long_list_and_q_or_ctrl_c_end_well(long_log: Path) -> None:
    if shutil.which("less") is None:
        pytest.skip("no less here")
    with Terminal(long_log, "log", env={"HOME": str(long_log), "LESS": "FRX"}) as terminal:
        terminal.shows("0000003b")
        assert "00000000" not in terminal.text()
        terminal.types("\x03")
        terminal.types("/0000\r")
        terminal.types("Gq")
        assert terminal.ends(20) == 0
        assert "Traceback" not in terminal.text()
        restored(terminal)
    assert not list(long_log.glob(".less*"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "env"),
    [
        ((), {"PAGER": "no-such-pager 2>/dev/null"}),
        ((), {"PAGER": "false"}),
        ((), {"PAGER": "cat"}),
        ((), {"PAGER": "less", "ACCESSIBLE": "1"}),
        (("--no-pager",), {"PAGER": "less"}),
        (("--last", "3"), {"PAGER": "exit 3"}),  # it fits: nothing is started
        (("--json",), {"PAGER": "less"}),
    ],
)
def test_without_a_pager_that_works_everything_is_printed(
    words: tuple[str, ...], env: dict[str, str], long_log: Path
) -> None:
    with Terminal(long_log, "log", *words, env=env) as terminal:
        assert terminal.ends(20) == 0
        while terminal.read(0):
            pass
        expected = SESSIONS
        if "--last" in words:
            expected = 3
        ids = [f"{number:08x}".encode() for number in range(SESSIONS)]
        assert sum(one in terminal.sent for one in ids) == expected


@pytest.mark.slow
def test_a_pager_may_end_early(long_log: Path) -> None:
    with Terminal(long_log, "log", env={"PAGER": "head -n 2"}) as terminal:
        assert terminal.ends(20) == 0
        assert "0000003b" in terminal.text()
        assert b"00000000" not in terminal.sent
