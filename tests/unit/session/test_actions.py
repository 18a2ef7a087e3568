"""What can be done is decided once: an event does something exactly where its scene says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calmtui.config.settings import Card
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.session.actions import Action
from calmtui.session.events import (
    Back,
    ChangePace,
    Composed,
    EraseAnswer,
    Event,
    GoOn,
    Keep,
    Leave,
    Next,
    OpenWords,
    PassUrge,
    Pause,
    Rate,
    Select,
    ToggleHolds,
    TogglePart,
    Write,
)
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    DecideScene,
    DeskScene,
    FearScene,
    FinishedScene,
    GateScene,
    GuideScene,
    RateScene,
    Scene,
)
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time, routine
from tests.support.ways import TOOL

EVENTS: dict[Action, Event] = {
    Action.RATE: Rate(7),
    Action.GO_ON: GoOn(),
    Action.NEXT: Next(),
    Action.BACK: Back(),
    Action.PAUSE: Pause(),
    Action.PASSED: PassUrge(),
    Action.LONGER: ChangePace(1),
    Action.SHORTER: ChangePace(-1),
    Action.HOLDS: ToggleHolds(),
    Action.LEAVE_OUT: TogglePart(),
    Action.LEAVE: Leave(),
    Action.WORDS: OpenWords(),
}


def is_done_by_the_screen(action: Action, scene: Scene) -> bool:
    """Whether a front end does it itself: closing, another routine in a wait, words in full."""
    if isinstance(scene, FinishedScene):
        return action in (Action.GO_ON, Action.LEAVE)
    if isinstance(scene, GuideScene):
        return action is Action.GO_ON and scene.waiting and not (scene.paused or scene.check_in)
    return action is Action.WORDS


@pytest.mark.parametrize("name", ["ride-the-urge", "pause-and-return", "box-breathing", "pmr-4"])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(data=st.data())
def test_an_event_does_something_exactly_where_the_scene_says_so(
    library: Library, journal: Journal, tmp_path: Path, name: str, data: st.DataObject
) -> None:
    time = Clock()
    mine = SupportList(cards=(Card("slow reply", "call", "breathe"),))
    session = begin(
        library.find(name), journal, time, state=DeviceStore(tmp_path / "state"), mine=mine
    )
    for _ in range(data.draw(st.integers(1, 25))):
        scene = session.scene()
        doings = ["wait", "answer", *EVENTS]
        doing = data.draw(st.sampled_from(doings))
        if doing == "wait":
            pass_time(session, time, data.draw(st.sampled_from([1, 4, 60, 400])), frame=4)
        elif doing == "answer" and isinstance(scene, AskScene):
            assert session.handle(Write("words"))
        elif doing == "answer" and isinstance(scene, ChooseScene | DecideScene):
            assert Action.SELECT in scene.actions
            option = data.draw(st.sampled_from(scene.options))
            assert session.handle(Select((option.id,)))
        elif doing != "answer":
            action = Action(doing)
            expected = action in scene.actions and not is_done_by_the_screen(action, scene)
            assert session.handle(EVENTS[action]) == expected, (action, scene)
        check_fields(scene)


TOOL_EVENTS: dict[Action, Event] = EVENTS | {
    Action.KEEP: Keep(),
    Action.ERASE: EraseAnswer(),
}


@pytest.mark.slow
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80
)
@given(data=st.data())
def test_so_it_is_in_a_tool_that_asks(
    journal: Journal, tmp_path: Path, data: st.DataObject
) -> None:
    time = Clock()
    state, mine = DeviceStore(tmp_path / "state"), SupportList()
    session = begin(routine(TOOL, "rate = []"), journal, time, state=state, mine=mine)
    for _ in range(data.draw(st.integers(1, 25))):
        scene = session.scene()
        doing = data.draw(st.sampled_from(["answer", *TOOL_EVENTS]))
        if doing == "answer" and isinstance(scene, AskScene):
            assert session.handle(Write(data.draw(st.sampled_from(["", "words"]))))
        elif doing == "answer" and isinstance(scene, ChooseScene):
            assert session.handle(Select((data.draw(st.sampled_from(scene.options)).id,)))
        elif doing == "answer" and isinstance(scene, DeskScene):
            assert session.handle(Composed(("a", "b")))
        elif doing == "answer" and isinstance(scene, GateScene):
            assert session.handle(Select(("anchor-90",)))
        elif doing != "answer":
            action = Action(doing)
            expected = action in scene.actions and not is_done_by_the_screen(action, scene)
            assert session.handle(TOOL_EVENTS[action]) == expected, (action, scene)
        check_fields(session.scene())
    session.close()
    own = [record for record in journal.records() if record["session"] == session.id]
    keys = [record["key"] for record in own if record["what"] == "answered"]
    assert len(keys) == len(set(keys))


def check_fields(scene: Scene) -> None:
    """What a scene shows of its keys is what can be done."""
    if isinstance(scene, GuideScene):
        assert Action.LEAVE_OUT in scene.actions or not scene.aside.care
        assert Action.KEEP_PACE in scene.actions or not scene.aside.pace
    elif isinstance(scene, FinishedScene):
        assert bool(scene.something_else) == (Action.INSTEAD in scene.actions)
    elif isinstance(scene, FearScene):
        assert Action.SELECT in scene.actions
    if isinstance(scene, FinishedScene | RateScene) and scene.back:
        assert scene.actions[Action.BACK] == "back to the wait"
