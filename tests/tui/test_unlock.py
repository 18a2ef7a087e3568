"""Runs of a locked journal, without a terminal; and looking back on it from the full screen."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from calmtui.config.settings import Card, Person, Settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.history.sessions import fold_sessions
from calmtui.session.events import GoOn, Leave, PassUrge, Rate, Select, Write
from calmtui.session.outcome import Outcome
from calmtui.session.resume import find_resumable
from calmtui.session.scene import AskScene, CopyScene, DeskScene, FinishedScene, RateScene
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.tui.app import CalmApp
from calmtui.tui.screens.blank import BlankScreen
from calmtui.tui.screens.home import HomeScreen
from calmtui.tui.screens.passphrase import PassphraseInput, PassphraseScreen
from calmtui.tui.screens.text import TextScreen
from calmtui.tui.unlock import FORGET_AFTER, JournalUnlock
from tests.support.engine import Clock, begin, pass_time
from tests.support.folders import contents_under
from tests.support.locks import KEY, locked, put_on
from tests.support.reference import in_terminal, sees

WORDS = "distinctive words"


class Written:
    """Every byte that is written to any file while this is on, the temporary ones too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data = bytearray()
        for name in ("write", "pwrite"):
            monkeypatch.setattr(os, name, self._seen(getattr(os, name)))
        real = os.fsync

        def fsync(fd: int) -> None:
            real(fd)
            if os.path.isfile(f"/proc/self/fd/{fd}"):
                with open(f"/proc/self/fd/{fd}", "rb") as file:
                    self.data += file.read()

        monkeypatch.setattr(os, "fsync", fsync)

    def _seen(self, real: Callable[..., int]) -> Callable[..., int]:
        def write(fd: int, data: bytes, *more: int) -> int:
            self.data += data
            return real(fd, data, *more)

        return write


