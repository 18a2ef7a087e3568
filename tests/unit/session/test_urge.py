"""An urge from its first second to its one outcome, without any front end."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import pytest
from msgspec.structs import replace

from calmtui.config.settings import Card, Person, read_settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.history.describe import describe_ratings
from calmtui.history.open_runs import open_runs
from calmtui.history.sessions import fold_sessions
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.session.events import (
    Back,
    GoOn,
    GoOnAfraid,
    Leave,
    LeaveUnsaved,
    Next,
    OpenWords,
    PassUrge,
    Pause,
    Rate,
    Select,
    Write,
)
from calmtui.session.outcome import Outcome
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DecideScene,
    DeskScene,
    FearScene,
    FinishedScene,
    GuideScene,
    RateScene,
    ReachScene,
    Scene,
    text_options,
)
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record
from tests.support.engine import Clock, begin, pass_time, scene_of, urge
from tests.support.runs import to_the_choices, to_the_guide

CHOICES = [outcome for outcome in Outcome if outcome is not Outcome.GO_AHEAD]


@pytest.fixture
def state(tmp_path: Path) -> DeviceStore:
    return DeviceStore(tmp_path / "state")


def choices_kept(journal: Journal) -> list[object]:
    return [record["value"] for record in journal.records() if record.get("key") == "choice"]


def scenes_after(session: Session) -> list[type[Scene]]:
    """The scenes that follow, each passed with Enter."""
    seen: list[type[Scene]] = []
    while not isinstance(scene := session.scene(), FinishedScene):
        seen.append(type(scene))
        session.handle(GoOn())
    return seen


@pytest.mark.parametrize("keys", range(6))
def test_it_passed_leads_to_the_same_five_choices_from_anywhere(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, keys: int
) -> None:
    session = urge(library, journal, time, state)
    for _ in range(keys):
        session.handle(GoOn())
        session.handle(Next())
    scene = to_the_choices(session)
    assert [option.id for option in scene.options] == [
        Outcome.GO_AHEAD if name == Outcome.SEND else name for name in CHOICES
    ]


def test_a_key_leads_back_to_the_sea_while_there_is_time(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    assert to_the_choices(session).early
    session.handle(Back())
    guide = session.scene()
    assert isinstance(guide, GuideScene)
    assert guide.waiting
    pass_time(session, time, 601)
    session.handle(Rate(4))
    last = session.scene()
    assert isinstance(last, DecideScene)
    assert not last.early
    session.handle(Back())
    assert isinstance(session.scene(), RateScene)  # the sea is over: b corrects the number
    session.handle(GoOn())
    assert session.scene() == last


@pytest.mark.parametrize("choice", [name for name in CHOICES if name != Outcome.MORE])
def test_each_outcome_is_set_once_and_ends_the_run(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, choice: str
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    to_the_choices(session)
    session.handle(Select((choice,)))
    session.handle(Select((CHOICES[0],)))  # a key pressed twice
    session.handle(PassUrge())
    scenes_after(session)
    assert choices_kept(journal) == [[choice]]
    assert [record["how"] for record in journal.records() if record["what"] == "ended"] == [
        "completed"
    ]


def test_the_outcome_and_the_end_are_one_write(
    library: Library,
    journal: Journal,
    time: Clock,
    state: DeviceStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = urge(library, journal, time, state)
    to_the_choices(session)
    written: list[tuple[str, ...]] = []
    append = Journal.append

    def note(self: Journal, *records: Record) -> None:
        written.append(tuple(record["what"] for record in records))
        append(self, *records)

    monkeypatch.setattr(Journal, "append", note)
    session.handle(Select((Outcome.LET_GO,)))
    assert written == [("answered", "ended")]


def test_wait_ten_more_goes_on_with_the_sea_and_comes_back_to_the_choices(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    pass_time(session, time, 100)
    to_the_choices(session)
    session.handle(Select((Outcome.MORE,)))
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert (scene.waiting, round(scene.left)) == (True, 600)
    pass_time(session, time, 599)
    assert isinstance(session.scene(), GuideScene)
    pass_time(session, time, 2)
    last = session.scene()
    assert isinstance(last, RateScene)
    assert (last.when, last.words) == ("after", "are you there")
    session.handle(Rate(4))
    decide = session.scene()
    assert isinstance(decide, DecideScene)
    assert (decide.words, decide.ratings) == ("are you there", "9 then, 4 now.")
    assert choices_kept(journal) == []
    assert [r["delay"] for r in journal.records() if r["what"] == "changed"] == [
        pytest.approx(700, abs=1)
    ]


def test_the_parked_words_stay_on_this_machine_and_are_forgotten(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, tmp_path: Path
) -> None:
    words = "why " * 2500
    session = urge(library, journal, time, state)
    to_the_guide(session, words)
    parked = tmp_path / "state" / "open" / session.id
    assert parked.read_text() == words.strip()
    assert parked.stat().st_mode & 0o777 == 0o600
    assert to_the_choices(session).words == words.strip()
    session.handle(Select((Outcome.LET_GO,)))
    scenes_after(session)
    assert all(
        b"why why" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    )


def test_private_parks_in_memory_alone(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    session = urge(library, journal, time, DeviceStore(tmp_path / "state", private=True))
    to_the_guide(session, "a secret")
    assert to_the_choices(session).words == "a secret"
    assert not (tmp_path / "state").exists() or not list((tmp_path / "state").rglob("open/*"))


def test_the_parked_words_can_be_opened_while_the_delay_goes_on(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    pass_time(session, time, 10)
    session.handle(OpenWords())
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert (scene.words, scene.parked) == ("are you there", True)
    pass_time(session, time, 5)
    session.handle(Write("are you there?"))
    guide = session.scene()
    assert isinstance(guide, GuideScene)
    assert not guide.paused
    assert guide.moment.elapsed == pytest.approx(10)  # the guide stood still
    assert to_the_choices(session).words == "are you there?"


def test_leaving_the_opened_words_goes_back_and_changes_nothing(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    session.handle(OpenWords())
    session.handle(Leave())
    assert isinstance(session.scene(), GuideScene)
    assert session.running


def test_ctrl_c_leaves_from_the_opened_words_and_the_wait_is_offered_again(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    session.handle(OpenWords())
    session.leave_for_good()
    assert isinstance(session.scene(), FinishedScene)
    assert [r["how"] for r in journal.records() if r["what"] == "ended"] == ["interrupted"]
    (run,) = open_runs(journal.records(), time.now())
    assert run.session == session.id
    assert state.run_files.parked_text(run.session) == "are you there"


def test_ctrl_c_leaves_from_a_card_as_from_the_wait(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    mine = SupportList(cards=(Card("slow reply", "text again", "walk"),))
    session = urge(library, journal, time, state, mine=mine)
    session.handle(Rate(9))
    session.handle(Write("are you there"))
    session.handle(Select(("slow reply",)))
    session.leave_for_good()
    assert isinstance(session.scene(), FinishedScene)
    assert [r["how"] for r in journal.records() if r["what"] == "ended"] == ["left early"]


@pytest.mark.parametrize("resumed", [False, True])
def test_after_the_third_ten_more_someone_else_is_named_first_below_the_choices(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, resumed: bool
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    for _ in range(3):
        assert not to_the_choices(session).people
        session.handle(Select((Outcome.MORE,)))
    if resumed:
        session.interrupt()
        (run,) = open_runs(journal.records(), time.now())
        session = urge(library, journal, time, state, run=run)
    scene = to_the_choices(session)
    assert scene.people
    for columns in (40, 45, 80):
        drawn = (
            "".join(cell.char for cell in row).strip()
            for row in draw_screen(scene, session.routine, columns, 14, RenderOptions())
        )
        below = [
            line
            for line in drawn
            if "Esc  leave" in line or "someone else" in line or "b  back" in line
        ]
        assert below[-2].startswith("5  someone else"), columns


def test_a_check_in_may_be_passed_with_one_key(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = begin(library.find("wait-it-out"), journal, time, state=state)
    to_the_guide(session)
    session.handle(Select(()))  # how long
    session.handle(Select(("a walk",)))
    session.handle(Next())
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert (scene.waiting, scene.doing) == (True, "a walk")
    assert scene.moment.phase.text == "What you picked, or just waiting. Part 1 of 4."
    pass_time(session, time, 325)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.check_in
    assert scene.moment.phase.text == "The pull: up, down or the same?"
    session.handle(GoOn())
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.check_in


def test_a_pause_in_a_wait_ends_with_it(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = begin(library.find("wait-it-out"), journal, time, state=state, delay=600)
    to_the_guide(session)
    session.handle(Select(()))
    session.handle(Select(()))
    pass_time(session, time, 100)
    session.handle(Pause())
    pass_time(session, time, 499)
    assert session.scene().moment.phase.kind == "wait"  # type: ignore[union-attr]
    pass_time(session, time, 2)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.phase.text == "Time is up. If you wrote something, read it with fresh eyes."
    assert not scene.paused  # it moves, so it doesn't say that it stands still


@pytest.mark.parametrize(("minutes", "part"), [(10, 112.5), (15, 187.5), (20, 262.5), (30, 412.5)])
def test_wait_it_out_has_the_librarys_seconds_for_each_delay(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, minutes: int, part: float
) -> None:
    session = begin(library.find("wait-it-out"), journal, time, state=state, delay=minutes * 60.0)
    to_the_guide(session)
    session.handle(Select(()))
    session.handle(Select(()))
    seen: list[tuple[str, int]] = []
    seconds = 0
    while isinstance(scene := session.scene(), GuideScene) and seconds <= minutes * 60:
        if not seen or seen[-1][0] != scene.moment.phase.text:
            seen.append((scene.moment.phase.text, seconds))
        time.go(1)
        seconds += 1
    starts = [60 + number * (part + 30) for number in range(4)]
    assert [at for text, at in seen if text.startswith("What you picked")] == [
        ceil(at) for at in starts
    ]
    assert [at for text, at in seen if text.startswith("The pull: up")] == [
        ceil(at + part) for at in starts[:3]
    ]
    assert seen[-1] == (
        "Time is up. If you wrote something, read it with fresh eyes.",
        minutes * 60,
    )


def test_the_last_delay_is_remembered_for_its_routine(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    urge(library, journal, time, state, delay=900.0)
    assert urge(library, journal, time, state).delay == 900
    session = begin(library.find("wait-it-out"), journal, time, state=state)
    assert session.delay == 1200
    to_the_guide(session)
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    labels = [option.label for option in scene.options]
    assert labels == ["10 minutes", "15 minutes", "20 minutes", "30 minutes"]
    session.handle(Select((scene.options[3].id,)))
    assert session.delay == 1800
    assert begin(library.find("wait-it-out"), journal, time, state=state).delay == 1800


def test_pause_and_return_names_the_time_and_lasts_its_twenty_minutes(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = begin(library.find("pause-and-return"), journal, time, state=state)
    session.handle(Select(("no",)))
    session.handle(Select(()))
    scene = session.scene()
    assert isinstance(scene, CopyScene)
    assert (
        scene.words
        == "I am too upset to talk well right now. I will be back at 23:01, in 20 minutes."
    )
    session.handle(GoOn())
    session.handle(Rate(8))
    pass_time(session, time, 1199)
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.phase.text == "What might this be like for them? One sentence."
    pass_time(session, time, 1)
    assert isinstance(session.scene(), RateScene)
    session.handle(Rate(3))
    scene = session.scene()
    assert isinstance(scene, CopyScene)
    assert scene.words == "I am back."
    session.handle(GoOn())
    scene = session.scene()
    assert isinstance(scene, CopyScene)
    assert scene.words == "I need longer. I will be back at 23:21."
    session.handle(GoOn())
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    assert scene.options == text_options(("I am going back", "I need longer", "not today"))
    session.handle(Select((scene.options[0].id,)))
    assert isinstance(session.scene(), FinishedScene)
    (past,) = fold_sessions(journal.records())
    assert (past.before, past.after) == ({"upset": 8}, {"upset": 3})
    assert describe_ratings(past) == "upset 8 before, upset 3 after"


@pytest.mark.parametrize("answer", ["yes", "not sure"])
def test_fear_goes_to_help_is_stored_nowhere_and_skips_what_is_about_them(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, tmp_path: Path, answer: str
) -> None:
    session = begin(library.find("pause-and-return"), journal, time, state=state)
    session.handle(Select((answer,)))
    scene = session.scene()
    assert isinstance(scene, FearScene)
    assert "not a thought to argue with" in scene.text
    session.handle(GoOn())  # Enter by reflex is none of the ways
    assert isinstance(session.scene(), FearScene)
    session.handle(GoOnAfraid())
    said: set[str] = set()
    while isinstance(guide := session.scene(), GuideScene):
        said.add(guide.moment.phase.text)
        time.go(4)
    assert not any("them" in text for text in said)
    assert isinstance(guide, RateScene)
    kept = b"".join(path.read_bytes() for path in journal.folder.iterdir())
    assert b"fear" not in kept.lower()
    assert answer.encode() not in kept


@pytest.mark.parametrize("rated", [False, True])
def test_leaving_from_fear_may_leave_nothing_saved(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, rated: bool
) -> None:
    before = begin(library.find("box"), journal, time)
    before.handle(Rate(3))
    before.handle(Leave())
    kept_before = list(journal.records())
    session = urge(library, journal, time, state)
    session.handle(Rate(9 if rated else None))
    session.handle(Write("are you there"))
    session.handle(Select(()))
    session.handle(Select(("yes",)))
    session.handle(LeaveUnsaved())
    scene = session.scene()
    assert isinstance(scene, FearScene)
    assert scene.erasing
    session.handle(Leave())
    scene = session.scene()
    assert isinstance(scene, FearScene)
    assert not scene.erasing
    session.handle(LeaveUnsaved())
    session.handle(GoOn())
    assert scene_of(session) == FinishedScene("left early", ())
    assert not session.running
    session.interrupt()
    assert [record for record in journal.records() if record["what"] != "erased"] == kept_before
    assert not state.run_files.is_claimed_elsewhere(session.id)
    assert state.run_files.parked_text(session.id) == ""
    written = b"".join(path.read_bytes() for path in journal.folder.iterdir())
    assert (
        session.id.encode() in written
    ) is rated  # a tombstone only where another machine may have records


def test_ctrl_c_at_the_question_ends_the_session_like_anywhere(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = begin(library.find("pause-and-return"), journal, time, state=state)
    session.handle(Select(("yes",)))
    session.handle(LeaveUnsaved())
    session.leave_for_good()
    assert not session.running
    assert isinstance(session.scene(), FinishedScene)


def test_what_cannot_be_erased_says_so(
    library: Library,
    journal: Journal,
    time: Clock,
    state: DeviceStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Journal, "withdraw", refused)
    session = begin(library.find("pause-and-return"), journal, time, state=state)
    session.handle(Select(("yes",)))
    session.handle(LeaveUnsaved())
    session.handle(GoOn())
    scene = session.scene()
    assert isinstance(scene, FinishedScene)
    assert scene.lines == ("Not erased yet: input/output error. `calmtui forget` tries again.",)


def test_a_fear_named_at_the_desk_may_leave_nothing_saved_too(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_choices(session)
    session.handle(Select((Outcome.REQUEST,)))
    session.handle(Select(("yes",)))
    session.handle(LeaveUnsaved())
    session.handle(GoOn())
    assert scene_of(session) == FinishedScene("left early", ())
    assert [record["what"] for record in journal.records()] == ["erased"]


def test_leaving_from_fear_asks_and_says_nothing_more(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = begin(library.find("pause-and-return"), journal, time, state=state)
    session.handle(Select(("yes",)))
    session.handle(Leave())
    assert scene_of(session) == replace(FinishedScene("left early", ()), sea=session.scene().sea)


def test_sending_hands_the_words_out_and_asks_one_question(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session, trigger="")
    to_the_choices(session)
    session.handle(Select((Outcome.SEND,)))
    scene = session.scene()
    assert isinstance(scene, CopyScene)
    assert (scene.words, scene.at_once) == ("are you there", True)
    assert scenes_after(session) == [CopyScene, AskScene, RateScene]
    last = session.scene()
    assert isinstance(last, FinishedScene)
    assert last.lines == (
        "As you wrote it. Either way, you paused first.",
        "9 before.",
        "Help is on ! whenever you want it.",
    )


def test_a_draft_is_kept_only_when_asked(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    to_the_choices(session)
    session.handle(Select((Outcome.SEND,)))
    assert state.get("draft") == ""
    assert session.keep_draft("are you there")
    scenes_after(session)
    assert state.get("draft") == "are you there"
    state.put("draft", "")
    assert state.get("draft") == ""


def test_the_desk_asks_about_fear_once(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session, trigger="")  # asked there, and answered with no
    to_the_choices(session)
    session.handle(Select((Outcome.REQUEST,)))
    assert isinstance(session.scene(), DeskScene)
    other = urge(library, journal, time, state)
    to_the_choices(other)
    other.handle(Select((Outcome.REQUEST,)))
    assert isinstance(other.scene(), ChooseScene)
    other.handle(Select(("not sure",)))
    assert isinstance(other.scene(), FearScene)
    other.handle(GoOnAfraid())
    desk = other.scene()
    assert isinstance(desk, DeskScene)
    assert desk.afraid


def test_reaching_out_shows_the_persons_own_people_or_takes_one_down(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# mine\npartner = "Sam"  # of course\n')
    session = urge(library, journal, time, state, mine=SupportList(path=path))
    to_the_choices(session)
    session.handle(Select((Outcome.REACH,)))
    assert isinstance(session.scene(), AskScene)
    session.handle(Write("a friend, call her"))
    settings, problems = read_settings(path)
    assert problems == ()
    assert settings.people == (Person("a friend", "call her"),)
    assert path.read_text().startswith('# mine\npartner = "Sam"  # of course\n')
    other = urge(library, journal, time, state, mine=SupportList.of(settings, path))
    to_the_choices(other)
    other.handle(Select((Outcome.REACH,)))
    scene = other.scene()
    assert isinstance(scene, ReachScene)
    assert scene.lines == ("a friend: call her",)


def test_a_card_is_offered_once_for_a_trigger_and_shown_at_the_next_urge(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, tmp_path: Path
) -> None:
    mine = SupportList(path=tmp_path / "settings.toml")

    def one() -> list[type[Scene]]:
        session = urge(library, journal, time, state, mine=mine)
        to_the_guide(session)
        to_the_choices(session)
        session.handle(Select((Outcome.LET_GO,)))
        return scenes_after(session)

    assert one() == [RateScene, AskScene]  # offered, and passed by
    assert one() == [RateScene]
    session = urge(library, journal, time, state, mine=mine)
    to_the_guide(session, trigger="left out")
    to_the_choices(session)
    session.handle(Select((Outcome.LET_GO,)))
    session.handle(GoOn())
    session.handle(Write("text again"))
    session.handle(Write("walk for ten minutes."))
    settings, _ = read_settings(tmp_path / "settings.toml")
    assert settings.cards == (Card("left out", "text again", "walk for ten minutes"),)
    later = urge(library, journal, time, state, mine=SupportList.of(settings, None))
    later.handle(Rate(9))
    later.handle(Write(""))
    later.handle(Select(("left out",)))
    scene = later.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.phase.text == (
        'Your card: After "left out", when I want to text again: walk for ten minutes.'
    )
    later.handle(GoOn())
    assert isinstance(later.scene(), ChooseScene)


def test_settings_that_cant_be_changed_are_left_alone_and_said(
    library: Library, journal: Journal, time: Clock, state: DeviceStore, tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("broken = = 1\n")
    session = urge(library, journal, time, state, mine=SupportList(path=path))
    to_the_choices(session)
    session.handle(Select((Outcome.REACH,)))
    session.handle(Write("a friend"))
    assert session.notice is not None
    assert session.notice.startswith("Not saved")
    assert path.read_text() == "broken = = 1\n"


def test_another_routine_lets_the_wait_go_on(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    pass_time(session, time, 50)
    session.suspend()
    pass_time(session, time, 120)  # as the screen beneath looks on
    session.resume()
    guide = session.scene()
    assert isinstance(guide, GuideScene)
    assert not guide.paused
    assert guide.moment.elapsed == pytest.approx(50)
    assert guide.sea is not None
    assert guide.left == pytest.approx(600 - 50)


def test_hiding_pauses_a_guide_and_never_a_delay(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session)
    session.hide()
    session.hide()
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.paused
    pass_time(session, time, 30)
    moved = session.scene()
    assert isinstance(moved, GuideScene)
    assert moved.sea != scene.sea


def test_the_end_shows_the_persons_own_wave(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_guide(session, trigger="")
    pass_time(session, time, 300)
    to_the_choices(session)
    session.handle(Select((Outcome.LET_GO,)))
    session.handle(Rate(3))
    last = session.scene()
    assert isinstance(last, FinishedScene)
    assert last.sea is not None
    assert [pull for _, pull in last.sea.marks] == [9, 3]
    (past,) = fold_sessions(journal.records())
    assert (past.before, past.after) == ({"pull": 9}, {"pull": 3})


def test_an_urge_with_an_outcome_is_never_offered_again(
    library: Library, journal: Journal, time: Clock, state: DeviceStore
) -> None:
    session = urge(library, journal, time, state)
    to_the_choices(session)
    session.handle(Select((Outcome.SEND,)))
    session.interrupt()
    assert open_runs(journal.records(), time.now()) == []
