"""Going on with a run that was cut off: from the records alone, on whatever machine, and in one
terminal at a time.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.config.preferences import adjustments_to_record
from calmtui.config.support import SupportList
from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.library import Library
from calmtui.history.open_runs import open_runs
from calmtui.history.sessions import fold_sessions
from calmtui.session.actions import Action
from calmtui.session.events import (
    Back,
    GoOn,
    Leave,
    Next,
    OpenWords,
    PassUrge,
    Pause,
    Rate,
    Select,
    Write,
)
from calmtui.session.outcome import Outcome
from calmtui.session.recorder import save_delay
from calmtui.session.resume import ResumeOffer, find_resumable
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    DecideScene,
    FinishedScene,
    GuideScene,
    RateScene,
)
from calmtui.session.session import Session
from calmtui.session.spectator import SpectatorSession
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record
from tests.support.engine import Clock, begin, pass_time, urge
from tests.support.runs import cut_off, state

__all__ = ["state"]  # the fixture


def offer(library: Library, journal: Journal, time: Clock, folder: Path) -> ResumeOffer | None:
    return find_resumable(journal, DeviceStore(folder / "state"), library, time.now())


def take(offered: ResumeOffer | None, library: Library, journal: Journal, time: Clock) -> Session:
    assert offered is not None
    session = offered.accept(library, journal, time.clock, time.now, SupportList())
    assert session is not None
    return session


@pytest.mark.parametrize("how", ["killed", "interrupted"])
def test_a_wait_goes_on_with_what_is_left_by_the_wall(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, how: str
) -> None:
    first = cut_off(library, journal, time, tmp_path, how=how)
    time.seconds = 5.0  # another process, another monotonic clock
    time.suspend(120)
    offered = offer(library, journal, time, tmp_path)
    assert offered is not None
    assert offered.prompt(time.now()) == (
        "Your 10-minute wait from 22:41 has 7 minutes left.",
        "continue",
        "close it",
    )
    session = take(offered, library, journal, time)
    assert session.id == first.id
    guide = session.scene()
    assert isinstance(guide, GuideScene)
    assert guide.left == pytest.approx(420, abs=1)
    assert guide.sea is not None
    assert [pull for _, pull in guide.sea.marks] == [9]
    for _ in range(419):
        pass_time(session, time, 1)
        scene = session.scene()
        if isinstance(scene, RateScene):
            assert scene.when == "during"  # the guide's own
            session.handle(GoOn())
    assert isinstance(session.scene(), GuideScene)
    pass_time(session, time, 2)
    last = session.scene()
    assert isinstance(last, RateScene)
    assert (last.when, last.words) == ("after", "are you there")
    session.handle(Rate(4))
    session.handle(Select((Outcome.LET_GO,)))
    (past,) = fold_sessions(journal.records())
    assert (past.how, past.before, past.after) == ("completed", {"pull": 9}, {"pull": 4})
    assert [r["what"] for r in journal.records() if r["what"] in ("begun", "resumed")] == [
        "begun",
        "resumed",
    ]


def test_a_wait_whose_time_has_passed_goes_to_its_end(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    cut_off(library, journal, time, tmp_path)
    time.suspend(3600)
    offered = offer(library, journal, time, tmp_path)
    assert offered is not None
    assert offered.prompt(time.now())[:2] == (
        "Your 10-minute wait from 22:41 has passed.",
        "go to the end",
    )
    session = take(offered, library, journal, time)
    last = session.scene()
    assert isinstance(last, RateScene)
    assert last.words == "are you there"
    session.handle(Rate(None))
    assert isinstance(session.scene(), DecideScene)


def test_declining_closes_it_and_nothing_asks_again(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    cut_off(library, journal, time, tmp_path)
    offered = offer(library, journal, time, tmp_path)
    assert offered is not None
    offered.decline(journal, time.now())
    assert offer(library, journal, time, tmp_path) is None
    (past,) = fold_sessions(journal.records())
    assert past.how == "left early"
    assert not list((tmp_path / "state" / "open").iterdir())


@pytest.mark.parametrize(
    ("id", "minutes", "there"),
    [
        ("ride-the-urge", 23 * 60, True),
        ("ride-the-urge", 24 * 60 + 1, False),
        ("box-breathing", 29, True),
        ("box-breathing", 31, False),
    ],
)
def test_a_wait_can_be_gone_on_with_for_a_day_and_a_guide_for_half_an_hour(
    library: Library,
    journal: Journal,
    time: Clock,
    tmp_path: Path,
    id: str,
    minutes: int,
    there: bool,
) -> None:
    cut_off(library, journal, time, tmp_path, id)
    time.go(minutes * 60)
    assert (offer(library, journal, time, tmp_path) is not None) is there
    # Your words are deleted with it.
    assert bool(list((tmp_path / "state" / "open").iterdir())) is there


def test_a_guide_goes_on_where_it_was_interrupted(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    cut_off(library, journal, time, tmp_path, "box-breathing", "interrupted")
    time.seconds = 3.0
    time.suspend(600)
    session = take(offer(library, journal, time, tmp_path), library, journal, time)
    guide = session.scene()
    assert isinstance(guide, GuideScene)
    assert guide.moment.elapsed == pytest.approx(60)
    pass_time(session, time, 240)
    session.handle(Rate(3))
    (past,) = fold_sessions(journal.records())
    assert past.how == "completed"
    assert past.practised == pytest.approx(300)


@pytest.mark.parametrize("recorded", [True, False])
def test_a_part_left_out_stays_out_when_a_run_is_gone_on_with(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, recorded: bool
) -> None:
    without = Adjustments(skip=("Neck",))
    state = DeviceStore(tmp_path / "state")
    # A launch by its opening records none: then what stands counts.
    choices = adjustments_to_record(without) if recorded else None
    session = begin(
        apply_adjustments(library.find("pmr-7"), without),
        journal,
        time,
        state=state,
        choices=choices,
    )
    session.handle(Rate(7))
    for _ in range(4):
        session.handle(Next())
    session.interrupt()
    os.close(state.run_files._locks.pop(session.id))
    offered = offer(library, journal, time, tmp_path)
    assert offered is not None
    again = offered.accept(library, journal, time.clock, time.now, SupportList(), lambda _: without)
    assert again is not None
    scene = again.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.phase.part == "Chest, shoulders, back, belly"
    assert "Neck" not in {phase.part for phase in again.timeline.phases}


def test_another_machine_that_shares_the_journal_goes_on_too(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    first = cut_off(library, journal, time, tmp_path)
    there = tmp_path / "there"
    shutil.copytree(journal.folder, there / "journal")
    other = Journal(there / "journal", there / "state")
    time.suspend(100)
    session = take(offer(library, other, time, there), library, other, time)
    guide = session.scene()
    assert isinstance(guide, GuideScene)
    assert session.id == first.id
    assert guide.left == pytest.approx(440, abs=1)
    assert Action.WORDS not in guide.actions  # the words stayed on the machine they were written on
    session.handle(PassUrge())
    session.handle(Select((Outcome.SEND,)))
    for path in (there / "journal").iterdir():
        shutil.copy(path, journal.folder)
    assert offer(library, journal, time, tmp_path) is None  # one outcome, everywhere
    assert len([r for r in journal.records() if r.get("key") == "choice"]) == 1


def test_two_machines_that_both_went_on_leave_one_outcome(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    state = DeviceStore(tmp_path / "state")
    here = urge(library, journal, time, state)
    there = tmp_path / "there"
    shutil.copytree(journal.folder, there / "journal")
    other = Journal(there / "journal", there / "state")
    session = take(offer(library, other, time, there), library, other, time)
    session.handle(PassUrge())
    session.handle(Select((Outcome.LET_GO,)))
    for path in (there / "journal").iterdir():
        shutil.copy(path, journal.folder)
    here.handle(PassUrge())
    here.handle(Select((Outcome.SEND,)))
    assert isinstance(here.scene(), FinishedScene)
    assert [r["value"] for r in journal.records() if r.get("key") == "choice"] == [[Outcome.LET_GO]]


def test_what_another_machine_wrote_is_data(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    bad = "\x1b]0;x\x07[/] {x}"
    base: Record = {"v": 1, "session": "s", "at": time.now().isoformat()}
    journal.append(
        {
            **base,
            "id": "1",
            "what": "begun",
            "routine": "ride-the-urge",
            "title": bad,
            "delay": 600,
        },
        {**base, "id": "2", "what": "answered", "key": "trigger", "value": [bad, 3, None]},
    )
    offered = offer(library, journal, time, tmp_path)
    assert offered is not None
    assert "\x1b" not in offered.prompt(time.now())[0]
    session = take(offered, library, journal, time)
    session.handle(PassUrge())
    session.handle(Select((Outcome.LET_GO,)))
    session.handle(GoOn())
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert 'After "[/] {x}" I want to' in scene.text


def test_more_time_survives_a_cut(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    state = DeviceStore(tmp_path / "state")
    session = urge(library, journal, time, state)
    session.handle(PassUrge())
    pass_time(session, time, 30)
    session.handle(Select((Outcome.MORE,)))
    session.interrupt()
    state.run_files._locks.clear()
    (run,) = open_runs(journal.records(), time.now())
    assert run.remaining(time.now()) == pytest.approx(600)


def _hold(folder: str, id: str, ready: Callable[[], None], done: Callable[[], None]) -> None:
    DeviceStore(Path(folder)).run_files.claim(id)
    ready()
    done()


@pytest.mark.slow
def test_two_terminals_never_fight_over_one_wait(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    session = cut_off(library, journal, time, tmp_path)
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(
        target=_hold, args=(str(tmp_path / "state"), session.id, ready.set, done.wait)
    )
    other.start()
    try:
        assert ready.wait(20)
        offered = offer(library, journal, time, tmp_path)
        assert offered is not None
        assert offered.prompt(time.now()) == (
            "Your 10-minute wait from 22:41 has 9 minutes left. It is running in another terminal.",
            "watch it",
            "not now",
        )
        before = list(journal.records())
        shown = take(offered, library, journal, time)
        assert isinstance(shown, SpectatorSession)
        assert not shown.private  # the other terminal keeps it
        guide = shown.scene()
        assert isinstance(guide, GuideScene)
        for event in (
            PassUrge(),
            GoOn(),
            Next(),
            Pause(),
            Back(),
            OpenWords(),
            Rate(3),
            Select((Outcome.SEND,)),
        ):
            assert not shown.handle(event)
        shown.interrupt()
        shown.handle(Leave())
        assert isinstance(shown.scene(), FinishedScene)
        offered.decline(journal, time.now())  # "not now" leaves the other terminal's run alone
        assert list(journal.records()) == before
        assert (tmp_path / "state" / "open" / session.id).exists()
    finally:
        done.set()
        other.join(20)


def test_the_second_of_two_that_take_at_once_only_looks_on(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    cut_off(library, journal, time, tmp_path)
    one, two = offer(library, journal, time, tmp_path), offer(library, journal, time, tmp_path)
    assert not isinstance(take(one, library, journal, time), SpectatorSession)
    assert isinstance(take(two, library, journal, time), SpectatorSession)


def test_a_routine_that_is_gone_is_not_offered(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    at = time.now().isoformat()
    journal.append(
        {
            "v": 1,
            "id": "1",
            "session": "s",
            "at": at,
            "what": "begun",
            "routine": "gone",
            "delay": 600,
        }
    )
    assert offer(library, journal, time, tmp_path) is None


_VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.lists(st.integers())
)
_RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.text(max_size=4),
            "session": st.sampled_from(["a", "b", "../c"]),
            "what": st.sampled_from(
                ["begun", "rated", "answered", "changed", "resumed", "ended", "erased", "new"]
            ),
        },
        optional={
            "at": st.sampled_from(["2026-11-24T22:41:03+01:00", "2026-11-24T21:41:03", "nonsense"])
            | _VALUES,
            "how": st.sampled_from(["interrupted", "completed", "left early"]) | _VALUES,
            **dict.fromkeys(
                ("delay", "pull", "anxiety", "when", "key", "value", "step", "position"), _VALUES
            ),
            "practised": _VALUES,
            "more": _VALUES,
        },
    ),
    max_size=12,
)


@pytest.mark.slow
@given(_RECORDS)
def test_whatever_a_journal_holds_is_read_without_a_fault(records: list[Record]) -> None:
    now = datetime.fromisoformat("2026-11-24T22:45:00+01:00")
    for run in open_runs(records, now):
        assert 0 <= run.remaining(now) <= 86400
        assert now - run.began <= timedelta(hours=24) or run.delay is None


def test_an_erased_run_is_not_offered(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    session = cut_off(library, journal, time, tmp_path)
    journal.append(
        {"v": 1, "id": "e", "session": session.id, "at": time.now().isoformat(), "what": "erased"}
    )
    assert offer(library, journal, time, tmp_path) is None


def test_an_urge_is_offered_a_wait_and_nothing_else(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    box = cut_off(library, journal, time, tmp_path, "box-breathing")
    sos = cut_off(library, journal, time, tmp_path, "anchor-90")
    there = DeviceStore(tmp_path / "state")
    assert find_resumable(journal, there, library, time.now(), waits_only=True) is None
    wait = cut_off(library, journal, time, tmp_path)
    offered = find_resumable(journal, there, library, time.now(), waits_only=True)
    assert offered is not None
    assert (offered.run.session, offered.others) == (wait.id, ())
    offered.decline(journal, time.now())
    at_home = find_resumable(journal, there, library, time.now())
    assert at_home is not None  # the guides are still there
    assert {at_home.run.session, *(run.session for run in at_home.others)} == {box.id, sos.id}


@pytest.mark.parametrize("how", ["killed", "interrupted"])
@pytest.mark.parametrize("after", [20, 400])
@pytest.mark.parametrize("delay", [600.0, 1200.0])
def test_a_guided_urge_goes_on_where_it_was_and_in_time_for_its_end(
    library: Library,
    journal: Journal,
    time: Clock,
    tmp_path: Path,
    how: str,
    after: int,
    delay: float,
) -> None:
    save_delay(DeviceStore(tmp_path / "state"), library.find("ride-the-urge"), delay)
    cut_off(library, journal, time, tmp_path, how=how)  # a minute into the guide
    time.suspend(after)
    offered = offer(library, journal, time, tmp_path)
    assert offered is not None
    there = offered.accept(library, journal, time.clock, time.now, SupportList())
    assert there is not None
    scene = there.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.waiting
    gone = 60 + after
    # Nobody knows where it was killed: it is taken to have gone on.
    known = 60 if how == "interrupted" else gone
    assert scene.moment.elapsed == pytest.approx(max(known, gone + 600 - delay), abs=1)
    assert scene.left == pytest.approx(delay - gone, abs=1)


def test_a_run_cut_off_in_its_first_questions_goes_on_with_the_same_question(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    state = DeviceStore(tmp_path / "state")
    session = urge(library, journal, time, state)
    session.handle(Rate(9))
    session.handle(Write("are you there"))
    asked = session.scene()
    assert isinstance(asked, ChooseScene)
    session.interrupt()
    os.close(state.run_files._locks.pop(session.id))
    time.suspend(30)
    offered = offer(library, journal, time, tmp_path)
    assert offered is not None
    there = offered.accept(library, journal, time.clock, time.now, SupportList())
    assert there is not None
    scene = there.scene()
    assert isinstance(scene, ChooseScene)
    assert scene.options == asked.options
