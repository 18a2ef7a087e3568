"""The whole flow of a run, without any front end."""

from __future__ import annotations

import pytest

from calmtui.content.library import Library
from calmtui.history.sessions import fold_sessions
from calmtui.session.events import Back, GoOn, Leave, Next, Pause, Rate, Select, Write
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    DecideScene,
    FinishedScene,
    GuideScene,
    RateScene,
)
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time, routine, scene_of, urge
from tests.support.routine_texts import TWO_SAYS


def whats(journal: Journal) -> list[str]:
    return [record["what"] for record in journal.records()]


def test_a_run_from_rating_to_rating_is_kept(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("box"), journal, time)
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert scene.question == "How anxious are you right now?"
    assert whats(journal) == []
    session.handle(Rate(7))
    assert whats(journal) == ["begun", "rated"]
    assert isinstance(session.scene(), GuideScene)
    pass_time(session, time, 300)
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert scene.question == "And now?"
    session.handle(Rate(4))
    assert scene_of(session) == FinishedScene("completed", ("7 before, 4 after.",))
    (past,) = fold_sessions(journal.records())
    assert (past.how, past.practised, past.before, past.after) == (
        "completed",
        300.0,
        {"anxiety": 7},
        {"anxiety": 4},
    )
    assert past.began == "2026-11-24T22:41:03+01:00"


def test_the_begun_record_is_there_before_the_first_phase(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS, "rate = []"), journal, time)
    assert whats(journal) == ["begun"]
    assert isinstance(session.scene(), GuideScene)


def test_a_skipped_rating_is_absent(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS), journal, time)
    session.handle(Rate(None))
    pass_time(session, time, 20)
    session.handle(GoOn())
    assert whats(journal) == ["begun", "ended"]
    (past,) = fold_sessions(journal.records())
    assert (past.before, past.after) == ({}, {})
    assert scene_of(session) == FinishedScene(
        "completed", ("Done. Notice what is different, if anything.",)
    )


def test_one_rating_alone_is_said_alone(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS), journal, time)
    session.handle(Rate(0))
    pass_time(session, time, 20)
    session.handle(Rate(None))
    assert scene_of(session) == FinishedScene("completed", ("0 before.",))


@pytest.mark.parametrize("value", [-1, 11])
def test_a_rating_is_0_to_10(journal: Journal, time: Clock, value: int) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        begin(routine(TWO_SAYS), journal, time).handle(Rate(value))


def test_leaving_early_is_one_key_and_kept_with_its_seconds(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS), journal, time)
    session.handle(Rate(6))
    pass_time(session, time, 12)
    session.handle(Leave())
    assert next(r for r in journal.records() if r["what"] == "ended")["how"] == "left early"
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert (scene.question, scene.early) == ("Want to note how anxious you are now?", True)
    session.handle(Leave())
    assert scene_of(session) == FinishedScene(
        "left early", ("You stopped at 0:12. That counts as practice.", "6 before.")
    )
    (past,) = fold_sessions(journal.records())
    assert (past.how, past.practised) == ("left early", 12.0)


def test_leaving_before_anything_began_keeps_nothing(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS), journal, time)
    session.handle(Leave())
    assert scene_of(session) == FinishedScene(None, ())
    assert whats(journal) == []


def test_a_pause_is_not_practice(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS, "rate = []"), journal, time)
    pass_time(session, time, 4)
    session.handle(Pause())
    assert not session.moving
    pass_time(session, time, 60)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.paused
    assert scene.moment.elapsed == pytest.approx(4)
    session.handle(Pause())
    pass_time(session, time, 16)
    assert isinstance(session.scene(), FinishedScene)
    assert list(journal.records())[-1]["practised"] == 20.0


