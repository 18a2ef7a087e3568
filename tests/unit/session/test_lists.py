"""A plan for next time and someone to turn to: from a tool into the settings, never the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.config.settings import Card, Person, read_settings
from calmtui.config.support import SupportList
from calmtui.content.toml import FileError
from calmtui.session.events import Back, GoOn, Select, Write
from calmtui.session.scene import AskScene, ChooseScene, FinishedScene
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, routine

WHEN = '[[steps]]\nkind = "choose"\ntext = "When?"\noptions = ["slow reply", "x"]\nkeep = "w"\n'
WANT = '[[steps]]\nkind = "choose"\ntext = "Want?"\noptions = ["call", "else"]\nkeep = "v"\n'
CARD = '[[steps]]\nkind = "card"\ntext = "A plan."\nwhen = "w"\nwant = "v"\n'
PERSON = '[[steps]]\nkind = "person"\ntext = "Someone who listens."\ngood = "listens"\n'


def asked(session: Session) -> tuple[str, str]:
    scene = session.scene()
    assert isinstance(scene, AskScene), scene
    assert not scene.is_saved
    return scene.text, scene.words


@pytest.fixture
def mine(tmp_path: Path) -> SupportList:
    return SupportList(path=tmp_path / "settings.toml")


def test_a_plan_begins_with_what_was_answered(
    journal: Journal, time: Clock, mine: SupportList
) -> None:
    session = begin(routine(WHEN + WANT + CARD, "rate = []"), journal, time, mine=mine)
    session.handle(Select(("slow reply",)))
    session.handle(Select(("call",)))
    assert asked(session) == ("A plan.\nAnd then I want to ...", "call")
    session.handle(GoOn())
    assert asked(session) == ("A plan.\nInstead I will ...", "")
    session.handle(Write("go for a walk."))
    assert isinstance(session.scene(), FinishedScene)
    assert mine.path is not None
    assert read_settings(mine.path)[0].cards == (Card("slow reply", "call", "go for a walk"),)
    assert "walk" not in str(list(journal.records()))


def test_what_was_not_answered_is_asked_for(
    journal: Journal, time: Clock, mine: SupportList
) -> None:
    session = begin(routine(WHEN + WANT + CARD, "rate = []"), journal, time, mine=mine)
    session.handle(GoOn())
    session.handle(GoOn())
    assert asked(session) == ("A plan.\nWhen is it hard?", "")
    for line in ("at night", "check", "read"):
        session.handle(Write(line))
    assert mine.cards == (Card("at night", "check", "read"),)


@pytest.mark.parametrize("lines", [("",), ("at night", ""), ("at night", "check", "")])
def test_a_plan_with_a_hole_is_none(
    journal: Journal, time: Clock, mine: SupportList, lines: tuple[str, ...]
) -> None:
    session = begin(routine(WHEN + WANT + CARD, "rate = []"), journal, time, mine=mine)
    session.handle(GoOn())
    session.handle(GoOn())
    for line in lines:
        session.handle(Write(line))
    assert isinstance(session.scene(), FinishedScene)
    assert mine.cards == ()


def test_someone_is_saved_with_what_they_are_good_for(
    journal: Journal, time: Clock, mine: SupportList
) -> None:
    session = begin(routine(PERSON + PERSON, "rate = []"), journal, time, mine=mine)
    assert asked(session)[0] == "Someone who listens.\nA name"
    session.handle(Write("Ana"))
    assert asked(session)[0] == "Someone who listens.\nHow to reach them"
    session.handle(Write("call her"))
    session.handle(Write("Ben"))
    session.handle(Write(""))
    assert mine.path is not None
    assert read_settings(mine.path)[0].people == (
        Person("Ana", "call her", "listens"),
        Person("Ben", "", "listens"),
    )
    assert "Ana" not in str(list(journal.records()))


def test_the_way_back_leads_from_line_to_line_and_saves_nobody_twice(
    journal: Journal, time: Clock, mine: SupportList
) -> None:
    session = begin(routine(WHEN + PERSON + WANT, "rate = []"), journal, time, mine=mine)
    session.handle(GoOn())
    session.handle(Write("Anna"))
    assert session.handle(Back())
    session.handle(Write("Ana"))
    session.handle(Write("call her"))
    assert isinstance(session.scene(), ChooseScene)
    assert session.handle(Back())  # past what is saved, to the question before it
    session.handle(Select(("x",)))
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    assert scene.text == "Want?"
    assert mine.people == (Person("Ana", "call her", "listens"),)


def test_a_private_session_leaves_the_settings_alone(tmp_path: Path, time: Clock) -> None:
    private = Journal(tmp_path / "journal", tmp_path / "state", private=True)
    session = begin(routine(PERSON, "rate = []"), private, time, mine=SupportList())
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert scene.private
    session.handle(Write("Ana"))
    session.handle(Write("call her"))
    assert list(tmp_path.iterdir()) == []


def test_settings_that_refuse_say_so(
    journal: Journal, time: Clock, mine: SupportList, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(SupportList, "add_person", refuse)
    session = begin(routine(PERSON, "rate = []"), journal, time, mine=mine)
    session.handle(Write("Ana"))
    session.handle(Write("call her"))
    assert (session.notice or "").startswith("Not saved:")


def test_a_plan_names_only_questions_before_it() -> None:
    with pytest.raises(FileError, match="expected the keep of a question before it"):
        routine(CARD + WHEN + WANT, "rate = []")
