"""Kills writers and whole runs at random instants, reproducibly from a seed, and says what was
acknowledged before.

`python -m tests.support.killing writers HOME SEED ROUNDS` and `python -m tests.support.killing runs
HOME SEED COUNT plain|screen` print JSON, for `tests/terminal/test_kills.py` or for more than it
does. Processes are forked from one that has imported everything: an interpreter's start would be
most of the time.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import random
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pyte
import pytest

from calmtui.history.open_runs import open_runs
from calmtui.storage.journal import Journal
from calmtui.storage.records import new_id

WRITERS = 8
MARKS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot")
ROUTINE = (
    'format = 1\ntitle = "Kill"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = '
    '"s"\nrate = ["anxiety"]\n'
    + '\n[[steps]]\nkind = "rate"\nwhat = "pull"\n'.join(
        f'[[steps]]\nkind = "say"\ntext = "At {m}."\n' for m in MARKS
    )
)
# A run driven as fast as it goes is over in about this time.
_SECONDS = {
    "plain": 0.25,
    "screen": 0.5,
}
_WARM = 3.0  # seconds after which a run has made its opening ready for the next launch


def forked(act: Callable[[], object]) -> int:
    """A child that does something and ends; gives its process id."""
    pid = os.fork()
    if pid == 0:
        try:
            act()
        finally:
            os._exit(1)
    return pid


def kill(pid: int) -> None:
    """End a child of ours at once, if it is still there."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def kill_at(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    """End this process, as a kill does, in a call to the system, after so many of its kind."""
    call = getattr(os, name)
    left = iter(range(number))

    def killed(*args: Any, **kwargs: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **kwargs)

    monkeypatch.setattr(os, name, killed)


def _append_for_ever(home: Path, pipe: int, seed: int) -> None:
    dice = random.Random(seed)
    journal = Journal(home / "journal", home / "state")
    write = os.write

    def little(fd: int, data: Any) -> int:
        time.sleep(0.0003)
        return write(fd, data[: dice.randint(1, 80)])

    if dice.random() < 0.25:  # on a disk that takes a little at a time, a kill tears lines
        os.write = little
    while True:
        id = new_id()
        journal.append(
            {"v": 1, "id": id, "session": "s", "what": "begun", "pad": "x" * dice.randrange(300)}
        )
        write(pipe, id.encode() + b"\n")


def writers(home: Path, seed: int, rounds: int) -> list[str]:
    """Rounds of writers on one journal, each killed at an instant of its own; gives what was
    acknowledged.
    """
    dice = random.Random(seed)
    acknowledged: list[str] = []
    for _ in range(rounds):
        running: list[tuple[float, int, int]] = []
        for _ in range(WRITERS):
            ours, theirs = os.pipe()
            number = dice.getrandbits(32)
            pid = forked(lambda pipe=theirs, number=number: _append_for_ever(home, pipe, number))  # type: ignore[misc]
            os.close(theirs)
            running.append((dice.uniform(0.0, 0.05), pid, ours))
        start = time.monotonic()
        for instant, pid, ours in sorted(running):
            time.sleep(max(start + instant - time.monotonic(), 0.0))
            kill(pid)
            said = b""
            while data := os.read(ours, 65536):
                said += data
            os.close(ours)
            acknowledged += said.decode().split("\n")[:-1]
    return acknowledged


class Run:
    """One run of the program, line by line on pipes or full screen in a terminal; killed when its
    time has come.
    """

    def __init__(self, home: Path, kind: str, dice: random.Random, seconds: float) -> None:
        self.given = [dice.randrange(10) for _ in range(len(MARKS) + 1)]
        self.kind, self.ends = kind, time.monotonic() + seconds
        self._at = self._seen = self._answered = 0
        self._text = ""
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        if kind == "plain":
            stdin, self._to = os.pipe()
            self._from, stdout = os.pipe()
        else:
            self._to, stdin = pty.openpty()
            self._from, stdout = self._to, stdin
            fcntl.ioctl(stdin, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.pid = forked(lambda: _program(home, kind, stdin, stdout))
        for fd in {stdin, stdout}:
            os.close(fd)

    def play(self) -> int:
        """Answer as fast as it asks until it is killed; gives how many ratings it had acknowledged
        by then.
        """
        while (left := self.ends - time.monotonic()) > 0:
            if select.select([self._from], [], [], left)[0] and not self._read():
                break
            self._answer()
        kill(self.pid)
        while self._read():
            pass
        for fd in {self._to, self._from}:
            os.close(fd)
        return self._seen

    def _read(self) -> bool:
        try:
            data = os.read(self._from, 65536)
        except OSError:  # a terminal that nobody holds any more
            return False
        if self.kind == "plain":
            self._text += data.decode()
        elif data:
            self._stream.feed(data.replace(b"\x1b[<u", b""))
            self._text = "\n".join(self._screen.display)
        self._at = max(
            [self._at, *(at + 1 for at, mark in enumerate(MARKS) if f"At {mark}." in self._text)]
        )
        if "Not saved yet" not in self._text:
            self._seen = self._at  # what the screen calls not kept is not acknowledged
        return bool(data)

    def _answer(self) -> None:
        """The first question, and then, for each mark that is there, on to the next question and
        its answer.
        """
        enter, end = ("\n", "\n") if self.kind == "plain" else ("\r", "")
        keys = ""
        if self._answered == 0 and "How anxious are you right now?" in self._text:
            keys, self._answered = f"{self.given[0]}{end}", 1
        elif 0 < self._answered <= self._at < len(MARKS):
            keys = f"{enter}{self.given[self._answered]}{end}"
            self._answered += 1
        with suppress(OSError):  # it has ended
            os.write(self._to, keys.encode())


def _program(home: Path, kind: str, stdin: int, stdout: int) -> None:
    os.setsid()
    if kind == "screen":
        fcntl.ioctl(stdin, termios.TIOCSCTTY, 0)
    for fd, own in ((stdin, 0), (stdout, 1), (stdout, 2)):
        os.dup2(fd, own)
    os.closerange(3, 256)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    os.environ["CALMTUI_HOME"] = str(home)
    import calmtui.history.frequency
    from calmtui.cli.main import main

    # The third session in an hour would be asked for no number.
    calmtui.history.frequency.is_third_within_an_hour = lambda *_: False
    os._exit(main(["run", "kill", "--plain"] if kind == "plain" else ["run", "kill"]))


def lost(home: Path, known: set[str], run: Run, acknowledged: int) -> list[str]:
    """What is wrong with the journal after a kill, in words; `known` are the sessions before it."""
    journal = Journal(home / "journal", home / "state")
    records = [record for record in journal.records() if record["session"] not in known]
    found = {record["session"] for record in records}
    known |= found
    wrong = []
    if len(found) > 1 or (acknowledged and not found):
        wrong.append(f"{len(found)} sessions, {acknowledged} acknowledged")
    values = [
        record.get("anxiety", record.get("pull")) for record in records if record["what"] == "rated"
    ]
    if values != run.given[: len(values)] or len(values) < acknowledged:
        wrong.append(f"{values} kept of {run.given}, {acknowledged} acknowledged")
    over = any(record["what"] == "ended" for record in records)
    if (
        found
        and not over
        and not found & {one.session for one in open_runs(records, datetime.now().astimezone())}
    ):
        wrong.append("a run that had begun is not found")
    if journal.unreadable_lines:
        wrong.append(f"unreadable: {journal.unreadable_lines}")
    return wrong


def runs(home: Path, seed: int, count: int, kind: str) -> dict[str, Any]:
    """Kill so many runs; gives how many had begun, how many ratings were acknowledged, and every
    loss in words.
    """
    import calmtui.cli.play
    import calmtui.plain.runner
    import calmtui.tui.app
    import calmtui.tui.canvas
    import calmtui.tui.quickstart_recorder  # noqa: F401

    for name in ("COLUMNS", "LINES", "NO_COLOR", "ACCESSIBLE"):
        os.environ.pop(name, None)
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    os.environ["CALMTUI_HOME"] = str(home)
    (home / "routines").mkdir(parents=True)
    (home / "routines" / "kill.toml").write_text(ROUTINE)
    dice = random.Random(seed)
    known: set[str] = set()
    wrong: list[str] = []
    begun = ratings = 0
    if kind == "screen":
        Run(home, kind, dice, _WARM).play()
        known |= {
            record["session"] for record in Journal(home / "journal", home / "state").records()
        }
    for _ in range(count):
        run = Run(home, kind, dice, dice.uniform(0.0, _SECONDS[kind]))
        acknowledged = run.play()
        before = len(known)
        wrong += lost(home, known, run, acknowledged)
        begun += len(known) - before
        ratings += acknowledged
    return {
        "begun": begun,
        "ratings": ratings,
        "lost": wrong,
        "openings": len(list(home.glob("state/openings/*"))),
    }


if __name__ == "__main__":
    what, home, seed, count, *kind = sys.argv[1:]
    done = writers(Path(home), int(seed), int(count)) if what == "writers" else runs(
        Path(home), int(seed), int(count), *kind
    )  # fmt: skip
    print(json.dumps(done))
