"""Lines that drop: at random instants of a run, over SSH, in a shell with jobs, and in a pipe that
closes.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
from pathlib import Path
from shlex import quote
from time import monotonic

import pytest

from tests.support import dropped_lines as lines
from tests.support import remote
from tests.support.terminal import PATIENCE, Terminal, ended, home, modes

__all__ = ["home"]  # the fixture

TRIALS, SHARES = 312, 12
SEED = 20261124


@pytest.fixture(scope="module")
def kept_ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    lines.make_home(folder)
    return folder


def settled(found: list[lines.Found]) -> None:
    """Nothing was left behind (each trial has looked); most are gone at once, and none burns the
    processor.
    """
    assert statistics.median(one.gone for one in found) < 1.0, lines.summary(found)
    late = [one for one in found if one.gone > 0.9]  # on a busy machine, not by a wait of our own
    assert len(late) <= len(found) // 8, lines.summary(found)
    # A second, and a busy machine.
    assert max(one.gone for one in found) < 10.0, lines.summary(found)
    assert statistics.median(one.cpu for one in found) < 0.2, lines.summary(found)
    assert max(one.cpu for one in found) < 1.0, lines.summary(found)


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_cuts_a_run_off_it_is_kept_and_the_terminal_restored(
    kept_ready: Path, share: int
) -> None:
    settled(lines.run(kept_ready, lines.planned(TRIALS, SEED)[share::SHARES], SEED + share))


@pytest.mark.slow
@pytest.mark.skipif(bool(remote.MISSING), reason=remote.MISSING)
def test_a_cut_ssh_line_is_kept_and_leaves_no_process(kept_ready: Path, tmp_path: Path) -> None:
    with remote.server(tmp_path) as server:
        settled(remote.run(server, kept_ready, 29, SEED))


class Shell(Terminal):
    """A shell with jobs, in which the program is typed."""

    command = ("bash", "--norc", "--noprofile", "-i")

    def __init__(self, home: Path) -> None:
        (home / "inputrc").write_text("set enable-bracketed-paste off\n")
        super().__init__(home, env={"PS1": "ready> ", "INPUTRC": str(home / "inputrc")})
        self.prompts()

    def prompts(self) -> None:
        """Wait until the shell waits."""
        self.until(lambda: self.sent.endswith(b"ready> "), "prompt")

    def says(self, typed: str) -> str:
        """What the shell says to a line."""
        before = len(self.sent)
        self.types(f"{typed}\r")
        self.until(lambda: b"\n" in self.sent[before:] and self.sent.endswith(b"ready> "), "prompt")
        return self.sent[before:].partition(b"\n")[2].removesuffix(b"ready> ").decode()

    def left(self) -> None:
        """The main screen, the cursor on, nothing reported."""
        on = modes(self.sent)
        assert not on.get(1049)
        assert on.get(25, True)
        assert not any(on.get(number) for number in (1000, 1002, 1003, 1004, 1006, 2004))


@pytest.fixture
def shell(home: Path) -> Shell:
    return Shell(home)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["fg", "bg, fg", "kill", "kill -HUP", "exit"])
def test_a_run_stopped_in_a_shell_is_gone_on_with_or_ended_there(
    home: Path, shell: Shell, how: str
) -> None:
    with shell:
        found = shell.says("stty -a")
        shell.types(f"{quote(sys.executable)} -m calmtui run long\r")
        shell.shows("How anxious")
        shell.types("6")
        shell.shows("Feel the floor.")
        shell.types("\x1a")
        shell.prompts()
        shell.left()
        assert shell.says("stty -a") == found
        if how == "exit":
            shell.types("exit\rexit\r")
            shell.ends(PATIENCE)
        elif how.startswith("kill"):
            shell.says(f"{how} %1")
            shell.until(lambda: not shell.says("jobs"), "end of the job")
        else:
            if how == "bg, fg":
                shell.says("bg")
                shell.until(lambda: "Stopped" in shell.says("jobs"), "second stop")
                shell.left()
            before = len(shell.sent)
            shell.types("fg\r")
            shell.until(lambda: bool(modes(shell.sent).get(1049)), "full screen")
            shell.until(lambda: b"floor" in shell.sent[before:], "picture")
            shell.types("\x03")
            shell.prompts()
        if how != "exit":
            shell.left()
            assert shell.says("stty -a") == found
        deadline = monotonic() + PATIENCE
        while remote.program_of(home) is not None:
            assert monotonic() < deadline, "a process is left"
    assert ended(home) == ["left early" if how.endswith("fg") else "interrupted"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_in_lines_ends_though_nobody_reads_them(home: Path, number: int) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(writing, True)
    run = subprocess.Popen(
        [sys.executable, "-m", "calmtui", "sos", "--plain"], stdin=subprocess.PIPE, stdout=writing,
        env={**os.environ, "CALMTUI_HOME": str(home)},
    )  # fmt: skip
    with run:
        _until_begun(home)
        run.send_signal(number)
        assert run.wait(PATIENCE) == 128 + number
    os.close(reading)
    os.close(writing)
    assert ended(home) == ["left early" if number == signal.SIGINT else "interrupted"]


def test_a_run_in_lines_ends_when_who_reads_them_goes_away(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "calmtui", "run", "long", "--plain"], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "CALMTUI_HOME": str(home)},
    ) as run:  # fmt: skip
        assert run.stdin
        assert run.stdout
        run.stdin.write(b"5\n")
        run.stdin.flush()
        while b"Feel the floor." not in run.stdout.readline():  # ten minutes of silence follow
            pass
        run.stdout.close()
        assert run.wait(PATIENCE) == 1
    assert ended(home) == ["interrupted"]


def _until_begun(home: Path) -> None:
    deadline = monotonic() + PATIENCE
    while not any((home / "journal").glob("*.jsonl")):
        assert monotonic() < deadline
