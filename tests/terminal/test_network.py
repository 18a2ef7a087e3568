"""Nothing ever connects, binds, listens, sends or looks up a name; no program is started but the
person's editor.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.sandbox import CAUGHT, Sandbox, commands
from tests.support.terminal import SHORT
from tests.support.walks import LINES, WALKS

# Every command of the program, and what it is tried with; {file} is a routine file.
TRIED: dict[str, tuple[tuple[str, ...], ...]] = {
    "urge": (("urge", "--plain"),),
    "sos": (("sos", "--plain"),),
    "before": (("before", "--", "{editor}"),),
    "breathe": (("breathe", "4-6", "--plain"),),
    "completion": (("completion", "bash"),),
    "shortcut": (("shortcut", "bash"), ("shortcut", "tmux", "--install", "--yes")),
    # What a scheduler is told with is a program: here only what reads files.
    "remind": (
        ("remind", "--with", "systemd"),
        ("remind", "--with", "launchd", "--json"),
        ("remind", "--remove", "--with", "systemd"),
        ("remind", "21:00", "nothing-such"),
    ),
    "status": (("status",), ("status", "--json")),
    "run": (("run", "short", "--plain"), ("run", "nothing-such")),
    "list": (("list",), ("list", "--json")),
    "new": (("new", "mine"), ("new", "other", "--from", "box-breathing")),
    "edit": (("edit", "short"),),
    "preview": (("preview", "{file}", "--plain"),),
    "schema": (("schema",),),
    "check": (("check", "{file}"),),
    "add": (("add", "{file}"),),
    "share": (("share", "box-breathing"),),
    "log": (("log",), ("log", "--json"), ("log", "--last", "1"), ("log", "--since", "2026-11-02")),
    "export": (
        ("export", "{file}.csv", "--yes"),
        ("export", "-", "--as", "jsonl", "--words", "--yes"),
    ),
    "report": (("report",), ("report", "{file}.html", "--words", "--yes")),
    "stats": (("stats",), ("stats", "--json", "--last", "4w")),
    "try": (("try", "box", "five-senses"), ("try",), ("try", "--json"), ("try", "--stop")),
    "forget": (
        ("forget", "--before", "2000-01-01"),
        ("forget", "--all", "--yes"),
        ("forget", "none", "--yes"),
    ),
    "backup": (("backup", "{file}.tar"), ("backup", "{file}.tar", "--force")),
    "restore": (("backup", "{file}.tar"), ("restore", "{file}.tar"), ("restore", "{file}")),
    "import": (("import", "{file}", "--when", "day", "--yes"),),
    "draft": (("draft",), ("draft", "--forget")),
    "doctor": (("doctor",), ("doctor", "--json"), ("doctor", "--fix")),
    "lock": (("lock",), ("lock", "--change"), ("lock", "--show")),
    "unlock": (("unlock",),),
    "where": (("where",), ("where", "--json")),
}
# The others are tried with the slow tests: a run, the journal, and all that starts a program.
FIRST_TRIED = ("run", "edit", "log", "restore", "lock")
NAMES = re.compile(r"\b(\w+)\((.*)\)\s+= ")


def isolated() -> tuple[str, ...]:
    """The words that start a program where there is no network at all; skips where that is not
    permitted.
    """
    for words in (("unshare", "-n"), ("unshare", "-r", "-n")):
        if (
            shutil.which("unshare")
            and not subprocess.run([*words, "true"], capture_output=True, check=False).returncode
        ):
            return words
    pytest.skip("no network namespace may be made here (unshare -n)")


@pytest.mark.parametrize(
    ("attempt", "kind"),
    [
        ("socket.create_connection(('127.0.0.1', 9), 1)", "network"),
        (
            "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
            "network",
        ),
        ("socket.socket(socket.AF_UNIX).bind('x')", "network"),
        ("socket.socket(socket.AF_UNIX).connect('x')", "network"),
        ("socket.socketpair()[0].sendmsg([b'x'])", "network"),
        ("socket.getaddrinfo('localhost', 9)", "network"),
        ("socket.gethostbyname('localhost')", "network"),
        ("socket.gethostbyaddr('127.0.0.1')", "network"),
        ("socket.getnameinfo(('127.0.0.1', 9), 0)", "network"),
        ("socket.create_server(('127.0.0.1', 0)).listen()", "network"),
        ("__import__('ctypes').CDLL(None).socket(2, 1, 0)", "network"),
        ("subprocess.run(['true'])", "programs"),
        ("os.system('true')", "programs"),
        ("os.execvp('true', ['true'])", "programs"),
        ("os.fork()", "programs"),
    ],
)
def test_an_attempt_is_caught(attempt: str, kind: str, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    tried = f"import os, socket, subprocess\ntry: {attempt}\nexcept BaseException: pass\n"
    sandbox.script.write_text(tried)
    assert sandbox.runs().returncode == CAUGHT
    assert sandbox.caught.startswith(f"{kind}: ")


def test_the_event_loops_own_pair_is_let_through(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.script.write_text("import asyncio\nasyncio.run(asyncio.sleep(0))\n")
    assert sandbox.runs().returncode == 0
    assert sandbox.caught == ""


def test_every_command_is_tried() -> None:
    assert set(commands()) == set(TRIED), (
        "tests/terminal/test_network.py: TRIED needs a line for every command"
    )


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in FIRST_TRIED else pytest.mark.slow) for name in TRIED],
)
def test_a_command_reaches_for_nothing(name: str, tmp_path: Path) -> None:
    editor = tmp_path / "my-editor"
    editor.symlink_to(shutil.which("true") or "")
    sandbox = Sandbox(tmp_path, may_start=str(editor), env={"VISUAL": str(editor)})
    (tmp_path / "file.toml").write_text(SHORT)
    for words in TRIED[name]:
        done = sandbox.runs(
            *(word.format(file=tmp_path / "file.toml", editor=editor) for word in words),
            typed="\nq\n\n",
        )
        assert sandbox.caught == ""
        assert done.returncode in (0, 1, 3), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", LINES)
def test_a_run_line_by_line_reaches_for_nothing(name: str, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    words, typed = LINES[name]
    done = sandbox.runs(*words, typed=typed)
    assert sandbox.caught == ""
    assert done.returncode in (0, 3), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", WALKS)
def test_every_screen_reaches_for_nothing(name: str, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    words, walk = WALKS[name]
    with sandbox.terminal(*words) as terminal:
        walk(terminal, False)
    assert sandbox.caught == ""


@pytest.mark.slow
def test_going_on_watching_and_previewing_reach_for_nothing(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    (tmp_path / "file.toml").write_text(SHORT.replace("0.8", "600"))
    with sandbox.terminal("urge") as first:
        first.shows("How strong is the pull?")
        first.types("9")
        first.shows("Write it here.")
        with sandbox.terminal("urge") as second:  # it only shows the wait
            second.shows("It is running in")
            second.types("\r")
            second.shows("Let the swell go by.")
            second.types("\x03")
            second.ends(20)
        first.hang_up()
        first.ends(20)
    with sandbox.terminal("urge") as again:
        again.shows("continue")
        again.types("\r")
        again.shows("Write it here.")  # where it was
        again.types("\x03")
        again.ends(20)
    with sandbox.terminal("preview", str(tmp_path / "file.toml"), "--watch") as preview:
        preview.shows("Feel the floor.")
        (tmp_path / "file.toml").write_text(SHORT.replace("0.8", "500").replace("Feel", "Trust"))
        preview.shows("Trust the floor.")
        preview.types("\x03")
        preview.ends(20)
    assert sandbox.caught == ""


@pytest.mark.slow
def test_the_program_is_whole_where_there_is_no_network(tmp_path: Path) -> None:
    before = isolated()
    sandbox = Sandbox(tmp_path)
    assert "Box breathing" in sandbox.runs("list", before=before).stdout
    words, typed = LINES["routine"]
    assert "7 before, 4 after." in sandbox.runs(*words, typed=typed, before=before).stdout
    words, walk = WALKS["home"]
    with sandbox.terminal(*words, before=before) as terminal:
        walk(terminal, False)
    assert sandbox.caught == ""


@pytest.mark.slow
def test_the_kernel_is_asked_for_one_pair_of_sockets_and_for_nothing_else(tmp_path: Path) -> None:
    if (
        not shutil.which("strace")
        or subprocess.run(["strace", "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("strace is not installed, or may not trace here")
    sandbox = Sandbox(tmp_path)
    log = tmp_path / "calls"
    before = ("strace", "-f", "-qq", "-e", "trace=network", "-e", "signal=none", "-o", str(log))
    words, typed = LINES["routine"]
    sandbox.runs(*words, typed=typed, before=before)
    assert log.read_text() == ""
    for name in ("home", "send"):
        words, walk = WALKS[name]
        # The third session in an hour is asked for no number.
        sandbox.runs("forget", "--all", "--yes")
        with sandbox.terminal(*words, before=before) as terminal:
            walk(terminal, False)
        calls = NAMES.findall(log.read_text())
        # Python asks both ends of the pair for their family.
        assert [call for call, _ in calls] == ["socketpair", "getsockname", "getsockname"], calls
        assert all("AF_UNIX" in about for _, about in calls), calls
