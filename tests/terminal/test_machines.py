"""One journal on two machines, shared by the real Syncthing and by git: one history, nothing twice,
nothing missing.
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import threading
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep, strftime
from typing import Any

import pytest

from calmtui.storage.journal import Journal
from calmtui.storage.records import new_id
from tests.support.sandbox import commands

pytestmark = [pytest.mark.slow, pytest.mark.alone]  # two Syncthings, and a program on each side

PAGE = (Path(__file__).parents[2] / "docs" / "several-computers.md").read_text()
GIT = {
    **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C",
    **{f"GIT_{who}_{what}": f"{who}@localhost" for who in ("AUTHOR",
    "COMMITTER") for what in ("NAME", "EMAIL")},
}  # fmt: skip
PATIENCE = 300.0  # seconds for anything to arrive on the other side, on a busy machine
SHORT = (
    'format = 1\ntitle = "Short"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = '
    '"s"\nrate = ["anxiety"]\n'
    '[[steps]]\nkind = "say"\ntext = "Feel the floor."\nseconds = 0.1\n'
)


_ALONE = (
    "import calmtui.history.frequency; calmtui.history.frequency.is_third_within_an_hour "
    "= lambda *_: False\nfrom calmtui.cli.main import main; raise SystemExit(main())"
)


class Machine:
    """One home, and what was acknowledged on it: each session with its rating."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "routines").mkdir(parents=True)
        (home / "routines" / "short.toml").write_text(SHORT)
        self.journal = Journal(home / "journal", home / "state")
        self.kept: dict[str, int] = {}

    def calmtui(self, *words: str, typed: str = "", alone: bool = False) -> str:
        """What the real program prints."""
        env = {**os.environ, "CALMTUI_HOME": str(self.home)}
        begin = ["-c", _ALONE] if alone else ["-m", "calmtui"]
        command = [sys.executable, *begin, *words]
        done = subprocess.run(
            command, env=env, input=typed, capture_output=True, text=True, timeout=120, check=True
        )
        return done.stdout

    def log(self) -> list[dict[str, Any]]:
        """The history as this machine tells it."""
        told: list[dict[str, Any]] = json.loads(self.calmtui("log", "--json"))
        return told

    def keeps(self, sessions: int, *, minute: int) -> None:
        """Append whole sessions, one record at a time, as a run does."""
        for number in range(sessions):
            session = new_id()
            at = f"2026-11-24T22:{minute:02}:{number % 60:02}+01:00"
            for record in (
                {"what": "begun", "routine": "short", "title": "Short"},
                {"what": "rated", "when": "before", "anxiety": number % 11},
                {"what": "ended", "how": "completed", "practised": 1.0},
            ):
                self.journal.append(
                    {"v": 1, "id": new_id(), "session": session, "at": at, **record}
                )
            self.kept[session] = number % 11

    def runs(self, rating: int) -> None:
        """A real run, as if it were alone in its hour: the third is asked for no number."""
        said = self.calmtui("run", "short", "--plain", typed=f"{rating}\n0\n", alone=True)
        assert f"{rating} before, 0 after." in said

    def files(self) -> dict[str, bytes]:
        """Return the journal's files; Syncthing may take one away between the look and the
        reading.
        """
        found = {}
        for path in self.journal.folder.glob("*.jsonl"):
            with suppress(FileNotFoundError):
                found[path.name] = path.read_bytes()
        return found


def both(*work: Callable[[], None]) -> None:
    """Do things at once; whatever one of them raises is raised."""
    failed: list[BaseException] = []

    def guarded(one: Callable[[], None]) -> None:
        try:
            one()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def write_at_once(a: Machine, b: Machine, minute: int) -> None:
    """Both machines append at the same time: sessions in quick succession, and a real run on
    each.
    """
    both(
        lambda: a.keeps(40, minute=minute),
        lambda: b.keeps(40, minute=minute),
        lambda: a.runs(9),
        lambda: b.runs(8),
    )


