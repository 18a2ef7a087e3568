"""A tool that is left in the middle: its answers stay for a day, to go on with; and until its end
each of them can be changed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.content.toml import FileError
from calmtui.history.sessions import fold_sessions
from calmtui.session.events import (
    Back,
    Composed,
    Event,
    GoOn,
    Keep,
    Leave,
    LeaveUnsaved,
    Next,
    Select,
    Write,
)
from calmtui.session.resume import find_resumable
from calmtui.session.scene import AskScene, ChooseScene, DeskScene, FinishedScene, KeepScene
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, only_session, pass_time
from tests.support.routine_texts import HEAD

HOUR = 3600.0
TOOL = f"""{HEAD}rate = []
[[steps]]
kind = "safety"
text = "Is part of this fear?"
[[steps]]
kind = "ask"
text = "What happened?"
keep = "situation"
[[steps]]
kind = "say"
text = "Take a breath."
seconds = 12
[[steps]]
kind = "choose"
text = "What did you feel?"
options = ["afraid", "hurt", "calm"]
many = true
[[steps]]
kind = "compose"
text = "One message."
fields = [{{ label = "When", example = "When Friday went by" }}]
[[steps]]
kind = "ask"
text = "A kind line."
may_keep = "kind"
[[steps]]
kind = "ask"
text = "And then?"
keep = "then"
"""


class Desk:
    """A machine: its journal, its state folder, its routines."""

    def __init__(self, folder: Path, time: Clock, *, private: bool = False) -> None:
        self.time = time
        self.folder = folder
        own = folder / "routines"
        own.mkdir(exist_ok=True)
        (own / "tool.toml").write_text(TOOL)
        self.library = Library(own, None)
        self.journal = Journal(folder / "journal", folder / "state", private=private)
        self.state = DeviceStore(folder / "state", private=private)

    def begin(self) -> Session:
        return Session(
            self.library.find("tool"),
            self.journal,
            self.time.clock,
            self.time.now,
            state=self.state,
        )

    def resume(self) -> Session | None:
        """What a launch offers, accepted."""
        state = DeviceStore(self.folder / "state")
        offer = find_resumable(self.journal, state, self.library, self.time.now())
        if offer is None:
            return None
        return offer.accept(
            self.library, self.journal, self.time.clock, self.time.now, SupportList()
        )


@pytest.fixture
def desk(tmp_path: Path, time: Clock) -> Desk:
    return Desk(tmp_path, time)


def do(session: Session, *events: Event) -> None:
    for event in events:
        assert session.handle(event), (event, session.scene())


def to_the_message(session: Session) -> None:
    do(session, Select(("no",)), Write("he was late"), Next(), Select(("hurt",)))
    assert isinstance(session.scene(), DeskScene)


def test_what_was_answered_stays_for_a_day(desk: Desk, time: Clock) -> None:
    session = desk.begin()
    to_the_message(session)
    do(session, Composed(("When Friday went by",)), Write("dear me"), GoOn(), Leave())
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.lines == ("Your answers stay here for a day. You can continue from home.",)
    session.close()
    time.go(23 * HOUR)
    again = desk.resume()
    assert again is not None
    session = again
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert scene.text == "And then?"
    do(session, Back())
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert (scene.text, scene.words) == ("A kind line.", "dear me")
    do(session, Back())
    scene = session.scene()
    assert isinstance(scene, DeskScene)
    assert scene.given == ("When Friday went by",)
    do(session, Back())
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    assert scene.given == ("hurt",)
    do(session, Back(), Write("he was early"), Next(), GoOn(), GoOn(), GoOn(), Keep(), Write("x"))
    past = only_session(desk.journal)
    assert past.how == "completed"
    assert past.answers == {"situation": "he was early", "kind": "dear me", "then": "x"}
    assert not desk.state.half_files.sessions()


def test_after_a_day_nothing_is_there(desk: Desk, time: Clock, tmp_path: Path) -> None:
    session = desk.begin()
    to_the_message(session)
    do(session, GoOn(), Leave())
    session.close()
    half = tmp_path / "state" / f"half.{session.id}"
    assert "he was late" in half.read_text()
    time.go(25 * HOUR)
    old = time.now().timestamp() - 25 * HOUR
    os.utime(half, (old, old))
    assert desk.resume() is None
    assert not half.exists()


def test_a_kill_between_two_answers_loses_none(desk: Desk) -> None:
    session = desk.begin()
    to_the_message(session)
    desk.state.run_files.release(session.id)  # the process is gone: nothing was said at its end
    again = desk.resume()
    assert again is not None
    assert isinstance(again.scene(), DeskScene)
    do(again, Back())
    scene = again.scene()
    assert isinstance(scene, ChooseScene)
    assert scene.given == ("hurt",)
    do(again, Back())
    scene = again.scene()
    assert isinstance(scene, AskScene)
    assert scene.words == "he was late"


def test_a_change_after_going_on_is_no_second_answer(desk: Desk) -> None:
    session = desk.begin()
    to_the_message(session)
    do(session, Leave())
    session.close()
    again = desk.resume()
    assert again is not None
    do(again, Back(), Back(), Write("she was late"))
    answered = [r for r in desk.journal.records() if r["what"] == "answered"]
    assert [record["value"] for record in answered] == ["he was late"]
    assert fold_sessions(desk.journal.records())[0].answers == {"situation": "she was late"}


def test_declining_and_erasing_leave_nothing(desk: Desk, time: Clock) -> None:
    session = desk.begin()
    to_the_message(session)
    do(session, Leave())
    session.close()
    offer = find_resumable(desk.journal, desk.state, desk.library, time.now())
    assert offer is not None
    offer.decline(desk.journal, time.now())
    assert not desk.state.half_files.sessions()
    assert only_session(desk.journal).how == "left early"


@pytest.mark.parametrize("last", [(Leave(for_good=True),), (Back(), Back(), Back())])
def test_what_is_left_for_good_or_with_fear_leaves_nothing(
    desk: Desk, last: tuple[Event, ...]
) -> None:
    session = desk.begin()
    to_the_message(session)
    do(session, *last)
    if len(last) > 1:
        do(session, Select(("yes",)), LeaveUnsaved(), GoOn())
    assert not desk.state.half_files.sessions()


def test_of_a_private_run_there_is_nothing(tmp_path: Path, time: Clock) -> None:
    private = Desk(tmp_path, time, private=True)
    session = private.begin()
    to_the_message(session)
    do(session, Leave())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["routines"]
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.lines == ()


def test_a_run_in_which_nothing_was_answered_is_left_as_ever(desk: Desk) -> None:
    session = desk.begin()
    do(session, Select(("no",)), Leave())
    session.close()
    assert only_session(desk.journal).how == "left early"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"session": 3}', '{"session": "x", "step": "y", "answers": [1]}']
)
def test_nonsense_on_the_disk_stops_nothing(desk: Desk, text: str) -> None:
    session = desk.begin()
    to_the_message(session)
    do(session, Leave())
    session.close()
    desk.state.half_files.put(session.id, text.replace('"x"', json.dumps(session.id)))
    again = desk.resume()
    assert again is not None  # by its record, as for half an hour
    assert again.scene()


def test_until_the_end_every_answer_can_be_changed(desk: Desk, time: Clock) -> None:
    session = desk.begin()
    do(session, Select(("no",)), Write("he was late"))
    pass_time(session, time, 12)
    do(session, Select(("hurt",)), GoOn(), Write("dear me"))
    assert isinstance(session.scene(), KeepScene)
    do(session, Keep(), Write("the end"))
    assert isinstance(session.scene(), FinishedScene)
    do(session, Back(), Back(), Back(), Back(), Back())
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    assert scene.given == ("hurt",)
    do(session, Back())
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert scene.words == "he was late"
    do(session, Write("he was early"))
    assert fold_sessions(desk.journal.records())[0].answers == {
        "situation": "he was early",
        "kind": "dear me",
        "then": "the end",
    }


def test_a_file_that_is_gone_offers_nothing(desk: Desk, tmp_path: Path) -> None:
    session = desk.begin()
    to_the_message(session)
    do(session, Leave())
    session.close()
    (tmp_path / "routines" / "tool.toml").unlink()
    desk.library = Library(tmp_path / "routines", None)
    assert desk.resume() is None
    with pytest.raises((FileError, LookupError)):
        desk.library.find("tool")
