"""What a person changes within a run: the pace, the holds, a part that comes; and a number that
went up.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.content.library import Library
from calmtui.session.events import (
    Back,
    ChangePace,
    Event,
    Next,
    Pause,
    Rate,
    ToggleHolds,
    TogglePart,
)
from calmtui.session.scene import FinishedScene, GuideScene, RateScene
from calmtui.session.session import Session
from calmtui.session.timeline import Moment, Timeline
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time, routine, scene_of

BREATHS = (
    '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n'
    '[[steps]]\nkind = "breathe"\ntext = "b"\ninhale = 4\nexhale = 6\nrounds = 6\n'
    '[[steps]]\nkind = "say"\ntext = "c"\nseconds = 10\n'
)
BOX = (
    '[[steps]]\nkind = "breathe"\ntext = "b"\ninhale = 4\nhold = 4\nexhale = 4\nrest = 4\n'
    "rounds = 4\n"
    '[[steps]]\nkind = "say"\ntext = "c"\nseconds = 10\n'
)
PARTS = "".join(
    f'[[steps]]\nkind = "tense"\ntext = "t"\npart = "{part}"\ntense = 5\nrelease = 15\n{care}'
    for part, care in (("Arms", ""), ("Neck", 'care = "Neck next."\n'), ("Legs", ""))
)


def guide(session: Session) -> GuideScene:
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    return scene


def moment(session: Session) -> Moment:
    return guide(session).moment


def test_a_longer_round_begins_with_the_next_one(journal: Journal, time: Clock) -> None:
    session = begin(routine(BREATHS, "rate = []"), journal, time)
    pass_time(session, time, 12)  # in the first breath
    session.handle(ChangePace(1))
    assert moment(session).phase.seconds == 4
    assert moment(session).phase.rounds == 6  # 1 as begun, and 5 of 11 s in what is left
    assert guide(session).aside.note == "Next rounds: 4.4 in, 6.6 out."
    pass_time(session, time, 8)
    phase = moment(session).phase
    assert phase.round == 2
    assert phase.seconds == pytest.approx(4.4)
    assert session.timeline.total == pytest.approx(10 + 10 + 55 + 10)


def test_pace_stays_between_half_and_double(journal: Journal, time: Clock) -> None:
    session = begin(routine(BREATHS, "rate = []"), journal, time)
    pass_time(session, time, 12)
    for _ in range(30):
        session.handle(ChangePace(-1))
    assert session.pace == 0.5
    for _ in range(30):
        session.handle(ChangePace(1))
    assert session.pace == 2.0


def test_plus_says_nothing_where_nothing_is_breathed(journal: Journal, time: Clock) -> None:
    session = begin(routine(BREATHS, "rate = []"), journal, time)
    session.handle(ChangePace(1))
    assert (session.pace, guide(session).aside.note) == (1.0, "")


def test_a_hold_ends_at_once_when_holding_is_the_trouble(journal: Journal, time: Clock) -> None:
    session = begin(routine(BOX, "rate = []"), journal, time)
    pass_time(session, time, 5)
    assert moment(session).phase.kind == "hold"
    session.handle(ToggleHolds())
    pass_time(session, time, 0.01)
    assert moment(session).phase.kind == "exhale"
    pass_time(session, time, 4)
    assert (moment(session).phase.kind, moment(session).phase.round) == ("inhale", 2)
    kinds = {phase.kind for phase in session.timeline.phases if phase.start > 6}
    assert kinds == {"inhale", "exhale", "say"}
    assert session.timeline.total == pytest.approx(74, abs=4)


def test_holds_come_back_with_the_next_round(journal: Journal, time: Clock) -> None:
    session = begin(routine(BOX, "rate = []"), journal, time)
    pass_time(session, time, 1)
    session.handle(ToggleHolds())
    session.handle(ToggleHolds())
    pass_time(session, time, 8)
    assert moment(session).phase.round == 2
    pass_time(session, time, 4)
    assert moment(session).phase.kind == "hold"


def test_holds_can_be_left_out_before_the_first_breath(journal: Journal, time: Clock) -> None:
    session = begin(routine(BOX), journal, time)
    assert isinstance(session.scene(), RateScene)
    session.handle(ToggleHolds())
    session.handle(Rate(5))
    assert {phase.kind for phase in session.timeline.phases} == {"inhale", "exhale", "say"}


def test_a_routine_without_holds_says_so(journal: Journal, time: Clock) -> None:
    session = begin(routine(BREATHS, "rate = []"), journal, time)
    before = session.timeline
    session.handle(ToggleHolds())
    assert session.timeline is before
    assert guide(session).aside.note == "There are no holds in this one."
    pass_time(session, time, 13)
    assert guide(session).aside.note == ""


def test_what_to_mind_is_shown_before_the_part_and_can_leave_it_out(
    journal: Journal, time: Clock
) -> None:
    session = begin(routine(PARTS, "rate = []"), journal, time)
    pass_time(session, time, 2)
    assert guide(session).aside.care == ""  # not while something is held tight
    pass_time(session, time, 4)
    assert guide(session).aside.care == "Neck next."
    session.handle(TogglePart())
    assert guide(session).aside.left_out
    pass_time(session, time, 15)
    assert moment(session).phase.part == "Legs"
    assert session.timeline.total == 40
    pass_time(session, time, 20)
    assert isinstance(session.scene(), FinishedScene)
    assert list(journal.records())[-1]["practised"] == 40.0


def test_a_part_left_out_can_be_taken_back(journal: Journal, time: Clock) -> None:
    session = begin(routine(PARTS, "rate = []"), journal, time)
    pass_time(session, time, 6)
    session.handle(TogglePart())
    session.handle(TogglePart())
    pass_time(session, time, 15)
    assert moment(session).phase.part == "Neck"


def test_next_and_back_pass_over_what_is_left_out(journal: Journal, time: Clock) -> None:
    session = begin(routine(PARTS, "rate = []"), journal, time)
    pass_time(session, time, 6)
    session.handle(TogglePart())
    session.handle(Next())
    assert moment(session).phase.part == "Legs"
    session.handle(Back())
    assert moment(session).phase.part == "Arms"


def test_behind_a_part_left_out_the_next_is_minded_as_well(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("pmr-7"), journal, time)
    session.handle(Rate(None))
    for _ in range(3):
        session.handle(Next())
    pass_time(session, time, 10)
    assert guide(session).aside.care.startswith("Neck next.")
    session.handle(TogglePart())
    assert guide(session).aside.care.startswith("Belly next.")
    assert not guide(session).aside.left_out
    session.handle(TogglePart())
    assert guide(session).aside.left_out
    pass_time(session, time, 31)
    assert moment(session).phase.part == "Strong leg"


def test_a_text_until_a_key_shows_what_to_mind_behind_it(journal: Journal, time: Clock) -> None:
    steps = '[[steps]]\nkind = "say"\ntext = "a"\n' + PARTS.replace(
        '"Arms"', '"Arms"\ncare = "Arms next."', 1
    )
    session = begin(routine(steps, "rate = []"), journal, time)
    assert guide(session).until_key
    assert guide(session).aside.care == "Arms next."


def test_leaving_out_the_cold_leaves_out_all_of_it(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("cold"), journal, time)
    session.handle(Rate(None))
    pass_time(session, time, 1)
    assert "Heart trouble" in guide(session).aside.care
    session.handle(TogglePart())
    pass_time(session, time, 19)
    assert moment(session).phase.text.startswith("Move at your own level")


@pytest.mark.parametrize(
    "id", ["box-breathing", "long-exhale", "pmr-7", "cold-and-move", "ride-the-urge"]
)
@given(data=st.data())
@settings(max_examples=40)
def test_no_order_of_changes_tears_the_timeline(
    library: Library, id: str, data: st.DataObject
) -> None:
    time = Clock()
    journal = Journal(Path(os.devnull), Path(os.devnull), private=True)
    session = begin(library.find(id), journal, time, quick=True)
    for _ in range(data.draw(st.integers(1, 12))):
        change = data.draw(st.sampled_from(["+", "-", "h", "o", "n", "b", "go", "space"]))
        if change == "go":
            pass_time(session, time, data.draw(st.floats(0, 60)), 4.0)
        else:
            events: dict[str, Event] = {
                "+": ChangePace(1),
                "-": ChangePace(-1),
                "h": ToggleHolds(),
                "o": TogglePart(),
                "n": Next(),
                "b": Back(),
                "space": Pause(),
            }
            session.handle(events[change])
        session.scene()
        whole(session.timeline)


def whole(timeline: Timeline) -> None:
    """Phases follow each other without a gap, from 0 to the total."""
    end = 0.0
    for phase in timeline.phases:
        assert phase.start == pytest.approx(end, abs=1e-6)
        assert phase.seconds > 0
        end = phase.start + phase.seconds
    assert timeline.total == pytest.approx(end, abs=1e-6)


def test_it_went_up_is_one_line_and_another_kind_of_tool(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("long"), journal, time)
    session.handle(Rate(5))
    pass_time(session, time, 300)
    session.handle(Rate(7))
    line = "It went up: 5 to 7. That happens. Try something with eyes open, or stop here."
    assert scene_of(session) == FinishedScene("completed", (line,), None, "five-senses")


@pytest.mark.parametrize(
    ("before", "after"), [(8, 10), (5, 9), (9, 9), (10, 9), (9, 3), (9, None), (None, 9)]
)
def test_help_stays_in_sight_whenever_a_number_was_very_high(
    library: Library, journal: Journal, time: Clock, before: int | None, after: int | None
) -> None:
    session = begin(library.find("long"), journal, time)
    session.handle(Rate(before))
    pass_time(session, time, 300)
    session.handle(Rate(after))
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.lines[-1] == "Help is on ! whenever you want it."


def test_a_number_that_fell_or_stayed_offers_nothing_else(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("long"), journal, time)
    session.handle(Rate(5))
    pass_time(session, time, 300)
    session.handle(Rate(5))
    assert scene_of(session) == FinishedScene("completed", ("5 before, 5 after.",))
