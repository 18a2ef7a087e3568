"""The real program in a pseudo-terminal: keys in, screen out, signals, and the journal after it."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.terminal import (
    LONG,
    PATIENCE,
    SHORT,
    UNKEPT,
    Terminal,
    ended,
    home,
    only_session,
    openings,
    records,
    restored,
)

__all__ = ["home"]  # the fixture


@pytest.mark.slow
def test_the_orb_stands_in_the_middle_of_a_real_terminal(home: Path) -> None:
    """What is sent moves the cursor by line feeds and backspaces: the terminal must take them as
    they are.
    """
    (home / "routines" / "orb.toml").write_text(
        SHORT.replace('"say"', '"breathe"').replace(
            "seconds = 0.8", "inhale = 1\nexhale = 1\nrounds = 3"
        )
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
    past = only_session(home)
    assert (past.how, past.before, past.after) == ("completed", {"anxiety": 7}, {"anxiety": 10})
    assert 0.5 < past.practised < 2


def test_home_from_the_first_start_to_q(home: Path) -> None:
    with Terminal(home, columns=100, rows=30, first=True) as terminal:
        terminal.shows("not therapy")
        terminal.types("!")
        terminal.shows("I am not safe right now")
        terminal.types("1")
        terminal.shows("You do not have to handle this alone.")
        terminal.types("\x1b")
        terminal.shows("My people")
        terminal.types("\x1b")
        terminal.until(
            lambda: "My people" not in terminal.text() and "therapy" in terminal.text(),
            "the first page alone",
        )
        terminal.types("\r")
        terminal.shows("Right now")
        terminal.types("q")
        assert terminal.ends(5) == 0
        restored(terminal)
    with Terminal(home) as terminal:
        terminal.shows("Right now")
        assert "therapy" not in terminal.text()
        terminal.types("\x03")
        assert terminal.ends(5) == 130
        restored(terminal)


@pytest.mark.slow
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
    assert only_session(home).before == {"anxiety": 6}


@pytest.mark.slow
def test_a_signal_at_home_leaves_no_record_and_a_good_terminal(home: Path) -> None:
    with Terminal(home) as terminal:
        terminal.shows("Right now")
        terminal.run.send_signal(signal.SIGTERM)
        assert terminal.ends(3) == 128 + signal.SIGTERM
        restored(terminal)
    assert records(home) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "reads"),
    [
        (signal.SIGTERM, 0), (signal.SIGHUP, 2),
        *(pytest.param(signal.SIGTERM, reads, marks=pytest.mark.slow) for reads in (1, 3)),
    ],
)  # fmt: skip
def test_a_signal_in_the_first_moments_of_a_launch_is_kept_too(
    home: Path, number: signal.Signals, reads: int
) -> None:
    with Terminal(
        home, "sos"
    ) as terminal:  # so that there is a journal, and whatever a launch keeps ready
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


@pytest.mark.slow
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
        "import sys\nfrom calmtui.cli.main import main\n"
        "import calmtui.tui.screens.run_view as run\n"
        "from calmtui.session.scene import GuideScene\n"
        "draw = run.draw_screen\n"
        "def faulty(scene, *more):\n"
        "    assert not isinstance(scene, GuideScene) or scene.moment.elapsed < 0.5\n"
        "    return draw(scene, *more)\n"
        "run.draw_screen = faulty\n"
        "sys.exit(main())",
    )


@pytest.mark.slow
def test_a_fault_of_our_own_keeps_the_run_and_puts_the_terminal_back(home: Path) -> None:
    with Faulty(home, "run", "breathe") as terminal:
        terminal.shows("How anxious")
        terminal.types("6")
        assert terminal.ends(8) == 1
        restored(terminal)
    assert ended(home) == ["interrupted"]
    assert only_session(home).before == {"anxiety": 6}


class Stuck(Terminal):
    """The program with a loop that stands still once `t` is typed."""

    command = (
        sys.executable,
        "-c",
        "import sys, time\nfrom calmtui.cli.main import main\nimport calmtui.tui.screens.run "
        "as run\n"
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
    assert only_session(home).before == {"anxiety": 6}


def test_many_signals_are_one_end(home: Path) -> None:
    with Terminal(home, "run", "long") as terminal:
        terminal.shows("How anxious")
        terminal.types("6")
        terminal.shows("Feel the floor.")
        for number in (
            signal.SIGHUP,
            signal.SIGTERM,
            signal.SIGCONT,
            signal.SIGHUP,
            signal.SIGTERM,
        ):
            terminal.run.send_signal(number)
        terminal.ends(3)
        restored(terminal)
    assert ended(home) == ["interrupted"]


@pytest.mark.slow
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
        # Ctrl+S: nothing is taken any more.
        fcntl.ioctl(terminal.slave, termios.TCXONC, termios.TCOOFF)
        terminal.run.send_signal(signal.SIGTERM)
        assert terminal.ends(3.5) == 128 + signal.SIGTERM
        fcntl.ioctl(terminal.slave, termios.TCXONC, termios.TCOON)
    assert ended(home) == ["interrupted"]


@pytest.mark.slow
def test_a_kill_at_any_point_loses_no_record_that_was_acknowledged(home: Path) -> None:
    for place, (keys, seen) in enumerate(
        [("", "How anxious"), ("4", "Feel the floor."), ("4", "And now?")]
    ):
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


@pytest.mark.slow
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
        terminal.shows("Want to note how anxious you are now?")
    assert only_session(home).before == {"anxiety": 3}


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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("env", "settings"),
    [
        ({"NO_COLOR": "1"}, ""),
        ({"CLICOLOR": "0"}, ""),
        ({"LANG": "C", "LC_ALL": "C"}, ""),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, ""),
        ({"TERM": "xterm-16color", "COLORTERM": ""}, ""),
        ({"TERM": "linux", "COLORTERM": "", "COLUMNS": "20", "LINES": "5"}, ""),
        ({}, 'theme = "terminal"'),
        ({}, 'theme = "paper"\nmotion = "reduced"'),
    ],
    ids=["no colour", "CLICOLOR", "C", "not UTF-8", "16", "linux", "terminal", "reduced"],
)
def test_every_kind_of_terminal_starts(home: Path, env: dict[str, str], settings: str) -> None:
    (home / "settings.toml").write_text(settings)
    with Terminal(home, "run", "breathe", env=env) as terminal:
        terminal.shows("How anxious are you right now?")
        terminal.types("5")
        terminal.shows("Breathe in")
        coloured = re.findall(rb"\x1b\[[0-9;]*?(?:38|48);2;", terminal.sent)
        if env.keys() & {"NO_COLOR", "CLICOLOR"}:
            assert not re.findall(rb"\x1b\[[0-9;]*?(?:[34]8;[25]|[34][0-7]m)", terminal.sent)
        else:
            assert bool(coloured) == ("terminal" not in settings and "COLORTERM" not in env)
        if env.get("PYTHONUTF8") == "0":
            assert terminal.text().isascii()
            assert "#" in terminal.text() or "+" in terminal.text()
        terminal.types("\x03")
        assert terminal.ends(5) == 130
        restored(terminal)


@pytest.mark.slow
@pytest.mark.parametrize(
    "env",
    [{"TERM": "dumb"}, {"TERM": ""}, {"ACCESSIBLE": "1"}, {}],
    ids=["dumb", "empty", "accessible", "plain"],
)
def test_a_terminal_that_can_not_or_a_person_who_asks_gets_lines(
    home: Path, env: dict[str, str]
) -> None:
    with Terminal(home, "run", "short", *([] if env else ["--plain"]), env=env) as terminal:
        terminal.shows("0 to 10, Enter skips.")
        terminal.types("7\n")
        terminal.shows("And now?")
        terminal.types("4\n")
        terminal.shows("7 before, 4 after.")
        assert terminal.ends(5) == 0
        assert b"\x1b" not in terminal.sent
        assert termios.tcgetattr(terminal.slave) == terminal.before
    assert only_session(home).how == "completed"


@pytest.mark.slow
def test_a_pipe_on_the_input_gets_lines_even_with_a_terminal(home: Path) -> None:
    master, slave = pty.openpty()
    try:
        run = subprocess.run(
            [sys.executable, "-m", "calmtui", "run", "short"], input=b"7\n4\n", stdout=slave,
            stderr=slave,
            env={**os.environ, "CALMTUI_HOME": str(home), "TERM": "xterm-256color"},
            timeout=PATIENCE,
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


@pytest.mark.slow
def test_the_mouse_is_taken_wherever_a_tap_is_a_key(home: Path) -> None:
    def mouse() -> bool:
        return terminal.sent.rfind(b"\x1b[?1000h") > terminal.sent.rfind(b"\x1b[?1000l")

    with Terminal(home) as terminal:
        terminal.shows("Right now")
        terminal.until(mouse, "the mouse taken")
        for typed, seen, taken in (
            ("s", "Say today", True),
            ("?", "hide everything", True),  # a page to scroll
            ("\x1b", "Say today", True),
            ("\x18", "$", False),  # what looks like a shell leaves the mouse alone
            ("\x18", "Say today", True),
        ):
            terminal.types(typed)
            terminal.shows(seen)
            terminal.until(mouse if taken else lambda: not mouse(), f"the mouse, after {typed!r}")
