"""`add` and `share`: a routine goes from one folder to another, and overwrites nothing."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.cli.main import main
from calmtui.content.library import Library
from calmtui.content.schema import SCHEMA_LINE
from calmtui.storage import files
from calmtui.storage.paths import bundled_routines_path
from tests.support.routine_texts import HEAD, SAY

MINE = HEAD + SAY
OTHER = MINE.replace('"a"', '"b"')
GERMAN = 'title = "Titel"\nsummary = "Satz"\n\n[[steps]]\ntext = "eins"\n'
Said = Callable[[], tuple[str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    (home / "state").mkdir(parents=True)
    monkeypatch.setenv("CALMTUI_HOME", str(home))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "files").mkdir()
    monkeypatch.chdir(tmp_path / "files")
    return home


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def read() -> tuple[str, str]:
        found = capsys.readouterr()
        return found.out, found.err

    return read


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Be a terminal on which this is typed."""
    typed = io.StringIO(text)
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


def test_a_file_is_added_for_its_owner_alone(home: Path, said: Said) -> None:
    Path("mine.toml").write_text(MINE)
    Path("de").mkdir()
    Path("de/mine.toml").write_text(GERMAN)
    assert main(["add", "mine.toml"]) == 0
    added = home / "routines" / "mine.toml"
    assert said()[0].strip().endswith("routines/mine.toml")
    assert stat.S_IMODE(added.stat().st_mode) == 0o600
    assert stat.S_IMODE(added.parent.stat().st_mode) == 0o700
    german = Library(bundled_routines_path(), added.parent, languages=("de",))
    assert german.find("mine").title == "Titel"
    assert not (added.parent / "de").exists()
    before = added.stat().st_mtime_ns
    assert main(["add", "mine.toml"]) == 0
    assert "is there already, and the same" in said()[0]
    assert added.stat().st_mtime_ns == before
    assert main(["add", str(added)]) == 0


def test_what_is_shared_can_be_added_elsewhere(
    home: Path, said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = home / "routines"
    (own / "de").mkdir(parents=True)
    (own / "mine.toml").write_text(SCHEMA_LINE + MINE)
    (own / "de" / "mine.toml").write_text(GERMAN)
    assert main(["share", "mine"]) == 0
    out, err = said()
    assert err == ""
    assert str(tmp_path) not in out
    assert SCHEMA_LINE not in out
    Path("theirs.toml").write_text(out)
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path / "elsewhere"))
    assert main(["add", "theirs.toml"]) == 0
    said()
    assert main(["share", "theirs"]) == 0
    assert said()[0] == out


