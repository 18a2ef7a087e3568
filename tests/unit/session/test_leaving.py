"""Leaving with one key, taking it back, and what the program that called calmtui is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.history.open_runs import open_runs
from calmtui.history.sessions import fold_sessions
from calmtui.session.events import Back, GoOn, Leave, PassUrge, Rate, Select, Write
from calmtui.session.outcome import Outcome
from calmtui.session.scene import AskScene, DecideScene, FinishedScene, GuideScene, RateScene
from calmtui.session.session import LEFT_EARLY, Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time, urge
from tests.support.runs import to_the_choices, to_the_guide

DAY = 24 * 3600


@pytest.fixture
def state(tmp_path: Path) -> DeviceStore:
    return DeviceStore(tmp_path / "state")


def how(journal: Journal) -> str | None:
    return fold_sessions(journal.records())[0].how


def leave(session: Session) -> FinishedScene:
    """Leave with one key, and skip the rating that is asked then."""
    session.handle(Leave())
    if isinstance(session.scene(), RateScene):
        session.handle(GoOn())
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    return scene


@pytest.mark.parametrize("keys", range(5))
def test_leaving_in_the_first_questions_can_be_taken_back(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, keys: int
) -> None:
    session = urge(library, journal, time, state)
    for _ in range(keys):
        session.handle(GoOn())
    there = session.scene()
    end = leave(session)
    assert end.back
    assert end.lines
    session.handle(Back())
    assert type(session.scene()) is type(there)
    assert session.running
    assert [run.session for run in open_runs(journal.records(), time.now())] == [session.id]


def test_leaving_a_guide_or_a_wait_can_be_taken_back_and_the_delay_has_gone_on(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    pass_time(session, time, 45)
    before = session.scene()
    assert isinstance(before, GuideScene)
    leave(session)
    pass_time(session, time, 60)
    session.handle(Back())
    after = session.scene()
    assert isinstance(after, GuideScene)
    assert after.moment == before.moment
    assert not after.paused
    assert session._run.clock.delay_left == pytest.approx(600 - 105)
    assert isinstance(to_the_choices(session), DecideScene)
    assert to_the_choices(session).words == "are you there"


def test_what_was_left_is_kept_at_once_and_stays_left_when_the_last_screen_is_closed(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, tmp_path: Path
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    pass_time(session, time, 10)
    session.handle(Leave())
    assert how(journal) == "interrupted"  # should the machine go down now, it is offered again
    leave(session)
    session.close()
    assert (how(journal), session.running) == ("left early", False)
    assert not open_runs(journal.records(), time.now())
    session.handle(Back())
    assert isinstance(session.scene(), FinishedScene)


@pytest.mark.parametrize("ends", ["close", "leave_for_good", "interrupt"])
def test_the_words_of_a_wait_that_was_left_stay_for_a_day(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, tmp_path: Path, ends: str
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    session.handle(Leave())
    getattr(session, ends)()
    there = DeviceStore(tmp_path / "state")
    assert there.run_files.latest_parked_text() == "are you there"
    left = next((tmp_path / "state" / "open").iterdir())
    there.run_files.remove_orphans(frozenset(), left.stat().st_mtime - 1)
    assert there.run_files.latest_parked_text() == "are you there"
    there.run_files.remove_orphans(frozenset(), left.stat().st_mtime + 1)
    assert there.run_files.latest_parked_text() == ""


def test_a_wait_left_without_words_or_after_a_fear_leaves_nothing(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, tmp_path: Path
) -> None:
    session = urge(library, journal, time, state)
    leave(session)
    session.close()
    other = urge(library, journal, time, state)
    to_the_guide(other)
    afraid = urge(library, journal, time, state)
    afraid.handle(Rate(9))
    afraid.handle(Write("words"))
    afraid.handle(Select(()))
    afraid.handle(Select(("yes",)))
    afraid.handle(Leave())
    end = afraid.scene()
    assert isinstance(end, FinishedScene)
    assert not end.back
    there = {path.name for path in (tmp_path / "state" / "open").iterdir()}
    assert there == {other.id, f"{other.id}.wait"}


def test_a_run_without_a_delay_has_no_way_back(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("box-breathing"), journal, time)
    session.handle(Rate(5))
    pass_time(session, time, 20)
    assert not leave(session).back
    assert how(journal) == "left early"


def test_of_an_urge_only_the_choice_to_send_is_done(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    codes = {}
    for words in ("", "are you there"):
        for number in range(5):
            session = urge(library, journal, time, state)
            to_the_guide(session, words)
            choice = to_the_choices(session).options[number].id
            session.handle(Select((choice,)))
            while not isinstance(session.scene(), FinishedScene) and choice != Outcome.MORE:
                session.handle(GoOn())
            codes[choice] = session.code
    assert {choice for choice, code in codes.items() if code == 0} == {
        Outcome.SEND,
        Outcome.GO_AHEAD,
    }
    assert set(codes.values()) == {0, LEFT_EARLY}


def test_any_other_run_is_done_when_it_was_not_left(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("anchor-90"), journal, time, quick=True)
    pass_time(session, time, 30)
    other = begin(library.find("anchor-90"), journal, time, quick=True)
    leave(other)
    pass_time(session, time, 61)
    assert isinstance(session.scene(), FinishedScene | RateScene | AskScene)
    session.handle(Leave())
    assert (session.code, other.code) == (0, LEFT_EARLY)


def test_with_nothing_parked_no_choice_speaks_of_words(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session, "")
    options = to_the_choices(session).options
    assert len(options) == 5
    assert not any("words" in option.hint or "clipboard" in option.hint for option in options)
    session.handle(Select((Outcome.GO_AHEAD,)))
    assert isinstance(session.scene(), AskScene)  # nothing to copy first
    pause = begin(library.find("pause-and-return"), journal, time, state=state)
    if any(step.__class__.__name__ == "Decide" for step in pause.routine.steps):
        pause.handle(PassUrge())
        assert not any(Outcome(option.id).is_sending for option in to_the_choices(pause).options)


class Machine(Clock):
    """A clock whose wall can be set while `lasting` goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.lasted = 500.0

    def go(self, seconds: float) -> None:
        super().go(seconds)
        self.lasted += seconds

    def sleep(self, seconds: float) -> None:
        self.suspend(seconds)
        self.lasted += seconds

    def lasting(self) -> float:
        return self.lasted


