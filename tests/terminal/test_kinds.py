"""Terminals of every kind and size, closed streams, other alphabets: it runs, and leaves them as
they were.
"""

from __future__ import annotations

import fcntl
import os
import random
import re
import signal
import struct
import subprocess
import sys
import termios
from functools import partial
from itertools import product
from pathlib import Path
from shlex import quote

import pytest

from calmtui.terminal import ERASE_SCREEN
from tests.support.terminal import PATIENCE, Terminal, home, restored

__all__ = ["home"]  # the fixture

UTF8_LESS: list[dict[str, str]] = [
    {"LANG": "C"},
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"},
    {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LANG": "C", "PYTHONIOENCODING": "ascii"},
]


def full_screen_again(terminal: Terminal, since: int) -> bool:
    return b"\x1b[?1049h" in terminal.sent[since:]


def guide(terminal: Terminal) -> None:
    """To a guide, and out."""
    terminal.shows("How anxious are you right now?")
    terminal.types("5")
    terminal.shows("Breathe in")
    terminal.types("\x03")
    assert terminal.ends(PATIENCE) == 130
    restored(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("words", [("run", "long"), ("run", "long", "--plain")], ids=" ".join)
def test_where_no_shell_could_go_on_with_it_nothing_stops_it(
    home: Path, words: tuple[str, ...]
) -> None:
    """As the terminal's first process, or the one command of an SSH line."""
    with Terminal(home, *words) as terminal:
        terminal.shows("How anxious")
        terminal.types("5\r" if "--plain" in words else "5")
        terminal.shows("Feel the floor.")
        for key in (True, False):
            sent = len(terminal.sent)
            if key:
                terminal.types("\x1a")
            else:
                terminal.run.send_signal(signal.SIGTSTP)
            if "--plain" not in words:
                terminal.until(partial(full_screen_again, terminal, sent), "screen again")
                terminal.shows("Feel the floor.")
        terminal.types("t\r" if "--plain" in words else "t")
        terminal.shows("left" if "--plain" in words else "9:")
        terminal.types("\x03")
        assert terminal.ends(PATIENCE) == 130
        restored(terminal)


@pytest.mark.slow
def test_a_stop_while_the_first_frames_are_on_is_no_end(home: Path) -> None:
    for _ in range(2):
        with Terminal(home, "sos") as terminal:
            terminal.until(lambda: b"\x1b[?1049h" in terminal.sent, "first frame")
            terminal.types("\x1a")
            terminal.run.send_signal(signal.SIGTSTP)
            terminal.shows("Say today")

            def left(terminal: Terminal = terminal) -> bool:
                terminal.types("\x03")  # one that comes while it stops is thrown away
                return terminal.run.poll() is not None

            terminal.until(left, "end")
            # The last of them may meet the end of Python itself, which a shell calls 130 as well.
            assert terminal.ends(PATIENCE) in (130, -signal.SIGINT)
            restored(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("twice", [False, True], ids=["cold", "kept ready"])
@pytest.mark.parametrize(
    "term", ["linux", "vt100", "screen", "tmux", "screen-256color", "xterm-256color", "nonsense"]
)
def test_every_name_of_a_terminal_gets_the_full_screen(home: Path, term: str, twice: bool) -> None:
    for _ in range(1 + twice):
        with Terminal(home, "run", "breathe", env={"TERM": term, "COLORTERM": ""}) as terminal:
            guide(terminal)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("term", "colours", "ground"),
    [("screen", rb"(?:[34]|9|10)\d", b"49"), ("xterm-256color", rb"[34]8;5;\d+", b"48;5;233")],
)
def test_home_and_a_guide_keep_to_the_colours_there_are(
    home: Path, term: str, colours: bytes, ground: bytes
) -> None:
    sent = b""
    for words in ((), ("run", "breathe")):
        with Terminal(home, *words, env={"TERM": term, "COLORTERM": ""}) as terminal:
            if words:
                guide(terminal)
            else:
                terminal.shows("Longer out-breath")
                terminal.types("q")
                terminal.ends(PATIENCE)
            sent += terminal.sent
    single = rb"[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+"
    found = [
        part
        for codes in re.findall(rb"\x1b\[([0-9;]+)m", sent)
        for part in re.findall(single, codes)
    ]
    assert [part for part in found if not re.fullmatch(rb"\d|2\d|[34]9|" + colours, part)] == []
    assert ground in found
    assert b"40" not in found  # Rich's rounding of our ground, where it has 16 colours
    assert b"48;5;16" not in found  # and where it has 256


@pytest.mark.parametrize("term", [None, "", "dumb", "unknown"])
def test_a_terminal_without_a_name_gets_lines(
    home: Path, term: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = Terminal.command if term is not None else ("env", "-u", "TERM", *Terminal.command)
    monkeypatch.setattr(Terminal, "command", command)
    with Terminal(home, "run", "short", env={"TERM": term or ""}) as terminal:
        terminal.shows("0 to 10, Enter skips.")
        terminal.types("q\r")
        terminal.ends(PATIENCE)
        restored(terminal)
        assert b"\x1b" not in terminal.sent


@pytest.mark.slow
@pytest.mark.parametrize("env", UTF8_LESS, ids=str)
@pytest.mark.parametrize("words", [("run", "breathe"), ("run", "breathe", "--plain"), ()], ids=str)
def test_a_locale_that_is_not_utf_8_gets_plain_letters(
    home: Path, env: dict[str, str], words: tuple[str, ...]
) -> None:
    for _ in range(2):  # the second time an opening may be kept ready
        with Terminal(home, *words, env={"LANG": "", **env}) as terminal:
            terminal.shows(
                "Longer out-breath" if not words else "Enter" if len(words) > 2 else "How anxious"
            )
            if words:
                terminal.types("5\r" if len(words) > 2 else "5")
                terminal.shows("Breathe in")
            terminal.types("\x03")
            terminal.ends(PATIENCE)
            restored(terminal)
            assert terminal.sent.isascii()


def test_where_no_locale_is_set_the_terminal_is_taken_for_utf_8(home: Path) -> None:
    with Terminal(home, "run", "breathe", env={"LANG": ""}) as terminal:
        terminal.shows("How anxious")
        terminal.types("5")
        terminal.until(lambda: bool(set("▀▄█") & set(terminal.text())), "orb")
        terminal.types("\x03")
        terminal.ends(PATIENCE)
        restored(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("words", [("run", "breathe"), ("urge",), ()], ids=str)
def test_no_colour_means_none(home: Path, words: tuple[str, ...]) -> None:
    for _ in range(2):
        with Terminal(home, *words, env={"NO_COLOR": "1"}) as terminal:
            if not words:
                terminal.shows("Longer out-breath")
                terminal.types("!")
                terminal.shows("I am not safe")
            else:
                terminal.until(lambda: "How " in terminal.text(), "question")
                terminal.types("5")
                terminal.until(lambda: "How " not in terminal.text(), "answer")
            terminal.types("\x03")
            terminal.ends(PATIENCE)
            restored(terminal)
        for codes in re.findall(rb"\x1b\[([0-9;]*)m", terminal.sent):
            numbers = [int(code or 0) for code in codes.split(b";")]
            assert not [n for n in numbers if 30 <= n <= 38 or 40 <= n <= 48 or 90 <= n <= 107], (
                codes
            )


@pytest.mark.slow
@pytest.mark.parametrize("words", [("run", "breathe"), ("urge",), ("run", "box"), ()], ids=str)
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 30), (300, 1), (10, 4), (300, 100)], ids=str)
def test_every_size_starts_and_is_left_with_a_key(
    home: Path, words: tuple[str, ...], size: tuple[int, int]
) -> None:
    with Terminal(home, *words, columns=size[0], rows=size[1]) as terminal:
        terminal.until(lambda: b"\x1b[?2004h" in terminal.sent, "full screen")
        terminal.types("5 \x1b[A?")
        for _ in range(5):
            terminal.read(0.1)
        terminal.types("\x03")
        assert terminal.ends(PATIENCE) == 130, terminal.sent
        restored(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_storm_of_new_sizes_is_weathered(home: Path, seed: int) -> None:
    chance = random.Random(seed)
    words, before, seen = [
        (("run", "breathe"), "5", "Breathe in"), (("urge",), "9", "Write it here."),
        ((), "", "Longer out-breath"),
    ][seed % 3]  # fmt: skip
    with Terminal(home, *words) as terminal:
        if before:
            terminal.until(lambda: "How " in terminal.text(), "question")
            terminal.types(before)
        terminal.shows(seen)
        for _ in range(300):
            size = struct.pack("HHHH", chance.randint(1, 100), chance.randint(1, 300), 0, 0)
            fcntl.ioctl(terminal.slave, termios.TIOCSWINSZ, size)
            terminal.run.send_signal(signal.SIGWINCH)
            terminal.read(chance.choice((0.0, 0.0, 0.0, 0.01, 0.05)))
            assert terminal.run.poll() is None
        fcntl.ioctl(terminal.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        terminal.run.send_signal(signal.SIGWINCH)
        terminal.read(0.5)
        terminal.screen.reset()
        terminal.sent, terminal._fed = b"", 0
        fcntl.ioctl(terminal.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
        terminal.screen.resize(25, 80)
        terminal.run.send_signal(signal.SIGWINCH)
        terminal.shows(seen)  # and the picture is whole again
        terminal.types("\x03")
        assert terminal.ends(PATIENCE) == 130
        assert termios.tcgetattr(terminal.slave) == terminal.before


@pytest.mark.slow
def test_a_size_exported_by_a_parent_freezes_nothing(home: Path) -> None:
    with Terminal(
        home, "run", "breathe", columns=60, rows=20, env={"COLUMNS": "200", "LINES": "70"}
    ) as terminal:
        guide(terminal)
        sent = terminal.sent.replace(ERASE_SCREEN, b"")
        assert max(int(row) for row in re.findall(rb"\x1b\[(\d+);\d+H", sent)) <= 20


@pytest.mark.slow
@pytest.mark.parametrize("closed", [c for c in product((0, 1), repeat=3) if any(c)], ids=str)
@pytest.mark.parametrize("words", [("sos",), ("run", "short", "--plain"), (), ("list",)], ids=str)
def test_closed_streams_crash_nothing(
    home: Path, closed: tuple[int, ...], words: tuple[str, ...]
) -> None:
    """Without its input a run goes on to its end, so it is told to; nothing is said but in a
    sentence.
    """
    files = "".join(f" {fd}>&-" for fd, is_closed in enumerate(closed) if is_closed)
    shell = f'exec {quote(sys.executable)} -m calmtui "$@"{files}'
    master, slave = os.openpty()
    before = termios.tcgetattr(slave)
    try:
        run = subprocess.Popen(
            ["sh", "-c", shell, "sh", *words], stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True,
            env={**os.environ, "CALMTUI_HOME": str(home), "TERM": "xterm-256color"},
        )  # fmt: skip
        try:
            run.wait(1.5)
        except subprocess.TimeoutExpired:
            run.terminate()
        assert run.wait(PATIENCE) in (0, 1, 2, 128 + signal.SIGTERM)
        os.set_blocking(master, False)
        try:
            said = os.read(master, 1 << 16)
        except BlockingIOError:
            said = b""
        assert b"Traceback" not in said
        assert b"Error" not in said
        assert termios.tcgetattr(slave) == before
    finally:
        os.close(master)
        os.close(slave)