def test_another_of_that_name_stays_unless_it_is_said(
    home: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = home / "routines" / "mine.toml"
    Path("mine.toml").write_text(MINE)
    assert main(["add", "mine.toml"]) == 0
    Path("mine.toml").write_text(OTHER + "# \x1b[31m\n")
    before = added.read_bytes()
    said()
    assert main(["add", "mine.toml"]) == 1
    assert added.read_bytes() == before
    Path("mine.toml").write_text(OTHER)
    assert main(["add", "mine.toml"]) == 1
    out, err = said()
    assert '-text = "a"' in out
    assert '+text = "b"' in out
    assert "--replace" in err
    for typed, code in (("", 1), ("n\n", 1), ("y\n", 0)):
        answer(monkeypatch, typed)
        assert added.read_bytes() == before
        assert main(["add", "mine.toml"]) == code
    assert added.read_text() == SCHEMA_LINE + OTHER
    monkeypatch.undo()


def test_replace_takes_the_translations_of_the_old_one_away(home: Path, said: Said) -> None:
    own = home / "routines"
    (own / "de").mkdir(parents=True)
    (own / "mine.toml").write_text(MINE)
    (own / "de" / "mine.toml").write_text(GERMAN)
    (own / "de" / "other.toml").write_text(GERMAN)
    Path("mine.toml").write_text(OTHER)
    assert main(["add", "mine.toml"]) == 1
    assert '-title = "Titel"' in said()[0]
    assert main(["add", "--replace", "mine.toml"]) == 0
    assert sorted(path.name for path in own.rglob("*.toml")) == ["mine.toml", "other.toml"]
    assert (own / "mine.toml").read_text() == SCHEMA_LINE + OTHER


def test_a_translation_without_its_routine_counts_as_one_that_is_there(home: Path) -> None:
    own = home / "routines"
    (own / "de").mkdir(parents=True)
    (own / "de" / "mine.toml").write_text(GERMAN)
    Path("mine.toml").write_text(MINE)
    assert main(["add", "mine.toml"]) == 1
    assert not (own / "mine.toml").exists()
    assert main(["add", "--replace", "mine.toml"]) == 0
    assert not (own / "de" / "mine.toml").exists()


@pytest.mark.parametrize("broken", [b"nonsense", b"\xff\xfe", b"x" * 300_000, None])
def test_what_is_there_may_be_broken(home: Path, said: Said, broken: bytes | None) -> None:
    own = home / "routines"
    own.mkdir()
    if broken is None:
        (own / "mine.toml").symlink_to("nowhere")
    else:
        (own / "mine.toml").write_bytes(broken)
    Path("mine.toml").write_text(MINE)
    assert main(["add", "mine.toml"]) == 1
    assert "you have another mine" in said()[1]
    assert main(["add", "mine.toml", "--replace"]) == 0
    assert (own / "mine.toml").read_text() == SCHEMA_LINE + MINE
    assert not (own / "mine.toml").is_symlink()


def test_one_bad_file_keeps_all_of_them_out(home: Path, said: Said) -> None:
    Path("mine.toml").write_text(MINE)
    Path("no id.toml").write_text(MINE)
    Path("text.toml").write_text("not = toml =")
    Path("latin.toml").write_bytes(MINE.replace('"a"', '"é"').encode("latin-1"))
    Path("huge.toml").write_text(MINE + "#" * 300_000)
    Path("mine.txt").write_text(MINE)
    Path("folder.toml").mkdir()
    os.mkfifo("pipe.toml")
    Path("link.toml").symlink_to("link.toml")
    bad = [
        "no id.toml", "text.toml", "latin.toml", "huge.toml", "mine.txt", "folder.toml",
        "pipe.toml", "link.toml", "absent.toml", "/dev/null", "a\x1b[31m.toml",
    ]  # fmt: skip
    assert main(["add", "mine.toml", *bad]) == 1
    out, err = said()
    assert out == ""
    assert "\x1b" not in err
    assert len(err.splitlines()) == len(bad) + 1
    assert err.endswith("calmtui: nothing was added\n")
    assert "latin.toml:9: expected UTF-8 text" in err
    assert not (home / "routines").exists()


def test_a_translation_is_not_added_alone(home: Path, said: Said) -> None:
    Path("mine.toml").write_text(MINE)
    Path("de").mkdir()
    Path("de/mine.toml").write_text(GERMAN)
    assert main(["add", "de/mine.toml"]) == 1
    assert "this is a translation, and comes along with" in said()[1]


def test_a_built_in_that_is_replaced_is_named(home: Path, said: Said) -> None:
    Path("box-breathing.toml").write_text(MINE)
    Path("mine.toml").symlink_to("box-breathing.toml")
    assert main(["add", "mine.toml", "box-breathing.toml"]) == 0
    assert said()[0].count("instead of the built-in one") == 1
    assert not (home / "routines" / "mine.toml").is_symlink()


def test_a_disk_that_refuses_says_so(
    home: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: str, data: bytes) -> None:
        raise OSError(28, "No space left on device", path)

    Path("mine.toml").write_text(MINE)
    monkeypatch.setattr(files, "create_file", full)
    assert main(["add", "mine.toml"]) == 1
    assert "can't be written" in said()[1]
    assert not (home / "routines" / "mine.toml").exists()


def test_the_partners_name_is_pointed_out_and_a_terminal_is_kept_safe(
    home: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = home / "routines"
    own.mkdir()
    (home / "settings.toml").write_text('partner = "Sam"\n')
    where = home / "config"
    if where.is_dir():
        (where / "settings.toml").write_text('partner = "Sam"\n')
    text = MINE.replace('"a"', '"Tell SAM the same, {partner}."')
    (own / "mine.toml").write_text(text + "# \u202e\n")
    assert main(["share", "mine"]) == 0
    out, err = said()
    assert "{partner}" in out
    assert "line 9 has the word for your partner" in err
    assert len(err.splitlines()) == 1
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["share", "mine"]) == 0
    assert "\u202e" not in said()[0]


def test_what_is_broken_or_not_there_is_not_shared(home: Path, said: Said) -> None:
    assert main(["share", "nothing-such"]) == 1
    assert "no routine 'nothing-such'" in said()[1]
    (home / "routines").mkdir()
    (home / "routines" / "mine.toml").write_text("nonsense")
    assert main(["share", "mine"]) == 1
    out, err = said()
    assert out == ""
    assert "mine.toml:1: not valid TOML" in err
