"""What every test may use: a clock that is moved by hand, a journal in a folder of its own, async tests."""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from calmtui.journal import Journal
from calmtui.library import Library
from calmtui.paths import bundled_routines
from calmtui.routine import Routine, read_routine
from calmtui.session import Session
from calmtui.words import speak

from . import stage  # noqa: F401 - before anything imports Textual

# Words are compared in English, whatever the machine speaks; its encoding stays.
os.environ["LC_CTYPE"] = os.environ.pop("LC_ALL", "") or os.environ.get("LC_CTYPE") or os.environ.get("LANG", "")
os.environ["LC_MESSAGES"] = "C"

# Where tests are started in the background these may be ignored; the programs that they start must not inherit that.
for number in (signal.SIGHUP, signal.SIGINT):
    if signal.getsignal(number) is signal.SIG_IGN:
        with suppress(ValueError):  # not in the main thread
            signal.signal(number, signal.SIG_DFL if number == signal.SIGHUP else signal.default_int_handler)

# Two busy cores make an example slow, not wrong.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


def pytest_xdist_auto_num_workers() -> int:
    """Return one more than there are cores: many tests wait for a terminal meanwhile."""
    return (os.cpu_count() or 1) + 1


class Clock:
    """Monotonic seconds and wall time; `go` moves both, `suspend` only the wall, as a suspend does."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.wall = datetime(2026, 11, 24, 22, 41, 3, tzinfo=timezone(timedelta(hours=1)))

    def clock(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.wall

    def go(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)

    def suspend(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def test_*`."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal", tmp_path / "state")


@pytest.fixture(scope="session")
def library() -> Library:
    library = Library(bundled_routines(), Path("/nonexistent"))
    assert library.entries  # read now: a file is read in the language that is spoken at the time
    return library


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What one test speaks, the next does not hear."""
    yield
    speak(())


@pytest.fixture
def german() -> Iterator[Library]:
    """The interface in German, and the library."""
    speak(("de",))
    yield Library(bundled_routines(), Path("/nonexistent"), languages=("de",))
    speak(())


def routine(steps: str, head: str = "") -> Routine:
    """A routine from TOML steps; `head` adds keys at the top."""
    base = 'format = 1\ntitle = "T"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = "s"\n'
    return read_routine(f"{base}{head}\n{steps}", "t", "t.toml")


def begin(a: Routine, journal: Journal, time: Clock, **more: object) -> Session:
    return Session(a, journal, time.clock, time.now, **more)  # type: ignore[arg-type]


def pass_time(session: Session, time: Clock, seconds: float, frame: float = 1.0) -> None:
    """Let time pass as a front end sees it: with a look at every frame."""
    whole, rest = divmod(seconds, frame)
    for _ in range(int(whole)):
        time.go(frame)
        session.scene()
    time.go(rest)
    session.scene()