def same_history(a: Machine, b: Machine, runs: int) -> None:
    """Both tell the same, each session once, with what was acknowledged, and so many real runs
    beside.
    """
    told = a.log()
    assert told == b.log()
    ids = [past["session"] for past in told]
    assert len(set(ids)) == len(ids)
    kept = {**a.kept, **b.kept}
    missing = {
        machine.home.name: [session for session in machine.kept if session not in ids]
        for machine in (a, b)
    }
    assert missing == {"a": [], "b": []}, {
        (machine.home.name, name): (len(data), sum(s.encode() in data for s in kept))
        for machine in (a, b)
        for name, data in sorted(machine.files().items())
    }
    assert {
        past["session"]: past["before"]["anxiety"] for past in told if past["session"] in kept
    } == kept
    real = [past for past in told if past["session"] not in kept]
    assert sorted(past["before"]["anxiety"] for past in real) == sorted([8, 9] * (runs // 2))
    assert {past["how"] for past in told} == {"completed"}
    for machine in (a, b):
        assert len(list(machine.journal.records())) >= 3 * len(ids)
        assert machine.journal.unreadable_lines == []


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Machine, Machine]:
    return Machine(tmp_path / "a"), Machine(tmp_path / "b")


def free_ports() -> tuple[int, int]:
    """Two ports, held both until both are known: one after the other may be the same."""
    with socket.socket() as one, socket.socket() as other:
        for probe in (one, other):
            probe.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


class Syncthing:
    """One instance that shares a folder, on loopback alone: nothing is announced, relayed, reported
    or upgraded.
    """

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder
        self.gui, self.port = free_ports()
        words = ["generate", f"--home={home}", "--no-default-folder", "--skip-port-probing"]
        subprocess.run(
            ["syncthing", *words], env=self._env, capture_output=True, timeout=60, check=True
        )
        self.config = ElementTree.parse(home / "config.xml")
        self.id = str(self.config.getroot().find("device").get("id"))  # type: ignore[union-attr]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def _env(self) -> dict[str, str]:
        return {
            **os.environ,
            "HOME": str(self.home.parent),
            "STNOUPGRADE": "1",
            "STNODEFAULTFOLDER": "1",
        }

    def starts(self, other: Syncthing) -> None:
        """Set up the sharing with another instance, and start."""
        root = self.config.getroot()
        options, gui = root.find("options"), root.find("gui")
        assert options is not None
        assert gui is not None
        off = (
            "globalAnnounceEnabled", "localAnnounceEnabled", "relaysEnabled", "natEnabled",
            "crashReportingEnabled",
            "startBrowser",
        )  # fmt: skip
        said = {
            "listenAddress": f"tcp://127.0.0.1:{self.port}", "urAccepted": "-1",
            "autoUpgradeIntervalH": "0",
            "reconnectionIntervalS": "1", **dict.fromkeys(off, "false"),
        }  # fmt: skip
        for name, value in said.items():
            option = options.find(name)
            assert option is not None, name
            option.text = value
        gui.find("address").text = f"127.0.0.1:{self.gui}"  # type: ignore[union-attr]
        self.key = gui.findtext("apikey") or ""
        device = ElementTree.SubElement(root, "device", id=other.id, name="other")
        ElementTree.SubElement(device, "address").text = f"tcp://127.0.0.1:{other.port}"
        # As its own pages make a folder: conflict copies are kept.
        usual = root.find("defaults/folder")
        assert usual is not None
        folder = copy.deepcopy(usual)
        about = {
            "id": "journal",
            "path": str(self.folder),
            "fsWatcherDelayS": "1",
            "rescanIntervalS": "2",
        }
        for name, value in about.items():
            folder.set(name, value)
        # A file that was written to between its scan and its replacement is taken up again after
        # this, not after
        # the minute that is usual.
        again = folder.find("pullerPauseS")
        assert again is not None
        again.text = "1"
        root.append(folder)
        for device in folder.findall("device"):
            folder.remove(device)
        for id in (self.id, other.id):
            ElementTree.SubElement(folder, "device", id=id)
        self.config.write(self.home / "config.xml")
        self.folder.mkdir(mode=0o700, exist_ok=True)
        words = [f"--home={self.home}", "--no-browser", "--no-restart", "--no-upgrade"]
        with open(self.home / "out", "wb") as out:
            self.process = subprocess.Popen(
                ["syncthing", "serve", *words], env=self._env, stdout=out, stderr=out
            )

    def asks(self, method: str, path: str) -> Any:
        """Ask the instance over its loopback interface."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.gui}/rest/{path}", method=method)
        request.add_header("X-API-Key", self.key)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text.strip() else None

    def up(self) -> bool:
        """Whether it answers."""
        assert self.process is not None
        assert self.process.poll() is None, (self.home / "out").read_text()
        try:
            return bool(self.asks("GET", "system/ping"))
        except OSError:
            return False

    def stops(self) -> None:
        """End it, and the process that it started."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            print(f"{self.home.name}:\n{(self.home / 'out').read_text()[-4000:]}")  # if it fails


def until(done: Callable[[], bool], what: str) -> None:
    """Look again until something is so."""
    deadline = monotonic() + PATIENCE
    while not done():
        assert monotonic() < deadline, f"no {what} in {PATIENCE:g} s"
        sleep(0.1)


@pytest.fixture
def sharing(
    machines: tuple[Machine, Machine], tmp_path: Path
) -> Iterator[tuple[Syncthing, Syncthing]]:
    """Two instances that share the journals of two machines."""
    if not shutil.which("syncthing"):
        pytest.skip("syncthing is not installed (Debian: apt-get install syncthing)")
    a, b = (Syncthing(tmp_path / f"sync-{m.home.name}", m.journal.folder) for m in machines)
    try:
        a.starts(b)
        b.starts(a)
        until(lambda: a.up() and b.up(), "Syncthing")
        until(lambda: connected(a, b), "connection")
        yield a, b
    finally:
        a.stops()
        b.stops()


def connected(a: Syncthing, b: Syncthing) -> bool:
    return bool(a.asks("GET", "system/connections")["connections"][b.id]["connected"])


def settled(machines: tuple[Machine, Machine], sharing: tuple[Syncthing, Syncthing]) -> None:
    """Wait until both have seen all that is in their folders, need nothing of each other, and hold
    the same.
    """
    first, second = machines

    def idle(instance: Syncthing) -> bool:
        status = instance.asks("GET", "db/status?folder=journal")
        return (status["state"], status["needTotalItems"]) == ("idle", 0)

    def same() -> bool:
        for instance in sharing:
            instance.asks("POST", "db/scan?folder=journal")
        return all(map(idle, sharing)) and first.files() == second.files()

    until(same, "agreement")


def test_both_write_at_once_while_connected_and_while_not(
    machines: tuple[Machine, Machine], sharing: tuple[Syncthing, Syncthing]
) -> None:
    a, b = machines
    here, there = sharing
    write_at_once(a, b, 10)
    settled(machines, sharing)
    assert len(a.files()) == 2
    same_history(a, b, 2)
    here.asks("POST", f"system/pause?device={there.id}")
    until(lambda: not connected(here, there), "disconnection")
    write_at_once(a, b, 20)
    assert a.files() != b.files()
    here.asks("POST", f"system/resume?device={there.id}")
    write_at_once(a, b, 30)
    settled(machines, sharing)
    assert len(a.files()) == 2  # one file for each machine, and no conflict
    assert {
        path.stat().st_mode & 0o777 for m in machines for path in m.journal.folder.glob("*.jsonl")
    } == {0o600}
    same_history(a, b, 6)
    if "forget" in commands():
        gone = a.log()[0]["session"]
        a.calmtui("forget", gone, "--yes")
        settled(machines, sharing)
        for machine in machines:
            assert gone not in [past["session"] for past in machine.log()]


def test_two_machines_with_one_name_end_in_conflict_copies_that_lose_nothing(
    machines: tuple[Machine, Machine], sharing: tuple[Syncthing, Syncthing]
) -> None:
    a, b = machines
    here, there = sharing
    a.keeps(5, minute=1)
    settled(machines, sharing)
    # The whole home was copied to the second machine, the random name in its state folder too: both
    # write one file.
    (b.home / "state").mkdir(mode=0o700, exist_ok=True)
    shutil.copy(a.home / "state" / "device", b.home / "state" / "device")
    for minute in (10, 20):
        here.asks("POST", f"system/pause?device={there.id}")
        until(lambda: not connected(here, there), "disconnection")
        write_at_once(a, b, minute)
        # Syncthing names a conflict copy by its second: another one of that second replaces it.
        until(lambda: not any(strftime("-%Y%m%d-%H%M%S-") in name for name in a.files()), "second")
        here.asks("POST", f"system/resume?device={there.id}")
        until(lambda: connected(here, there), "connection")
        settled(machines, sharing)
    assert any(".sync-conflict-" in name for name in a.files())
    same_history(a, b, 4)


def git(folder: Path, *words: str) -> str:
    """git, with nothing of this machine's own settings."""
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        env=GIT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"git {words}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def cloned(machines: tuple[Machine, Machine], tmp_path: Path) -> tuple[Machine, Machine]:
    """Two machines whose journal folders are clones of one bare repository, as the page says."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "shared.git")
    first, second = machines
    first.keeps(1, minute=1)
    (block,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    commands = textwrap.dedent(block).replace(
        "~/.local/share/calmtui/journal", str(first.journal.folder)
    )
    commands = commands.replace("REPOSITORY", str(tmp_path / "shared.git"))
    subprocess.run(["bash", "-euc", commands], env=GIT, capture_output=True, timeout=60, check=True)
    git(second.home, "clone", "-q", str(tmp_path / "shared.git"), "journal")
    return machines


def exchange(machine: Machine, *how: str) -> None:
    """What a person does to share: commit, pull, push."""
    folder = machine.journal.folder
    git(folder, "add", "-A")
    if git(folder, "status", "--porcelain"):
        git(folder, "commit", "-q", "-m", "journal")
    git(folder, "pull", "-q", *how)
    git(folder, "push", "-q")


@pytest.mark.parametrize("how", ["--rebase", "--no-rebase"])
def test_git_brings_both_machines_to_one_history(cloned: tuple[Machine, Machine], how: str) -> None:
    a, b = cloned
    for minute in (10, 20):
        write_at_once(a, b, minute)
        exchange(a, how)
        exchange(b, how)
    exchange(a, how)
    assert len(a.files()) == 2
    assert a.files() == b.files()
    same_history(a, b, 4)


@pytest.mark.parametrize("how", ["--rebase", "--no-rebase"])
def test_git_joins_what_two_machines_with_one_name_have_written(
    cloned: tuple[Machine, Machine], how: str
) -> None:
    a, b = cloned
    (b.home / "state").mkdir(mode=0o700, exist_ok=True)
    a.journal.device()
    shutil.copy(a.home / "state" / "device", b.home / "state" / "device")
    for minute in (10, 20):
        write_at_once(a, b, minute)
        exchange(a, how)
        exchange(b, how)
    exchange(a, how)
    assert len(a.files()) == 1
    assert a.files() == b.files()
    same_history(a, b, 4)
