"""The wait that is on, as a status line shows it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from calmtui.cli import status
from calmtui.content.library import Library
from calmtui.session.events import Leave, PassUrge, Rate, Select
from calmtui.session.outcome import Outcome
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from tests.support.cli import Cli, cli, home
from tests.support.engine import Clock, begin

__all__ = ["cli", "home"]  # fixtures


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    real = time

    def local(seconds: float) -> time.struct_time:
        return real.gmtime(seconds + 3600)

    of_the_clock = SimpleNamespace(
        time=lambda: clock.wall.timestamp(), localtime=local, strftime=real.strftime
    )
    monkeypatch.setattr(status, "time", of_the_clock)
    return clock


def _urge(home: Path, now: Clock, seconds: float = 600.0, private: bool = False) -> Session:
    journal = Journal(home / "journal", home / "state", private=private)
    routine = Library(bundled_routines_path(), None).find("ride-the-urge")
    state = DeviceStore(home / "state", private=private)
    session = begin(routine, journal, now, quick=True, delay=seconds, state=state)
    session.mind_the_hour()
    return session


def test_without_a_wait_it_says_nothing(home: Path, cli: Cli, now: Clock) -> None:
    assert cli("status") == (1, "", "")
    assert cli("status", "--json") == (1, "", "")


def test_it_says_how_long_a_wait_takes_and_that_it_is_due(home: Path, cli: Cli, now: Clock) -> None:
    session = _urge(home, now, 630.0)
    assert cli("status") == (0, "11 min\n", "")
    now.go(31)
    assert cli("status") == (0, "10 min\n", "")
    now.go(590)
    assert (
        cli("status", "--format", "{seconds} s, {left}, {due} {x}")[1] == "9 s, 0:09, 22:51 {x}\n"
    )
    now.go(60)
    assert cli("status") == (0, "0 min\n", "")
    session.handle(Leave())
    session.close()
    assert cli("status") == (1, "", "")


def test_it_is_waybars_json_and_fit_for_any_text(home: Path, cli: Cli, now: Clock) -> None:
    _urge(home, now)
    assert json.loads(cli("status", "--json")[1]) == {
        "text": "10 min", "alt": "waiting", "class": "waiting", "seconds": 600,
    }  # fmt: skip
    assert json.loads(cli("status", "--json", "--format", '"{left}"\\')[1])["text"] == '"10:00"\\'


def test_more_time_is_shown_and_an_outcome_ends_it(home: Path, cli: Cli, now: Clock) -> None:
    session = _urge(home, now)
    session.handle(Rate(7))
    now.go(300)
    session.handle(PassUrge())
    assert cli("status")[1] == "5 min\n"
    session.handle(Select((Outcome.MORE,)))
    assert cli("status")[1] == "10 min\n"
    session.handle(PassUrge())
    session.handle(Select((Outcome.LET_GO,)))
    assert cli("status")[0] == 1


def test_the_next_of_several_waits_counts(home: Path, cli: Cli, now: Clock) -> None:
    _urge(home, now, 1200.0)
    _urge(home, now, 300.0)
    assert cli("status")[1] == "5 min\n"


def test_an_interrupted_wait_goes_on_for_a_day(home: Path, cli: Cli, now: Clock) -> None:
    _urge(home, now).interrupt()
    assert cli("status")[1] == "10 min\n"
    now.go(86_400)
    assert cli("status")[1] == "0 min\n"
    now.go(700)
    assert cli("status")[0] == 1


def test_a_private_or_locked_wait_tells_nobody(home: Path, cli: Cli, now: Clock) -> None:
    _urge(home, now, private=True)
    assert cli("status")[0] == 1
    assert not (home / "state").exists()


@pytest.mark.parametrize("data", [b"", b"soon", b"9" * 100, b"\xff", b"-1"])
def test_a_damaged_note_is_no_wait(home: Path, cli: Cli, now: Clock, data: bytes) -> None:
    session = _urge(home, now)
    (home / "state" / "open" / f"{session.id}.wait").write_bytes(data)
    assert cli("status") == (1, "", "")


def test_what_is_left_of_a_wait_is_removed_with_its_run(home: Path, now: Clock) -> None:
    session = _urge(home, now)
    folder = home / "state" / "open"
    (folder / "gone").touch()
    (folder / "gone.wait").write_text("1")
    (folder / "alone.wait").write_text("1")
    DeviceStore(home / "state").run_files.remove_orphans(frozenset())
    names = {path.name for path in folder.iterdir()}
    assert names == {session.id, f"{session.id}.wait"}
