"""How the end of a wait is told: asked once, in a line below the first wait, by keys and taps."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.events import AppBlur

from calmtui.config.settings import Settings, read_settings
from calmtui.context import AppContext
from calmtui.session.scene import GuideScene
from calmtui.tui.app import CalmApp
from calmtui.tui.screens import base
from calmtui.tui.textual_internals import driver
from tests.support.engine import Clock
from tests.support.reference import Person, before
from tests.support.taps import tap_key
from tests.support.ways import GUIDES, Setting

WAIT = 'shape = "sea"\nrate = []\ndelay = "20m"\n'
ASKED = "When the wait is over:"


@asynccontextmanager
async def waiting(
    at: Setting, *, private: bool = False, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Person]:
    """A person in a wait, five seconds after its beginning."""
    at.journal.is_private = private
    session = at.session(at.file(GUIDES["sea"], WAIT))
    context = AppContext(
        at.library,
        at.journal,
        read_settings(at.folder / "settings.toml")[0],
        at.time.clock,
        at.time.now,
        device=at.state,
        settings_file=at.folder / "settings.toml",
    )
    async with before(CalmApp(context, first=session), at.time, size) as person:
        await person.wait(5)
        yield person


async def saved(at: Setting) -> str:
    """The settings once what is being written is there."""
    for thread in threading.enumerate():
        if thread.name == "signal":
            thread.join(5)
    file = at.folder / "settings.toml"
    return file.read_text() if file.exists() else ""


@pytest.mark.parametrize(("key", "kind"), [("1", "bell"), ("2", "notification"), ("3", "none")])
@pytest.mark.parametrize("by_tap", [False, True])
async def test_it_is_asked_once_and_saved(
    key: str, kind: str, by_tap: bool, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "UNSEEN", 0.0)
    at = Setting(time, tmp_path)
    async with waiting(at, size=(45, 20) if by_tap else (80, 24)) as person:
        assert ASKED in person.sees()
        assert not person.differences()
        if by_tap:
            assert await tap_key(person, key)
        else:
            await person.press(key)
        assert ASKED not in person.sees()
        assert "p " in person.sees()  # the keys of the wait are back
        assert person.app.context.settings.signal == kind
        assert await saved(at) == f'signal = "{kind}"\n'
    async with waiting(at) as person:
        assert ASKED not in person.sees()


async def test_the_keys_of_the_guide_are_named_first(time: Clock, tmp_path: Path) -> None:
    at = Setting(time, tmp_path)
    async with before(at.app(at.session(at.file(GUIDES["sea"], WAIT))), time) as person:
        await person.wait(2)
        assert ASKED not in person.sees()
        await person.wait(2)
        (line,) = (line for line in person.sees().splitlines() if ASKED in line)
        assert "3  nothing" in line  # one question is one line


async def test_what_is_not_answered_is_skipped_and_not_asked_again(
    time: Clock, tmp_path: Path
) -> None:
    at = Setting(time, tmp_path)
    async with waiting(at) as person:
        await person.wait(29)
        assert ASKED not in person.sees()
        await person.press("2")
        assert await saved(at) == 'signal = "none"\n'


@pytest.mark.parametrize("keys", [["p"], ["escape"], ["n"]])
async def test_who_goes_on_skips_it(keys: list[str], time: Clock, tmp_path: Path) -> None:
    at = Setting(time, tmp_path)
    async with waiting(at) as person:
        await person.press(*keys)
        if keys == ["n"]:  # there is nothing to skip to: the wait goes on
            assert ASKED in person.sees()
            assert await saved(at) == ""
        else:
            assert await saved(at) == 'signal = "none"\n'


async def test_a_private_run_is_not_asked(time: Clock, tmp_path: Path) -> None:
    at = Setting(time, tmp_path)
    async with waiting(at, private=True) as person:
        assert ASKED not in person.sees()
    assert await saved(at) == ""


@pytest.mark.parametrize("fault", ["broken", "read-only"])
async def test_no_file_stops_the_wait(fault: str, time: Clock, tmp_path: Path) -> None:
    at = Setting(time, tmp_path)
    file = tmp_path / "settings.toml"
    file.write_text("theme = \n" if fault == "broken" else "# mine\n")
    if fault == "read-only":
        file.chmod(0o400)
    text = file.read_text()
    async with waiting(at) as person:
        await person.press("1")
        assert person.app.context.settings.signal == "bell"
        assert person.app.runs.current is not None
        assert isinstance(person.app.runs.current.scene(), GuideScene)
        assert await saved(at) == text


async def test_the_title_is_a_dot_until_someone_is_here(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "foot")
    monkeypatch.delenv("TMUX", raising=False)
    at = Setting(time, tmp_path, Settings(signal="notification"))
    (tmp_path / "settings.toml").write_text('signal = "notification"\n')
    async with waiting(at) as person:
        sent: list[str] = []
        output = person.driver.output
        guaranteed = output.write_guaranteed

        def write(text: str) -> None:
            sent.append(text)
            guaranteed(text)

        monkeypatch.setattr(output, "write_guaranteed", write)
        person.app.post_message(AppBlur())
        await person.pilot.pause()
        await person.wait(20 * 60, 30)
        assert "\x1b[22;2t\x1b]2;·\x1b\\" in sent
        assert not any("urge" in text.lower() for text in sent)
        person.driver.feed(b"\x1b[O")
        assert "\x1b[23;2t" not in sent
        person.driver.feed(b"\x1b[I")
        assert sent.count("\x1b[23;2t") == 1
        person.driver.feed(b"t")
        assert sent.count("\x1b[23;2t") == 1


@pytest.mark.parametrize(
    ("term", "told", "is_shown"),
    [
        ("foot", b"", False),  # it would tell
        ("rxvt-unicode", b"", True),
        ("rxvt-unicode", b"\x1b[I", False),
        ("foot", b"\x1b[O", True),
    ],
)
async def test_no_notification_comes_to_a_window_in_front(
    term: str,
    told: bytes,
    is_shown: bool,
    time: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.delenv("TMUX", raising=False)
    (tmp_path / "settings.toml").write_text('signal = "notification"\n')
    async with waiting(Setting(time, tmp_path)) as person:
        written: list[str] = []
        monkeypatch.setattr(person.driver, "write", written.append)
        person.driver.feed(told)
        await person.pilot.pause()
        await person.wait(20 * 60, 30)
        assert any("The time is up." in text for text in written) is is_shown


async def test_a_notification_needs_to_know_what_is_in_front(time: Clock, tmp_path: Path) -> None:
    at = Setting(time, tmp_path)
    async with waiting(at) as person:
        assert "\x1b[?1004h" not in person.driver.modes.sequence
        await person.press("2")
        assert "\x1b[?1004h" in person.driver.modes.sequence


async def test_the_title_is_the_windows_own_again_at_the_end(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "foot")
    last: list[bytes] = []
    monkeypatch.setattr(driver, "write_final", lambda _fd, data: last.append(data))
    async with before(Setting(time, tmp_path).app(), time) as person:
        person.driver.modes.mark_title()
        person.driver.stop_application_mode()
    assert last[0].count(b"\x1b[23;2t") == 1