@pytest.mark.parametrize("stop", ["stopped", "suspended"])
def test_a_gap_pauses_a_guide_and_credits_nothing(journal: Journal, time: Clock, stop: str) -> None:
    session = begin(routine(TWO_SAYS, "rate = []"), journal, time)
    pass_time(session, time, 4)
    if stop == "stopped":
        time.go(30)  # Ctrl+Z: both clocks go on
    else:
        time.suspend(30)  # the laptop sleeps: only the wall does
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.paused
    assert scene.moment.elapsed == pytest.approx(4)
    session.handle(Pause())
    pass_time(session, time, 2)
    session.handle(Leave())
    assert list(journal.records())[-1]["practised"] == pytest.approx(6.0)


def test_a_frame_that_comes_late_shows_the_right_moment(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS, "rate = []"), journal, time)
    pass_time(session, time, 8)
    time.go(4.5)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.phase.text == "b"
    assert scene.moment.left == pytest.approx(7.5)


@pytest.mark.slow
@pytest.mark.parametrize("frame", [1 / 30, 1 / 15, 0.7, 4.9])
def test_boundaries_over_twenty_minutes_do_not_depend_on_the_frames(
    journal: Journal, time: Clock, frame: float
) -> None:
    steps = (
        '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 4.5\nhold = 1.5\nexhale = 6\n'
        "rounds = 100\n"
    )
    session = begin(routine(steps, "rate = []"), journal, time)
    start, last, seen = time.seconds, None, 0
    while isinstance(scene := session.scene(), GuideScene):
        at = time.seconds - start
        phase = scene.moment.phase
        assert phase.start - 1e-6 <= at < phase.start + phase.seconds + 1e-6
        seen += phase is not last
        last = phase
        time.go(frame)
    assert time.seconds - start == pytest.approx(1200, abs=frame)
    assert seen == 300 or frame > 1.5
    assert list(journal.records())[-1]["practised"] == pytest.approx(1200, abs=0.1)


def test_next_and_back_step_through(journal: Journal, time: Clock) -> None:
    session = begin(routine(TWO_SAYS, "rate = []"), journal, time)

    def text() -> str:
        scene = session.scene()
        assert isinstance(scene, GuideScene)
        return scene.moment.phase.text

    pass_time(session, time, 5)
    session.handle(Next())
    assert text() == "b"
    session.handle(Back())
    assert text() == "a"
    pass_time(session, time, 5)
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.elapsed == 0
    session.handle(Next())
    session.handle(Next())
    assert isinstance(session.scene(), FinishedScene)


@pytest.mark.parametrize(("into", "text"), [(2, "a"), (6, "b")])
def test_back_starts_a_step_again_once_it_has_run_a_while(
    journal: Journal, time: Clock, into: float, text: str
) -> None:
    session = begin(routine(TWO_SAYS, "rate = []"), journal, time)
    pass_time(session, time, 10 + into)
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert (scene.moment.phase.text, scene.moment.progress) == (text, 0.0)


def test_the_guide_stands_still_while_a_question_is_open(journal: Journal, time: Clock) -> None:
    ask = '[[steps]]\nkind = "ask"\ntext = "Why?"\nkeep = "why"\nlines = 2\n'
    session = begin(routine(ask + TWO_SAYS, "rate = []"), journal, time)
    assert scene_of(session) == AskScene("Why?", 2, True)
    assert not session.moving
    time.go(100)
    session.handle(Write("because\x1b]0;x\x07 of it"))
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.elapsed == 0
    answered = [r for r in journal.records() if r["what"] == "answered"]
    assert [(r["key"], r["value"]) for r in answered] == [("why", "because of it")]


def test_without_keep_an_answer_is_written_nowhere(journal: Journal, time: Clock) -> None:
    session = begin(
        routine('[[steps]]\nkind = "ask"\ntext = "Words"\n' + TWO_SAYS, "rate = []"), journal, time
    )
    session.handle(Write("a secret"))
    session.handle(Leave())
    assert all(b"secret" not in path.read_bytes() for path in journal.folder.iterdir())


def test_a_text_without_seconds_waits_for_a_key(journal: Journal, time: Clock) -> None:
    session = begin(
        routine('[[steps]]\nkind = "say"\ntext = "Read."\n' + TWO_SAYS, "rate = []"), journal, time
    )
    time.go(600)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.until_key
    session.handle(GoOn())
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.phase.text == "a"


