"""A first key closes nothing that a second would correct: numbers of two digits, and the way back
to an answer.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.history.open_runs import open_runs
from calmtui.history.sessions import PastSession, fold_sessions
from calmtui.session.actions import Action
from calmtui.session.events import (
    Back,
    CompleteTen,
    GoOn,
    GoOnAfraid,
    Leave,
    PassUrge,
    Rate,
    Select,
    Write,
)
from calmtui.session.outcome import Outcome
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    DecideScene,
    FinishedScene,
    GuideScene,
    RateScene,
)
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time, routine, scene_of, urge
from tests.support.plain import played
from tests.support.routine_texts import TWO_SAYS
from tests.support.screens import calm, running

LAST = '[[steps]]\nkind = "ask"\ntext = "Which?"\nkeep = "which"\n'
CHOOSE = (
    '[[steps]]\nkind = "choose"\ntext = "{text}"\noptions = ["a", "b", "c"]\nkeep = '
    '"{text}"\nmany = {many}\n'
)


def past(journal: Journal) -> PastSession:
    (one,) = fold_sessions(journal.records())
    return one


def typed(session: Session, *keys: str) -> None:
    """Digits as the full screen takes them."""
    for key in keys:
        if key != "0" or not session.handle(CompleteTen()):
            session.handle(Rate(int(key)))


def test_10_is_10_before_and_after_a_guide(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS), journal, time)
    typed(session, "1", "0")
    assert isinstance(session.scene(), GuideScene)
    pass_time(session, time, 20)
    typed(session, "1", "0")
    assert scene_of(session) == FinishedScene(
        "completed", ("10 before, 10 after.", "Help is on ! whenever you want it.")
    )
    assert (past(journal).before, past(journal).after) == ({"anxiety": 10}, {"anxiety": 10})


@pytest.mark.parametrize(
    ("seconds", "before"), [(0.4, {"anxiety": 10}), (1.5, {"anxiety": 1, "pull": 0})]
)
def test_where_a_0_is_an_answer_it_makes_a_10_only_right_behind_the_1(
    journal: Journal, time: Clock, seconds: float, before: dict[str, int]
) -> None:
    session = begin(routine(TWO_SAYS, 'rate = ["anxiety", "pull"]'), journal, time)
    typed(session, "1")
    time.go(seconds)
    typed(session, "0")
    session.handle(Leave())
    assert past(journal).before == before


def test_a_0_long_after_a_1_or_behind_another_key_is_nothing(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS), journal, time)
    typed(session, "1")
    pass_time(session, time, 4)
    assert not session.handle(CompleteTen())
    session.handle(Back())
    session.handle(Back())
    typed(session, "2")
    assert not session.handle(CompleteTen())
    session.handle(Leave())
    assert past(journal).before == {"anxiety": 2}


def test_a_check_in_in_a_wait_takes_a_10_and_can_be_corrected(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("wait-it-out"), journal, time, quick=True)
    for _ in range(6):
        session.handle(GoOn())
    for _ in range(2000):
        pass_time(session, time, 1)
        if isinstance(scene := session.scene(), GuideScene) and scene.check_in:
            break
    typed(session, "1", "0")
    assert [r["pull"] for r in journal.records() if r["what"] == "rated"] == [1]
    (run,) = open_runs(journal.records(), time.now())
    assert [value for _, value in run.pull_ratings] == [10]
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.check_in
    session.handle(Rate(3))
    (run,) = open_runs(journal.records(), time.now())
    assert [value for _, value in run.pull_ratings] == [3]
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.check_in
    assert scene.sea is not None
    assert [pull for _, pull in scene.sea.marks] == [3]


def test_back_leads_from_question_to_question_and_each_keeps_its_answer(
    journal: Journal, time: Clock
) -> None:
    steps = LAST + CHOOSE.format(text="one", many="false") + CHOOSE.format(text="some", many="true")
    session = begin(routine(steps), journal, time)
    session.handle(Rate(3))
    session.handle(Write("x"))
    session.handle(Select(("b",)))
    session.handle(Select(("a", "c")))
    assert isinstance(session.scene(), RateScene)  # the one after
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    assert scene.given == ("a", "c")
    session.handle(Back())
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert scene.words == "x"
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert (scene.when, scene.given) == ("before", 3)
    session.handle(Back())  # there is nothing before it
    session.handle(Rate(8))
    session.handle(Write("y"))
    session.handle(Select(("c",)))
    session.handle(Select(()))
    session.handle(Rate(1))
    assert isinstance(session.scene(), FinishedScene)
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert (scene.when, scene.given) == ("after", 1)
    session.handle(Rate(7))
    assert scene_of(session) == FinishedScene("completed", ("8 before, 7 after.",))
    one = past(journal)
    assert (one.how, one.before, one.after) == ("completed", {"anxiety": 8}, {"anxiety": 7})
    assert one.answers == {"which": "y", "one": ["c"], "some": None}
    assert [record["what"] for record in journal.records()].count("ended") == 1


def test_enter_at_a_number_that_is_asked_once_more_keeps_it(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS), journal, time)
    session.handle(Rate(6))
    session.handle(Back())
    session.handle(GoOn())
    assert isinstance(session.scene(), GuideScene)
    assert [record["what"] for record in journal.records()] == ["begun", "rated"]


def test_what_has_begun_by_itself_holds(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS), journal, time)
    session.handle(Rate(6))
    pass_time(session, time, 11)  # the second step
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.phase.text == "a"
    session.handle(Back())
    assert isinstance(session.scene(), GuideScene)


def at_the_choices(library: Library, journal: Journal, time: Clock, state: DeviceStore) -> Session:
    session = urge(library, journal, time, state)
    session.handle(Rate(9))
    session.handle(Write("are you there"))
    session.handle(Select(("slow reply",)))
    session.handle(Select(("no",)))
    session.handle(PassUrge())
    return session


def test_another_choice_in_place_of_the_first(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    state = DeviceStore(tmp_path / "state")
    session = at_the_choices(library, journal, time, state)
    session.handle(Select((Outcome.LET_GO,)))
    assert not state.run_files.parked_text(session.id)
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, DecideScene)
    assert scene.words == "are you there"
    time.go(2)
    session.handle(Select((Outcome.REACH,)))
    one = past(journal)
    assert (one.how, one.answers["choice"]) == ("completed", [Outcome.REACH])
    while not isinstance(session.scene(), FinishedScene):
        session.handle(Leave())
    assert not state.run_files.parked_text(session.id)
    assert not list((tmp_path / "state" / "open").iterdir())


def test_waiting_on_in_place_of_letting_go(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    session = at_the_choices(library, journal, time, DeviceStore(tmp_path / "state"))
    session.handle(Select((Outcome.LET_GO,)))
    session.handle(Back())
    time.go(2)
    session.handle(Select((Outcome.MORE,)))
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.waiting
    assert Action.WORDS in scene.actions
    assert past(journal).answers["choice"] is None
    pass_time(session, time, 601)
    session.handle(Rate(2))
    time.go(1)
    session.handle(Select((Outcome.SEND,)))
    assert past(journal).answers["choice"] == [Outcome.SEND]


def test_a_fear_that_was_named_by_mistake(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    session = urge(library, journal, time, DeviceStore(tmp_path / "state"))
    session.handle(Rate(9))
    session.handle(Write(""))
    session.handle(Select(()))
    session.handle(Select(("yes",)))
    session.handle(GoOnAfraid())
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    assert scene.given == ("yes",)
    session.handle(Select(("no",)))
    assert isinstance(session.scene(), GuideScene)
    assert not session.scene().waiting  # type: ignore[union-attr]


async def test_keys_that_come_together_are_one_number(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(TWO_SAYS)) as person:
        await person.press("1", "0")
        assert "Changed to 10." in person.sees() or past(journal).before == {"anxiety": 10}
        await person.press("backspace")
        assert "[x]" in person.sees()
        assert "Enter  keep 10" in person.sees()
        await person.press("4")
        await person.wait(20)
        await person.press("1")
        assert "b  correct" in person.sees()
        await person.press("b", "2")
        assert "4 before, 2 after." in person.sees()
    assert (past(journal).before, past(journal).after) == ({"anxiety": 4}, {"anxiety": 2})


async def test_a_field_that_nothing_was_written_in_leads_back(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, "1", "0") as pilot:
        assert past(journal).before == {"pull": 10}
        await pilot.press("backspace")
        await pilot.pause()
        await pilot.press("7")
        await pilot.pause()
        # Words: what is written stays a word.
        await pilot.press("0", "backspace", "backspace", "h", "i", "enter")
        await pilot.pause()
        assert past(journal).before == {"pull": 7}
        assert "What happened just before?" in pilot.app.screen.canvas.text()  # type: ignore[attr-defined]
        await pilot.press("2", "enter")
        await pilot.press("b")
        await pilot.pause()
        assert "* short or cold tone" in pilot.app.screen.canvas.text()  # type: ignore[attr-defined]
        await pilot.press("2", "1", "enter")
        await pilot.pause()
    assert past(journal).answers == {"trigger": ["slow reply"]}


def test_line_by_line_a_b_goes_back(journal: Journal, time: Clock) -> None:
    said = played(
        routine(CHOOSE.format(text="one", many="false") + TWO_SAYS),
        journal,
        time,
        "10",
        "b",
        "4",
        "2",
        (22, "1"),
    )
    assert "How anxious are you right now? It was 10. 0 to 10, Enter keeps it." in said
    assert past(journal).before == {"anxiety": 4}
    assert past(journal).answers == {"one": ["b"]}
