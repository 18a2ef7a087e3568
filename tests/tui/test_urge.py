"""The urge on the full screen, key by key, and line by line."""

from __future__ import annotations

import asyncio
import io
import os
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Static

from calmtui.config.settings import SignalKind, read_settings
from calmtui.content.help_page import Place, help_page
from calmtui.content.library import Library
from calmtui.plain.app import PlainApp, PlainContext
from calmtui.plain.input import LineInput
from calmtui.session.events import Next
from calmtui.session.outcome import outcome_options
from calmtui.session.resume import find_resumable
from calmtui.session.scene import CopyScene, DecideScene, FearScene, FinishedScene, GuideScene
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.tui.app import CalmApp
from calmtui.tui.screens.blank import BlankScreen
from calmtui.tui.screens.during_wait import DuringWaitScreen
from calmtui.tui.screens.help import HelpScreen
from calmtui.tui.screens.home import HomeScreen
from calmtui.tui.screens.message_desk import DeskField, MessageDeskScreen
from calmtui.tui.screens.resume import ResumeScreen
from calmtui.tui.screens.run import RunScreen
from calmtui.tui.textual_internals.driver import CalmDriver
from calmtui.tui.widgets.text_field import TextField
from calmtui.wait_signal import WaitSignal
from tests.support.engine import Clock, begin, pass_time, urge
from tests.support.reference import sees
from tests.support.runs import cut_off
from tests.support.screens import URGE, running, session_of


def shown(pilot: Pilot[int]) -> str:
    return sees(pilot.app)


def page(pilot: Pilot[int]) -> str:
    """All that a page of words says, what must be scrolled to as well."""
    return "\n".join(str(static.render()) for static in pilot.app.screen.query(Static))


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 50)])
async def test_a_whole_urge_by_keys(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "p", size=size) as pilot:
        assert isinstance(session_of(pilot).scene(), DecideScene)
        for option in outcome_options(has_words=True, sends=True):
            assert option.label in shown(pilot)
        assert "hey" in shown(pilot)
        await pilot.press("1", "4")
        await pilot.press("enter")
        assert isinstance(session_of(pilot).scene(), FinishedScene)
        assert "9 before, 4 after." in shown(pilot)
        await pilot.press("enter")
    assert [r["value"] for r in journal.records() if r.get("key") == "choice"] == [["Let it go"]]


async def test_sending_puts_the_words_on_the_clipboard(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "p", "4") as pilot:
        assert isinstance(session_of(pilot).scene(), CopyScene)
        assert pilot.app.clipboard == "hey"
        assert "hey" in shown(pilot)
        await pilot.press("k")
        assert DeviceStore(tmp_path / "state").get("draft") == "hey"


@pytest.mark.slow
async def test_the_desk_gives_hints_and_never_blocks(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "p", "3") as pilot:
        desk = pilot.app.screen
        assert isinstance(desk, MessageDeskScreen)
        await pilot.press(
            *"You never write",
            "enter",
            *"ignored",
            "enter",
            "enter",
            "enter",
            *"Write",
            "enter",
            "enter",
        )
        assert "what did you feel?" in shown(pilot)
        await pilot.press("c")
        assert pilot.app.clipboard == "You never write. I feel ignored. Write."
        assert DeviceStore(tmp_path / "state").get("draft") == ""  # forgotten unless it is kept
        await pilot.press("k", "escape")
        assert (
            DeviceStore(tmp_path / "state").get("draft")
            == "You never write. I feel ignored. Write."
        )
        assert isinstance(pilot.app.screen, RunScreen)


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_each_line_of_the_desk_has_a_row_of_its_own_beneath_its_label(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "p", "3", size=size) as pilot:
        labels, entries = pilot.app.screen.query(".label"), pilot.app.screen.query(DeskField)
        rows = [widget.region.y for pair in zip(labels, entries, strict=True) for widget in pair]
        assert rows == sorted(set(rows))


