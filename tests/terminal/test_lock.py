"""The lock in the real program, in a pseudo-terminal: whole urges whose words, ratings and choices
are on no disk.
"""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.support.terminal import Terminal, home, records, restored
from tests.support.walks import to_the_guide

__all__ = ["home"]  # the fixture

PASSPHRASE = "five small boats at sea"
RECOVERY = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{58}")


def in_xdg(home: Path) -> dict[str, str]:
    """An environment in which all that a program may write lies under `home`."""
    folders = {"HOME": "", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run", "XDG_CACHE_HOME": ".cache"}
    folders |= {"XDG_DATA_HOME": ".data", "XDG_STATE_HOME": ".state", "XDG_CONFIG_HOME": ".config"}
    for folder in folders.values():
        (home / folder).mkdir(exist_ok=True)
    return {"CALMTUI_HOME": "", **{name: str(home / folder) for name, folder in folders.items()}}


def lock(home: Path, env: dict[str, str] | None = None, passphrase: str = PASSPHRASE) -> str:
    """Lock the journal as a person does; gives the recovery key."""
    with Terminal(home, "lock", env=env) as terminal:
        terminal.shows("New passphrase:")
        terminal.types("one\r")
        terminal.shows("Passphrase again:")
        terminal.types("another\r")
        terminal.shows("They are not the same.")
        terminal.until(
            lambda: terminal.text().count("New passphrase:") == 2, "the first question again"
        )
        terminal.types(f"{passphrase}\r")
        terminal.until(
            lambda: terminal.text().count("Passphrase again:") == 2, "the second question"
        )
        terminal.types(f"{passphrase}\r")
        terminal.shows("type its last 4 letters:")
        found = RECOVERY.search(terminal.text())
        assert found
        terminal.types("nope\r")
        terminal.shows("Not the same.")
        terminal.types(f"{found[0][-4:].lower()}\r")
        terminal.shows("locked.")
        assert terminal.ends(20) == 0
        restored(terminal)
        shown, left = terminal.sent.split(b"\x1b[?1049h")[1].split(b"\x1b[?1049l")
        assert terminal.sent.count(found[0].encode()) == shown.count(found[0].encode()) == 1
        assert b"locked." in left
        assert passphrase.encode() not in terminal.sent
    return found[0]


def asked(
    home: Path, *words: str, secret: str = PASSPHRASE, env: dict[str, str] | None = None
) -> str:
    """What a command says once the passphrase is given."""
    with Terminal(home, *words, columns=120, env=env) as terminal:
        terminal.shows("Passphrase")
        terminal.types("wrong\r")
        terminal.shows("That did not open it.")
        terminal.until(lambda: terminal.text().count("Passphrase (") == 2, "the question again")
        terminal.types(f"{secret}\r")
        assert terminal.ends(20) == 0
        assert secret.encode() not in terminal.sent
        restored(terminal)
        return terminal.text()


def everything(folder: Path) -> dict[str, bytes]:
    """Every file under a folder that no program wrote but this one, by its name and its content."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


TELLING = [
    rb"zanzibar", rb"ride-the-urge.*begun", rb'"pull"', rb"slow reply", rb"Ride the urge",
    rb"Let it go", rb"begun",
    rb"rated", rb"anxiety", rb"kumquat", rb"delay-", rb"run_",
]  # fmt: skip


def tells(folder: Path) -> list[str]:
    """The files that tell of a session, by name or content: the opening of `urge` is there whatever
    was done.
    """
    found = []
    for name, data in everything(folder).items():
        opening = "/openings/" in name and name.rsplit("/", 1)[-1].split("_")[0] in ("urge", "sos")
        for pattern in TELLING:
            if opening and pattern != rb"zanzibar":
                continue
            if re.search(pattern, data) or re.search(pattern, name.encode()):
                found.append(f"{name}: {pattern!r}")
    return found


def listed(said: str) -> list[str]:
    """The sessions that a terminal shows, a line each."""
    return [line.rstrip() for line in said.splitlines() if re.match(r"\d{4}-\d\d-\d\d ", line)]


@pytest.mark.slow
def test_whole_urges_of_a_locked_journal_are_on_no_disk(home: Path) -> None:
    env = in_xdg(home)
    with Terminal(home, "urge", env=env) as terminal:  # one before the lock, cut off
        to_the_guide(terminal, "zanzibar before")
        terminal.kept()
        terminal.run.send_signal(signal.SIGKILL)
        terminal.run.wait()
    assert len(tells(home)) > 3
    recovery = lock(home, env)
    assert tells(home) == []
    for number in range(3):  # from the second on there is an opening
        with Terminal(home, "urge", env=env) as terminal:
            to_the_guide(terminal, f"zanzibar number {number}")
            assert tells(home) == []
            if number == 1:
                terminal.kept()
                terminal.run.send_signal(signal.SIGKILL)
                terminal.run.wait()
                continue
            terminal.types("w")
            terminal.shows(f"zanzibar number {number}")
            terminal.types("\r")
            terminal.types("p")
            terminal.shows("What now?")
            terminal.types("4")
            terminal.shows("calmtui draft")
            terminal.types("k")
            terminal.shows("Kept as a draft")
            assert tells(home) == []
            terminal.types("\r")
            terminal.shows("under it?")
            terminal.types("kumquat\r")
            terminal.shows("How strong is the pull now?")
            terminal.types("3")
            terminal.shows("9 before, 3 after.")
            terminal.types("\r")
            assert terminal.ends(5) == 0
        assert tells(home) == []
    with Terminal(home, "run", "box", "--plain", env=env) as terminal:
        terminal.shows("How anxious")
        terminal.types("7\r")
        terminal.shows("Breathe in")
        terminal.types("q\r")
        terminal.shows("Want to note how anxious you are now?")
        terminal.types("5\r")
        assert terminal.ends(20) == 3
    assert tells(home) == []
    assert all(stat.S_IMODE(os.stat(name).st_mode) == 0o600 for name in everything(home / ".data"))
    assert all(stat.S_IMODE(os.stat(name).st_mode) == 0o600 for name in everything(home / ".state"))
    # With the passphrase, or the recovery key, all of it is there.
    said = asked(home, "log", env=env)
    assert len(re.findall(r"Ride the urge  completed.*pull 9 before, pull 3 after", said)) == 2
    assert said.count("Ride the urge  unfinished") == 2
    assert said.count("Box breathing  stopped early") == 1
    whole = listed(said)
    assert "zanzibar number 2" in asked(home, "draft", env=env, secret=recovery)
    # Their order is that of the wall clock, which may be set back while this runs.
    newest = listed(asked(home, "log", "--last", "2", env=env))
    assert (len(newest), newest) == (2, whole[:2]), (newest, whole)
    asked(home, "unlock", env=env, secret=recovery)
    done = subprocess.run(
        [sys.executable, "-m", "calmtui", "log", "--json"],
        capture_output=True,
        text=True,
        env=os.environ | env,
    )
    assert done.returncode == 0
    past = json.loads(done.stdout)
    assert len(past) == 5
    assert sum(session["answers"].get("under") == "kumquat" for session in past) == 2
    names = [Path(name).name for name in everything(home / ".data") | everything(home / ".state")]
    assert "lock.json" not in names
    with Terminal(home, "draft", env=env) as terminal:
        terminal.shows("zanzibar number 2")


@pytest.mark.slow
def test_without_a_terminal_nothing_is_asked_and_a_line_says_what_to_do(home: Path) -> None:
    lock(home)
    with Terminal(home, "urge") as terminal:
        to_the_guide(terminal)
        terminal.kept()
        terminal.run.send_signal(signal.SIGKILL)
        terminal.run.wait()
    for words in ("log", "log --json", "log --last 3", "draft", "unlock"):
        done = subprocess.run(
            [sys.executable, "-m", "calmtui", *words.split()], input=f"{PASSPHRASE}\n",
            capture_output=True, text=True,
            env=os.environ | {"CALMTUI_HOME": str(home)}, start_new_session=True,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (1, ""), words
        assert "this asks for a passphrase; run it in a terminal" in done.stderr


def gone(terminal: Terminal) -> bool:
    """Whether the program has ended; a Ctrl+C just before a line is read is seen with the next
    key.
    """
    if terminal.run.poll() is None:
        terminal.types("\r")
        return False
    return True


@pytest.mark.slow
def test_locking_needs_a_terminal_and_can_be_left(home: Path) -> None:
    command = [sys.executable, "-m", "calmtui", "lock"]
    env = os.environ | {"CALMTUI_HOME": str(home)}
    done = subprocess.run(
        command, input="x\nx\n", capture_output=True, text=True, env=env, start_new_session=True
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "run it in a terminal" in done.stderr
    with Terminal(home, "lock") as terminal:
        terminal.shows("New passphrase:")
        terminal.types("\r")
        terminal.shows("nothing was changed")
        assert terminal.ends(20) == 1
    for how, code in (("\r", 1), ("\x03", 130)):
        with Terminal(home, "lock") as terminal:
            terminal.shows("New passphrase:")
            terminal.types("x\r")
            terminal.shows("Passphrase again:")
            terminal.types("x\r")
            terminal.shows("last 4 letters:")
            terminal.types(how)
            terminal.until(partial(gone, terminal), "end")
            assert terminal.run.wait() in (code, 1)
            restored(terminal)
    assert not list(home.rglob("lock.json"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_while_it_asks_the_terminal_is_put_back(
    home: Path, number: signal.Signals
) -> None:
    with Terminal(home, "lock") as terminal:
        terminal.shows("New passphrase:")
        terminal.run.send_signal(number)
        assert terminal.ends(20) == 128 + number
        restored(terminal)


@pytest.mark.slow
def test_a_first_frame_kept_ready_seals_its_record_and_no_name_tells_what_was_run(
    home: Path,
) -> None:
    lock(home)
    with Terminal(home, "run", "short") as terminal:
        terminal.until(
            lambda: any((home / "state" / "openings").glob("sos*")), "openings kept ready"
        )
        terminal.types("q")
        assert terminal.ends(20) == 3
    assert {path.name.split("_")[0] for path in (home / "state" / "openings").iterdir()} == {
        "urge",
        "sos",
    }
    with Terminal(home, "urge") as terminal:
        terminal.shows("How strong is the pull?")
        terminal.types("9")
        terminal.shows("Write it here.")
        terminal.types("\x03")
        assert terminal.ends(20) == 130
    assert {record["what"] for record in records(home)} == {"sealed"}
    assert "pull 9 before" in asked(home, "log")


class Asking(Terminal):
    """The program while it works on a secret that was typed, between two questions."""

    command = (
        sys.executable,
        "-c",
        "from calmtui.cli.passphrase import hidden_input\nwith hidden_input():\n"
        " print('works', flush=True)\n input()",
    )  # fmt: skip


def test_what_is_typed_ahead_of_a_question_is_not_shown(home: Path) -> None:
    with Asking(home) as terminal:
        terminal.shows("works")
        terminal.types("secret\r")
        assert terminal.ends(20) == 0
        assert b"secret" not in terminal.sent
        restored(terminal)


@pytest.mark.slow
def test_another_passphrase_and_a_second_lock(home: Path) -> None:
    recovery = lock(home)
    with Terminal(home, "lock") as terminal:
        terminal.shows("The journal is locked already.")
        assert terminal.ends(20) == 0
    with Terminal(home, "lock", "--change") as terminal:
        terminal.shows("Passphrase")
        terminal.types(f"{recovery}\r")
        terminal.shows("New passphrase:")
        terminal.types("short\r")
        terminal.shows("Passphrase again:")
        terminal.types("short\r")
        terminal.shows("The passphrase was changed.")
        assert terminal.ends(20) == 0
    with Terminal(home, "run", "short") as terminal:
        terminal.shows("How anxious are you right now?")
        terminal.types("7")
        terminal.shows("And now?")
        terminal.types("3")
        terminal.shows("7 before, 3 after.")
        terminal.types("\r")
        assert terminal.ends(5) == 0
    assert {record["what"] for record in records(home)} == {"sealed"}
    assert "7 before" in asked(home, "log", secret="short")


@pytest.mark.slow
def test_a_lock_file_that_is_lost_is_made_good_by_this_machines_copy_or_the_recovery_key(
    home: Path,
) -> None:
    recovery = lock(home)
    with Terminal(home, "run", "short") as terminal:
        terminal.shows("How anxious are you right now?")
        terminal.types("7")
        terminal.shows("Feel the floor.")
        terminal.types("\x03")
        assert terminal.ends(5) == 130
    (home / "journal" / "lock.json").unlink()
    with Terminal(home, "lock") as terminal:
        terminal.shows("own copy was put back")
        assert terminal.ends(20) == 0
    (home / "journal" / "lock.json").unlink()  # nothing depends on it
    for lost in (False, True):
        for path in home.rglob("lock.json") if lost else ():
            path.unlink()
        with Terminal(home, "run", "short") as terminal:
            terminal.shows("How anxious are you right now?")
            terminal.types("7")
            terminal.shows("Not saved yet: the journal is locked" if lost else "Feel the floor.")
            terminal.types("\x03")
            assert terminal.ends(5) == 130
        assert [record["what"] for record in records(home)] == ["sealed"] * 6
    for path in home.rglob("lock.json"):
        path.unlink()
    with Terminal(home, "lock", columns=100) as terminal:
        terminal.shows("damaged")
        assert terminal.ends(20) == 1
    said = asked(home, "unlock", secret=recovery)
    assert "The journal is unlocked." in said
    assert [record["what"] for record in records(home)] == ["begun", "rated", "ended"] * 2
