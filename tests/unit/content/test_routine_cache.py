"""Routines that home keeps as it has read them: never a stale one, and a damaged file only costs time."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.content import library as library_module
from calmtui.content import routine_cache as shelf
from calmtui.content.library import Library, LibraryEntry
from calmtui.content.toml import read_text
from calmtui.storage.paths import bundled_routines_path
from tests.support.routine_texts import HEAD, SAY
from tests.support.terminal import Terminal

GOOD = HEAD + SAY
BAD = HEAD + SAY.replace("10", "0")
BUNDLED = len(list(bundled_routines_path().glob("*.toml")))
GERMAN = 'title = "Meins"\nsummary = "Kurz"\n[[steps]]\ntext = "Boden."\n'

Read = Callable[..., tuple[LibraryEntry, ...]]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "routines"
    folder.mkdir()
    (folder / "mine.toml").write_text(GOOD)
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were opened to be read, in order."""
    files: list[Path] = []

    def read(path: Path) -> str:
        files.append(path)
        return read_text(path)

    monkeypatch.setattr(library_module, "read_text", read)
    return files


@pytest.fixture
def read(own: Path, tmp_path: Path, opened: list[Path]) -> Read:
    """A start of home: all that it lists, with the shelf; the shelf is put back as home does it."""

    def start(**more: object) -> tuple[LibraryEntry, ...]:
        opened.clear()
        there = Library(bundled_routines_path(), own, **more)  # type: ignore[arg-type]
        keep = shelf.take(tmp_path / "shelf", there)
        entries = there.entries
        keep()
        return entries

    return start


def fresh(own: Path, **more: object) -> tuple[LibraryEntry, ...]:
    """The same without a shelf."""
    return Library(bundled_routines_path(), own, **more).entries  # type: ignore[arg-type]


def test_what_is_kept_is_what_was_read_and_no_file_is_opened_again(
    read: Read, own: Path, opened: list[Path]
) -> None:
    (own / "rain.toml").write_text(GOOD)  # in place of a bundled one
    first = read()
    assert len(opened) == BUNDLED + 2
    assert read() == first
    assert opened == []
    assert first == fresh(own)


def test_what_cannot_be_used_is_read_again_each_time(
    read: Read, own: Path, opened: list[Path]
) -> None:
    (own / "bad.toml").write_text(BAD)
    read()
    there = read()
    assert opened == [own / "bad.toml"]
    assert there == fresh(own)


def test_a_routine_is_found_and_its_files_are_named(
    read: Read, own: Path, tmp_path: Path, opened: list[Path]
) -> None:
    read()
    opened.clear()
    there = Library(bundled_routines_path(), own)
    shelf.take(tmp_path / "shelf", there)
    assert there.source_files(there.find("mine")) == (own / "mine.toml",)
    assert opened == []


def same_size_and_time(path: Path, text: str) -> None:
    """Written anew, and nothing that a listing shows tells."""
    found = path.stat()
    assert len(text) == found.st_size
    path.write_text(text)
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def another_of_the_same_time(path: Path) -> None:
    found = path.stat()
    other = path.with_name("other")
    other.write_text(GOOD.replace('"T"', '"U"'))
    os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
    other.replace(path)


def folder_of_the_same_name(path: Path) -> None:
    path.unlink()
    path.mkdir()


def link_to_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


