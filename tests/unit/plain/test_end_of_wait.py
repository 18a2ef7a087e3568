"""Line by line: how the end of a wait is told is asked once, and no answer is taken for it."""

from __future__ import annotations

import io

import pytest

from calmtui.config.settings import SignalKind
from calmtui.plain.app import PlainApp, PlainContext
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from calmtui.wait_signal import WaitSignal
from tests.support.engine import Clock, begin, routine
from tests.support.plain import At, Typed

ASKED = "When the wait is over: 1 bell, 2 notification, 3 nothing."
WAIT = '[[steps]]\nkind = "wait"\ntext = "w"\ncheck_in = 20\n'


def played(
    journal: Journal, time: Clock, *typed: At | str, kind: SignalKind = ""
) -> tuple[str, list[SignalKind]]:
    """What a wait of a minute says, and what was answered."""
    out, saved = io.StringIO(), list[SignalKind]()
    session = begin(routine(WAIT, "delay = 60\nrate = []"), journal, time)
    signal = WaitSignal(kind, saved.append)
    PlainApp(session, Typed(time, typed), out, PlainContext(end_of_wait=signal)).play()
    return out.getvalue(), saved


@pytest.mark.parametrize(("key", "kind"), [("1", "bell"), ("2", "notification"), ("3", "none")])
def test_it_is_asked_in_one_line(journal: Journal, time: Clock, key: str, kind: SignalKind) -> None:
    said, saved = played(journal, time, (5.0, key))
    assert said.count(ASKED) == 1
    assert saved == [kind]


def test_a_check_in_skips_it_and_its_number_is_a_number(journal: Journal, time: Clock) -> None:
    said, saved = played(journal, time, (21.0, "1"))
    assert ASKED in said
    assert saved == ["none"]
    assert [one["pull"] for one in journal.records() if one.get("when") == "during"] == [1]


def test_who_leaves_skips_it(journal: Journal, time: Clock) -> None:
    assert played(journal, time, (5.0, "p"))[1] == ["none"]


def test_what_was_typed_ahead_is_for_what_comes_later(journal: Journal, time: Clock) -> None:
    said, saved = played(journal, time, "something typed ahead", "1")
    assert ASKED not in said
    assert saved == []


def test_it_is_not_asked_where_it_is_set_or_can_not_be_saved(journal: Journal, time: Clock) -> None:
    assert ASKED not in played(journal, time, kind="bell")[0]
    out = io.StringIO()
    session = begin(routine(WAIT, "delay = 60\nrate = []"), journal, time)
    PlainApp(session, Typed(time, []), out).play()
    assert ASKED not in out.getvalue()


@pytest.mark.parametrize("typed", [[(5.0, "r")], [(5.0, "r"), (6.0, "other")]], ids=["asked", "on"])
def test_it_is_told_over_another_routine_too(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch, typed: list[At | str]
) -> None:
    out, rung = io.StringIO(), list[float]()
    monkeypatch.setattr(out, "isatty", lambda: True)
    write = out.write

    def wrote(text: str) -> int:
        if text == "\a":
            rung.append(time.seconds - start)
        return write(text)

    monkeypatch.setattr(out, "write", wrote)
    long = routine('[[steps]]\nkind = "say"\ntext = "a"\nseconds = 300\n', "rate = []")

    def begin_other(_: str) -> Session:
        return begin(long, journal, time)

    start = time.seconds
    session = begin(routine(WAIT, "delay = 60\nrate = []"), journal, time)
    context = PlainContext(begin=begin_other, end_of_wait=WaitSignal("bell"))
    PlainApp(session, Typed(time, [*typed, (100.0, "")]), out, context).play()
    assert rung == [pytest.approx(60, abs=0.5)]
