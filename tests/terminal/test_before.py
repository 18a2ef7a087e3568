"""`calmtui before` in the real program: what it opens is as if calmtui had not been there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.terminal import Terminal, home, records, restored

__all__ = ["home"]  # the fixture

# What a program can see of how it was started; one line ends each start.
PROGRAM = """#!/bin/sh
{
  pwd; umask; ulimit -c; ulimit -n
  grep -E '^Sig(Blk|Ign)' /proc/self/status
  env | grep -vE '^(_|SHLVL|PWD|OLDPWD)=' | sort
  [ -t 0 ] && stty -a
  printf '%s\\0' "$@"
  printf '\\nend\\n'
} >> "$OUT"
"""
# A terminal that runs a command and types a key once the way to open is on.
WINDOW = """
import os, pty, sys
seen, typed = b"", False

def read(fd):
    global seen, typed
    data = os.read(fd, 1024)
    seen += data
    if b"safety" in seen and not typed:
        typed = True
        os.write(fd, b"{key}")
    return data

assert sys.argv[1] == "-e"
pty.spawn(sys.argv[2:], read, lambda fd: b"")
"""
KILLS = 100  # for each of the dice: 500
DICE = range(5)
ODD = ["a b", "it's", 'say "no"', "", "two\nlines", "*", "--", "-x", "ä\udcff", "x" * 10_000]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "opened"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "a program"
    path.write_text(PROGRAM)
    path.chmod(0o755)
    return path


def _times(out: Path) -> int:
    if not out.exists():
        return 0
    return out.read_bytes().split(b"\n").count(b"end")


def _before(home: Path, out: Path, program: Path, *words: str, **more: object) -> Terminal:
    return Terminal(home, "before", *words, "--", str(program), env={"OUT": str(out)}, **more)  # type: ignore[arg-type]


def test_what_is_opened_is_as_if_started_by_a_shell(
    home: Path, out: Path, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)  # ours is told its own
    start = "umask 027; ulimit -S -c 0; trap '' HUP USR1; cd /usr; exec \"$@\""
    shell = ("sh", "-c", start, "sh")
    straight = tmp_path / "straight"

    class Straight(Terminal):
        command = ()

    with Straight(home, str(program), *ODD, env={"OUT": str(straight)}, before=shell) as terminal:
        assert terminal.ends(20) == 0
    where = {"OUT": str(out), "PYTHONPATH": str(Path(__file__).parents[2])}
    words = ("before", "--", str(program), *ODD)
    with Terminal(home, *words, env=where, before=shell) as terminal:
        terminal.shows("o opens at once")
        terminal.types("o")
        assert terminal.ends(20) == 0
        restored(terminal)
    same = out.read_bytes().replace(b"PYTHONPATH=" + where["PYTHONPATH"].encode() + b"\n", b"")
    expected = straight.read_bytes().replace(bytes(straight), bytes(out))
    assert same == expected


@pytest.mark.parametrize(("keys", "times", "code"), [("1", 1, 0), ("2", 0, 3), ("q", 0, 3)])
def test_two_choices_at_the_end_and_only_one_of_them_opens(
    home: Path, out: Path, program: Path, keys: str, times: int, code: int
) -> None:
    with _before(home, out, program) as terminal:
        terminal.shows("Is this about safety?")
        terminal.types("n")
        terminal.shows("Open it, or not now?")
        terminal.types(keys)
        assert terminal.ends(20) == code
        restored(terminal)
    assert _times(out) == times
    (first,) = [record for record in records(home) if record["what"] == "begun"]
    assert first["before"] is True
    assert "program" not in first
    chosen = [record["value"] for record in records(home) if record["what"] == "answered"]
    assert chosen == {"1": [["Go ahead"]], "2": [["Let it go"]], "q": []}[keys]


@pytest.mark.slow
def test_the_programs_name_is_saved_only_where_the_settings_say_so(
    home: Path, out: Path, program: Path
) -> None:
    (home / "settings.toml").write_text("before_names = true\n")
    with _before(home, out, program) as terminal:
        terminal.shows("o opens at once")
        terminal.types("o")
        assert terminal.ends(20) == 0
    assert records(home)[0]["program"] == "a program"
    assert _times(out) == 1


@pytest.mark.slow
def test_a_whole_urge_may_stand_in_front_and_what_was_written_is_not_lost(
    home: Path, out: Path, program: Path
) -> None:
    with _before(home, out, program, "--urge") as terminal:
        terminal.shows("How strong is the pull?")
        terminal.types("8")
        terminal.shows("Ctrl+O opens at once")
        terminal.types("are you there?\r")
        terminal.shows("What happened just before?")
        terminal.types("o")
        assert terminal.ends(20) == 0
    assert _times(out) == 1
    assert (home / "state" / "draft").read_text().strip() == "are you there?"


def test_ctrl_o_opens_while_words_are_written(home: Path, out: Path, program: Path) -> None:
    with _before(home, out, program, "--urge") as terminal:
        terminal.shows("How strong is the pull?")
        terminal.types("8")
        terminal.shows("Ctrl+O opens at once")
        terminal.types("no, o\x0f")
        assert terminal.ends(20) == 0
    assert _times(out) == 1


def _break_settings(home: Path) -> None:
    (home / "settings.toml").write_bytes(b"\xff\x00 = [")


def _break_routine(home: Path) -> None:
    (home / "routines" / "before-opening.toml").write_text("format = 1\n")


def _block_journal(home: Path) -> None:
    (home / "journal").write_text("")
    (home / "state").write_text("")


@pytest.mark.parametrize("harm", [_break_settings, _break_routine, _block_journal])
def test_it_opens_whatever_is_wrong_with_the_files(
    home: Path, out: Path, program: Path, harm: object
) -> None:
    harm(home)  # type: ignore[operator]
    with _before(home, out, program) as terminal:
        terminal.shows("opens at once")
        terminal.types("o")
        assert terminal.ends(20) == 0
    assert _times(out) == 1


def test_line_by_line(home: Path, out: Path, program: Path) -> None:
    with _before(home, out, program, "--plain") as terminal:
        terminal.shows("o and Enter opens")
        terminal.types("o\n")
        assert terminal.ends(20) == 0
    assert _times(out) == 1


def test_the_programs_own_streams_are_its_own(home: Path, tmp_path: Path) -> None:
    result = tmp_path / "result"
    pipe = f'echo "from a pipe" | "$0" -m calmtui before -- tr a-z A-Z > "{result}"'

    class Piped(Terminal):
        command = ("sh", "-c", pipe, sys.executable)

    with Piped(home) as terminal:
        terminal.shows("o opens at once")
        terminal.types("o")
        assert terminal.ends(20) == 0
    assert result.read_text() == "FROM A PIPE\n"


def _without_terminal(
    home: Path, out: Path, program: Path, terminal: str
) -> subprocess.CompletedProcess[str]:
    where = os.environ | {"CALMTUI_HOME": str(home), "OUT": str(out), "TERMINAL": terminal}
    return subprocess.run(
        [sys.executable, "-m", "calmtui", "before", "--", str(program)],
        env=where | {"TERM": "xterm-256color"}, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, start_new_session=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("terminal", ["no-such-terminal", "false", "'"])
def test_without_a_terminal_that_works_it_opens_and_says_so(
    home: Path, out: Path, program: Path, terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if terminal == "'":  # the default one, which is not there either
        monkeypatch.setenv("PATH", str(home))
    done = _without_terminal(home, out, program, terminal)
    assert done.returncode == 0
    assert "no terminal for the pause: the program opens now" in done.stderr
    if terminal != "'":  # with no programs at all it can write nothing
        assert _times(out) == 1


@pytest.mark.parametrize(("key", "is_opened"), [("o", True), ("q", False)])
def test_without_a_terminal_a_window_is_opened(
    home: Path, out: Path, program: Path, tmp_path: Path, key: str, is_opened: bool
) -> None:
    window, script = tmp_path / "window", tmp_path / "window.py"
    script.write_text(WINDOW.format(key=key))
    window.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
    window.chmod(0o755)
    done = _without_terminal(home, out, program, str(window))  # until the window is closed
    assert done.returncode == 0
    assert [record["what"] for record in records(home)][-1] == "ended"
    if is_opened:
        assert out.read_bytes().endswith(b"end\n")  # waits until the program has said so
    else:
        assert not out.exists()
    assert not list((home / "state" / "windows").iterdir())


@pytest.mark.slow
def test_wrong_use_and_a_missing_program_are_one_line(home: Path) -> None:
    for words, code, said in (
        (["before"], 2, "name the program after --"),
        (["before", "ls"], 2, "name the program after --"),
        (["before", "--"], 2, "name the program after --"),
        (["before", "--pause", "3h", "--", "ls"], 2, "--pause: expected 10s to 30m, found '3h'"),
        (["before", "--", "no-such\x1bprogram"], 127, "no such file"),
        (["before", "--", "/etc/passwd"], 127, "/etc/passwd"),
    ):
        with Terminal(home, *words) as terminal:
            assert terminal.ends(20) == code, words
            text = terminal.text().strip()
            assert said in text, words
            assert text.count("\n") == 0, words


@pytest.mark.slow
@pytest.mark.parametrize("thrown", DICE)
def test_killed_at_any_instant_the_program_is_opened_once_or_not_at_all(
    thrown: int, home: Path, out: Path, program: Path
) -> None:
    """Kills in full screen, from the start to some time behind the choice."""
    dice = random.Random(20261128 + thrown)
    opened = 0
    for number in range(KILLS):
        with _before(home, out, program) as terminal:
            end = time.monotonic() + dice.uniform(0.0, 1.2)
            while (left := end - time.monotonic()) > 0 and terminal.run.poll() is None:
                terminal.read(left)
                if "opens at once" in terminal.text() and number % 10:
                    terminal.types("o")
            terminal.run.send_signal(signal.SIGKILL)
            terminal.run.wait()
        now = _times(out)
        assert now - opened in (0, 1)
        opened = now
    assert opened
