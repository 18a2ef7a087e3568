"""Every kind of step of a tool, line by line."""

from __future__ import annotations

from pathlib import Path

from calmtui.config.settings import Card, Person
from calmtui.config.support import SupportList
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, only_session, routine
from tests.support.plain import played
from tests.support.ways import TOOL

HEAD = 'rate = []\nclose = "anchor-90"'


def run(journal: Journal, time: Clock, tmp_path: Path, *lines: str) -> tuple[str, SupportList]:
    mine = SupportList()
    timed = [(5.0 * number, line) for number, line in enumerate(lines)]
    said = played(
        routine(TOOL, HEAD),
        journal,
        time,
        *timed,
        state=DeviceStore(tmp_path / "state"),
        mine=mine,
    )
    return "\n".join(said), mine


def test_a_whole_tool(journal: Journal, time: Clock, tmp_path: Path) -> None:
    lines = ("2", "", "b", "1", "what i saw", "", "When it was late", "sad", "k", "dear me", "k")
    more = ("", "d", "", "", "at night", "check", "read", "Ana", "call her", "3")
    said, mine = run(journal, time, tmp_path, *lines, *more)
    assert "  1 anchor-90\n  2 long-exhale\nA number begins that one. Enter continues" in said
    assert "Enter again: yes, continue. q leaves." in said
    assert "When it was late, I feel sad." in said
    assert "Keep this in your journal?\n  dear me\nk keeps it. Enter: no." in said
    assert "You wrote:\n  dear me\n  Tuesday 24 November, one of two" in said
    assert "Erase this answer? Enter: yes." in said
    assert "Erased." in said
    assert mine.cards == (Card("at night", "check", "read"),)
    assert mine.people == (Person("Ana", "call her"),)
    past = only_session(journal)
    assert past.how == "completed"
    assert {key: value for key, value in past.answers.items() if value} == {"own_b": "dear me"}


def test_another_routine_is_chosen_at_a_gate(journal: Journal, time: Clock, tmp_path: Path) -> None:
    said, _mine = run(journal, time, tmp_path, "2", "7", "2")
    assert "Enter continues anyway, q leaves." in said
    assert list(journal.records()) == []


def test_the_end_of_input_at_each_step_is_an_end(
    journal: Journal, time: Clock, tmp_path: Path
) -> None:
    lines = ("1", "what i saw", "", "When it was late", "sad", "k", "dear me", "k", "", "")
    for count in range(len(lines)):
        said, _mine = run(journal, time, tmp_path, *lines[:count])
        assert said