@pytest.mark.parametrize(
    "choice", [outcome for outcome in Outcome if outcome is not Outcome.GO_AHEAD]
)
@pytest.mark.parametrize("fear", ["no", "yes"])
def test_a_whole_urge_of_a_locked_journal_writes_nothing_that_can_be_read(
    library: Library,
    tmp_path: Path,
    time: Clock,
    choice: str,
    fear: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    journal = locked(tmp_path)
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    written = Written(monkeypatch)
    mine = SupportList.of(
        Settings(people=(Person("a friend", "call her"),)), tmp_path / "settings.toml"
    )
    session = begin(
        library.find("ride-the-urge"), journal, time, quick=True, state=state, mine=mine, delay=1200
    )
    session.handle(Rate(9))
    session.handle(Write(WORDS))
    session.handle(Select(("slow reply",)))
    session.handle(Select((fear,)))
    if fear == "yes":
        session.handle(GoOn())
    pass_time(session, time, 400, frame=20)
    session.handle(Rate(6))
    session.hide()
    session.handle(PassUrge())
    session.handle(Select((choice,)))
    if choice == Outcome.MORE:
        session.handle(PassUrge())
        session.handle(Select((Outcome.LET_GO,)))
    seen = []
    while not isinstance(scene := session.scene(), FinishedScene):
        seen.append(type(scene))
        if isinstance(scene, CopyScene | DeskScene):
            assert session.keep_draft(f"{WORDS}, kept")
        if isinstance(scene, RateScene):
            session.handle(Rate(4))
        elif isinstance(scene, AskScene):
            session.handle(Write("distinctive answer"))
        else:
            session.handle(GoOn())
    assert RateScene in seen
    assert not (tmp_path / "settings.toml").exists()  # a card would tell of it, and is not offered
    for data in (bytes(written.data), contents_under(tmp_path)):
        assert data
        for word in (
            b"distinctive", b"slow reply", b"ride-the-urge", choice.encode(),
            # in their quotes: sealed text holds any four letters by chance
            b'"begun"', b'"pull"', b'"delay"',
        ):  # fmt: skip
            assert word not in data
    names = [path.name for path in (tmp_path / "state").iterdir()]
    assert set(names) <= {"device", "draft", "open", "lock.json"}
    journal.key = state.key = KEY
    (past,) = fold_sessions(journal.records())
    assert (past.how, past.before, past.after) == ("completed", {"pull": 9}, {"pull": 4})
    assert past.answers["trigger"] == ["slow reply"]
    assert past.answers["choice"] != []


def test_without_a_lock_the_same_can_be_read(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    session = begin(
        library.find("ride-the-urge"), journal, time, quick=True, state=state, delay=1200
    )
    session.handle(Rate(9))
    session.handle(Write(WORDS))
    assert b"begun" in contents_under(tmp_path)
    assert WORDS.encode() in contents_under(tmp_path)
    assert state.get("delay-ride-the-urge") == "1200"
    assert find_resumable(journal, DeviceStore(tmp_path / "state"), library, time.now()) is not None


def test_a_run_of_a_locked_journal_that_was_cut_off_is_not_offered(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    journal = locked(tmp_path)
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    session = begin(library.find("ride-the-urge"), journal, time, quick=True, state=state)
    session.handle(Rate(9))
    session.handle(Write(WORDS))
    other = DeviceStore(tmp_path / "state", lock=journal.lock)
    assert find_resumable(journal, other, library, time.now()) is None
    os.close(state.run_files._locks.pop(session.id))
    assert find_resumable(journal, other, library, time.now()) is None
    other.key = KEY
    assert other.run_files.latest_parked_text() == WORDS  # for `calmtui draft`


def test_a_card_that_is_there_is_shown_all_the_same(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    journal = locked(tmp_path)
    card = Card("slow reply", "text again", "walk for ten minutes")
    mine = SupportList.of(Settings(cards=(card,)), tmp_path / "settings.toml")
    session = begin(
        library.find("ride-the-urge"),
        journal,
        time,
        quick=True,
        state=DeviceStore(tmp_path / "state"),
        mine=mine,
    )
    session.handle(Rate(9))
    session.handle(Write(""))
    session.handle(Select(("slow reply",)))
    assert "walk for ten minutes" in str(session.scene())


# Looking back


@asynccontextmanager
async def at_home(
    library: Library, journal: Journal, time: Clock, **more: Any
) -> AsyncIterator[Pilot[int]]:
    app = CalmApp(AppContext(library, journal, Settings(), time.clock, time.now, **more))
    async with in_terminal(app) as pilot:
        await pilot.pause()
        yield pilot


def one_session(library: Library, journal: Journal, time: Clock) -> None:
    session = begin(library.find("box-breathing"), journal, time)
    session.handle(Rate(8))
    pass_time(session, time, 60)
    session.handle(Leave())
    session.handle(Rate(3))


def app_of(pilot: Pilot[int]) -> CalmApp:
    assert isinstance(pilot.app, CalmApp)
    return pilot.app


def looking(app: CalmApp) -> JournalUnlock:
    assert app.overlays.unlock is not None
    return app.overlays.unlock


def view(pilot: Pilot[int]) -> None:
    """Look back: what the passphrase opened, on a screen."""
    app = app_of(pilot)

    def show() -> None:
        past = fold_sessions(app.context.journal.records())
        app.push_screen(
            TextScreen("kept", tuple(f"{one.title} {one.before} {one.after}" for one in past))
        )

    app.overlays.look_back(show)


async def typed(pilot: Pilot[int], text: str) -> None:
    """Type a passphrase, and wait for what comes of it: it is tried in a thread."""
    screen = pilot.app.screen
    await pilot.press(*("space" if char == " " else char for char in text), "enter")
    for _ in range(1000):
        await pilot.pause(0.02)
        if pilot.app.screen is not screen or not screen.query_one(PassphraseInput).disabled:
            break
    await pilot.pause()


def shown(pilot: Pilot[int]) -> str:
    return "\n".join(str(static.visual) for static in pilot.app.screen.query(Static))


async def test_looking_back_asks_and_a_wrong_passphrase_is_one_kind_line(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    journal = locked(tmp_path)
    one_session(library, journal, time)
    async with at_home(library, journal, time) as pilot:
        assert "Last:" not in shown(pilot)
        assert not app_of(pilot).history.is_last_rating_very_high(app_of(pilot).context.now())
        view(pilot)
        await pilot.pause()
        assert isinstance(pilot.app.screen, PassphraseScreen)
        await typed(pilot, "nonsense")
        assert "That did not open it." in shown(pilot)
        await typed(pilot, "a passphrase")
        assert "Box breathing {'anxiety': 8} {'anxiety': 3}" in shown(pilot)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, HomeScreen)
        view(pilot)  # again, without a question
        await pilot.pause()
        assert "Box breathing" in shown(pilot)


@pytest.mark.slow
async def test_esc_leaves_and_what_was_typed_is_never_shown(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    journal = locked(tmp_path)
    one_session(library, journal, time)
    async with at_home(library, journal, time) as pilot:
        view(pilot)
        await pilot.pause()
        await pilot.press(*"secret")
        text = sees(pilot.app)
        assert "secret" not in text
        assert "•" in text
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
        assert journal.key is None
        view(pilot)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)


async def opened(pilot: Pilot[int], what: str = "Box breathing") -> None:
    view(pilot)
    await pilot.pause()
    await typed(pilot, "a passphrase")
    assert what in shown(pilot)


@pytest.mark.slow
async def test_an_open_view_forgets_itself_after_a_while_without_a_key(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    journal = locked(tmp_path)
    one_session(library, journal, time)
    async with at_home(library, journal, time) as pilot:
        app = app_of(pilot)
        await opened(pilot)
        time.go(FORGET_AFTER - 1)
        looking(app).forget_if_idle()
        assert journal.key is not None
        await pilot.press("down")  # a key: from now on again
        time.go(FORGET_AFTER - 1)
        looking(app).forget_if_idle()
        assert journal.key is not None
        time.go(2)
        looking(app).forget_if_idle()
        await pilot.pause()
        assert journal.key is None
        assert not looking(app).is_open  # nothing looks any more
        assert isinstance(app.screen, HomeScreen)
        assert app.history.sessions == []
        view(pilot)
        await pilot.pause()
        assert isinstance(app.screen, PassphraseScreen)


@pytest.mark.slow
async def test_hiding_forgets_at_once(library: Library, tmp_path: Path, time: Clock) -> None:
    journal = locked(tmp_path)
    one_session(library, journal, time)
    async with at_home(library, journal, time) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+x")
        await pilot.pause()
        assert isinstance(pilot.app.screen, BlankScreen)
        assert journal.key is None
        await pilot.press("ctrl+x")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)


@pytest.mark.slow
async def test_a_run_over_an_open_view_is_not_cut_off(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    journal = locked(tmp_path)
    one_session(library, journal, time)
    async with at_home(library, journal, time) as pilot:
        app = app_of(pilot)
        await opened(pilot)
        app.runs.start_id("anchor-90", quick=True)
        await pilot.pause()
        run = app.screen
        time.go(FORGET_AFTER + 1)
        looking(app).forget_if_idle()
        await pilot.pause()
        assert journal.key is None
        assert app.screen is run
        await pilot.press("escape", "enter")
        await pilot.pause()
        looking(app).forget_if_idle()
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_a_journal_that_is_not_locked_asks_nothing(
    library: Library, journal: Journal, time: Clock
) -> None:
    one_session(library, journal, time)
    async with at_home(library, journal, time) as pilot:
        await pilot.pause()
        view(pilot)
        await pilot.pause()
        assert "Box breathing" in shown(pilot)


async def test_without_age_the_view_says_what_is_missing(
    library: Library, tmp_path: Path, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = locked(tmp_path)
    one_session(library, journal, time)
    monkeypatch.setitem(sys.modules, "pyrage", None)
    async with at_home(library, journal, time) as pilot:
        view(pilot)
        await pilot.pause()
        words = " ".join(shown(pilot).split())  # where lines break depends on the path of Python
        assert " pyrage" in words.partition("Unlocking it needs the package pyrage: ")[2]


async def test_a_device_that_has_accepted_the_lock_seals_its_own_beside_what_is_on(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    one_session(library, journal, time)
    put_on(journal)
    assert b"begun" in contents_under(journal.folder)
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    async with at_home(library, journal, time, device=state) as pilot:
        app_of(pilot)._idle()
        for _ in range(300):
            await pilot.pause(0.02)
            if journal.lock_copy.with_name("sealed").exists():
                break
    assert b"begun" not in contents_under(journal.folder)
    journal.key = KEY
    assert [past.before for past in fold_sessions(journal.records())] == [{"anxiety": 8}]


# What was left in the middle


def left_in_the_middle(library: Library, journal: Journal, time: Clock, folder: Path) -> str:
    state = DeviceStore(folder / "state", lock=journal.lock)
    session = begin(library.find("trigger-log"), journal, time, state=state)
    for event in (Select(("slow reply",)), Write(WORDS), Leave()):
        assert session.handle(event)
    session.close()
    return session.id


@pytest.mark.slow
async def test_what_was_left_in_the_middle_goes_on_after_the_passphrase(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    journal = locked(tmp_path)
    left_in_the_middle(library, journal, time, tmp_path)
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    async with at_home(library, journal, time, device=state) as pilot:
        seen = sees(pilot.app)
        assert "Something you left in the middle" in seen
        assert "What set it off from" not in seen
        await pilot.press("enter")
        await pilot.pause()
        await typed(pilot, "nonsense")
        assert "That did not open it." in shown(pilot)
        await pilot.press("escape")  # not opening it is one key
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
        await opened(pilot, "What set it off")  # looking back opens it as well
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert "What set it off from 22:41 was interrupted." in shown(pilot)
        await pilot.press("escape", "enter", "enter")
        await pilot.pause()
        assert "What went through your mind?" in sees(pilot.app)
        journal.key = None  # forgotten meanwhile: what is answered is sealed all the same
        await pilot.press(*"distinctive", "enter", "escape")
        await pilot.pause()
    assert b"distinctive" not in contents_under(tmp_path)


@pytest.mark.slow
async def test_what_can_not_be_opened_is_said_and_stays(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    journal = locked(tmp_path)
    session = left_in_the_middle(library, journal, time, tmp_path)
    path = tmp_path / "state" / f"half.{session}"
    path.write_text("calmtui sealed 1 AAAA\n")
    async with at_home(
        library, journal, time, device=DeviceStore(tmp_path / "state", lock=journal.lock)
    ) as pilot:
        journal.key = KEY
        await pilot.press("enter")
        await pilot.pause()
        assert "It can't be opened: the file is damaged" in " ".join(shown(pilot).split())
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
    assert path.exists()


@pytest.mark.slow
async def test_a_tool_that_was_left_is_offered_at_its_start(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    left = left_in_the_middle(library, journal, time, tmp_path)
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    async with at_home(library, journal, time, device=state) as pilot:
        app = app_of(pilot)
        assert "Something you left" not in sees(app)  # home names what it can name
        app.runs.start_id("trigger-log")
        await pilot.pause()
        assert "What set it off from 22:41 was interrupted." in " ".join(shown(pilot).split())
        await pilot.press("escape")
        await pilot.pause()
        assert app.runs.current is not None
        assert app.runs.current.id != left
        await pilot.press("escape", "enter")
        app.runs.start_id("trigger-log")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.runs.current.id == left
