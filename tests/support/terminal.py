"""The real program on a pseudo-terminal, and what it left there and in its home."""

from __future__ import annotations

import ctypes
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

import pytest

from calmtui import terminal as calm_terminal
from calmtui.history.sessions import PastSession, fold_sessions
from calmtui.storage.journal import Journal
from tests.support import emulator

SHORT = (
    'format = 1\ntitle = "Short"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = "s"\n'
    '[[steps]]\nkind = "say"\ntext = "Feel the floor."\nseconds = 0.8\n'
)

LONG = SHORT.replace("Short", "Long").replace("0.8", "600")

PATIENCE = 60.0  # seconds for anything to come, on a busy machine

CONTROL = re.compile(
    rb"\x1b\[[<=>?]?[0-9;:]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\"
)


def _shell() -> None:
    """Give this process, the leader of its session, what a shell is to its jobs: then the kernel
    lets it be stopped.

    A process group may be stopped when the parent of one of its members is in another group of the
    session.
    """
    libc, own = ctypes.CDLL(None), os.getpid()
    for group in (0, own):  # the shell, and then its child, which joins the group of this process
        if os.fork():
            if group == 0:
                return
        else:
            os.setpgid(0, group)
            libc.prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG: they end with it
            os.closerange(0, 1024)
            if group == 0:
                continue
        while True:
            signal.pause()


UNKEPT = "Not saved yet"  # what the screen says while a record is not on the disk


def whole_sequences(data: bytes) -> bytes:
    """What has come but an escape sequence at its end that waits for its rest."""
    cut = data.rfind(b"\x1b")
    if cut >= 0 and len(data) - cut < 40 and not CONTROL.match(data, cut):
        return data[:cut]
    return data


def welcomed(home: Path) -> None:
    """Let a start not be the first."""
    (home / "state").mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = home / "state" / "welcomed"
    if not mark.exists():  # a start whose first frame is recorded finds it as it was
        mark.touch()


class Terminal:
    """A terminal of so many cells with the program in it; with `job` a shell could stop it, and go
    on with it. Where home is started, it is for the `first` time only if that is said.
    """

    command: tuple[str, ...] = (sys.executable, "-m", "calmtui")

    def __init__(
        self,
        home: Path,
        *words: str,
        columns: int = 80,
        rows: int = 24,
        env: dict[str, str] | None = None,
        before: tuple[str, ...] = (),
        job: bool = False,
        first: bool = False,
    ) -> None:
        self._job = job
        if not (words or first):
            welcomed(home)
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.sent = b""
        self._fed = 0
        self.screen = emulator.Terminal(columns, rows)
        whole = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "TEXTUAL"))}
        for name in ("NO_COLOR", "COLUMNS", "LINES", "ACCESSIBLE"):
            whole.pop(name, None)
        whole |= {
            "CALMTUI_HOME": str(home),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        }
        self.run = subprocess.Popen(
            [*before, *self.command, *words], stdin=self.slave, stdout=self.slave,
            stderr=self.slave,
            env=whole | (env or {}), preexec_fn=self._own_terminal, close_fds=True,
        )  # fmt: skip

    def _own_terminal(self) -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        if self._job:
            _shell()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self.run.poll() is None:
            self.run.kill()
        self.run.wait()
        for fd in (self.master, self.slave):
            if fd >= 0:
                os.close(fd)

    def read(self, seconds: float) -> bool:
        """Take in what has come, waiting at most so long; gives whether anything did."""
        if not select.select([self.master], [], [], max(seconds, 0))[0]:
            return False
        data = os.read(self.master, 65536)
        self.sent += data
        return bool(data)

    def text(self) -> str:
        """What is on the screen now."""
        waiting = self.sent[self._fed :]
        whole = waiting
        if self.run.poll() is None:
            whole = whole_sequences(waiting)
        self._fed += len(whole)
        self.screen.feed(
            re.sub(
                rb"\x1b\[[<=>][0-9;:]*[a-z]|\x1b\[\?[0-9;]*\$p|\x1b[PX^_][^\x1b]*\x1b\\", b"", whole
            )
        )
        return "\n".join(self.screen.text())

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Read on until something is so; fails when it takes too long."""
        deadline = monotonic() + PATIENCE
        while not done():
            left = deadline - monotonic()
            assert left > 0, f"no {what}:\n{self.text()}"
            assert self.read(min(left, 0.5)) or self.run.poll() is None or done(), (
                f"ended, no {what}:\n{self.text()}"
            )

    def kept(self) -> None:
        """Wait until what was answered is on the disk: a busy one may take a while, and the screen
        says so.
        """
        self.until(lambda: UNKEPT not in self.text(), "all of it kept")

    def shows(self, words: str) -> None:
        self.until(lambda: words in self.text(), repr(words))

    def types(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def ends(self, seconds: float) -> int:
        """The exit code; fails when the process is not gone within so many seconds. What it says is
        read meanwhile.
        """
        if (code := self.run.poll()) is not None:  # ended, and taken notice of
            return code
        end = os.pidfd_open(self.run.pid)
        poll = select.poll()
        poll.register(end, select.POLLIN)
        if self.master >= 0:
            poll.register(self.master, select.POLLIN)
        deadline = monotonic() + seconds
        try:
            while True:
                left = deadline - monotonic()
                assert left > 0, f"not gone after {seconds} s:\n{self.text()}"
                ready = {fd for fd, _ in poll.poll(left * 1000)}
                if self.master in ready:
                    self.read(0)
                elif end in ready:
                    return self.run.wait()
        finally:
            os.close(end)

    def hang_up(self) -> None:
        """The terminal is gone: nobody holds its other end."""
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "routines").mkdir()
    (tmp_path / "routines" / "short.toml").write_text(SHORT)
    (tmp_path / "routines" / "long.toml").write_text(LONG)
    (tmp_path / "routines" / "breathe.toml").write_text(
        LONG.replace('"say"', '"breathe"').replace(
            "seconds = 600", "inhale = 300\nexhale = 300\nrounds = 1"
        )
    )
    return tmp_path


def records(home: Path) -> list[dict[str, Any]]:
    return list(Journal(home / "journal", home / "state").records())


def only_session(home: Path) -> PastSession:
    (past,) = fold_sessions(records(home))
    return past


def ended(home: Path) -> list[str]:
    return [record["how"] for record in records(home) if record["what"] == "ended"]


def modes(sent: bytes) -> dict[int, bool]:
    """The private modes as the program left them."""
    found: dict[int, bool] = {}
    for numbers, state in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", sent):
        found |= {int(number): state == b"h" for number in numbers.split(b";")}
    return found


def restored(terminal: Terminal) -> None:
    """The terminal is as it was found: main screen, cursor, no mouse, no reports, the line's own
    settings.
    """
    while terminal.read(0):  # what it said at its very end
        pass
    assert termios.tcgetattr(terminal.slave) == terminal.before
    left = modes(terminal.sent)
    assert left.get(1049, False) is False  # absent: it was never left
    assert left.get(25, True) is True
    assert not [
        number for number, on in left.items() if on and number not in (7, 25, 47)
    ]  # 47 and 1049 are one
    wiped, leaving, _ = terminal.sent.rpartition(b"\x1b[?1049l")
    # Not every terminal has another screen to go back to.
    assert not leaving or wiped.endswith(calm_terminal.ERASE_SCREEN)


def openings(home: Path) -> bool:
    """Whether a first frame is kept ready for the next launch."""
    return any((home / "state" / "openings").glob("sos*"))
