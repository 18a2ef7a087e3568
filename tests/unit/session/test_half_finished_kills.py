"""A process that ends at any instant of a tool: the next one goes on with every answer that was
taken, and the journal holds each of them once; two tools, two terminals, one file for each.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.history.sessions import fold_sessions
from calmtui.session.events import Event, Keep, Leave, Rate, Select, Write
from calmtui.session.resume import ResumeOffer, find_half_finished, find_resumable
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    FinishedScene,
    KeepScene,
    RateScene,
    Scene,
)
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.chaos.kills import killed
from tests.support.engine import Clock
from tests.support.locks import KEY, put_on
from tests.support.routine_texts import head, step

_ASKS = {"What happened?": "distinctive one", "A kind line.": "distinctive two"}
TOOL = (
    head(rate=[])
    + step("ask", "What happened?", keep="situation")
    + step("rate", what="belief")
    + step("choose", "What did you feel?", options=["afraid", "hurt"], keep="felt")
    + step("ask", "A kind line.", may_keep="kind")
    + step("rate", what="belief")
)
WHOLE = {"situation": "distinctive one", "felt": ["hurt"], "kind": "distinctive two"}


class Machine:
    """A home with a few tools, as one process after the other finds it."""

    def __init__(self, folder: Path, time: Clock, *, is_locked: bool = False) -> None:
        self.folder, self.time = folder, time
        own = folder / "routines"
        own.mkdir(parents=True, exist_ok=True)
        for name in ("one", "two"):
            (own / f"{name}.toml").write_text(TOOL)
        self.library = Library(own, None)
        if is_locked:
            put_on(self.journal())

    def journal(self) -> Journal:
        return Journal(self.folder / "journal", self.folder / "state")

    def state(self) -> DeviceStore:
        return DeviceStore(self.folder / "state", lock=self.journal().lock)

    def begin(self, tool: str = "one", state: DeviceStore | None = None) -> Session:
        return Session(
            self.library.find(tool),
            self.journal(),
            self.time.clock,
            self.time.now,
            state=state or self.state(),
        )

    def offers(self, tool: str = "", *, has_key: bool = False) -> tuple[ResumeOffer, ...]:
        journal = self.journal()
        if has_key:
            journal.key = KEY
        return find_half_finished(journal, self.state(), self.library, self.time.now(), tool)

    def accept(self, offer: ResumeOffer, *, has_key: bool = False) -> Session:
        journal = self.journal()
        if has_key:
            journal.key = KEY
        session = offer.accept(self.library, journal, self.time.clock, self.time.now, SupportList())
        assert session is not None
        return session

    def records(self) -> list[dict[str, object]]:
        journal = self.journal()
        journal.key = KEY
        return list(journal.records())

    def answers(self) -> list[str]:
        """The names of the files of answers."""
        return sorted(path.name for path in (self.folder / "state").glob("half*"))


@pytest.fixture
def machine(tmp_path: Path, time: Clock) -> Machine:
    return Machine(tmp_path / "home", time)


def next_event(scene: Scene) -> Event | None:
    """What the person of these tests answers."""
    match scene:
        case AskScene(text=text):
            return Write(_ASKS[text])
        case RateScene():
            return Rate(6)
        case ChooseScene():
            return Select(("hurt",))
        case KeepScene():
            return Keep()
    return None


def answer(session: Session, times: int = 99, note: Callable[[], object] = lambda: None) -> None:
    """Answer so many questions; `note` hears of each that was taken."""
    for _ in range(times):
        event = next_event(session.scene())
        if event is None:
            break
        assert session.handle(event)
        note()


def answer_whole(home: Path) -> int:
    """A whole tool, in a process of its own that says how far it has come."""
    fd = os.open(home / "taken", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os_write = os.write
    machine = Machine.__new__(Machine)
    machine.folder, machine.time = home, Clock()
    machine.library = Library(home / "routines", None)
    session = machine.begin()
    answer(session, note=lambda: os_write(fd, b"."))
    session.close()
    return 0


def check_after(machine: Machine, *, has_key: bool) -> None:
    """Whatever was taken is there, once; and the tool can be gone on with to its end."""
    taken = len(machine.folder.joinpath("taken").read_bytes())
    if not has_key:
        offer = find_resumable(
            machine.journal(), machine.state(), machine.library, machine.time.now()
        )
        offers = tuple(filter(None, [offer]))
    else:
        offers = machine.offers(has_key=True)
    if offers:
        session = machine.accept(offers[0], has_key=has_key)
        before = session.step
        assert before >= min(taken, 3), taken  # the fifth and last answer ends the run
        answer(session)
        assert isinstance(session.scene(), FinishedScene)
        session.close()
    records = machine.records()
    counts = Counter(str(record.get("key")) for record in records if record["what"] == "answered")
    assert set(counts.values()) <= {1}, counts
    assert sum(record["what"] == "rated" for record in records) <= 2  # as often as it is asked
    past = fold_sessions(records)
    assert len(past) <= 1
    if offers or taken >= 6:
        assert past[0].answers == WHOLE
        assert not machine.answers()


@pytest.mark.parametrize("is_locked", [False, True])
@pytest.mark.parametrize("stride", [pytest.param(1, marks=pytest.mark.slow), 53])
def test_a_kill_at_any_call_loses_no_answer_and_saves_none_twice(
    tmp_path: Path, time: Clock, is_locked: bool, stride: int
) -> None:
    for number in range(1, 10_000, stride):
        machine = Machine(tmp_path / str(number), time, is_locked=is_locked)
        (machine.folder / "taken").write_bytes(b"")
        was_killed = killed(answer_whole, machine.folder, number, 0)
        if is_locked:
            plain = [
                path
                for path in machine.folder.rglob("*")
                if path.is_file() and b"distinctive" in path.read_bytes()
            ]
            assert not plain
        check_after(machine, has_key=is_locked)
        if not was_killed:
            break


def test_two_tools_are_each_offered_at_their_start(machine: Machine, time: Clock) -> None:
    first = machine.begin("one")
    answer(first, 1)
    first.handle(Leave())
    time.go(60)
    second = machine.begin("two")
    answer(second, 3)
    second.handle(Leave())
    assert machine.answers() == sorted([f"half.{first.id}", f"half.{second.id}"])
    assert [offer.run.session for offer in machine.offers()] == [second.id, first.id]
    assert [offer.run.session for offer in machine.offers("one")] == [first.id]
    (offer,) = machine.offers("two")
    assert offer.prompt(time.now())[1:] == ("continue", "begin anew")
    offer.decline(machine.journal(), time.now())  # beginning anew takes nothing away
    assert len(machine.answers()) == 2
    (offer,) = machine.offers("one")
    session = machine.accept(offer)
    assert session.step == 1
    answer(session)
    assert machine.answers() == [f"half.{second.id}"]


def test_at_a_launch_the_newest_is_offered_and_declining_it_closes_it_alone(
    machine: Machine, time: Clock
) -> None:
    for tool in ("one", "two"):
        session = machine.begin(tool)
        answer(session, 1)
        session.handle(Leave())
        time.go(60)
    for tool in ("two", "one"):
        offer = find_resumable(machine.journal(), machine.state(), machine.library, time.now())
        assert offer is not None
        assert (offer.run.routine, offer.others) == (tool, ())
        assert offer.prompt(time.now())[1:] == ("continue", "close it")
        offer.decline(machine.journal(), time.now())
    assert not machine.answers()


def test_what_another_terminal_goes_on_with_is_offered_by_none(machine: Machine) -> None:
    running = machine.begin()
    answer(running, 1)
    assert machine.offers() == ()
    running.handle(Leave())
    (offer,) = machine.offers()
    going_on = machine.accept(offer)  # its state folder is that of the offer
    assert machine.offers() == ()
    answer(going_on, 1)
    assert machine.answers() == [f"half.{running.id}"]


def test_a_locked_tool_is_offered_with_the_key_alone(tmp_path: Path, time: Clock) -> None:
    machine = Machine(tmp_path / "home", time, is_locked=True)
    session = machine.begin()
    answer(session, 4)
    session.handle(Leave())
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.lines == ("Your answers stay here for a day, locked. You can continue from home.",)
    assert machine.state().half_files.is_sealed(session.id)
    assert machine.offers() == ()
    (offer,) = machine.offers(has_key=True)
    assert offer.prompt(time.now())[1:] == ("continue", "not now")
    going_on = machine.accept(offer, has_key=True)
    scene = going_on.scene()
    assert isinstance(scene, KeepScene | AskScene)
    answer(going_on)
    assert fold_sessions(machine.records())[0].answers == WHOLE
    assert not machine.answers()


@pytest.mark.parametrize("what", ["erased", "ended"])
def test_answers_of_a_session_that_is_over_go(machine: Machine, what: str) -> None:
    session = machine.begin()
    answer(session, 1)
    session.handle(Leave())
    record = {"v": 1, "id": "z", "session": session.id, "at": "2026-11-24T23:00:00+01:00"}
    how = {"how": "left early"} if what == "ended" else {}
    machine.journal().append({**record, "what": what, **how})  # another computer's
    assert machine.offers() == ()
    assert not machine.answers()


def test_a_damaged_file_is_not_offered_and_stays_for_its_day(machine: Machine, time: Clock) -> None:
    session = machine.begin()
    answer(session, 1)
    session.handle(Leave())
    path = machine.folder / "state" / f"half.{session.id}"
    path.write_text(f"calmtui sealed 1 {'A' * 40}\n")
    assert machine.offers(has_key=True) == ()
    assert machine.answers() == [path.name]


def test_the_one_file_of_earlier_versions_is_read(machine: Machine) -> None:
    session = machine.begin()
    answer(session, 3)
    session.handle(Leave())
    folder = machine.folder / "state"
    (folder / f"half.{session.id}").rename(folder / "half")
    (offer,) = machine.offers("one")
    assert machine.answers() == [f"half.{session.id}"]
    assert machine.accept(offer).step == 3


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20
)
@given(st.lists(st.sampled_from("abcde"), max_size=8), st.data())
def test_files_of_answers_are_those_of_their_sessions(
    tmp_path_factory: pytest.TempPathFactory, sessions: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("state")
    files = DeviceStore(folder).half_files
    expected: dict[str, str] = {}
    for number, session in enumerate(sessions):
        act = data.draw(st.sampled_from(["put", "empty", "forget", "torn", "old"]))
        match act:
            case "put":
                assert files.put(session, f"answers {number}")
                expected[session] = f"answers {number}"
            case "empty":
                assert files.put(session, "")
                expected.pop(session, None)
            case "forget":
                assert files.forget(of=[session])
                expected.pop(session, None)
                assert not list(folder.glob(f".half.{session}.*"))
            case "torn":  # what a killed write leaves
                (folder / f".half.{session}.0123abcd").write_text("half of it")
            case "old":
                text = f'{{"session": "{session}"}}'
                (folder / "half").write_text(text)
                expected[session] = text
        assert files.sessions() == frozenset(expected)
        assert {one: files.get(one) for one in expected} == expected
    day = 1_000_000.0
    for number, path in enumerate(sorted(folder.iterdir())):
        os.utime(path, (day + number % 2, day + number % 2))
    late = {path.name for path in folder.iterdir() if path.stat().st_mtime > day}
    assert files.forget(before=day + 1)
    assert {path.name for path in folder.iterdir()} == late
    assert files.forget()
    assert not list(folder.iterdir())
