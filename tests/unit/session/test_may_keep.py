"""Words that are kept only if the person says so."""

from __future__ import annotations

from pathlib import Path

from calmtui.session.events import Back, GoOn, Keep, Write
from calmtui.session.scene import AskScene, FinishedScene, KeepScene
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, only_session, routine, scene_of

TWO = (
    '[[steps]]\nkind = "ask"\ntext = "I know that"\nmay_keep = "letter"\n'
    '[[steps]]\nkind = "ask"\ntext = "It makes sense"\nmay_keep = "letter"\n'
)
NO_RATING = "rate = []"


def test_enter_keeps_nothing(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO, NO_RATING), journal, time)
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert (scene.is_saved, scene.note) == (False, "Not saved unless you say so.")
    session.handle(Write("it is hard"))
    session.handle(Write("anyone would"))
    assert scene_of(session) == KeepScene("Keep this in your journal?", "it is hard\nanyone would")
    session.handle(GoOn())
    assert isinstance(session.scene(), FinishedScene)
    assert only_session(journal).answers == {}
    assert "hard" not in str(list(journal.records()))


def test_k_keeps_all_parts_as_one_answer(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO, NO_RATING), journal, time)
    for event in (Write("it is hard"), Write(""), Keep()):
        assert session.handle(event)
    assert only_session(journal).answers == {"letter": "it is hard"}


def test_what_was_kept_can_be_changed_and_taken_back(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO, NO_RATING), journal, time)
    for event in (Write("a"), Write("b"), Keep(), Back(), Back(), Write("c"), Keep()):
        assert session.handle(event), event
    assert only_session(journal).answers == {"letter": "a\nc"}
    assert session.handle(Back())
    assert session.handle(GoOn())
    assert only_session(journal).answers == {"letter": None}


def test_nothing_is_asked_where_nothing_was_written(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO, NO_RATING), journal, time)
    session.handle(Write(""))
    session.handle(Write(" "))
    assert isinstance(session.scene(), FinishedScene)


def test_a_private_run_does_not_ask(tmp_path: Path, time: Clock) -> None:
    private = Journal(tmp_path / "journal", tmp_path / "state", private=True)
    session = begin(routine(TWO, NO_RATING), private, time)
    session.handle(Write("a"))
    session.handle(Write("b"))
    assert isinstance(session.scene(), FinishedScene)
