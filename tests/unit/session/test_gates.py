"""A gate may lead elsewhere, and never blocks."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from calmtui.content.routine import Routine
from calmtui.history.sessions import fold_sessions
from calmtui.session.actions import Action
from calmtui.session.events import Back, Event, GoOn, Leave, Next, Rate, Select, Write
from calmtui.session.scene import AskScene, ChooseScene, FinishedScene, GateScene, RateScene
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, only_session, routine, scene_of

ASK = '[[steps]]\nkind = "ask"\ntext = "The thought?"\nkeep = "thought"\n'
CHOICE = (
    '[[steps]]\nkind = "gate"\ntext = "A good moment?"\noptions = ["yes", "not now"]\n'
    'ends = ["not now"]\nkeep = "moment"\nsaid = "Later is fine."\ninstead = ["anchor-90"]\n'
)
HIGH = '[[steps]]\nkind = "gate"\ntext = "How anxious?"\nwhat = "anxiety"\nmost = 6\n'
ONCE = '[[steps]]\nkind = "gate"\ntext = "Today?"\nonce = "{}"\n'
NO_RATING = "rate = []"


def answers(session: Session, *events: Event) -> None:
    for event in events:
        assert session.handle(event), (event, session.scene())


def done(a: Routine, journal: Journal, time: Clock, *events: Event) -> None:
    """A whole session."""
    session = begin(a, journal, time)
    answers(session, *events)
    assert isinstance(session.scene(), FinishedScene), session.scene()
    session.close()


def test_an_answer_that_does_not_end_goes_on_and_is_kept(journal: Journal, time: Clock) -> None:
    session = begin(routine(CHOICE + ASK, NO_RATING), journal, time)
    answers(session, Select(("yes",)))
    assert isinstance(session.scene(), AskScene)
    answers(session, Write("he is late"))
    assert only_session(journal).answers == {"moment": ["yes"], "thought": "he is late"}


def test_an_answer_that_ends_offers_other_routines_and_leaves_nothing(
    journal: Journal, time: Clock
) -> None:
    session = begin(routine(CHOICE + ASK, NO_RATING), journal, time)
    answers(session, Select(("not now",)))
    assert scene_of(session) == GateScene("Later is fine.", ("anchor-90",))
    assert Action.SELECT in session.scene().actions
    answers(session, Select(("anchor-90",)))
    assert scene_of(session) == FinishedScene("left early", (), instead="anchor-90")
    session.close()
    assert list(journal.records()) == []


def test_a_routine_that_a_gate_does_not_name_is_no_way(journal: Journal, time: Clock) -> None:
    session = begin(routine(CHOICE + ASK, NO_RATING), journal, time)
    answers(session, Select(("not now",)))
    assert not session.handle(Select(("pmr-4",)))
    assert isinstance(session.scene(), GateScene)


def test_enter_twice_goes_on_and_is_written_nowhere(journal: Journal, time: Clock) -> None:
    session = begin(routine(CHOICE + ASK, NO_RATING), journal, time)
    answers(session, Select(("not now",)), GoOn())
    scene = session.scene()
    assert isinstance(scene, GateScene)
    assert scene.asks_again
    answers(session, GoOn(), Write("he is late"))
    past = only_session(journal)
    assert (past.how, past.answers) == ("completed", {"thought": "he is late"})
    assert "not now" not in str(list(journal.records()))


def test_an_answer_at_a_gate_can_be_changed(journal: Journal, time: Clock) -> None:
    session = begin(routine(CHOICE + ASK, NO_RATING), journal, time)
    answers(session, Select(("not now",)), GoOn(), Back())
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    assert scene.given == ("not now",)
    answers(session, Select(("yes",)), Back(), Select(("not now",)), Leave())
    assert only_session(journal).answers.get("moment") is None
    assert only_session(journal).how == "left early"


def test_a_number_above_the_most_closes_and_its_session_writes_no_more(
    journal: Journal, time: Clock
) -> None:
    session = begin(routine(HIGH + ASK, 'rate = ["anxiety"]'), journal, time)
    answers(session, Rate(7))
    scene = session.scene()
    assert isinstance(scene, GateScene)
    assert scene.text.startswith("Above 6 the body")
    answers(session, Leave())
    assert scene_of(session) == FinishedScene("left early", ("7 before.",))
    assert [record["what"] for record in journal.records()] == ["begun", "rated", "ended"]


@pytest.mark.parametrize("value", [None, 0, 6])
def test_a_number_up_to_the_most_is_no_gate(
    journal: Journal, time: Clock, value: int | None
) -> None:
    session = begin(routine(HIGH + ASK, 'rate = ["anxiety"]'), journal, time)
    answers(session, Rate(value))
    assert isinstance(session.scene(), AskScene)


@pytest.mark.parametrize(("value", "scene"), [(9, GateScene), (6, AskScene), (None, AskScene)])
def test_a_gate_asks_for_a_number_that_was_not_asked_for(
    journal: Journal, time: Clock, value: int | None, scene: type
) -> None:
    session = begin(routine(HIGH + ASK, NO_RATING), journal, time)
    asked = session.scene()
    assert isinstance(asked, RateScene)
    assert (asked.question, asked.what) == ("How anxious?", "anxiety")
    answers(session, Rate(value))
    assert isinstance(session.scene(), scene)


def test_the_number_of_a_gate_is_not_summed_up_at_the_end(journal: Journal, time: Clock) -> None:
    pause = '[[steps]]\nkind = "say"\ntext = "Look up."\nseconds = 9\n'
    session = begin(routine(HIGH + pause + ASK, NO_RATING), journal, time)
    answers(session, Rate(3), Next(), Write("he is late"))
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert (scene.before, scene.after) == (None, None)
    assert not any("before" in line for line in scene.lines)


def test_the_way_back_from_a_number_that_closed_is_the_number(
    journal: Journal, time: Clock
) -> None:
    session = begin(routine(HIGH + ASK, NO_RATING), journal, time)
    answers(session, Rate(9), Back(), Rate(5))
    assert isinstance(session.scene(), AskScene)


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [("hour", 3500, 3700), ("day", 86000, 87000), ("week", 600_000, 610_000)],
)
def test_once_within_its_time_is_enough(
    journal: Journal, time: Clock, window: str, inside: float, outside: float
) -> None:
    a = routine(ONCE.format(window) + ASK, NO_RATING)
    done(a, journal, time, Write("first"))
    time.go(inside)
    session = begin(a, journal, time)
    assert isinstance(session.scene(), GateScene)
    answers(session, Leave())
    time.go(outside - inside)
    assert isinstance(begin(a, journal, time).scene(), AskScene)


def test_with_by_once_is_for_each_answer(journal: Journal, time: Clock) -> None:
    which = (
        '[[steps]]\nkind = "choose"\ntext = "What?"\noptions = ["a", "b", "c"]\nmany = true\n'
        'keep = "trigger"\n'
    )
    a = routine(which + ONCE.format("day") + 'by = "trigger"\n' + ASK, NO_RATING)
    done(a, journal, time, Select(("a", "b")), Write("first"))
    for ids, scene in (((), AskScene), (("c",), AskScene), (("b", "c"), GateScene)):
        session = begin(a, journal, time)
        answers(session, Select(ids))
        assert isinstance(session.scene(), scene), ids
        answers(session, Leave())


def test_only_a_completed_session_of_the_same_routine_counts(journal: Journal, time: Clock) -> None:
    a = routine(ONCE.format("day") + ASK, NO_RATING)
    session = begin(a, journal, time)
    answers(session, Leave())
    other = routine(ASK, NO_RATING)
    done(replace(other, id="other"), journal, time, Write("first"))
    assert isinstance(begin(a, journal, time).scene(), AskScene)


def test_where_the_history_cannot_be_read_a_gate_is_open(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = routine(ONCE.format("day") + ASK, NO_RATING)
    done(a, journal, time, Write("first"))

    def refuse(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(journal, "recent_records", refuse)
    assert isinstance(begin(a, journal, time).scene(), AskScene)


def test_a_gate_gone_through_is_not_closed_again(journal: Journal, time: Clock) -> None:
    a = routine(ASK + ONCE.format("day") + ASK.replace("thought", "more"), NO_RATING)
    done(a, journal, time, Write("first"), Write("second"))
    session = begin(a, journal, time)
    answers(session, Write("third"), GoOn(), GoOn(), Back(), Write("third, changed"))
    assert isinstance(session.scene(), AskScene)


def test_whoever_leaves_early_is_offered_the_routine_of_close(
    journal: Journal, time: Clock
) -> None:
    session = begin(routine(ASK, 'rate = []\nclose = "anchor-90"'), journal, time)
    answers(session, Leave())
    assert scene_of(session) == FinishedScene(
        "left early", ("Some grounding before you go?",), alternative="anchor-90"
    )
    time.go(60)
    done(routine(ASK, 'rate = []\nclose = "anchor-90"'), journal, time, Write("a thought"))
    assert fold_sessions(journal.records())[0].how == "completed"