def test_the_urge_has_begun_while_the_pull_is_asked(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = urge(library, journal, time)
    assert whats(journal) == ["begun"]
    assert next(iter(journal.records()))["delay"] == 600
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert (scene.what, scene.when) == ("pull", "before")
    assert session.moving
    time.go(4)
    moved = session.scene()
    assert isinstance(moved, RateScene)
    assert scene.sea is not None
    assert moved.sea is not None
    assert moved.sea.progress > scene.sea.progress
    assert moved.sea.swell > scene.sea.swell


def to_the_wait(session: Session, time: Clock) -> None:
    session.handle(Rate(9))
    session.handle(Write("are you there"))
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    session.handle(Select((scene.options[0].id,)))
    session.handle(Select(("no",)))
    for _ in range(7):
        session.handle(Next())
    session.handle(Rate(7))
    for _ in range(4):
        session.handle(Next())


def test_a_pause_does_not_stop_a_wait(library: Library, journal: Journal, time: Clock) -> None:
    session = urge(library, journal, time)
    to_the_wait(session, time)
    session.handle(Pause())
    assert session.moving  # the end of the delay comes without a key
    pass_time(session, time, 601)
    assert isinstance(session.scene(), RateScene)
    session.handle(Leave())
    assert list(journal.records())[-1]["practised"] < 1


def test_an_urge_ends_no_sooner_than_its_delay(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = urge(library, journal, time, delay=1200)
    to_the_wait(session, time)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.phase.kind == "wait"
    session.handle(Next())
    assert isinstance(session.scene(), GuideScene)  # a delay is not skipped
    pass_time(session, time, 1199)
    assert isinstance(session.scene(), GuideScene)
    pass_time(session, time, 1)
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert (scene.what, scene.when) == ("pull", "after")
    session.handle(Rate(5))
    scene = session.scene()
    assert isinstance(scene, DecideScene)
    assert len(scene.options) == 5
    session.handle(Select((scene.options[0].id,)))
    assert isinstance(session.scene(), AskScene)  # the offer of a card, once
    session.handle(GoOn())
    assert isinstance(session.scene(), FinishedScene)
    (past,) = fold_sessions(journal.records())
    assert past.answers == {"trigger": ["slow reply"], "choice": ["Let it go"]}
    assert (past.before, past.after) == ({"pull": 9}, {"pull": 5})


def test_a_delay_counts_wall_time_over_a_suspend(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = urge(library, journal, time)
    to_the_wait(session, time)
    time.suspend(700)
    assert isinstance(session.scene(), RateScene)
    assert [r["practised"] for r in journal.records() if r["what"] == "ended"] == []
    session.handle(Leave())
    assert list(journal.records())[-1]["practised"] < 1


def test_a_wall_clock_set_back_does_not_lengthen_a_delay(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = urge(library, journal, time)
    to_the_wait(session, time)
    time.suspend(-7200)
    pass_time(session, time, 600)
    assert isinstance(session.scene(), RateScene)


def test_a_check_in_takes_one_key_or_passes(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = urge(library, journal, time, delay=1800)
    to_the_wait(session, time)
    pass_time(session, time, 299)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.check_in
    pass_time(session, time, 2)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.check_in
    session.handle(Rate(6))
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.check_in
    assert scene.sea is not None
    assert [pull for _, pull in scene.sea.marks] == [9, 7, 6]
    pass_time(session, time, 300)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.check_in
    pass_time(session, time, 40)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.check_in
    during = [r for r in journal.records() if r.get("when") == "during"]
    assert [r["pull"] for r in during] == [7, 6]


def test_the_boat_never_goes_back_and_arrives_at_the_end(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = urge(library, journal, time)
    progress = 0.0
    session.handle(Rate(8))
    session.handle(GoOn())
    session.handle(GoOn())
    while not isinstance(scene := session.scene(), FinishedScene):
        if isinstance(scene, DecideScene):
            session.handle(Select((scene.options[0].id,)))
            continue
        assert scene.sea is not None
        assert scene.sea.progress >= progress - 1e-9
        progress = scene.sea.progress
        if isinstance(scene, GuideScene):
            time.go(2)
        else:
            session.handle(GoOn())
    assert scene.sea is not None
    assert scene.sea.progress == 1.0


def test_leaving_early_leaves_the_boat_and_the_marks_where_they_are(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = urge(library, journal, time)
    session.handle(Rate(8))
    pass_time(session, time, 60)
    before = session.scene().sea
    session.handle(Leave())
    assert session.scene().sea == before


def test_sos_asks_nothing(library: Library, journal: Journal, time: Clock) -> None:
    session = begin(library.find("anchor"), journal, time, quick=True)
    assert isinstance(session.scene(), GuideScene)
    pass_time(session, time, 90)
    assert scene_of(session) == FinishedScene(
        "completed", ("Done. Notice what is different, if anything.",)
    )


def test_an_interrupted_run_is_kept_as_such_once(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("box"), journal, time)
    session.handle(Rate(7))
    pass_time(session, time, 20)
    time.go(0.5)
    session.interrupt()
    session.interrupt()
    ended = [r for r in journal.records() if r["what"] == "ended"]
    assert [(r["how"], r["practised"]) for r in ended] == [("interrupted", 20.5)]


def test_a_run_cut_off_while_it_stood_still_keeps_the_place_where_it_was_last_seen(
    journal: Journal, time: Clock
) -> None:
    session = begin(routine(TWO_SAYS, "rate = []"), journal, time)
    pass_time(session, time, 4)
    time.go(3600)  # Ctrl+Z, and then the terminal is closed
    session.interrupt()
    ended = list(journal.records())[-1]
    assert (ended["practised"], ended["step"], ended["position"]) == (4.0, 0, 4.0)


def test_a_disk_that_refuses_never_stops_the_guide(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Journal.append

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "append", refuse)
    session = begin(routine(TWO_SAYS), journal, time)
    session.handle(Rate(7))
    assert isinstance(session.scene(), GuideScene)
    assert session.notice is not None
    assert session.notice == "Not saved yet: the disk is full. You can go on."
    monkeypatch.setattr(Journal, "append", append)
    pass_time(session, time, 20)
    session.handle(Rate(4))
    assert session.notice is None
    assert whats(journal) == ["begun", "rated", "rated", "ended"]


@pytest.mark.parametrize("delay", [0, -5, float("nan"), 90000])
def test_an_impossible_delay_is_refused(
    library: Library, journal: Journal, time: Clock, delay: float
) -> None:
    with pytest.raises(ValueError, match="delay"):
        urge(library, journal, time, delay=delay)


def test_a_feeling_has_a_strength_of_its_own_and_is_no_anxiety(
    library: Library, journal: Journal, time: Clock
) -> None:
    session = begin(library.find("name-it"), journal, time)
    pass_time(session, time, 15)
    session.handle(Select(("proud",)))
    session.handle(Rate(10))
    session.handle(Leave())
    (rated,) = [record for record in journal.records() if record["what"] == "rated"]
    assert rated["strength"] == 10
    assert "anxiety" not in rated
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    # Pride is nothing to be helped with.
    assert not any("Help is on" in line for line in scene.lines)


def test_a_record_of_before_is_read_as_what_it_was(journal: Journal, time: Clock) -> None:
    old = {"v": 1, "session": "s", "at": "2026-11-24T22:41:00+01:00"}
    journal.append(
        {
            **old,
            "id": "1",
            "what": "begun",
            "routine": "pause-and-return",
            "title": "T",
            "delay": 1200.0,
        },
        {**old, "id": "2", "what": "rated", "when": "before", "pull": 8},
    )
    (past,) = fold_sessions(journal.records())
    assert past.before == {"pull": 8}
