"""When home's recorded frame is shown, and when not: it holds words about past sessions."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calmtui import quickstart
from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.history.erase import Eraser
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.reading import stamp
from calmtui.tui import quickstart_recorder
from calmtui.tui.snapshot import draw, draw_changes, dump, load
from tests.support.emulator import cells, shown
from tests.support.engine import Clock

SIZE = 80, 24
BLUE, RED = "\x1b[34m", "\x1b[1;31m"
CELLS = [[("x", BLUE)] * 80] * 24


@pytest.fixture
def context(
    tmp_path: Path, library: Library, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> AppContext:
    """A launch of home on a device that has been used."""
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    journal.append({"v": 1, "id": "a", "session": "s", "at": "2026-01-01", "what": "begun"})
    (tmp_path / "state" / "welcomed").touch()
    return AppContext(library, journal, Settings(), time.clock, time.now)


def record(context: AppContext) -> Path:
    """Record home, and return where."""
    dependencies = quickstart_recorder.plan(context, [], None, None).home_dependencies
    if dependencies:
        mark = stamp(context.journal.folder)
        quickstart_recorder.record_home(CELLS, dependencies, context.journal, mark, str.encode)
    return Path(quickstart.cache_file([], *SIZE))


@pytest.fixture
def is_shown(monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Whether a launch of home shows a recorded frame."""
    monkeypatch.setattr(quickstart, "can_show_full_screen", lambda: True)
    monkeypatch.setattr(quickstart, "is_background_job", lambda: False)
    monkeypatch.setattr(quickstart, "hanging_folder", lambda: "")
    monkeypatch.setattr(quickstart, "read_modes", list)
    monkeypatch.setattr(quickstart, "_show", lambda *_: True)
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size(SIZE))
    return lambda: quickstart.show_first_frame([])


def test_it_is_shown_while_nothing_has_changed(
    context: AppContext, is_shown: Callable[[], bool]
) -> None:
    assert not is_shown()
    assert record(context).stat().st_mode & 0o777 == 0o600
    assert is_shown()
    context.journal.append({"v": 1, "id": "b", "session": "t", "at": "2026-01-02", "what": "begun"})
    assert is_shown()  # home shows the new session as soon as it is up


def write(name: str, text: str = "") -> Callable[[Path, pytest.MonkeyPatch], None]:
    """Write a file of calmtui's home."""

    def change(home: Path, _: pytest.MonkeyPatch) -> None:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return change


def environment(name: str, value: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    """Set a variable of the environment."""
    return lambda _, patch: patch.setenv(name, value)


def remove(name: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    """Remove a file of calmtui's home."""
    return lambda home, _: (home / name).unlink()


def resize(_: Path, patch: pytest.MonkeyPatch) -> None:
    """Have another size of the window."""
    patch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((100, 30)))


def hang(_: Path, patch: pytest.MonkeyPatch) -> None:
    """Have a disk that does not answer."""
    patch.setattr(quickstart, "hanging_folder", lambda: "/journal")


def replace_own_file(home: Path, _: pytest.MonkeyPatch) -> None:
    """Rewrite this device's file of the journal, as erasing does."""
    (path,) = (home / "journal").glob("*.jsonl")
    path.with_name(".new").write_bytes(b"")
    path.with_name(".new").replace(path)


def damage(home: Path, _: pytest.MonkeyPatch) -> None:
    """Change one byte of the recording."""
    path = home / "state" / "openings" / "home_80x24"
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    "change",
    [
        write("settings.toml", "private = true\n"), write("settings.toml", "blank = true\n"),
        write("settings.toml", 'language = "de"\n'), write("settings.toml", "plain = true\n"),
        write("choices.toml"), write("journal/lock.json", "{}"), write("state/lock.json", "{}"),
        write("state/open/0123456789abcdef"), write("journal/other.jsonl"),
        remove("state/welcomed"), replace_own_file, damage, resize, hang,
        environment("LANG", "de_DE.UTF-8"), environment("LC_ALL", "C"),
        environment("TERM", "linux"), environment("COLORTERM", "other"),
        environment("NO_COLOR", "1"), environment("PYTHONIOENCODING", "ascii"),
    ],
)  # fmt: skip
def test_it_is_not_shown_where_it_could_mislead(
    change: Callable[[Path, pytest.MonkeyPatch], None],
    context: AppContext,
    is_shown: Callable[[], bool],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record(context)
    assert is_shown()
    change(tmp_path, monkeypatch)
    assert not is_shown()


@pytest.mark.parametrize(
    "words", [["--private"], ["--plain"], ["list"], ["home"], [""]], ids=" ".join
)
def test_it_is_shown_for_no_other_command(
    words: list[str], context: AppContext, is_shown: Callable[[], bool]
) -> None:
    record(context)
    assert not quickstart.show_first_frame(words)


@pytest.mark.parametrize("name", ["private", "blank", "locked", "locked elsewhere", "settings"])
def test_it_is_not_recorded_where_its_words_are_to_be_hidden(
    name: str, context: AppContext, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {}
    if name in ("private", "blank"):
        settings = {name: True}
    elif name == "settings":
        (tmp_path / "settings.toml").write_text("nonsense = 1\n")
    else:
        folder = {"locked": "state", "locked elsewhere": "journal"}[name]
        (tmp_path / folder / "lock.json").write_text("{}")
    context = AppContext(
        context.library, context.journal, Settings(**settings), context.clock, context.now
    )
    assert not record(context).exists()


def test_it_is_not_recorded_when_the_journal_has_changed_since_it_was_read(
    context: AppContext, tmp_path: Path
) -> None:
    dependencies = quickstart_recorder.plan(context, [], None, None).home_dependencies
    mark = stamp(context.journal.folder)
    os.utime(context.journal.folder, ns=(0, mark[0] + 1))
    quickstart_recorder.record_home(CELLS, dependencies, context.journal, mark, str.encode)
    assert not Path(quickstart.cache_file([], *SIZE)).exists()


def test_erasing_a_session_removes_it(context: AppContext, tmp_path: Path) -> None:
    path = record(context)
    path.with_name(".home_80x24.12345678").touch()  # half written
    path.with_name("urge_80x24").touch()
    device = DeviceStore(tmp_path / "state")
    eraser = Eraser(context.journal, device)
    eraser.erase(eraser.plan_all(), context.now())
    assert [one.name for one in path.parent.iterdir()] == ["urge_80x24"]


def test_only_the_cells_that_differ_are_sent() -> None:
    before = [[("a", BLUE), ("b", BLUE), ("c", RED)], [("d", ""), ("界", RED), ("", RED)]]
    after = [[("a", BLUE), ("B", BLUE), ("c", RED)], [("d", ""), ("e", RED), ("f", RED)]]
    assert load(dump(before)) == before
    changes = draw_changes(before, after)
    assert cells(shown((3, 2), draw(before).encode(), changes.encode())) == cells(
        shown((3, 2), draw(after).encode())
    )
    assert "a" not in changes.replace("\x1b[0m", "")
    assert draw_changes(before, before) == ""
