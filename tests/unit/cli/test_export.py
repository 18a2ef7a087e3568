"""`calmtui export`: shown first, asked once, written for its owner alone, whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from calmtui.cli import passphrase
from calmtui.storage import files
from calmtui.storage.journal import Journal
from tests.support.cli import Cli, cli, home
from tests.support.failing_disk import ERRORS, Disk, on
from tests.support.locks import KEY, locked_with_a_foreign_session
from tests.support.past_sessions import WRITTEN, Life

__all__ = ["cli", "home"]  # the fixtures

SAID = [
    "In it: 2 sessions, from 2026-11-24 to 2026-11-24.",
    "What you wrote is left out.",
    "Your draft, parked words, people, cards and settings are not in it.",
    "It is not locked: anyone who has it can read it. Delete it when you no longer need it.",
]
NEVER = ("DRAFT", "PARKED", "PERSON", "CARD", "PARTNER", "devicename")


@pytest.fixture
def journal(home: Path) -> Journal:
    """A home with two sessions, and with everything that is never exported."""
    journal = Journal(home / "journal", home / "state")
    (home / "state" / "open").mkdir(parents=True, mode=0o700)
    home.joinpath("state", "device").write_text("devicename\n")
    home.joinpath("state", "draft").write_text("DRAFT\n")
    home.joinpath("settings.toml").write_text(
        'partner = "PARTNER"\n[[people]]\nname = "PERSON"\n'
        '[[cards]]\nwhen = "slow reply"\nwant = "CARD"\nthen = "CARD"\n'
    )
    life = Life()
    life.run(7, 5)
    life.urge(8, 9, 5)
    journal.append(*life.records)
    device = home / "state" / "open"
    device.joinpath("s.text").write_text("PARKED")
    return journal


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    typed = io.StringIO(answer)
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_what_is_written_is_shown_and_holds_nothing_that_is_private(
    name: str, journal: Journal, tmp_path: Path, cli: Cli
) -> None:
    out = tmp_path / name
    code, said, preview = cli("export", str(out), "--yes")
    assert (code, said, preview.splitlines()) == (0, f"{out}\n", SAID)
    text = out.read_text()
    assert text.count("Longer out-breath") == 1
    for word in (*NEVER, WRITTEN, str(tmp_path)):
        assert word not in text


def test_words_go_out_only_when_they_are_asked_for(
    journal: Journal, tmp_path: Path, cli: Cli
) -> None:
    for words in (["--long"], ["--as", "csv"], ["--as", "jsonl"]):
        code, out, preview = cli("export", "-", *words, "--yes")
        assert code == 0
        assert WRITTEN not in out + preview
        code, out, preview = cli("export", "-", *words, "--words", "--yes")
        assert WRITTEN in out
        assert f'What you wrote is in it: 1 text.\n  "{WRITTEN}"\n' in preview
        for word in NEVER:
            assert word not in out + preview


def test_own_routines_are_named_in_the_preview(journal: Journal, cli: Cli) -> None:
    life = Life()
    life.run(7, 5, routine="mine", title="My \x1b[2Jown")
    journal.append(*life.records)
    preview = cli("export", "-", "--yes")[2]
    assert "The names of your own routines are in it: My own.\n" in preview


def test_the_partners_name_stays_where_a_title_or_a_pick_has_it(
    journal: Journal, tmp_path: Path, cli: Cli
) -> None:
    life = Life()
    life.run(7, 5, routine="mine", title="A letter to PARTNER")
    for _number in range(3):
        life.urge(8, 9, 5, trigger="partner is late")
    journal.append(*life.records)
    for form in ("csv", "jsonl", "md", "html"):
        code, out, preview = cli("export", "-", "--as", form, "--yes", "--words")
        assert code == 0
        assert "PARTNER" not in out + preview
        assert "partner is late" not in out.replace("your partner is late", "")
        assert "A letter to your partner" in out


def test_standard_output_is_data_alone(journal: Journal, cli: Cli) -> None:
    code, out, preview = cli("export", "-", "--yes")
    assert code == 0
    assert [row["outcome"] for row in csv.DictReader(io.StringIO(out, newline=""))] == [
        "Let it go",
        "",
    ]
    assert preview.splitlines() == SAID


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("--since 2026-11-24", 2),
        ("--until 2026-11-23", 0),
        ("--last all", 2),
        ("--since 2026-11-25", 0),
    ],
)
def test_a_period_is_what_is_in_it(words: str, rows: int, journal: Journal, cli: Cli) -> None:
    code, out, preview = cli("export", "-", "--yes", *words.split())
    assert code == 0
    assert out.count("\r\n") == rows + 1
    assert f"In it: {rows} sessions" in preview


def test_a_mark_says_to_a_spreadsheet_what_a_csv_is(journal: Journal, cli: Cli) -> None:
    assert cli("export", "-", "--yes", "--bom")[1].startswith("\ufeffsession,")
    assert cli("export", "-", "--yes", "--bom", "--as", "jsonl")[1].startswith("{")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("out", "say what to write: --as csv, jsonl, md or html"),
        ("out.xlsx", "say what to write"),
        ("out.jsonl --long", "--long is for CSV"),
        ("out.csv --since tomorrow", "'tomorrow' is not a date"),
        ("out.csv --last 4w --since 2026-11-24", "but not both"),
    ],
)
def test_what_makes_no_file_is_wrong_use(
    words: str,
    said: str,
    journal: Journal,
    tmp_path: Path,
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = files_in(tmp_path)
    code, out, err = cli("export", "--yes", *words.split())
    assert (code, out) == (2, "")
    assert said in err
    assert files_in(tmp_path) == before


def test_without_a_terminal_and_without_yes_nothing_is_written(
    journal: Journal, tmp_path: Path, cli: Cli
) -> None:
    for name in (str(tmp_path / "out.csv"), "-"):
        code, out, err = cli("export", name)
        assert (code, out) == (2, "")
        assert err.endswith("calmtui: nothing was written: add --yes when there is no terminal\n")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("ja\n", 0), ("\n", 1), ("no\n", 1)])
def test_on_a_terminal_it_asks(
    answer: str,
    code: int,
    journal: Journal,
    tmp_path: Path,
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_a_terminal(monkeypatch, answer)
    done, _out, err = cli("export", str(tmp_path / "out.csv"))
    assert done == code
    assert "Write it? [y/N] " in err
    assert (tmp_path / "out.csv").exists() == (code == 0)


# The file


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_a_file_is_its_owners_alone_whatever_the_umask(
    umask: int, journal: Journal, tmp_path: Path, cli: Cli
) -> None:
    old = os.umask(umask)
    try:
        assert cli("export", str(tmp_path / "out.csv"), "--yes")[0] == 0
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o600


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(
    journal: Journal, tmp_path: Path, cli: Cli
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    code, _said, err = cli("export", str(out), "--yes")
    assert (code, out.read_text()) == (1, "mine")
    assert err == f"calmtui: {out} already exists; use --force to replace it\n"
    assert cli("export", str(out), "--yes", "--force")[0] == 0
    assert out.read_text().startswith("session,")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_file_that_comes_while_one_is_asked_stays(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    with pytest.raises(FileExistsError):
        files.write_file(out, [b"whole"])
    assert files_in(tmp_path) == ["out.csv"]
    assert out.read_text() == "mine"


@pytest.mark.parametrize("aims_at", ["target", "nothing"])
def test_a_link_is_not_followed(aims_at: str, journal: Journal, tmp_path: Path, cli: Cli) -> None:
    target, link = tmp_path / "target", tmp_path / "out.csv"
    target.write_text("mine")
    link.symlink_to(tmp_path / aims_at)
    assert cli("export", str(link), "--yes")[0] == 1
    assert link.is_symlink()
    assert cli("export", str(link), "--yes", "--force")[0] == 0
    assert not link.is_symlink()
    assert target.read_text() == "mine"


def test_a_folder_is_not_replaced(journal: Journal, tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "out.csv").mkdir()
    code, out, err = cli("export", str(tmp_path / "out.csv"), "--yes", "--force")
    assert (code, out) == (1, "")
    assert "there is a folder where the file should be" in err
    assert cli("export", str(tmp_path / "none" / "out.csv"), "--yes")[0] == 1


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("force", [False, True])
def test_a_disk_that_refuses_leaves_no_half_of_a_file(
    error: int, force: bool, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    if force:
        out.write_text("old")
    with on(Disk()) as disk:
        files.write_file(out, [b"whole", b" file"], replace=force)
    before = {b"old"} if force else {None}
    for at in range(len(disk.calls)):
        out.unlink()
        if force:
            out.write_text("old")
        try:
            with on(Disk(at, error)):
                files.write_file(out, [b"whole", b" file"], replace=force)
        except OSError:
            pass
        else:
            assert out.read_bytes() == b"whole file"
        left = out.read_bytes() if out.exists() else None
        assert left in before | {b"whole file"}
        if disk.calls[at] != "unlink":  # where not even that is possible, its name says what it is
            assert files_in(tmp_path) == (["out.csv"] if left is not None else [])
        for name in files_in(tmp_path):
            (tmp_path / name).unlink()
        out.write_text("")


def test_ctrl_c_while_it_is_written_leaves_nothing(
    journal: Journal, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    from calmtui.history.export import Export

    def interrupted(*_args: object, **_more: object) -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    monkeypatch.setattr(Export, "pieces", interrupted)
    before = files_in(tmp_path)
    assert cli("export", str(tmp_path / "out.csv"), "--yes")[0] == 130
    assert files_in(tmp_path) == before


def test_a_full_disk_is_said(
    journal: Journal, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_fd: int, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "write_all", full)
    code, out, err = cli("export", str(tmp_path / "out.csv"), "--yes")
    assert (code, out) == (1, "")
    assert err.endswith(f"calmtui: {tmp_path / 'out.csv'}: the disk is full\n")


# Locked, private, broken


def test_a_locked_journal_asks_and_counts_what_stays_locked(
    home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked_with_a_foreign_session(home)
    assert cli("export", "-", "--yes")[0] == 1  # nobody to ask
    monkeypatch.setattr(passphrase, "ask_passphrase", lambda _journal: KEY)
    code, out, err = cli("export", "-", "--yes")
    assert code == 0
    assert out.count("long-exhale") == 1
    assert "foreign" not in out
    assert "1 session stays locked and is not in it.\n" in err
    assert "It is not locked: anyone who has it can read it." in err


def test_in_private_a_file_is_written_as_it_was_named(
    journal: Journal, home: Path, tmp_path: Path, cli: Cli
) -> None:
    before = sorted(path for path in home.rglob("*"))
    assert cli("--private", "export", str(tmp_path / "out.csv"), "--yes")[0] == 0
    assert (tmp_path / "out.csv").exists()
    assert sorted(path for path in home.rglob("*")) == before


def test_a_line_that_is_no_record_is_said_and_the_rest_goes_out(journal: Journal, cli: Cli) -> None:
    journal.folder.joinpath("other.jsonl").write_text("half of a li\n")
    code, out, err = cli("export", "-", "--yes")
    assert code == 0
    assert "other.jsonl:1: this line can't be read" in err
    assert out.count("\r\n") == 3


def test_a_file_that_cannot_be_read_is_said_and_is_an_error(journal: Journal, cli: Cli) -> None:
    journal.folder.joinpath("other.jsonl").mkdir()
    code, out, err = cli("export", "-", "--yes")
    assert code == 1
    assert "other.jsonl" in err
    assert out.count("\r\n") == 3
