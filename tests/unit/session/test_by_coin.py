"""A session by the coin: the number first, then the coin, then the guide; and when there is none.

Whoever leaves may; what the coin picked is recorded once, whatever happens.
"""

from __future__ import annotations

import os
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.history.sessions import fold_sessions
from calmtui.history.tries import read_tries
from calmtui.session.events import Back, CompleteTen, GoOn, Leave, Rate
from calmtui.session.resume import find_resumable
from calmtui.session.scene import FinishedScene, GuideScene, RateScene
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time, urge
from tests.support.killing import kill_at
from tests.support.tries import PAIR, begin_try, by_coin, play_by_coin, state_of


@pytest.fixture(autouse=True)
def _try_that_goes_on(library: Library, journal: Journal, time: Clock) -> None:
    begin_try(library, journal, time)
    time.go(3600)


def whats(journal: Journal) -> list[str]:
    return [record["what"] for record in journal.records()][1:]


def guide_text(session: Session) -> str:
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    return scene.moment.phase.text


def end_lines(session: Session) -> tuple[str, ...]:
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.how is None
    return scene.lines


def test_the_number_comes_first_and_nothing_is_recorded_before_the_coin(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = by_coin(library, journal, time, lambda: 1)
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert scene.question == "How anxious are you right now?"
    assert session.routine.title == "Try two"
    session.handle(Rate(7))
    assert guide_text(session) == "Your number: 7. Enter, and the coin picks."
    assert whats(journal) == []
    session.handle(GoOn())
    assert guide_text(session) == "The coin picks: Five senses. You can leave at any time."
    assert whats(journal) == ["drawn", "drew", "rated", "begun"]
    assert session.routine.id == PAIR[1]
    session.handle(GoOn())
    pass_time(session, time, 240)
    session.handle(Rate(4))
    assert session.code == 0
    (past,) = fold_sessions(journal.records())
    assert (past.session, past.routine) == (session.id, PAIR[1])
    assert (past.before, past.after, past.how) == ({"anxiety": 7}, {"anxiety": 4}, "completed")
    state = state_of(journal, time)
    assert (state.drawn, state.counts, state.ending) == (1, (0, 1), "")


def test_to_leave_what_the_coin_picked_is_free_and_counts(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = by_coin(library, journal, time)
    session.handle(Rate(5))
    session.handle(GoOn())
    session.handle(Leave())
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.how == "left early"
    assert state_of(journal, time).counts == (1, 0)


def test_to_leave_before_the_coin_leaves_nothing(
    library: Library, journal: Journal, time: Clock
) -> None:
    for events in ([], [Rate(5)]):
        session = by_coin(library, journal, time)
        for event in events:
            session.handle(event)
        session.handle(Leave())
        assert end_lines(session) == ()
        session = by_coin(library, journal, time)
        for event in events:
            session.handle(event)
        session.interrupt()
    assert whats(journal) == []


def test_a_number_can_be_corrected_until_the_coin_has_picked(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = by_coin(library, journal, time)
    session.handle(Rate(3))
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert scene.given == 3
    session.handle(Rate(None))  # Enter keeps it
    assert guide_text(session).startswith("Your number: 3.")
    session.handle(Back())
    session.handle(Rate(6))
    session.handle(GoOn())
    (past,) = fold_sessions(journal.records())
    assert past.before == {"anxiety": 6}
    assert not session.handle(Back())


@pytest.mark.parametrize("number", [9, 10])
def test_there_is_no_coin_at_nine_or_ten(
    library: Library, journal: Journal, time: Clock, number: int
) -> None:
    session = by_coin(library, journal, time)
    session.handle(Rate(number))
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.alternative == "anchor-90"
    assert end_lines(session)[0].startswith("At 9 or 10 there is no coin.")
    assert whats(journal) == []


def test_a_ten_typed_as_one_and_zero_is_a_ten(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = by_coin(library, journal, time)
    session.handle(Rate(1))
    assert session.handle(CompleteTen())
    assert guide_text(session).startswith("Your number: 10.")
    session.handle(GoOn())
    assert end_lines(session)[0].startswith("At 9 or 10")
    assert whats(journal) == []


def test_there_is_no_coin_without_a_number(library: Library, journal: Journal, time: Clock) -> None:
    session = by_coin(library, journal, time)
    session.handle(GoOn())
    assert end_lines(session)[0].startswith("Without a number there is no coin.")
    assert whats(journal) == []


def test_there_is_no_coin_within_an_hour_of_another_session(
    library: Library, journal: Journal, time: Clock
) -> None:
    other = begin(library.find("box"), journal, time)
    other.handle(Rate(5))
    time.go(300)
    other.handle(Leave())
    time.go(3599)
    back_at = time.now() + timedelta(seconds=1)
    assert end_lines(by_coin(library, journal, time)) == (
        f"The coin waits an hour after each session. It is back at {back_at:%H:%M}.",
    )
    time.go(1)
    assert isinstance(by_coin(library, journal, time).scene(), RateScene)


def test_a_session_that_was_begun_elsewhere_meanwhile_keeps_the_coin_away(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = by_coin(library, journal, time)
    session.handle(Rate(5))
    begin(library.find("box"), journal, time).handle(Rate(5))
    session.handle(GoOn())
    assert end_lines(session)[0].startswith("The coin waits an hour")
    assert "drawn" not in whats(journal)


def test_there_is_no_coin_for_a_routine_that_left_the_offers(
    library: Library, journal: Journal, time: Clock
) -> None:
    for _time in range(2):
        other = begin(library.find(PAIR[0]), journal, time)
        other.handle(Rate(4))
        pass_time(other, time, 30)
        other.handle(Leave())
        other.handle(Rate(8))
        time.go(7200)
    lines = end_lines(by_coin(library, journal, time))
    assert lines[0].startswith("Your number went up twice with Longer out-breath")


def test_two_rises_end_the_try(library: Library, journal: Journal, time: Clock) -> None:
    assert play_by_coin(library, journal, time, 4, 6, bit=1) == PAIR[1]
    assert state_of(journal, time).ending == ""
    play_by_coin(library, journal, time, 4, 6, bit=1)
    state = state_of(journal, time)
    assert (state.ending, state.risen_arm, state.verdict) == ("rose", 1, None)
    time.go(7200)
    assert end_lines(by_coin(library, journal, time))[0].startswith("This trial is over.")


def test_a_try_comes_to_its_end(library: Library, journal: Journal, time: Clock) -> None:
    bits = cycle([0, 1])
    routines = [play_by_coin(library, journal, time, 7, 6, next(bits)) for _run in range(14)]
    assert (routines.count(PAIR[0]), routines.count(PAIR[1])) == (7, 7)
    state = state_of(journal, time)
    assert (state.ending, state.drawn) == ("done", 14)
    assert state.verdict is not None
    assert state.verdict.said == "no clear difference"
    time.go(7200)
    assert end_lines(by_coin(library, journal, time))[0].startswith("This trial is over.")


def test_three_ahead_the_other_one_comes(library: Library, journal: Journal, time: Clock) -> None:
    routines = [play_by_coin(library, journal, time, 7, 6) for _run in range(5)]
    assert routines == [PAIR[0], PAIR[0], PAIR[0], PAIR[1], PAIR[0]]
    forced = [record["forced"] for record in journal.records() if record["what"] == "drawn"]
    assert forced == [False, False, False, True, False]


def test_the_coin_is_on_the_machine_where_the_try_began(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    there = Journal(journal.folder, tmp_path / "elsewhere")
    lines = end_lines(by_coin(library, there, time))
    assert lines == ("This trial runs on another computer, and so does the coin.",)


def test_two_terminals_do_not_draw_at_once(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    one, other = DeviceStore(tmp_path / "state"), DeviceStore(tmp_path / "state")
    assert one.run_files.claim(state_of(journal, time).id)
    session = by_coin(library, journal, time, device=other)
    session.handle(Rate(5))
    session.handle(GoOn())
    assert end_lines(session) == ("The coin is in use in another terminal.",)
    one.run_files.release(state_of(journal, time).id)
    session = by_coin(library, journal, time, device=other)
    session.handle(Rate(5))
    session.handle(GoOn())
    assert state_of(journal, time).drawn == 1
    assert not one.run_files.is_claimed_elsewhere(state_of(journal, time).id)


def test_an_interrupted_session_keeps_what_the_coin_picked(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    """Also when the line drops while it still stands on the screen what was picked."""
    for seconds in (0, 20):
        device = DeviceStore(tmp_path / f"state{seconds}")
        session = by_coin(library, journal, time, lambda: 1, device)
        session.handle(Rate(6))
        session.handle(GoOn())
        if seconds:
            session.handle(GoOn())
            pass_time(session, time, seconds)
        session.interrupt()
        device.run_files.release(session.id)
        offer = find_resumable(journal, device, library, time.now())
        assert offer is not None
        resumed = offer.accept(library, journal, time.clock, time.now, SupportList())
        assert resumed is not None
        assert (resumed.id, resumed.routine.id) == (session.id, PAIR[1])
        pass_time(resumed, time, 241)
        resumed.handle(Rate(3))
        time.go(7200)
    assert whats(journal).count("drawn") == 2
    assert state_of(journal, time).counts == (0, 2)


@pytest.mark.parametrize("written", range(1, 5))
def test_a_write_that_was_torn_leaves_no_session_or_all_of_it(
    library: Library, journal: Journal, time: Clock, written: int
) -> None:
    session = by_coin(library, journal, time)
    session.handle(Rate(6))
    session.handle(GoOn())
    path = journal.device_file()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: 1 + written]))
    records: list[dict[str, Any]] = list(journal.records())
    is_whole = written == 4
    assert len(fold_sessions(records)) == is_whole
    assert sum(state_of(journal, time).counts) == is_whole


def test_an_urge_and_ninety_seconds_never_ask_the_coin(
    library: Library, journal: Journal, time: Clock
) -> None:
    begin(library.find("anchor-90"), journal, time, quick=True).interrupt()
    urge(library, journal, time).interrupt()
    begin(library.find(PAIR[0]), journal, time).handle(Rate(5))
    assert "drawn" not in whats(journal)
    assert state_of(journal, time).drawn == 0


def test_a_kill_while_the_coin_picks_leaves_the_draw_whole_or_not_there(
    library: Library, journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its calls to the system."""
    seen = set()
    for name in ("open", "write", "fsync", "close"):
        for number in range(8):
            session = by_coin(library, journal, time)
            session.handle(Rate(6))
            before = state_of(journal, time).drawn
            child = os.fork()
            if child == 0:
                kill_at(monkeypatch, name, number)
                session.handle(GoOn())
                os._exit(0)
            os.waitpid(child, 0)
            records = list(journal.records())
            (one,) = read_tries(records)
            sessions = fold_sessions(records)
            assert len(sessions) == len(one.runs) == one.drawn
            assert one.is_complete
            assert [past.before for past in sessions] == [{"anxiety": 6}] * one.drawn
            assert one.drawn - before in (0, 1)
            seen.add(one.drawn - before)
            time.go(3 * 3600)
    assert seen == {0, 1}
