"""What every test may use: a clock that is moved by hand, a journal in a folder of its own, async
tests.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from calmtui.content import routine_file
from calmtui.content.library import Library
from calmtui.content.reader import read_routine
from calmtui.content.routine import Routine
from calmtui.content.translation import apply_translation
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.i18n import current_language, set_language
from scripts import catalogue
from tests.support import textual_setup as stage  # noqa: F401 - before anything imports Textual
from tests.support.engine import Clock

# Words are compared in English, whatever the machine speaks; its encoding stays.
os.environ["LC_CTYPE"] = (
    os.environ.pop("LC_ALL", "") or os.environ.get("LC_CTYPE") or os.environ.get("LANG", "")
)
os.environ["LC_MESSAGES"] = "C"

catalogue.write_mo_files()

# Where tests are started in the background these may be ignored; the programs that they start must
# not inherit that.
for number in (signal.SIGHUP, signal.SIGINT):
    if signal.getsignal(number) is signal.SIG_IGN:
        with suppress(ValueError):  # not in the main thread
            signal.signal(
                number, signal.SIG_DFL if number == signal.SIGHUP else signal.default_int_handler
            )

# Two busy cores make an example slow, not wrong.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


def once(read: Callable[..., Routine]) -> Callable[..., Routine]:
    """Read the same only once in each language: a routine is made of its text and nothing else."""
    known = lru_cache(1 << 10)(lambda _language, *told, **named: read(*told, **named))
    return lambda *told, **named: known(current_language(), *told, **named)


routine_file.read_routine = once(read_routine)  # type: ignore[attr-defined]
routine_file.apply_translation = once(apply_translation)  # type: ignore[attr-defined]


def pytest_xdist_auto_num_workers() -> int:
    """Return one more than there are cores: many tests wait for a terminal meanwhile."""
    return (os.cpu_count() or 1) + 1


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
    library = Library(bundled_routines_path(), Path("/nonexistent"))
    assert library.entries  # read now: a file is read in the language that is spoken at the time
    return library


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What one test speaks, the next does not hear."""
    yield
    set_language(())


@pytest.fixture
def german() -> Iterator[Library]:
    """The interface in German, and the library."""
    set_language(("de",))
    yield Library(bundled_routines_path(), Path("/nonexistent"), languages=("de",))
    set_language(())
