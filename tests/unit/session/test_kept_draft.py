"""What is said of a draft that a slow disk is still writing, and what waits for it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.session.events import Select
from calmtui.session.kept_draft import KeptDraft
from calmtui.session.outcome import Outcome
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, urge
from tests.support.failing_disk import Hung
from tests.support.runs import to_the_choices, to_the_guide


@pytest.fixture
def kept(
    library: Library,
    journal: Journal,
    time: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Session, KeptDraft, Hung]:
    """A draft that was asked for while the disk does not answer."""
    store = DeviceStore(tmp_path / "state", write_timeout=20)
    session = urge(library, journal, time, store)
    to_the_guide(session)
    to_the_choices(session)
    session.handle(Select((Outcome.SEND,)))
    store._files._write_timeout = 0.001
    disk = Hung(monkeypatch)
    return session, session.keep_draft("are you there"), disk


def test_a_draft_is_not_saved_as_long_as_the_disk_is_at_it(
    kept: tuple[Session, KeptDraft, Hung],
) -> None:
    _, draft, disk = kept
    assert draft.is_open
    assert draft.line == "Not saved yet: the disk is slow. You can go on."
    disk.go_on.set()
    assert draft.wait(20)
    assert draft.line.startswith("Kept as a draft.")


def test_a_draft_that_is_refused_late_says_why(kept: tuple[Session, KeptDraft, Hung]) -> None:
    _, draft, disk = kept
    disk.error = errno.ENOSPC
    disk.go_on.set()
    assert draft.wait(20)
    assert draft.line == "Not saved: the disk is full."


@pytest.mark.parametrize("end", [Session.close, Session.interrupt])
def test_the_end_gives_the_disk_a_little_time_for_a_draft(
    kept: tuple[Session, KeptDraft, Hung], monkeypatch: pytest.MonkeyPatch, end: object
) -> None:
    session, draft, disk = kept
    waited: list[float] = []
    saving = draft._saving
    assert saving is not None
    disk.go_on.set()
    assert draft.wait(20)
    monkeypatch.setattr(saving, "wait", waited.append)
    assert callable(end)
    end(session)
    assert waited == [0.5]
