"""What was left in the middle, line by line: at its tool's start, and behind a passphrase."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.cli.play import make_launch, offer_for
from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.launch import Launch
from calmtui.left_runs import forget_old_answers
from calmtui.plain.sessions import PlainSessions
from calmtui.session.events import Leave, Select, Write
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption.keys import PrivateKeys
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin
from tests.support.locks import KEY, locked
from tests.support.plain import Typed


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    """The sessions that were begun."""
    sessions: list[Session] = []

    def play(_: object, session: Session) -> int:
        sessions.append(session)
        return 0

    monkeypatch.setattr(PlainSessions, "play_at_home", play)
    return sessions


class Left:
    """A tool that was left in the middle, and home line by line."""

    def __init__(self, library: Library, journal: Journal, time: Clock) -> None:
        self.library, self.journal, self.time = library, journal, time
        self.folder = journal.lock_copy.parent
        session = begin(library.find("trigger-log"), journal, time, state=self.state())
        for event in (Select(("slow reply",)), Write("what it was"), Leave()):
            assert session.handle(event)
        session.close()
        self.session = session.id

    def state(self) -> DeviceStore:
        return DeviceStore(self.folder, lock=self.journal.lock)

    def at_home(
        self, *lines: str, find_key: Callable[[Journal], PrivateKeys | None] | None = None
    ) -> PlainSessions:
        context = AppContext(
            self.library,
            self.journal,
            Settings(),
            self.time.clock,
            self.time.now,
            device=self.state(),
        )
        return PlainSessions(context, Typed(self.time, lines, stays=False), find_key)


@pytest.fixture
def left_locked(library: Library, tmp_path: Path, time: Clock) -> Left:
    """One whose journal is locked."""
    return Left(library, locked(tmp_path), time)


def test_it_is_offered_at_the_start_of_its_tool(
    library: Library, journal: Journal, time: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    left = Left(library, journal, time)
    other = left.at_home().begin_at_home("trigger-log", False)
    assert other.id != left.session  # the end of input is no answer
    assert left.at_home("q").begin_at_home("trigger-log", False).id != left.session
    assert left.at_home("").begin_at_home("what-matters", False).id != left.session
    assert left.at_home("").begin_at_home("trigger-log", False).id == left.session
    said = " ".join(capsys.readouterr().out.split())
    text = "What set it off from 22:41 was interrupted. Enter: continue. q and Enter: begin anew."
    assert said.count(text) == 3


def test_a_locked_one_needs_the_passphrase(
    left_locked: Left, played: list[Session], capsys: pytest.CaptureFixture[str]
) -> None:
    left = left_locked
    assert not left.at_home().has_left()  # nobody can be asked
    assert left.at_home("", find_key=lambda _: None).continue_left() == 0
    assert left.at_home("q", find_key=lambda _: KEY).continue_left() == 0
    assert played == []
    home = left.at_home("", find_key=lambda _: KEY)
    assert home.has_left()
    assert home.continue_left() == 0
    assert [session.id for session in played] == [left.session]
    assert left.journal.key is None
    assert not home.has_left()  # it is on
    assert "q and Enter: not now." in " ".join(capsys.readouterr().out.split())


def test_what_can_not_be_opened_is_said_in_a_line(
    left_locked: Left, played: list[Session], capsys: pytest.CaptureFixture[str]
) -> None:
    left = left_locked
    path = left.folder / f"half.{left.session}"
    path.write_text("calmtui sealed 1 AAAA\n")
    assert left.at_home(find_key=lambda _: KEY).continue_left() == 0
    assert "It can't be opened: the file is damaged" in " ".join(capsys.readouterr().out.split())
    assert path.exists()
    assert not played


def test_a_command_offers_what_belongs_to_it(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    left = Left(library, journal, time)
    context = left.at_home().context
    for command, id, is_offered in (
        ("run", "trigger-log", True),
        ("run", "what-matters", False),
        ("urge", "ride-the-urge", False),
        ("breathe", "trigger-log", False),
    ):
        launch = make_launch(library.find(id), context.effective_adjustments(id), quick=False)
        offer = offer_for(context, command, launch)
        assert (offer is not None) == is_offered
        if offer is not None:
            assert (offer.run.session, offer.otherwise) == (left.session, "begin anew")
    offer = offer_for(context, None, Launch())
    assert offer is not None
    assert (offer.run.session, offer.otherwise) == (left.session, "")


def test_after_a_day_any_command_forgets_it(
    library: Library, journal: Journal, time: Clock
) -> None:
    left = Left(library, journal, time)
    context = left.at_home().context
    saved = time.now().timestamp()
    os.utime(left.folder / f"half.{left.session}", (saved, saved))
    time.go(24 * 3600)
    forget_old_answers(context)
    assert context.device.half_files.sessions()
    time.go(1)
    forget_old_answers(context)
    assert not context.device.half_files.sessions()
