"""Runs brought to a place: an urge to its guide or its choices, any run to where it is cut off."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.session.events import PassUrge, Rate, Select, Write
from calmtui.session.scene import DecideScene
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time


@pytest.fixture
def state(tmp_path: Path) -> DeviceStore:
    return DeviceStore(tmp_path / "state")


def cut_off(
    library: Library,
    journal: Journal,
    time: Clock,
    folder: Path,
    id: str = "ride-the-urge",
    how: str = "killed",
) -> Session:
    """A run that begins, goes on for a minute, and is cut off with or without a last record."""
    state = DeviceStore(folder / "state")
    session = begin(library.find(id), journal, time, quick=id == "ride-the-urge", state=state)
    if id == "ride-the-urge":
        to_the_guide(session)
    else:
        session.handle(Rate(7))
    pass_time(session, time, 60)
    if how == "interrupted":
        session.interrupt()
    lock = state.run_files._locks.pop(session.id)
    os.close(lock)  # what the end of a process does
    return session


def to_the_guide(
    session: Session, words: str = "are you there", trigger: str = "slow reply"
) -> None:
    session.handle(Rate(9))
    session.handle(Write(words))
    session.handle(Select((trigger,) if trigger else ()))
    session.handle(Select(("no",)))


def to_the_choices(session: Session, pull: int | None = None) -> DecideScene:
    session.handle(PassUrge())
    scene = session.scene()
    assert isinstance(scene, DecideScene)
    return scene
