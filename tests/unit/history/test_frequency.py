"""The third session within an hour: one line, and no rating."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.history.sessions import fold_sessions
from calmtui.plain.play import play_session
from calmtui.session.events import GoOn, Leave, Next, Select
from calmtui.session.ratings import THIRD
from calmtui.session.scene import AskScene, DecideScene, FinishedScene, GuideScene, RateScene
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.tui.screens.run import RunScreen
from tests.support.engine import Clock, begin, pass_time, routine
from tests.support.plain import Typed
from tests.support.screens import calm

SAY = '[[steps]]\nkind = "say"\ntext = "Feel the floor."\nseconds = 30\n'


def done(journal: Journal, time: Clock, times: int, minutes: float = 10) -> None:
    """So many sessions, each begun some minutes before the next one."""
    for _ in range(times):
        session = begin(routine(SAY, "rate = []"), journal, time)
        pass_time(session, time, 31)
        time.go(minutes * 60 - 31)


def minded(journal: Journal, time: Clock, **more: object) -> Session:
    session = begin(routine(SAY), journal, time, **more)
    session.mind_the_hour()
    return session


@pytest.mark.parametrize("before", range(5))
def test_only_the_third_within_an_hour_has_the_line_and_asks_for_no_rating(
    journal: Journal, time: Clock, before: int
) -> None:
    done(journal, time, before)
    session = minded(journal, time)
    scene = session.scene()
    if before != 2:
        assert isinstance(scene, RateScene)
        return
    assert isinstance(scene, GuideScene)
    assert (scene.moment.phase.text, scene.until_key) == (THIRD, True)
    session.handle(GoOn())
    guide = session.scene()
    assert isinstance(guide, GuideScene)
    assert (guide.moment.phase.text, guide.moment.elapsed) == ("Feel the floor.", 0)
    pass_time(session, time, 31)
    end = session.scene()
    assert isinstance(end, FinishedScene)
    assert THIRD not in end.lines
    assert fold_sessions(journal.records())[0].how == "completed"


def test_an_hour_later_it_is_none_of_that(journal: Journal, time: Clock) -> None:
    done(journal, time, 2, minutes=31)
    assert isinstance(minded(journal, time).scene(), RateScene)


def test_a_guide_that_runs_at_once_is_not_held_up_and_the_end_says_it(
    journal: Journal, time: Clock
) -> None:
    done(journal, time, 2)
    session = minded(journal, time, quick=True)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.until_key
    pass_time(session, time, 31)
    end = session.scene()
    assert isinstance(end, FinishedScene)
    assert end.lines == (THIRD,)


def test_the_delay_of_an_urge_runs_and_nothing_asks_for_the_pull(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    done(journal, time, 2)
    session = begin(
        library.find("wait-it-out"),
        journal,
        time,
        quick=True,
        delay=600.0,
        state=DeviceStore(tmp_path / "state"),
    )
    session.mind_the_hour()
    pass_time(session, time, 60)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert (scene.moment.phase.text, round(scene.left)) == (THIRD, 540)
    session.handle(GoOn())
    seen: list[object] = []
    while not isinstance(scene := session.scene(), DecideScene):
        seen.append(scene)
        if isinstance(scene, GuideScene) and not scene.until_key:
            assert not scene.check_in
            pass_time(session, time, 5)
        else:
            session.handle(Next())
        assert len(seen) < 500
    assert any(isinstance(scene, AskScene) for scene in seen)
    session.handle(Select((scene.options[0].id,)))
    while not isinstance(scene := session.scene(), FinishedScene):
        seen.append(scene)
        session.handle(GoOn())
    assert not any(isinstance(scene, RateScene) for scene in seen)


def test_what_a_wait_offers_counts_as_part_of_it(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    wait = begin(
        library.find("wait-it-out"),
        journal,
        time,
        quick=True,
        delay=900.0,
        state=DeviceStore(tmp_path / "state"),
    )
    time.go(60)
    done(journal, time, 2, minutes=2)
    wait.leave_for_good()
    time.go(60)
    assert isinstance(minded(journal, time).scene(), RateScene)


def test_leaving_leaves_from_the_line(journal: Journal, time: Clock) -> None:
    done(journal, time, 2)
    session = minded(journal, time)
    session.handle(Leave())
    assert isinstance(session.scene(), FinishedScene)


def test_private_or_locked_no_line_is_said(
    journal: Journal, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(journal, time, 2)
    private = Journal(journal.folder, tmp_path / "elsewhere", private=True)
    assert isinstance(minded(private, time).scene(), RateScene)
    monkeypatch.setattr(type(journal.lock), "is_on", True)
    assert isinstance(minded(journal, time).scene(), RateScene)


def test_files_that_cant_be_read_hold_up_nothing(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_sessions: int = 0) -> None:
        raise OSError

    monkeypatch.setattr(journal, "recent_records", refuse)
    assert isinstance(minded(journal, time).scene(), RateScene)


def test_line_by_line_it_is_one_line_and_enter(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(journal, time, 2)
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    # The signals of a test are its own.
    monkeypatch.setattr("calmtui.plain.input.TerminationSignals.install", lambda _ends: None)
    assert play_session(begin(routine(SAY), journal, time), lines=Typed(time, [""])) == 0
    assert f"{THIRD} Enter continues." in out.getvalue().splitlines()
    assert "anxious" not in out.getvalue()


async def test_full_screen_it_is_one_line_and_enter(journal: Journal, time: Clock) -> None:
    done(journal, time, 2)
    async with calm(journal, time, first=routine(SAY), size=(40, 12)) as person:
        screen = person.app.screen
        assert isinstance(screen, RunScreen)
        screen._settle()  # a tenth of a second after the first frame
        await person.pilot.pause()
        assert "This is the third time this" in person.sees()
        assert "Enter  continue" in person.sees()
        await person.press("enter")
        assert "Feel the floor." in person.sees()
