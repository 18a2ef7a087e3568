"""What several tests share of resume."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.session.session import Session
from calmtui.storage.device import State
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time
from tests.support.urge import to_the_guide


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


def cut_off(
    library: Library,
    journal: Journal,
    time: Clock,
    folder: Path,
    id: str = "ride-the-urge",
    how: str = "killed",
) -> Session:
    """A run that begins, goes on for a minute, and is cut off with or without a last record."""
    state = State(folder / "state")
    session = begin(library.find(id), journal, time, quick=id == "ride-the-urge", state=state)
    if id == "ride-the-urge":
        to_the_guide(session)
    else:
        session.rate(7)
    pass_time(session, time, 60)
    if how == "interrupted":
        session.interrupt()
    lock = state._locks.pop(session.id)
    os.close(lock)  # what the end of a process does
    return session