@pytest.mark.parametrize("to", [-7200, -60, 60, 3600, DAY])
def test_setting_the_clock_changes_no_wait_and_pauses_no_guide(
    library: Library, journal: Journal, state: DeviceStore, to: int
) -> None:
    machine = Machine()
    session = urge(library, journal, machine, state, lasting=machine.lasting)
    to_the_guide(session)
    pass_time(session, machine, 30)
    machine.suspend(to)  # only the wall: nobody slept
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.paused
    assert session._run.clock.delay_left == pytest.approx(570)
    pass_time(session, machine, 580)
    assert isinstance(session.scene(), RateScene | DecideScene)


def test_a_suspend_still_counts_for_the_wait_and_pauses_the_guide(
    library: Library, journal: Journal, state: DeviceStore
) -> None:
    machine = Machine()
    session = urge(library, journal, machine, state, lasting=machine.lasting)
    to_the_guide(session)
    machine.sleep(60)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.paused
    assert session._run.clock.delay_left == pytest.approx(540)


@pytest.mark.parametrize("before", [-7200, 0, 3600])
@pytest.mark.parametrize("after", [-7200, 0])
def test_the_time_already_waited_counts_when_a_wait_is_gone_on_with(
    library: Library, journal: Journal, state: DeviceStore, before: int, after: int
) -> None:
    machine = Machine()
    session = urge(library, journal, machine, state, lasting=machine.lasting)
    to_the_guide(session)
    pass_time(session, machine, 120)
    machine.suspend(before)
    pass_time(session, machine, 30)
    session.interrupt()
    machine.suspend(after)
    runs = open_runs(journal.records(), machine.now(), frozenset({session.id}))
    assert [run.session for run in runs] == [session.id]
    there = begin(
        session.routine, journal, machine, state=state, run=runs[0], lasting=machine.lasting
    )
    assert there._run.clock.delay_left == pytest.approx(450, abs=1)


def test_a_wait_of_the_future_is_not_offered_but_one_of_this_machine_whose_clock_was_set_back_is(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    records = list(journal.records())
    for ahead, own, offered in (
        (60, False, 1),
        (3600, False, 0),
        (3600, True, 1),
        (5 * 365 * DAY, True, 0),
    ):
        time.suspend(-ahead)
        runs = open_runs(records, time.now(), frozenset({session.id} if own else ()))
        assert len(runs) == offered, ahead
        time.suspend(ahead)


@pytest.mark.parametrize("delay", [60.0, 300.0, 600.0, 1200.0])
def test_an_urge_lasts_as_long_as_was_asked_for(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, delay: float
) -> None:
    session = urge(library, journal, time, state, delay=delay)
    for _ in range(4):
        session.handle(GoOn())
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.left == pytest.approx(delay)
    while session.rings == 0:
        pass_time(session, time, 1)
        session.handle(GoOn()) if isinstance(session.scene(), RateScene) else None
    assert session._run.clock.since_begun == pytest.approx(delay, abs=1.5)
