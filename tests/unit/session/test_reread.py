"""What was written before, read again: newest first, one after the other, and one can be erased."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.history.sessions import fold_sessions
from calmtui.session.actions import Action
from calmtui.session.events import Back, EraseAnswer, GoOn, Leave, Next, Write
from calmtui.session.scene import AskScene, FinishedScene, RereadScene
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, routine

ASK = '[[steps]]\nkind = "ask"\ntext = "What was kind?"\nkeep = "care"\n'
AGAIN = '[[steps]]\nkind = "reread"\ntext = "You wrote:"\nkeys = ["care", "thanks"]\nlast = 2\n'
NONE = 'none = "Nothing here yet."\n'
END = '[[steps]]\nkind = "say"\ntext = "Take one along."\n'


def write(journal: Journal, time: Clock, *words: str) -> None:
    for one in words:
        session = begin(routine(ASK, "rate = []"), journal, time)
        assert session.handle(Write(one))
        session.close()
        time.go(3600)


def reading(journal: Journal, time: Clock) -> Session:
    return begin(routine(AGAIN + END, "rate = []"), journal, time)


def shown(session: Session) -> tuple[str, int, int]:
    scene = session.scene()
    assert isinstance(scene, RereadScene), scene
    return scene.words, scene.place, scene.total


def test_the_newest_comes_first_and_only_the_last(journal: Journal, time: Clock) -> None:
    write(journal, time, "she called", "tea", "a walk")
    session = reading(journal, time)
    assert shown(session) == ("a walk", 1, 2)
    assert session.handle(GoOn())
    assert shown(session) == ("tea", 2, 2)
    assert session.handle(Back())
    assert shown(session) == ("a walk", 1, 2)
    assert session.handle(GoOn())
    assert session.handle(GoOn())
    assert not isinstance(session.scene(), RereadScene)


def test_the_rest_can_be_passed(journal: Journal, time: Clock) -> None:
    write(journal, time, "she called", "tea")
    session = reading(journal, time)
    assert session.handle(Next())
    assert not isinstance(session.scene(), RereadScene)


def test_where_there_is_nothing_it_says_so_or_is_passed_over(journal: Journal, time: Clock) -> None:
    assert not isinstance(reading(journal, time).scene(), RereadScene)
    session = begin(routine(AGAIN + NONE + END, "rate = []"), journal, time)
    scene = session.scene()
    assert isinstance(scene, RereadScene)
    assert (scene.text, scene.words) == ("Nothing here yet.", "")
    assert Action.ERASE not in scene.actions
    assert session.handle(GoOn())
    assert not isinstance(session.scene(), RereadScene)


def test_what_was_just_written_is_among_them(journal: Journal, time: Clock) -> None:
    session = begin(routine(ASK + AGAIN, "rate = []"), journal, time)
    session.handle(Write("a long hug"))
    assert shown(session) == ("a long hug", 1, 1)


def test_one_is_erased_from_the_file_and_stays_erased(
    journal: Journal, time: Clock, tmp_path: Path
) -> None:
    write(journal, time, "she called", "tea")
    session = reading(journal, time)
    for event in (EraseAnswer(), GoOn()):
        assert session.handle(event)
    scene = session.scene()
    assert isinstance(scene, RereadScene)
    assert (scene.words, scene.total, scene.note) == ("she called", 1, "Erased.")
    files = b"".join(path.read_bytes() for path in journal.folder.iterdir() if path.is_file())
    assert b"tea" not in files
    assert b"she called" in files
    again = Journal(journal.folder, tmp_path / "other state")
    assert [past.answers.get("care") for past in fold_sessions(again.records())[1:]] == [
        None,
        "she called",
    ]


def test_a_corrected_answer_leaves_no_words_behind(journal: Journal, time: Clock) -> None:
    session = begin(routine(ASK + END, "rate = []"), journal, time)
    for event in (Write("first words"), Back(), Write("other words"), GoOn()):
        assert session.handle(event)
    session.close()
    time.go(60)
    session = reading(journal, time)
    assert shown(session)[0] == "other words"
    session.handle(EraseAnswer())
    session.handle(GoOn())
    files = b"".join(path.read_bytes() for path in journal.folder.iterdir() if path.is_file())
    assert b"words" not in files


@pytest.mark.parametrize("event", [Leave(), Back(), Next(), EraseAnswer()])
def test_anything_but_enter_takes_the_question_back(
    journal: Journal, time: Clock, event: Leave | Back | Next | EraseAnswer
) -> None:
    write(journal, time, "she called")
    session = reading(journal, time)
    session.handle(EraseAnswer())
    scene = session.scene()
    assert isinstance(scene, RereadScene)
    assert scene.asks
    assert session.handle(event)
    scene = session.scene()
    assert isinstance(scene, RereadScene)
    assert (scene.asks, scene.words) == (False, "she called")


def test_with_the_last_one_erased_the_step_ends(journal: Journal, time: Clock) -> None:
    write(journal, time, "she called")
    session = begin(routine(AGAIN + ASK, "rate = []"), journal, time)
    session.handle(EraseAnswer())
    session.handle(GoOn())
    assert isinstance(session.scene(), AskScene)


def test_a_disk_that_refuses_says_so(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(journal, time, "she called")
    session = reading(journal, time)

    def refuse(*_args: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(journal, "append", refuse)
    session.handle(EraseAnswer())
    session.handle(GoOn())
    scene = session.scene()
    assert isinstance(scene, RereadScene)
    assert scene.words == "she called"
    assert scene.note.startswith("Not erased:")


def test_a_private_run_erases_nothing(journal: Journal, time: Clock) -> None:
    write(journal, time, "she called")
    private = Journal(journal.folder, journal.folder.parent / "private", private=True)
    session = reading(private, time)
    assert shown(session)[0] == "she called"
    assert not session.handle(EraseAnswer())


def test_a_whole_run_of_only_this_comes_to_its_end(journal: Journal, time: Clock) -> None:
    session = begin(routine(AGAIN, "rate = []"), journal, time)
    assert isinstance(session.scene(), FinishedScene)