@pytest.mark.slow
@pytest.mark.parametrize("key", ["exclamation_mark", "question_mark", "ctrl+x", "enter"])
async def test_a_sea_below_another_screen_is_not_painted(
    library: Library,
    journal: Journal,
    time: Clock,
    tmp_path: Path,
    key: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(library, journal, time, tmp_path, *URGE) as pilot:
        sea = pilot.app.screen
        assert isinstance(sea, RunScreen)
        await pilot.press(*"n" * 12, key)
        assert pilot.app.screen is not sea
        asked: list[object] = []
        monkeypatch.setattr(sea.canvas, "refresh", lambda *regions: asked.append(regions))
        for _ in range(4):
            time.go(1)
            sea.tick()
            assert not sea.canvas._alone()
        assert asked == []


async def test_a_card_is_written_in_two_lines_of_its_own(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "p", "1", "4") as pilot:
        assert "A card for next time" in shown(pilot)
        await pilot.press(*"call", "enter", *"knit", "enter")
        assert isinstance(session_of(pilot).scene(), FinishedScene)
    (card,) = read_settings(tmp_path / "settings.toml")[0].cards
    assert (card.when, card.want, card.then) == ("slow reply", "call", "knit")


async def test_ten_thousand_characters_can_be_pasted_into_the_parked_message(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    from textual.events import Paste

    words = "word \x1b]52;c;eA==\x07[/] " * 600
    async with running(library, journal, time, tmp_path, "9") as pilot:
        focused = pilot.app.focused
        assert focused is not None
        focused.post_message(Paste(words))
        await pilot.pause()
        await pilot.press("enter")
        kept = DeviceStore(tmp_path / "state").run_files.parked_text(session_of(pilot).id)
        assert len(kept) > 4000
        assert "\x1b" not in kept
        await pilot.press("enter", "1", "p")
        assert "w  all" in shown(pilot)
        await pilot.press("w")
        assert "[/]" in shown(pilot)


async def test_what_is_typed_ahead_of_a_field_that_is_done_is_for_what_comes_next(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, "9") as pilot:
        app = pilot.app
        assert isinstance(app, CalmApp)
        assert app._driver is not None
        app._driver.feed(b"hey\r2\r1")  # type: ignore[attr-defined]  # in one go, as a slow line brings them
        while app.typeahead.is_busy:
            await asyncio.sleep(0)
        await pilot.pause()
        assert isinstance(session_of(pilot).scene(), GuideScene)
        assert DeviceStore(tmp_path / "state").run_files.parked_text(session_of(pilot).id) == "hey"
        asked = [record.get("key") for record in journal.records() if record["what"] == "answered"]
        assert asked == ["trigger"]


async def test_a_field_that_is_taken_away_can_be_asked_for_one_more_frame(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, "9") as pilot:
        field = pilot.app.focused
        assert isinstance(field, TextField)
        await pilot.press("enter")
        await pilot.pause()
        assert not field.is_attached
        assert [strip.text.strip() for strip in field.render_lines(Region(0, 0, 10, 2))] == ["", ""]


async def test_a_pace_kept_in_a_routine_over_the_wait_is_that_routines(
    library: Library,
    journal: Journal,
    time: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "p", "2", "enter") as pilot:
        await pilot.press("enter", "7")
        await pilot.pause()
        app = pilot.app
        assert isinstance(app, CalmApp)
        pass_time(app.runs.nested[0], time, 30)
        await pilot.press("plus")
        await pilot.pause()
        pace = app.runs.nested[0].pace
        assert pace > 1
        saved: dict[str, float] = {}

        def note(routine_id: str, pace: float) -> str:
            saved[routine_id] = pace
            return ""

        monkeypatch.setattr(app.preferences, "save_pace", note)
        await pilot.press("m")
        await pilot.pause()
        assert saved == {"box-breathing": pytest.approx(pace, abs=0.01)}


async def test_another_routine_runs_over_the_wait(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "p", "2", "enter") as pilot:
        assert isinstance(pilot.app.screen, DuringWaitScreen)
        assert "a friend: call her" in shown(pilot)
        assert "a bath" in shown(pilot)
        await pilot.press("enter", "7")
        await pilot.pause()
        app = pilot.app
        assert isinstance(app, CalmApp)
        (nested,) = app.runs.nested
        assert isinstance(nested.scene(), GuideScene)
        pass_time(nested, time, 30)
        await pilot.press("escape", "enter", "enter")
        await pilot.pause()
        wait = session_of(pilot).scene()
        assert isinstance(wait, GuideScene)
        assert wait.waiting
        assert app.runs.nested == []
        assert wait.left == pytest.approx(570, abs=2)
    begun = [r["routine"] for r in journal.records() if r["what"] == "begun"]
    assert begun == ["ride-the-urge", "box-breathing"]


async def test_the_line_that_drops_keeps_both_runs(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(
        library, journal, time, tmp_path, *URGE, "p", "2", "enter", "enter", "7"
    ) as pilot:
        app = pilot.app
        assert isinstance(app, CalmApp)
        app.runs.interrupt()
    assert [r["how"] for r in journal.records() if r["what"] == "ended"] == ["interrupted"] * 2


SCREENS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "home": (None, ()),
    "rating": ("ride-the-urge", ()),
    "writing": ("ride-the-urge", ("9",)),
    "choosing": ("ride-the-urge", ("9", "enter")),
    "guide": ("ride-the-urge", URGE),
    "choices": ("ride-the-urge", (*URGE, "p")),
    "copy": ("ride-the-urge", (*URGE, "p", "4")),
    "desk": ("ride-the-urge", (*URGE, "p", "3")),
    "meanwhile": ("ride-the-urge", (*URGE, "p", "2", "enter")),
    "finished": ("ride-the-urge", (*URGE, "p", "1", "4", "enter")),
    "keys": (None, ("question_mark",)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCREENS)
async def test_help_and_hiding_work_on_every_screen_and_leave_no_trace(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, name: str
) -> None:
    id, keys = SCREENS[name]
    async with running(library, journal, time, tmp_path, *keys, id=id) as pilot:
        before, screen = list(journal.records()), pilot.app.screen
        if name != "keys":
            await pilot.press("exclamation_mark")
            assert isinstance(pilot.app.screen, HelpScreen)
            text = page(pilot)
            assert (
                text.index("I am not safe")
                < text.index("a friend: call her")
                < text.index("findahelpline.com")
            )
            assert "Numbers last checked: 20" in text
            await pilot.press("1")
            assert "You do not have to handle this alone." in shown(pilot)
            await pilot.press("escape", "escape")
            assert pilot.app.screen is screen
        await pilot.press("ctrl+x")
        assert isinstance(pilot.app.screen, BlankScreen)
        assert shown(pilot).strip() == "$"
        await pilot.press("q", "enter", "exclamation_mark", "9")
        assert isinstance(pilot.app.screen, BlankScreen)
        await pilot.press("ctrl+x")
        assert pilot.app.screen is screen
        assert list(journal.records()) == before


async def test_ctrl_g_is_help_while_words_are_written(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(
        library, journal, time, tmp_path, "9", "h", "exclamation_mark", "ctrl+g"
    ) as pilot:
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape", "enter")
        assert DeviceStore(tmp_path / "state").run_files.parked_text(session_of(pilot).id) == "h!"


async def test_a_named_fear_may_leave_nothing_saved(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE[:-1], "2", "escape", "2", "enter"):
        assert [record["what"] for record in journal.records()] == ["erased"]


def test_a_named_fear_may_leave_nothing_saved_line_by_line(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    session = urge(library, journal, time, DeviceStore(tmp_path / "state"))
    said = spoken(session, "9", "hello", "", "", "2", "1", "2", "no", "2", "")
    assert said.count("lila.help") == 2
    assert "  1 People to talk to\n  2 Leave, nothing saved\n  3 Continue the wait\n" in said
    assert "9 before" not in said
    assert [record["what"] for record in journal.records()] == ["erased"]


async def test_the_anchor_from_help_comes_back_and_is_kept_nowhere(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "exclamation_mark", "a") as pilot:
        before = list(journal.records())
        assert "Say today's day" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        guide = session_of(pilot).scene()
        assert isinstance(guide, GuideScene)
        assert not guide.paused
        assert list(journal.records()) == before


@pytest.mark.slow
async def test_a_named_fear_goes_to_help_and_then_to_the_sea(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE[:-1], "3") as pilot:
        assert isinstance(pilot.app.screen, HelpScreen)
        text = page(pilot)
        assert "not a thought to argue with" in text
        assert text.index("Domestic") < text.index("a friend: call her")
        await pilot.press("escape", "enter")
        assert isinstance(session_of(pilot).scene(), FearScene)
        await pilot.press("1")
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape", "2", "escape", "3")
        guide = session_of(pilot).scene()
        assert isinstance(guide, GuideScene)
        assert guide.waiting


@pytest.mark.parametrize(("key", "what"), [("enter", "resumed"), ("escape", "ended")])
async def test_a_launch_offers_what_was_cut_off_in_one_line(
    library: Library, journal: Journal, time: Clock, tmp_path: Path, key: str, what: str
) -> None:
    cut_off(library, journal, time, tmp_path)
    time.seconds += 60
    time.wall = time.wall.replace(minute=45)
    offered = find_resumable(journal, DeviceStore(tmp_path / "state"), library, time.now())
    async with running(library, journal, time, tmp_path, id=None, offer=offered) as pilot:
        assert isinstance(pilot.app.screen, ResumeScreen)
        assert "Your 10-minute wait from 22:41 has 6 minutes left." in shown(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, RunScreen if key == "enter" else HomeScreen)
        assert [r["what"] for r in journal.records()][-1] == what


async def test_an_urge_that_declines_the_old_one_begins_a_new_one(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    old = cut_off(library, journal, time, tmp_path)
    state = DeviceStore(tmp_path / "state")
    offered = find_resumable(journal, state, library, time.now())

    def fresh() -> Session:
        return urge(library, journal, time, state)

    async with running(
        library, journal, time, tmp_path, "escape", id=None, offer=offered, begin=fresh
    ) as pilot:
        assert session_of(pilot).id != old.id
        assert isinstance(pilot.app.screen, RunScreen)


# Line by line


def spoken(session: Session, *typed: str, **more: Any) -> str:
    """What the plain front end says when these lines are typed."""
    read, write = os.pipe()
    os.write(write, "".join(f"{line}\n" for line in typed).encode())
    os.close(write)
    out = io.StringIO()
    try:
        PlainApp(session, LineInput(read), out, PlainContext(**more)).play()
    finally:
        os.close(read)
    return out.getvalue()


def test_a_whole_urge_line_by_line(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    state = DeviceStore(tmp_path / "state")
    session = urge(library, journal, time, state)
    said = spoken(
        session,
        "9",
        "are you there",
        "",
        "1",
        "1",
        "p",
        "3",
        "two hours",
        "scared",
        "",
        "",
        "",
        "",
        "k",
        "4",
        "",
    )
    assert "You wrote, a moment ago:\n  are you there" in said
    assert "  5 Turn to someone else" in said
    assert "Two hours. I feel scared." in said
    assert "A hint: what is one thing they could do?\n" in said
    assert said.rstrip().endswith(
        "9 before, 4 after.\nHelp is on ! (exclamation mark) whenever you want it."
    )
    assert state.get("draft") == "Two hours. I feel scared."
    assert [r["value"] for r in journal.records() if r.get("key") == "choice"] == [
        ["Write it as a request"]
    ]


@pytest.mark.slow
def test_another_routine_and_the_words_line_by_line(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    state = DeviceStore(tmp_path / "state")
    session = urge(library, journal, time, state)

    def another(id: str) -> Session:
        return begin(library.find(id), journal, time, state=state)

    typed = (
        "9",
        "hello",
        "",
        "",
        "1",
        "p",
        "2",
        "w",
        "and more",
        "",
        "r",
        "anchor-90",
        "5",
        "q",
        "",
        "p",
        "1",
        "",
        "",
    )
    said = spoken(session, *typed, begin=another)
    assert "Back to the wait." in said
    assert "  hello\n  and more" in said
    assert [r["routine"] for r in journal.records() if r["what"] == "begun"] == [
        "ride-the-urge",
        "anchor-90",
    ]
    assert "You let it go this time." in said


def test_fear_goes_to_help_line_by_line(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    session = urge(library, journal, time, DeviceStore(tmp_path / "state"))
    said = spoken(
        session,
        "9",
        "",
        "",
        "2",
        "q",
        find_help=lambda afraid: help_page(("a friend",), Place(("GB",), True), afraid=afraid),
    )
    assert (
        said.index("not a thought to argue with")
        < said.index("0808 2000 247")
        < said.index("116 123")
    )
    assert "That counts as practice" not in said


async def test_a_narrow_high_desk_shows_all_lines(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "p", "3", size=(45, 80)) as pilot:
        assert all(entry.display for entry in pilot.app.screen.query(DeskField))
        assert pilot.app.screen.query_one("#desk-top").region.height > 0


async def test_the_desk_shows_one_line_at_a_time_where_there_is_little_room(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(library, journal, time, tmp_path, *URGE, "p", "3", size=(40, 12)) as pilot:
        assert [entry.display for entry in pilot.app.screen.query(DeskField)] == [True] + [
            False
        ] * 5
        await pilot.press("tab")
        assert [entry.display for entry in pilot.app.screen.query(DeskField)] == [False, True] + [
            False
        ] * 4


@pytest.mark.parametrize(
    ("signal", "focus", "rung", "notified"),
    [
        ("bell", None, 1, False),
        ("none", None, 0, False),
        ("notification", None, 1, True),
        ("notification", False, 1, True),
        ("notification", True, 1, False),  # who looks here needs none
    ],
)
async def test_the_end_of_a_wait_is_told_as_the_settings_say(
    library: Library,
    journal: Journal,
    time: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    signal: SignalKind,
    focus: bool | None,
    rung: int,
    notified: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm-kitty")
    async with running(library, journal, time, tmp_path, *URGE) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, RunScreen)
        assert isinstance(pilot.app._driver, CalmDriver)
        screen._run_context = screen._run_context._replace(signal=WaitSignal(signal))
        if focus is not None:
            pilot.app._driver.feed(b"\x1b[O")
            await pilot.pause()
            if focus:
                pilot.app._driver.feed(b"\x1b[I")
                await pilot.pause()
        written: list[str] = []
        monkeypatch.setattr(pilot.app._driver, "write", written.append)
        for _question in range(10):
            pass_time(session_of(pilot), time, 100)
            if session_of(pilot).rings:
                break
            session_of(pilot).handle(Next())
        screen.tick()
        screen.tick()
        assert sum(text == "\a" for text in written) == rung
        assert ("\x1b]99;;The time is up.\x1b\\" in written) is notified