CHANGES: dict[str, Callable[[Path], object]] = {
    "changed": lambda own: (own / "mine.toml").write_text(GOOD.replace('"T"', '"Other"')),
    "changed, of the same size and time": lambda own: same_size_and_time(
        own / "mine.toml", GOOD.replace('"T"', '"U"')
    ),
    "another in its place": lambda own: another_of_the_same_time(own / "mine.toml"),
    "broken": lambda own: (own / "mine.toml").write_text(BAD),
    "empty": lambda own: (own / "mine.toml").write_text(""),
    "removed": lambda own: (own / "mine.toml").unlink(),
    "renamed": lambda own: (own / "mine.toml").rename(own / "rain.toml"),
    "one more": lambda own: (own / "more.toml").write_text(GOOD),
    "one more, broken": lambda own: (own / "more.toml").write_text(BAD),
    "one more in place of a bundled one": lambda own: (own / "rain.toml").write_text(GOOD),
    "a folder in its place": lambda own: folder_of_the_same_name(own / "mine.toml"),
    "a link that leads nowhere": lambda own: link_to_nowhere(own / "mine.toml"),
    "no folder": lambda own: own.rename(own.with_name("gone")),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_becomes_of_a_file_home_lists_what_is_there(
    read: Read, own: Path, change: str
) -> None:
    before = read()
    CHANGES[change](own)
    there = read()
    assert there == fresh(own) != before
    assert read() == there


def test_a_file_that_nobody_may_read_any_more_is_not_taken_for_whole(
    read: Read, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read()
    (own / "mine.toml").chmod(0)
    assert read() == fresh(own)
    if os.geteuid():
        assert any(entry.error for entry in read())
    (own / "mine.toml").chmod(0o600)
    assert read() == fresh(own)
    assert not any(entry.error for entry in read())


def test_a_file_that_changes_while_home_is_on_is_read_at_the_next_start(
    read: Read, own: Path, tmp_path: Path
) -> None:
    there = Library(bundled_routines_path(), own)
    keep = shelf.take(tmp_path / "shelf", there)
    assert there.find("mine").title == "T"
    (own / "mine.toml").write_text(GOOD.replace('"T"', '"Other"'))
    keep()
    assert read() == fresh(own)


def test_a_translation_and_the_word_for_the_partner_count_as_well(read: Read, own: Path) -> None:
    def titles(**more: object) -> list[str]:
        entries = read(**more)
        assert entries == fresh(own, **more)
        return [entry.routine.title for entry in entries if entry.routine and not entry.bundled]

    spoken = {"languages": ("de",)}
    assert titles() == ["T"]
    (own / "de").mkdir()
    assert titles(**spoken) == ["T"]
    (own / "de" / "mine.toml").write_text(GERMAN)
    assert titles() == ["T"]
    assert titles(**spoken) == titles(**spoken) == ["Meins"]
    (own / "de" / "mine.toml").write_text("nonsense")
    assert titles(**spoken) == ["T"]
    (own / "de" / "mine.toml").unlink()
    (own / "mine.toml").write_text(GOOD.replace('"T"', '"For {partner}"'))
    assert titles(partner="Sam") == ["For Sam"]
    assert titles(partner="Kim") == ["For Kim"]


def test_an_older_calmtui_and_other_code_keep_nothing_for_this_one(
    read: Read, own: Path, opened: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    read()
    monkeypatch.setattr(shelf, "__version__", "another")
    assert read() == fresh(own)
    assert len(opened) >= BUNDLED
    monkeypatch.setattr(shelf, "_CODE", ("routine",))
    assert read() == fresh(own)
    assert len(opened) >= BUNDLED


@pytest.mark.parametrize(
    "kind", ["missing", "empty", "short", "nonsense", "cut off", "longer", "a folder"]
)
def test_a_damaged_shelf_only_costs_time(
    read: Read, tmp_path: Path, opened: list[Path], kind: str
) -> None:
    before = read()
    file = tmp_path / "shelf"
    data = file.read_bytes()
    file.unlink()
    if kind == "a folder":
        file.mkdir()
    elif kind != "missing":
        file.write_bytes(
            {
                "empty": b"",
                "short": data[:3],
                "nonsense": b"\xff" * 99,
                "cut off": data[:-9],
                "longer": data + b"\0",
            }[kind]
        )
    assert read() == before
    assert len(opened) == BUNDLED + 1


def test_no_byte_of_it_can_change_unnoticed(read: Read, tmp_path: Path) -> None:
    before = read()
    file = tmp_path / "shelf"
    data = file.read_bytes()
    for place in range(0, len(data), len(data) // 60):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert read() == before


def test_it_is_its_owners_alone_written_only_for_news_and_a_disk_may_refuse(
    read: Read, own: Path, tmp_path: Path
) -> None:
    read()
    file = tmp_path / "shelf"
    assert file.stat().st_mode & 0o777 == 0o600
    written = file.stat().st_ino
    read()
    assert file.stat().st_ino == written
    there = Library(bundled_routines_path(), own)
    keep = shelf.take(tmp_path / "no" / "folder", there)
    assert there.entries
    keep()
    assert not (tmp_path / "no").exists()


def test_a_name_that_is_no_text_harms_nothing(read: Read, own: Path) -> None:
    os.close(os.open(os.fsencode(own) + b"/\xff.toml", os.O_CREAT | os.O_WRONLY))
    assert read() == read() == fresh(own)


# Home itself

# Ends the program when its first frame is sent: what was imported and opened until then is in a file.
FIRST = """
import os, sys
opened, write = [], os.write
sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
def seen(fd, data):
    count = write(fd, data)
    if b"Box breathing" in data:
        with open(os.environ["NOTE"], "w") as note:
            note.write(repr((set(sys.modules), [path for path in opened if path.endswith(".toml")])))
        os._exit(0)
    return count
os.write = seen
from calmtui.cli.main import main
sys.exit(main())
"""


def first_frame(home: Path, **env: str) -> tuple[set[str], list[str]]:
    """The modules that were imported and the TOML files that were opened before home's first frame."""

    class Program(Terminal):
        command = (sys.executable, "-c", FIRST)

    note = home / "note"
    with Program(home, env={"NOTE": str(note), **env}) as terminal:
        assert terminal.ends(20) == 0, terminal.text()
    found: tuple[set[str], list[str]] = ast.literal_eval(note.read_text())
    return found


def warmed(home: Path, *shown: str) -> str:
    """Start home, wait until it has kept the routines, and leave; gives its first screen."""
    kept = home / "state" / "shelf"
    with Terminal(home, rows=40) as terminal:
        for words in shown:
            terminal.shows(words)
        text = terminal.text()
        terminal.until(kept.exists, "shelf")
        terminal.types("q")
        assert terminal.ends(10) == 0
    return text


def test_homes_first_frame_opens_no_routine_and_comes_without_what_it_does_not_need(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    warmed(home, "Box breathing")
    modules, files = first_frame(home)
    asked = {
        str(home / name) for name in ("settings.toml", "choices.toml")
    }  # whether they can be read at all
    assert set(files) <= asked
    later = {
        "argparse",
        "json",
        "tomllib",
        "ctypes",
        "calmtui.session.scene",
        "calmtui.session.session",
        "calmtui.render.screen",
        "gettext",
    }
    assert not modules & (later | {"ssl", "rich.table", "textual.canvas", "textual.command"})
    (home / "settings.toml").write_text('theme = "paper"\n')
    assert str(home / "settings.toml") in first_frame(home)[1]
    assert set(first_frame(home)[1]) <= asked


def test_home_shows_what_has_changed_since(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "routines").mkdir(parents=True)
    (home / "routines" / "mine.toml").write_text(
        GOOD.replace('"T"', '"At first"').replace('"ground"', '"breathe"')
    )
    warmed(home, "At first")
    (home / "routines" / "mine.toml").write_text(
        GOOD.replace('"T"', '"Later on"').replace('"ground"', '"breathe"')
    )
    with Terminal(home, rows=40) as terminal:
        terminal.shows("Later on")
        assert "At first" not in terminal.text()


def test_home_in_private_keeps_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with Terminal(home, "--private") as terminal:
        terminal.shows("Box breathing")
        terminal.read(1.5)
        terminal.types("q")
        assert terminal.ends(10) == 0
    assert list(home.iterdir()) == []
