"""A disk that does not answer, as a dead network mount: it holds up no urge, and what protects
holds.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import OptionList, Static

from calmtui import crash, quickstart, terminal
from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.launch import Launch
from calmtui.storage import disk_check as hanging
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.tui import journal_reader
from calmtui.tui.app import CalmApp
from tests.support.cli import Cli, cli
from tests.support.cli import home_with_routines as home
from tests.support.engine import Clock

__all__ = ("cli", "home")
CALLS = (
    "open",
    "listdir",
    "scandir",
    "stat",
    "lstat",
    "unlink",
    "mkdir",
    "readlink",
    "utime",
    "replace",
    "rename",
)


class Mount:
    """A folder on a disk that does not answer while this lasts; `met` is what was asked of it
    outside a thread.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.over, self.asked, self.met = threading.Event(), threading.Event(), list[str]()
        self._folder = str(folder)
        for name in CALLS:
            monkeypatch.setattr(os, name, self._hung(name, getattr(os, name)))

    def _hung(self, name: str, real: Any) -> Any:
        def call(path: Any, *args: Any, **more: Any) -> Any:
            text = os.fspath(path) if not isinstance(path, int) else ""
            if not self.over.is_set() and (
                text == self._folder or text.startswith(f"{self._folder}/")
            ):
                self.asked.set()
                if threading.current_thread() is threading.main_thread():
                    self.met.append(f"{name} {text}")
                    raise AssertionError(f"it would wait for ever: {name} {text}")
                assert self.over.wait(60)
            return real(path, *args, **more)

        return call


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known of the disk."""
    monkeypatch.setattr(hanging, "_found", None)
    monkeypatch.setattr(hanging, "SECONDS", 30.0)  # a busy machine is no disk that hangs


@pytest.fixture
def mount(
    request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mount]:
    (home / "settings.toml").write_text('language = "de"\n')
    for name in ("journal", "state"):
        (home / name).mkdir(mode=0o700)
    made = Mount(home / request.param, monkeypatch)

    def within(_seconds: float, act: Callable[[], None]) -> None:
        """Time is over as soon as the disk does not answer."""
        threading.Thread(target=act, daemon=True).start()
        assert made.asked.wait(30)
        raise TimeoutError

    monkeypatch.setattr(hanging, "run_with_timeout", within)
    yield made
    made.over.set()


@pytest.mark.parametrize("mount", ["", "state", "journal"], indirect=True)
@pytest.mark.parametrize(
    "words",
    [
        ("urge", "--plain"),
        ("sos", "--plain"),
        ("run", "anchor-90", "--plain"),
        ("--private", "urge", "--plain"),
    ],
)
def test_a_disk_that_hangs_holds_up_no_urge(
    cli: Cli,
    home: Path,
    mount: Mount,
    words: tuple[str, ...],
    request: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[Any] = []

    def lines(context: AppContext, launch: Launch, *_: object) -> int:
        session = launch.begin(context)
        begun.append(session.scene())
        assert session.private
        assert context.settings.no_holds == (not request.node.callspec.params["mount"])
        session.leave_for_good()
        return 0

    monkeypatch.setattr("calmtui.plain.runner.run", lines)
    code, _, err = cli(*words)
    assert (code, mount.met, len(begun)) == (0, [], 1)
    assert mount.asked.is_set()
    assert len(err.splitlines()) == 1
    place = home / request.node.callspec.params["mount"]
    assert err.startswith(f"calmtui: {place}: ")
    said = (
        ("the disk does not answer", "nothing is saved") if place == home else ("antwortet nicht",)
    )
    assert all(one in err for one in said)


@pytest.mark.parametrize("mount", ["", "state", "journal"], indirect=True)
@pytest.mark.parametrize("words", [(), ("--private",)])
def test_home_opens_beside_a_disk_that_hangs(
    cli: Cli,
    home: Path,
    mount: Mount,
    words: tuple[str, ...],
    request: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    async def looked_at(app: CalmApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            seen.append(app.screen.query_one("#notices", Static).visual.__str__())
            assert app.screen.query_one(OptionList).option_count > 20
            await pilot.press("l")
            said = app.screen.query_one("#body", Static).visual.__str__()
            seen.append(said.replace("\n", ""))
            await pilot.press("D", "escape", "u")
            assert app.runs.current is not None
            assert app.runs.current.private
            await pilot.press("ctrl+c")

    def show(app: CalmApp, opened: object) -> int:
        asyncio.run(looked_at(app))
        return 130

    monkeypatch.setattr(terminal, "can_show_full_screen", lambda: True)
    monkeypatch.setattr("calmtui.tui.runner.run_app", show)
    code, _, err = cli(*words)
    assert (code, mount.met) == (130, [])
    assert len(err.splitlines()) == 1
    place = home / request.node.callspec.params["mount"]
    assert err.startswith(f"calmtui: {place}: ")
    said, kept = seen
    assert said.startswith(f"{place.name}: ")
    assert kept.startswith(f"{home / 'journal'}: ")


def test_home_goes_on_where_the_journal_comes_to_hang(
    home: Path, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "journal").mkdir(mode=0o700)
    app = CalmApp(
        AppContext(
            Library(bundled_routines_path(), None),
            Journal(home / "journal", home / "state"),
            Settings(),
            time.clock,
            time.now,
        )
    )
    monkeypatch.setattr(journal_reader, "_TIMEOUT", 0.001)
    mount = Mount(home / "journal", monkeypatch)
    app.history.refresh()
    with pytest.raises(TimeoutError):
        app.history.records(1)
    assert mount.asked.wait(30)  # a thread that has not had its turn yet
    assert mount.met == []
    mount.over.set()


def test_a_link_to_a_disk_that_hangs_is_looked_at(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "routines").mkdir(exist_ok=True)
    (home / "routines" / "mine.toml").symlink_to("elsewhere")
    met: list[str] = []
    monkeypatch.setattr(os.path, "exists", lambda path: met.append(str(path)))
    hanging.hanging_folder()
    assert met == [str(home / "routines" / "mine.toml")]


@pytest.mark.parametrize("mount", ["", "state", "journal"], indirect=True)
def test_no_quickstart_is_begun_from_a_disk_that_hangs(
    mount: Mount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quickstart, "can_show_full_screen", lambda: True)
    monkeypatch.setattr(quickstart, "is_background_job", lambda: False)
    assert not quickstart.show_first_frame(["urge"])
    assert mount.asked.is_set()
    assert mount.met == []


@pytest.mark.parametrize("mount", [""], indirect=True)
@pytest.mark.parametrize(
    ("words", "code"), [(("--help",), 0), (("urge", "--help"), 0), (("run",), 2)]
)
def test_the_usage_is_said_beside_a_disk_that_hangs(
    cli: Cli, mount: Mount, words: tuple[str, ...], code: int
) -> None:
    assert cli(*words)[0] == code
    assert mount.met == []


@pytest.mark.parametrize("mount", [""], indirect=True)
def test_a_report_is_not_written_to_a_disk_that_hangs(
    mount: Mount, capfd: pytest.CaptureFixture[str]
) -> None:
    assert crash.report_and_exit(RuntimeError(), ["urge"]) == 1
    assert len(capfd.readouterr().err.splitlines()) == 1
    assert mount.met == []


def test_it_is_waited_for_no_longer_than_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(hanging, "_look", lambda _at: over.wait(60))
    monkeypatch.setattr(hanging, "SECONDS", 0.001)
    assert Path(hanging.hanging_folder()) == home
    assert Path(hanging.hanging_folder()) == home  # and is not asked again
    over.set()


def test_a_disk_that_answers_or_refuses_does_not_hang(home: Path) -> None:
    assert hanging.hanging_folder() == ""
    hanging._found = None
    home.joinpath("journal").write_text("a file")
    home.joinpath("state").symlink_to("state")
    assert hanging.hanging_folder() == ""
