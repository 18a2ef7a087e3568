"""`import`: what is shown, asked and written; twice, cut off, locked, erased."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calmtui.cli import import_file, reading
from calmtui.history.sessions import PastSession, fold_sessions
from calmtui.storage import files
from calmtui.storage.encryption.opening import find_key
from calmtui.storage.journal import Journal
from tests.support.cli import Cli, cli, home
from tests.support.locks import RECOVERY, locked
from tests.support.records import session_records

__all__ = ["cli", "home"]  # fixtures

BREATHE = (
    "date,time,preset,ratio,duration_target_s,duration_actual_s,breaths,completion_pct,status\n"
    "2026-05-30,19:30:14,evening,4-6,900,420,42,46,ended early (user)\n"
    "2026-05-29,07:15:02,morning,5-5,600,600,60,100,completed\n"
)
OWN = "day;what;b;a;words\n2026-05-29 07:15;box;4;2;calm \x1b[31mnow\n2026-05-30 07:15;box;;;\n"
NAMED = (
    "--when", "day", "--routine", "what", "--before", "b", "--after", "a", "--rates", "anxiety",
    "--scale", "1-5", "--note", "words",
)  # fmt: skip


@pytest.fixture(autouse=True)
def place(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        import_file, "local_now", lambda: datetime(2026, 11, 28, 22, 41, tzinfo=UTC)
    )
    Path("log.csv").write_text(BREATHE)
    Path("own.csv").write_text(OWN)
    Path("empty.csv").write_text("\n")


def journal(home: Path) -> Journal:
    return Journal(home / "journal", home / "state")


def sessions(home: Path) -> list[PastSession]:
    return fold_sessions(journal(home).records())


def journal_files(home: Path) -> list[Path]:
    return sorted((home / "journal").glob("*.jsonl"))


def test_it_is_shown_and_without_a_terminal_not_written(cli: Cli, home: Path) -> None:
    code, out, err = cli("import", "log.csv")
    assert code == 2
    assert "2 sessions, 29 to 30 May 2026; 0 rows left out." in out
    assert "seconds: duration_actual_s" in out
    assert "--yes" in err
    assert cli("import", "log.csv", "--dry-run")[0] == 0
    assert not (home / "journal").exists()


@pytest.mark.parametrize(("typed", "written"), [("", 0), ("n\n", 0), ("y\n", 2)])
def test_it_asks_once(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch, typed: str, written: int
) -> None:
    answers = io.StringIO(typed)
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answers)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert cli("import", "log.csv")[0] == (not written)
    assert len(sessions(home)) == written


def test_twice_adds_nothing_and_the_oldest_comes_first(cli: Cli, home: Path) -> None:
    assert "2 sessions added." in cli("import", "log.csv", "--yes")[1]
    (path,) = journal_files(home)
    assert path.stat().st_mode & 0o777 == 0o600
    assert "29T07:15:02" in path.read_text().splitlines()[0]
    before = path.read_bytes()
    code, out, _err = cli("import", "log.csv", "log.csv", "--yes")
    assert code == 0
    assert "log.csv:2: the same as log.csv:2" in out
    assert "Here already, or erased here: 2." in out
    assert [(path, path.read_bytes())] == [(path, before)]
    assert journal_files(home) == [path]


def test_named_columns_are_what_was_named(cli: Cli, home: Path) -> None:
    code, out, _err = cli("import", "own.csv", *NAMED, "--yes")
    assert code == 0
    assert "anxiety from 0 to 10: 1 is 0, 2 is 3, 3 is 5, 4 is 8, 5 is 10" in out
    second, first = sessions(home)
    assert (first.before, first.after) == ({"anxiety": 8}, {"anxiety": 3})
    assert first.answers == {"note": "calm now"}
    assert (second.before, second.after, second.answers) == ({}, {}, {})
    shown = cli("log")[1]
    assert shown.count("box (imported)") == 2
    assert "anxiety 8 before, anxiety 3 after" in shown
    assert cli("stats")[0] == 0


def test_an_export_says_what_was_imported_and_keeps_the_salt(cli: Cli, home: Path) -> None:
    assert cli("import", "own.csv", *NAMED, "--yes")[0] == 0
    out = cli("export", "-", "--as", "jsonl", "--yes")[1]
    assert '"imported": ""' in out
    assert '"imported": "4", "scale": "1-5"' in out
    assert "salt" not in out
    assert "calm" not in out


def test_where_a_session_is_from_can_be_read_by_programs(cli: Cli, home: Path) -> None:
    cli("import", "own.csv", *NAMED, "--yes")
    cli("import", "log.csv", "--yes")
    assert {one["imported"] for one in json.loads(cli("log", "--json")[1])} == {
        "csv",
        "breathe-cli",
    }
    table = csv.DictReader(io.StringIO(cli("export", "-", "--as", "csv", "--yes")[1]))
    assert {row["imported"] for row in table} == {"csv", "breathe-cli"}


def test_what_an_import_came_to_can_be_read_by_programs(cli: Cli, home: Path) -> None:
    Path("log.csv").write_text(BREATHE + "nonsense,,,,,,,,\n")
    code, out, err = cli("import", "log.csv", "--json")
    assert (code, out) == (2, "")
    assert "--yes" in err
    shown = json.loads(cli("import", "log.csv", "--json", "--dry-run")[1])
    assert (shown["new"], shown["added"]) == (2, 0)
    code, out, _err = cli("import", "log.csv", "--json", "--yes")
    (file,) = json.loads(out)["files"]
    assert (file["file"], file["program"], file["sessions"]) == ("log.csv", "breathe-cli", 2)
    assert [row["line"] for row in file["left_out"]] == [4]
    assert json.loads(out)["added"] == 2
    assert json.loads(cli("import", "log.csv", "--json", "--yes")[1])["added"] == 0
    assert len(sessions(home)) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("own.csv",), "own.csv: no format that calmtui knows: name the columns (day, what, b, a"),
        (("empty.csv",), "empty.csv:1: the file is empty"),
        (("own.csv", "--when", "date"), "own.csv:1: no column 'date'; there are day, what, b, a"),
        (("own.csv", "--when", "day", "--before", "b"), "with --scale and --rates"),
        (("own.csv", "--when", "day", "--scale", "0-10"), "numbers need --before or --after"),
        (("own.csv", *NAMED, "--scale", "five"), "expected a scale such as"),
        (("own.csv", "--when", "day", "--date-format", "%d"), "expected a date format with year"),
        (("own.csv", "--when", "day", "--at", "noon"), "expected a time such as 13:48"),
        (("absent.csv",), "absent.csv"),
        (("folder",), "folder"),
        (("pipe",), "pipe"),
        (("bad.csv",), "bad.csv:2: expected UTF-8 text"),
        (("open.csv",), "open.csv:2: a quote that does not end"),
        (("broken.json",), "broken.json:2: not valid JSON"),
        (("x\x1b[31m.csv",), "x"),
    ],
)
def test_bad_input_is_one_clear_line(
    cli: Cli, home: Path, words: tuple[str, ...], expected: str
) -> None:
    Path("folder").mkdir()
    os.mkfifo("pipe")
    Path("bad.csv").write_bytes(b"when\n\xe9\n")
    Path("open.csv").write_text(BREATHE.splitlines()[0] + '\n"2026')
    Path("broken.json").write_text('{"a": 1,\n]')
    code, out, err = cli("import", "log.csv", *words, "--yes")
    assert code in (1, 2)
    assert out == ""
    assert expected in err
    assert len(err.splitlines()) == 1
    assert "\x1b" not in err
    assert not (home / "journal").exists()


def test_a_private_session_imports_nothing(cli: Cli, home: Path) -> None:
    code, _out, err = cli("--private", "import", "log.csv", "--yes")
    assert code == 1
    assert "a private session writes nothing" in err
    assert not (home / "journal").exists()


def test_rows_left_out_are_listed_by_their_lines(cli: Cli) -> None:
    Path("log.csv").write_text(BREATHE + "2026-02-30,10:00,x,,,,,,completed\n" * 30)
    shown = cli("import", "log.csv", "--yes")[1]
    assert "log.csv:4: expected a date such as 2026-11-28, found '2026-02-30'" in shown
    assert "... and 10 more" in shown
    assert "log.csv:33: " in cli("import", "log.csv", "--dry-run")[1]


def test_what_was_erased_does_not_come_back(cli: Cli, home: Path) -> None:
    assert cli("import", "own.csv", *NAMED, "--yes")[0] == 0
    second, first = sessions(home)
    assert cli("forget", second.session, "--yes")[0] == 0
    answer = next(r["id"] for r in journal(home).records() if r["what"] == "answered")
    journal(home).erase_answer(first.session, answer, datetime(2026, 11, 28, tzinfo=UTC))
    assert "Nothing was added." in cli("import", "own.csv", *NAMED, "--yes")[1]
    (left,) = sessions(home)
    assert left.answers.get("note") is None
    assert not any(b"calm" in path.read_bytes() for path in journal_files(home))
    assert second.session not in "".join(
        path.read_text() for path in journal_files(home) if "-erased" not in path.name
    )


def test_a_wait_that_is_on_is_still_found_after_a_long_import(cli: Cli, home: Path) -> None:
    journal(home).append(*session_records("urge", "2026-11-28T22:30:00+00:00"))
    rows = "".join(f"2026-05-29 07:{n // 60:02}:{n % 60:02};box;;;\n" for n in range(900))
    Path("own.csv").write_text(OWN.splitlines()[0] + "\n" + rows)
    assert cli("import", "own.csv", *NAMED, "--yes")[0] == 0
    recent = {record["session"] for record in journal(home).recent_records()}
    assert "urge" in recent


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1))
def test_one_that_was_cut_off_anywhere_is_finished_by_the_next(
    cli: Cli, home: Path, share: float
) -> None:
    for path in journal_files(home):
        path.unlink()
    assert cli("import", "own.csv", *NAMED, "--yes")[0] == 0
    (path,) = journal_files(home)
    whole = sessions(home)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert cli("import", "own.csv", *NAMED, "--yes")[0] == 0
    if any(past in sessions(home) for past in whole):  # else the salt is gone with all the rest
        assert sessions(home) == whole
    records = list(journal(home).records())
    assert len(records) == len({record["id"] for record in records})
    assert [past[1:] for past in sessions(home)] == [past[1:] for past in whole]


def test_a_disk_that_refuses_says_how_to_go_on(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, calls = files.append_lines, []

    def full(*args: object, **more: object) -> bool:
        calls.append(args)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return append(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(import_file, "_BLOCK_ROWS", 1)
    monkeypatch.setattr(files, "append_lines", full)
    code, _out, err = cli("import", "log.csv", "--yes")
    assert code == 1
    assert "run the same command again to finish" in err
    monkeypatch.setattr(files, "append_lines", append)
    assert "1 session added." in cli("import", "log.csv", "--yes")[1]
    assert len(sessions(home)) == 2


def test_under_a_lock_it_is_sealed_and_compared_only_with_the_passphrase(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked(home)
    assert cli("import", "log.csv", "--yes")[0] == 0
    (path,) = journal_files(home)
    assert b"morning" not in path.read_bytes()
    assert b"salt" not in path.read_bytes()
    code, _out, err = cli("import", "log.csv", "--yes")
    assert code == 1
    assert "passphrase" in err
    opened = journal(home)
    opened.key = find_key(opened, RECOVERY)
    assert opened.key is not None
    monkeypatch.setattr(reading, "open_sealed", lambda: opened)
    monkeypatch.setattr(import_file, "open_sealed", lambda: opened)
    assert "Nothing was added." in cli("import", "log.csv", "--yes")[1]
    Path("log.csv").write_text(BREATHE.replace("05-29", "05-28"))
    assert "1 session added." in cli("import", "log.csv", "--yes")[1]
    assert all(b'"sealed"' in line for p in journal_files(home) for line in p.open("rb"))
