"""The real program in a pseudo-terminal: keys in, screen out, signals, and the journal after it."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

import pyte
import pytest

from calmtui import opening
from calmtui.history import PastSession, sessions
from calmtui.journal import Journal

SHORT = (
    'format = 1\ntitle = "Short"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = "s"\n'
    '[[steps]]\nkind = "say"\ntext = "Feel the floor."\nseconds = 0.8\n'
)
LONG = SHORT.replace("Short", "Long").replace("0.8", "600")
PATIENCE = 20.0  # seconds for anything to come, on a busy machine
CONTROL = re.compile(rb"\x1b\[[<=>?]?[0-9;:]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\")


def _shell() -> None:
    """Give this process, the leader of its session, what a shell is to its jobs: then the kernel lets it be stopped.

    A process group may be stopped when the parent of one of its members is in another group of the session.
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


UNKEPT = "Not kept yet"  # what the screen says while a record is not on the disk


class Terminal:
    """A terminal of so many cells with the program in it; with `job` a shell could stop it, and go on with it."""

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
    ) -> None:
        self._job = job
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.sent = b""
        self._fed = 0
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        whole = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "TEXTUAL"))}
        for name in ("NO_COLOR", "COLUMNS", "LINES", "ACCESSIBLE"):
            whole.pop(name, None)
        whole |= {"CALMTUI_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        self.run = subprocess.Popen(
            [*before, *self.command, *words], stdin=self.slave, stdout=self.slave, stderr=self.slave,
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
        whole = self.sent[self._fed :]
        cut = whole.rfind(b"\x1b")
        if cut >= 0 and len(whole) - cut < 40 and not CONTROL.match(whole, cut) and self.run.poll() is None:
            whole = whole[:cut]  # an unfinished sequence waits for its rest
        self._fed += len(whole)
        self._stream.feed(re.sub(rb"\x1b\[[<=>][0-9;:]*[a-z]|\x1b\[\?[0-9;]*\$p|\x1b[PX^_][^\x1b]*\x1b\\", b"", whole))
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Read on until something is so; fails when it takes too long."""
        deadline = monotonic() + PATIENCE
        while not done():
            left = deadline - monotonic()
            assert left > 0, f"no {what}:\n{self.text()}"
            assert self.read(min(left, 0.5)) or self.run.poll() is None or done(), f"ended, no {what}:\n{self.text()}"

    def kept(self) -> None:
        """Wait until what was answered is on the disk: a busy one may take a while, and the screen says so."""
        self.until(lambda: UNKEPT not in self.text(), "all of it kept")

    def shows(self, words: str) -> None:
        self.until(lambda: words in self.text(), repr(words))

    def types(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def ends(self, seconds: float) -> int:
        """The exit code; fails when the process is not gone within so many seconds. What it says is read meanwhile."""
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
        LONG.replace('"say"', '"breathe"').replace("seconds = 600", "inhale = 300\nexhale = 300\nrounds = 1")
    )
    return tmp_path


def records(home: Path) -> list[dict[str, Any]]:
    return list(Journal(home / "journal", home / "state").records())


def kept(home: Path) -> PastSession:
    (past,) = sessions(records(home))
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
    """The terminal is as it was found: main screen, cursor, no mouse, no reports, the line's own settings."""
    while terminal.read(0):  # what it said at its very end
        pass
    assert termios.tcgetattr(terminal.slave) == terminal.before
    left = modes(terminal.sent)
    assert left.get(1049, False) is False  # absent: it was never left
    assert left.get(25, True) is True
    assert not [number for number, on in left.items() if on and number not in (7, 25, 47)]  # 47 and 1049 are one
    wiped, leaving, _ = terminal.sent.rpartition(b"\x1b[?1049l")
    assert not leaving or wiped.endswith(opening.WIPE)  # not every terminal has another screen to go back to


@pytest.mark.slow
def test_the_orb_stands_in_the_middle_of_a_real_terminal(home: Path) -> None:
    """What is sent moves the cursor by line feeds and backspaces: the terminal must take them as they are."""
    (home / "routines" / "orb.toml").write_text(
        SHORT.replace('"say"', '"breathe"').replace("seconds = 0.8", "inhale = 1\nexhale = 1\nrounds = 3")
    )
    with Terminal(home, "run", "orb") as terminal:
        terminal.shows("How anxious are you right now?")
        assert not termios.tcgetattr(terminal.slave)[1] & termios.OPOST
        terminal.types("7")
        terminal.shows("3 of 3")
        terminal.shows("Breathe out")
        grounds = [[terminal.screen.buffer[y][x].bg for x in range(80)] for y in range(2, 17)]
        terminal.types("\x03")
        terminal.ends(5)
        restored(terminal)
    assert len({ground for row in grounds for ground in row}) > 3
    assert all(row == row[::-1] for row in grounds)


def test_a_short_routine_from_keys_to_screen_to_journal(home: Path) -> None:
    with Terminal(home, "run", "short") as terminal:
        terminal.shows("How anxious are you right now?")
        terminal.types("7")
        terminal.shows("Feel the floor.")
        assert [record["what"] for record in records(home)] == ["begun", "rated"]
        terminal.shows("And now?")
        terminal.types("x")
        terminal.shows("It went up: 7 to 10.")
        terminal.types("\r")
        assert terminal.ends(5) == 0
        restored(terminal)
    past = kept(home)
    assert (past.how, past.before, past.after) == ("completed", {"anxiety": 7}, {"anxiety": 10})
    assert 0.5 < past.practised < 2


def test_home_from_the_first_start_to_q(home: Path) -> None:
    with Terminal(home, columns=100, rows=30) as terminal:
        terminal.shows("It is not therapy")
        terminal.shows("For now")
        terminal.types("!")
        terminal.shows("I am not safe right now")
        terminal.types("1")
        terminal.shows("You do not have to handle this alone.")
        terminal.types("\x1b")
        terminal.shows("My people")
        terminal.types("\x1b")
        terminal.until(lambda: "My people" not in terminal.text() and "therapy" in terminal.text(), "home alone")
        terminal.types("q")
        assert terminal.ends(5) == 0
        restored(terminal)
    with Terminal(home) as terminal:
        terminal.shows("For now")
        assert "therapy" not in terminal.text()
        terminal.types("\x03")
        assert terminal.ends(5) == 130
        restored(terminal)


@pytest.mark.parametrize("words", ["urge", "sos"])
def test_a_quick_launch_is_kept_and_left_with_a_key(home: Path, words: str) -> None:
    with Terminal(home, words) as terminal:
        terminal.shows("How strong is the pull?" if words == "urge" else "Say today's day")
        assert [record["what"] for record in records(home)] == ["begun"]
        assert "therapy" not in terminal.text()
        terminal.types("\x03")
        assert terminal.ends(5) == 130
        restored(terminal)
    assert ended(home) == ["left early"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("id", ["long", "breathe"])
def test_a_signal_ends_the_run_as_interrupted_and_puts_the_terminal_back(
    home: Path, number: signal.Signals, id: str
) -> None:
    with Terminal(home, "run", id) as terminal:
        terminal.shows("How anxious")
        terminal.types("6")
        terminal.shows("Feel the floor.")
        terminal.run.send_signal(number)
        assert terminal.ends(3) == 128 + number
        restored(terminal)
    assert ended(home) == ["interrupted"]
    assert kept(home).before == {"anxiety": 6}


def test_a_signal_at_home_leaves_no_record_and_a_good_terminal(home: Path) -> None:
    with Terminal(home) as terminal:
        terminal.shows("For now")
        terminal.run.send_signal(signal.SIGTERM)
        assert terminal.ends(3) == 128 + signal.SIGTERM
        restored(terminal)
    assert records(home) == []


@pytest.mark.parametrize(
    ("number", "reads"),
    [
        (signal.SIGTERM, 0), (signal.SIGHUP, 2),
        *(pytest.param(signal.SIGTERM, reads, marks=pytest.mark.slow) for reads in (1, 3)),
    ],
)  # fmt: skip
def test_a_signal_in_the_first_moments_of_a_launch_is_kept_too(home: Path, number: signal.Signals, reads: int) -> None:
    with Terminal(home, "sos") as terminal:  # so that there is a journal, and whatever a launch keeps ready
        terminal.shows("Say today's day")
        terminal.until(lambda: openings(home), "opening kept ready") if reads else None
        terminal.types("\x03")
        terminal.ends(5)
    with Terminal(home, "sos") as terminal:
        terminal.until(lambda: len(records(home)) > 2, "begun record")
        for _ in range(reads):
            terminal.read(0.05)
        terminal.run.send_signal(number)
        assert terminal.ends(3) == 128 + number
        restored(terminal)
    assert ended(home) == ["left early", "interrupted"]


def openings(home: Path) -> bool:
    """Whether a first frame is kept ready for the next launch."""
    return any((home / "state" / "openings").glob("sos*"))


def test_a_launch_with_its_first_frame_kept_ready_is_the_same_run(home: Path) -> None:
    for _ in range(2):
        with Terminal(home, "sos") as terminal:
            terminal.shows("Say today's day and the place you are in.")
            terminal.until(lambda: openings(home), "opening kept ready")
            terminal.types("n")
            terminal.shows("Press both feet into the floor.")
            terminal.types("\x03")
            assert terminal.ends(5) == 130
            restored(terminal)
    whats = [record["what"] for record in records(home)]
    assert whats == ["begun", "ended"] * 2
    assert ended(home) == ["left early"] * 2


class Faulty(Terminal):
    """The program with a fault of its own: the drawing fails once a guide is on."""

    command = (
        sys.executable,
        "-c",
        "import sys\nfrom calmtui.cli import main\nimport calmtui.tui.run as run\nfrom calmtui.scene import Guide\n"
        "draw = run.draw\n"
        "def faulty(scene, *more):\n"
        "    assert not isinstance(scene, Guide) or scene.moment.elapsed < 0.5\n"
        "    return draw(scene, *more)\n"
        "run.draw = faulty\n"
        "sys.exit(main())",
    )


def test_a_fault_of_our_own_keeps_the_run_and_puts_the_terminal_back(home: Path) -> None:
    with Faulty(home, "run", "breathe") as terminal:
        terminal.shows("How anxious")
        terminal.types("6")
        assert terminal.ends(8) == 1
        restored(terminal)
    assert ended(home) == ["interrupted"]
    assert kept(home).before == {"anxiety": 6}


class Stuck(Terminal):
    """The program with a loop that stands still once `t` is typed."""

    command = (
        sys.executable,
        "-c",
        "import sys, time\nfrom calmtui.cli import main\nimport calmtui.tui.run as run\n"
        "def stuck(self):\n"
        "    time.sleep(60)\n"
        "run.RunScreen.action_time = stuck\n"
        "sys.exit(main())",
    )


@pytest.mark.slow
def test_a_loop_that_stands_still_ends_all_the_same_with_its_record(home: Path) -> None:
    with Stuck(home, "run", "long") as terminal:
        terminal.shows("How anxious")
        terminal.types("6")
        terminal.shows("Feel the floor.")
        terminal.types("t")
        while terminal.read(2.0):  # until it draws no more
            pass
        terminal.run.send_signal(signal.SIGTERM)
        assert terminal.ends(20) == 128 + signal.SIGTERM
        restored(terminal)
    assert ended(home) == ["interrupted"]
    assert kept(home).before == {"anxiety": 6}


def test_many_signals_are_one_end(home: Path) -> None:
    with Terminal(home, "run", "long") as terminal:
        terminal.shows("How anxious")
        terminal.types("6")
        terminal.shows("Feel the floor.")
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGCONT, signal.SIGHUP, signal.SIGTERM):
            terminal.run.send_signal(number)
        terminal.ends(3)
        restored(terminal)
    assert ended(home) == ["interrupted"]


@pytest.mark.parametrize("id", ["long", "breathe"])
def test_a_vanished_terminal_ends_the_run_as_interrupted(home: Path, id: str) -> None:
    with Terminal(home, "run", id) as terminal:
        terminal.shows("How anxious")
        terminal.types("6")
        terminal.shows("Feel the floor.")
        terminal.hang_up()
        assert terminal.ends(3) != 0
    assert ended(home) == ["interrupted"]


def test_a_vanished_terminal_without_the_signal_ends_the_run_too(home: Path) -> None:
    """As under nohup: SIGHUP is ignored, and only the line tells."""
    old = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        terminal = Terminal(home, "run", "long")
    finally:
        signal.signal(signal.SIGHUP, old)
    with terminal:
        terminal.shows("How anxious")
        terminal.types("6")
        terminal.shows("Feel the floor.")
        terminal.hang_up()
        terminal.ends(3)
    assert ended(home) == ["interrupted"]


def test_a_terminal_that_stops_reading_does_not_hold_the_end_back(home: Path) -> None:
    with Terminal(home, "run", "breathe") as terminal:
        terminal.shows("How anxious")
        terminal.types("6")
        terminal.shows("Breathe in")
        fcntl.ioctl(terminal.slave, termios.TCXONC, termios.TCOOFF)  # Ctrl+S: nothing is taken any more
        terminal.run.send_signal(signal.SIGTERM)
        assert terminal.ends(3.5) == 128 + signal.SIGTERM
        fcntl.ioctl(terminal.slave, termios.TCXONC, termios.TCOON)
    assert ended(home) == ["interrupted"]


def test_a_kill_at_any_point_loses_no_record_that_was_acknowledged(home: Path) -> None:
    for place, (keys, seen) in enumerate([("", "How anxious"), ("4", "Feel the floor."), ("4", "And now?")]):
        with Terminal(home, "run", "short") as terminal:
            terminal.shows("How anxious")
            terminal.types(keys)
            terminal.shows(seen)
            terminal.kept()
            terminal.run.kill()
            terminal.ends(3)
        whats = [record["what"] for record in records(home)]
        assert whats == ["begun", "rated"] * place
    assert ended(home) == []
    (file,) = (home / "journal").glob("*.jsonl")
    assert all(json.loads(line) for line in file.read_text().splitlines())


@pytest.mark.parametrize("reads", [0, 1, 2, 4, 7])
def test_a_kill_after_any_frame_loses_nothing_that_was_shown(home: Path, reads: int) -> None:
    with Terminal(home, "run", "breathe") as terminal:
        terminal.shows("How anxious")
        terminal.types("4")
        for _ in range(reads):
            terminal.read(0.3)
        shown = "Breathe in" in terminal.text() and UNKEPT not in terminal.text()
        terminal.run.kill()
        terminal.ends(3)
    whats = [record["what"] for record in records(home)]
    assert whats == ["begun", "rated"][: len(whats)]
    assert whats == ["begun", "rated"] or not shown


def test_a_broken_byte_does_not_end_it(home: Path) -> None:
    with Terminal(home, "run", "long") as terminal:
        terminal.shows("How anxious")
        os.write(terminal.master, b"\xff\xfe\xc3(")
        terminal.types("3")
        terminal.shows("Feel the floor.")


def test_pastes_clicks_and_control_keys_do_not_end_it(home: Path) -> None:
    with Terminal(home, "run", "long") as terminal:
        terminal.shows("How anxious")
        terminal.types("\x1b[200~paste\x1b[201~\x1b[<0;3;3M\x1b[<0;3;3m\x10\x13\x0c")
        terminal.types("3")
        terminal.shows("Feel the floor.")
        terminal.types("q")
        terminal.shows("Want to note where you are?")
    assert kept(home).before == {"anxiety": 3}


def test_the_smallest_window_and_a_new_size(home: Path) -> None:
    with Terminal(home, "run", "breathe", columns=40, rows=12) as terminal:
        terminal.shows("How anxious")
        terminal.types("5")
        terminal.shows("Breathe in")
        assert not set("▀▄█") & set(terminal.text())
        fcntl.ioctl(terminal.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        terminal.screen.resize(24, 80)
        terminal.run.send_signal(signal.SIGWINCH)
        terminal.until(lambda: bool(set("▀▄█") & set(terminal.text())), "orb")
        assert terminal.run.poll() is None


@pytest.mark.parametrize(
    ("env", "settings"),
    [
        ({"NO_COLOR": "1"}, ""),
        ({"LANG": "C", "LC_ALL": "C"}, ""),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, ""),
        ({"TERM": "xterm-16color", "COLORTERM": ""}, ""),
        ({"TERM": "linux", "COLORTERM": "", "COLUMNS": "20", "LINES": "5"}, ""),
        ({}, 'theme = "terminal"'),
        ({}, 'theme = "paper"\nmotion = "reduced"'),
    ],
    ids=["no colour", "C", "not UTF-8", "16", "linux", "terminal", "reduced"],
)
def test_every_kind_of_terminal_starts(home: Path, env: dict[str, str], settings: str) -> None:
    (home / "settings.toml").write_text(settings)
    with Terminal(home, "run", "breathe", env=env) as terminal:
        terminal.shows("How anxious are you right now?")
        terminal.types("5")
        terminal.shows("Breathe in")
        coloured = re.findall(rb"\x1b\[[0-9;]*?(?:38|48);2;", terminal.sent)
        if "NO_COLOR" not in env:
            assert bool(coloured) == ("terminal" not in settings and "COLORTERM" not in env)
        if env.get("PYTHONUTF8") == "0":
            assert terminal.text().isascii()
            assert "#" in terminal.text() or "+" in terminal.text()
        terminal.types("\x03")
        assert terminal.ends(5) == 130
        restored(terminal)


@pytest.mark.parametrize(
    "env", [{"TERM": "dumb"}, {"TERM": ""}, {"ACCESSIBLE": "1"}, {}], ids=["dumb", "empty", "accessible", "plain"]
)
def test_a_terminal_that_can_not_or_a_person_who_asks_gets_lines(home: Path, env: dict[str, str]) -> None:
    with Terminal(home, "run", "short", *([] if env else ["--plain"]), env=env) as terminal:
        terminal.shows("0 to 10, Enter skips.")
        terminal.types("7\n")
        terminal.shows("And now?")
        terminal.types("4\n")
        terminal.shows("7 before, 4 after.")
        assert terminal.ends(5) == 0
        assert b"\x1b" not in terminal.sent
        assert termios.tcgetattr(terminal.slave) == terminal.before
    assert kept(home).how == "completed"


def test_a_pipe_on_the_input_gets_lines_even_with_a_terminal(home: Path) -> None:
    master, slave = pty.openpty()
    try:
        run = subprocess.run(
            [sys.executable, "-m", "calmtui", "run", "short"], input=b"7\n4\n", stdout=slave, stderr=slave,
            env={**os.environ, "CALMTUI_HOME": str(home), "TERM": "xterm-256color"}, timeout=PATIENCE,
        )  # fmt: skip
        said = os.read(master, 65536)
    finally:
        os.close(master)
        os.close(slave)
    assert run.returncode == 0
    assert b"7 before, 4 after." in said
    assert b"\x1b" not in said


def test_a_title_with_an_escape_sequence_reaches_no_terminal(home: Path) -> None:
    (home / "routines" / "evil.toml").write_text(
        LONG.replace('"Long"', '"a\\u001b]0;gone\\u0007b [/] \\u009b31m"').replace(
            "Feel", "\\u001b]52;c;aGk=\\u0007Feel"
        )
    )
    with Terminal(home, "run", "evil") as terminal:
        terminal.shows("ab [/]")
        terminal.types("3")
        terminal.shows("Feel the floor.")
        assert b"gone" not in terminal.sent
        assert b"]52" not in terminal.sent
        terminal.types("\x03")
        terminal.ends(5)


@pytest.fixture(autouse=True)
def _nothing_left_behind(home: Path) -> Iterator[None]:
    """No process of a test outlives it."""
    yield
    mark = f"CALMTUI_HOME={home}".encode()
    left = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes():
                left.append(path.parent.name)
        except OSError:
            continue
    assert left == []


def test_the_mouse_is_taken_only_where_a_click_does_something(home: Path) -> None:
    def mouse() -> bool:
        return terminal.sent.rfind(b"\x1b[?1000h") > terminal.sent.rfind(b"\x1b[?1000l")

    with Terminal(home) as terminal:
        terminal.shows("For now")
        terminal.until(mouse, "the mouse taken")
        for typed, seen, taken in (
            ("s", "Say today", False),  # a run: words can be selected and copied
            ("?", "hide everything", True),  # a page to scroll
            ("\x1b", "Say today", False),
            ("\x18", "$", False),
            ("\x18", "Say today", False),
        ):
            terminal.types(typed)
            terminal.shows(seen)
            terminal.until(mouse if taken else lambda: not mouse(), f"the mouse, after {typed!r}")
