"""`calmtui forget`: a preview, one question, and it is gone."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from calmtui.history.sessions import fold_sessions
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.cli import Cli, cli, home, three_sessions
from tests.support.folders import bytes_under
from tests.support.records import SECRET, session_records

__all__ = ["cli", "home", "three_sessions"]  # the fixtures


def there(journal: Journal) -> list[str]:
    return [past.session for past in fold_sessions(journal.records())]


def test_log_shows_what_forget_takes(cli: Cli, three_sessions: Journal) -> None:
    (shown,) = re.findall(r"  (\S+)\n", cli("log", "--last", "1")[1])
    assert shown == "bbb333"
    code, out, err = cli("forget", shown, "--yes")
    assert (code, err) == (0, "")
    assert out.startswith("2026-11-24 22:41  Box  bbb333\n1 session.\n")
    assert "Syncthing's versions, backups or git" in out
    assert out.endswith("\nErased.\n")
    assert there(three_sessions) == ["bbb222", "aaa111"]


def test_without_a_terminal_nothing_goes_unless_yes_is_said(
    cli: Cli, three_sessions: Journal
) -> None:
    before = bytes_under(three_sessions.folder)
    code, out, err = cli("forget", "--all")
    assert (code, err) == (2, "calmtui: nothing was erased: add --yes when there is no terminal\n")
    assert out.startswith("2026-11-24 22:41  Box  bbb333\n")
    assert "3 sessions.\n" in out
    assert bytes_under(three_sessions.folder) == before


@pytest.mark.parametrize(
    "words", [[], ["aaa", "--all"], ["--before", "2026-11-24", "--all"], ["--before", "24.11.2026"]]
)
def test_it_must_be_said_which(cli: Cli, three_sessions: Journal, words: list[str]) -> None:
    code, out, err = cli("forget", *words, "--yes")
    assert (code, out) == (2, "")
    assert err.startswith("calmtui: ")
    assert len(there(three_sessions)) == 3


def test_an_id_that_is_none_or_could_be_two_is_told_so(cli: Cli, three_sessions: Journal) -> None:
    assert cli("forget", "bbb", "--yes") == (1, "", "calmtui: 'bbb' could be bbb333, bbb222\n")
    assert cli("forget", "aaa", "zz\x1b[31m", "--yes")[2].startswith(
        "calmtui: no session id starts with 'zz'"
    )
    assert cli("forget", "", "--yes")[0] == 1
    assert len(there(three_sessions)) == 3


@pytest.mark.parametrize(
    ("day", "left"), [("2026-11-21", 3), ("2026-11-22", 2), ("2026-11-24", 2), ("2026-11-25", 0)]
)
def test_before_a_day_goes_by_the_offset_of_each_record(
    cli: Cli, three_sessions: Journal, day: str, left: int
) -> None:
    code, out, _ = cli("forget", "--before", day, "--yes")
    assert code == 0
    assert len(there(three_sessions)) == left
    if left == 3:
        assert out == "Nothing to erase.\n"


def test_all_takes_every_text_off_this_device(
    cli: Cli, three_sessions: Journal, home: Path
) -> None:
    state = DeviceStore(home / "state")
    state.run_files.claim("bbb333")
    state.run_files.park("bbb333", SECRET)
    state.put("draft", SECRET)
    state.put("offered", SECRET)
    (home / "state" / ".draft.0a1b2c3d").write_text(SECRET)
    with open(three_sessions.device_file(), "ab") as file:
        file.write(
            f"torn {SECRET}\n".encode()
            + f'{{"id":"x","session":"lost","what":"answered","v":"{SECRET}"}}'.encode()
        )
    os.close(state.run_files._locks.pop("bbb333"))  # the run was cut off
    code, out, _ = cli("forget", "--all", "--yes")
    assert code == 0
    assert "1 incomplete session is erased too.\n1 unreadable line is erased too.\n" in out
    assert SECRET.encode() not in bytes_under(home)
    assert there(three_sessions) == []
    assert cli("log") == (0, "No sessions yet.\n", "")
    assert cli("draft")[0] == 1


def test_one_session_takes_its_parked_words_along_and_leaves_the_draft(
    cli: Cli, three_sessions: Journal, home: Path
) -> None:
    (home / "state" / "open").mkdir()
    (home / "state" / "open" / "bbb333").write_text(SECRET)
    DeviceStore(home / "state").put("draft", "to keep")
    assert (
        "The draft you saved stays: `calmtui draft --forget`.\n"
        in cli("forget", "bbb333", "--yes")[1]
    )
    assert list((home / "state" / "open").iterdir()) == []
    assert DeviceStore(home / "state").get("draft") == "to keep"


def test_a_run_that_is_on_in_another_terminal_stays(
    cli: Cli, three_sessions: Journal, home: Path
) -> None:
    other = DeviceStore(home / "state")
    other.run_files.claim("bbb333")
    other.run_files.park("bbb333", SECRET)
    code, _, err = cli("forget", "bbb333", "--yes")
    assert (code, err) == (1, "calmtui: Box is running in another terminal; end it there first\n")
    assert (
        "Box is running in another terminal, so it stays.\n" in cli("forget", "--all", "--yes")[1]
    )
    assert there(three_sessions) == ["bbb333"]
    assert other.run_files.parked_text("bbb333") == SECRET
    other.run_files.release("bbb333")
    assert cli("forget", "--all", "--yes")[0] == 0
    assert there(three_sessions) == []


def test_another_devices_copy_is_named(cli: Cli, three_sessions: Journal) -> None:
    (three_sessions.folder / "0other.jsonl").write_bytes(three_sessions.device_file().read_bytes())
    out = cli("forget", "aaa", "--yes")[1]
    assert "Another computer has a copy, until calmtui runs there again: 0other.jsonl\n" in out
    assert there(three_sessions) == ["bbb333", "bbb222"]


def test_a_long_list_is_cut_short_and_counted(cli: Cli, three_sessions: Journal) -> None:
    for number in range(30):
        three_sessions.append(*session_records(f"c{number}"))
    out = cli("forget", "--all")[1]
    assert "\n... and 13 more\n33 sessions.\n" in out


def test_what_the_disk_refuses_is_said_and_finished_at_the_next_start(
    cli: Cli, three_sessions: Journal, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("calmtui.storage.files.rewrite_file", refuse)
        code, out, err = cli("forget", "bbb333", "--yes")
    assert code == 1
    assert "Erased." not in out
    assert err == (
        "calmtui: only part of it was erased (no space left on device); erase it again to finish\n"
    )
    assert there(three_sessions) == ["bbb222", "aaa111"]
    assert cli("forget", "--before", "1999-01-01", "--yes") == (0, "Nothing to erase.\n", "")
    assert f"{SECRET} bbb333".encode() not in bytes_under(home)


@pytest.mark.parametrize(
    ("answer", "code", "left"), [("y", 0, 0), ("Y", 0, 0), ("", 1, 3), ("no", 1, 3), ("\x04", 1, 3)]
)
def test_in_a_terminal_it_asks_once(
    home: Path, three_sessions: Journal, answer: str, code: int, left: int
) -> None:
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "calmtui", "forget", "--all"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        close_fds=True,
    )
    os.close(theirs)
    seen = b""
    while b"Erase for good? [y/N] " not in seen:
        seen += os.read(ours, 4096)
    os.write(ours, answer.encode() + (b"" if answer == "\x04" else b"\n"))
    assert program.wait(30) == code
    os.close(ours)
    assert len(there(three_sessions)) == left


def test_what_another_machine_erased_is_gone_when_a_run_is_over(
    home: Path, three_sessions: Journal
) -> None:
    (home / "routines").mkdir()
    (home / "routines" / "mine.toml").write_text(
        'format = 1\ntitle = "Mine"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = '
        '"s"\n'
        '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 0.1\n'
    )
    stone = '{"v":1,"id":"x","session":"bbb222","at":"2026-11-25T00:00:00Z","what":"erased"}\n'
    (three_sessions.folder / "other-erased.jsonl").write_text(stone)
    subprocess.run(
        [sys.executable, "-m", "calmtui", "run", "mine", "--plain"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert f"{SECRET} bbb222".encode() not in bytes_under(home)
    assert f"{SECRET} bbb333".encode() in bytes_under(home)
