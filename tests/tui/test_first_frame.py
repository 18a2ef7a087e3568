"""What home needs before its first frame, and that it reads its routines anew at each start."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.support.routine_texts import HEAD, SAY
from tests.support.terminal import Terminal

GOOD = HEAD + SAY

# Ends the program when its first frame is sent: what was imported and opened until then is in a
# file.
FIRST = """
import os, sys
opened, write = [], os.write
sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
def seen(fd, data):
    count = write(fd, data)
    if b"Box breathing" in data:
        with open(os.environ["NOTE"], "w") as note:
            note.write(repr((set(sys.modules), opened)))
        os._exit(0)
    return count
os.write = seen
from calmtui.cli.main import main
sys.exit(main())
"""


def first_frame(home: Path, **env: str) -> tuple[set[str], list[str]]:
    """The modules that were imported and the files that were opened before home's first frame."""

    class Program(Terminal):
        command = (sys.executable, "-c", FIRST)

    note = home / "note"
    with Program(home, rows=40, env={"NOTE": str(note), **env}) as terminal:
        assert terminal.ends(20) == 0, terminal.text()
    found: tuple[set[str], list[str]] = ast.literal_eval(note.read_text())
    return found


def test_homes_first_frame_comes_without_what_it_does_not_need(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    modules, files = first_frame(home)
    assert str(home / "settings.toml") in files
    later = {
        "json",
        "ctypes",
        "calmtui.content.diagnostics",
        "calmtui.session.scene",
        "calmtui.session.session",
        "calmtui.render.screen",
    }
    others = {"ssl", "rich.table", "textual.canvas", "textual.command"}
    others |= {"tokenize", "pickle", "rich.markup", "msgspec.inspect", "urllib.parse"}
    assert modules & (later | others) == set()


@pytest.mark.slow
def test_home_shows_what_has_changed_since(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "routines").mkdir(parents=True)
    own = home / "routines" / "mine.toml"
    for title in ("At first", "Later on"):
        own.write_text(GOOD.replace('"T"', f'"{title}"').replace('"ground"', '"breathe"'))
        with Terminal(home, rows=40) as terminal:
            terminal.shows(title)
            terminal.types("q")
            assert terminal.ends(10) == 0


@pytest.mark.slow
def test_home_removes_what_older_versions_saved_of_routines(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "state").mkdir(parents=True)
    caches = [home / "state" / name for name in ("list.json", "shelf")]
    for cache in caches:
        cache.write_bytes(b"\xff\0 of another version")
    with Terminal(home, rows=40) as terminal:
        terminal.shows("Box breathing")
        terminal.until(lambda: not any(map(Path.exists, caches)), "no cache")
        terminal.types("q")
        assert terminal.ends(10) == 0


@pytest.mark.slow
def test_home_in_private_keeps_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with Terminal(home, "--private") as terminal:
        terminal.shows("look around")
        terminal.types("\r")
        terminal.shows("Box breathing")
        terminal.read(1.5)
        terminal.types("q")
        assert terminal.ends(10) == 0
    assert list(home.iterdir()) == []
