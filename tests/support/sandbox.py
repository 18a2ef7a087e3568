"""A home of its own for the real program, and eyes on it: what it tries to write, to start and to
reach, and what is on the disk before and after. The first forbidden attempt ends the program,
whatever would have caught an exception.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import calmtui
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from tests.support.terminal import LONG, SHORT, Terminal

CAUGHT = 86  # the exit code of a program that was caught
PACKAGE = Path(calmtui.__file__).parent
# what installers write as `calmtui`
SCRIPT = "import sys\nfrom calmtui.__main__ import main\nsys.exit(main())\n"
# Loaded by Python itself before anything of ours. `sitecustomize` is looked for on PYTHONPATH
# first.
_HOOK = """
import os
import sys

_REPORT = os.open(os.environ["EYES_REPORT"], os.O_WRONLY | os.O_APPEND)
_WATCHED = os.environ["EYES_ON"].split()
_MAY_START = os.environ.get("EYES_MAY_START", "")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {
    "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown",
    "os.utime", "os.setxattr", "os.removexattr", "tempfile.mkstemp", "tempfile.mkdtemp",
}
_STARTS = (
    "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "os.startfile",
    "pty.",
)
_NETWORK = (
    "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "telnetlib.", "nntplib.",
    "webbrowser.",
)


def _text(value):
    return os.fsdecode(value) if isinstance(value, (str, bytes)) else repr(value)


def _writes(event, args):
    if event == "open":
        path, mode, flags = args
        if isinstance(path, int) or not isinstance(flags, int) or not flags & _WRITES:
            return False
        return not _text(path).startswith("/dev/")
    return event in _CHANGES


def _reaches(event, args):
    if event == "socket.__new__":  # the event loop's own pair is of this family
        import socket

        return args[1] != socket.AF_UNIX
    if (event, args) == ("ctypes.dlopen", (None,)):
        return False
    if (event, args[1:]) == ("ctypes.dlsym", ("prctl",)):
        return False  # the program's own libraries, for one call that keeps its memory to itself
    # That call, told since Python 3.13.
    if event == "ctypes.call_function" and args[1] == (4, 0, 0, 0, 0):
        return False
    return event.startswith(("socket.", "ctypes.", *_NETWORK)) and event != "socket.__new__"


def _starts(event, args):
    if not event.startswith(_STARTS):
        return False
    started = [
        part if isinstance(part, list) else [part]
        for part in args
        if isinstance(part, (str, list))
    ]
    return not (_MAY_START and any(words and _MAY_START in map(str, words) for words in started))


def _look(event, args):
    caught = [
        name
        for name, seen in (("files", _writes), ("network", _reaches), ("programs", _starts))
        if name in _WATCHED and seen(event, args)
    ]
    if caught:
        os.write(_REPORT, f"{caught[0]}: {event} {args!r}\\n".encode("utf-8", "replace"))
        os._exit(86)


sys.addaudithook(_look)
os.write(_REPORT, b"")
"""


def snapshot(*folders: Path) -> dict[str, tuple[int, int, int, str]]:
    """Everything below the folders: mode, size, time of the last change, and what is in it."""
    found = {}
    for folder in folders:
        for path in (folder, *sorted(folder.rglob("*"))):
            about = path.lstat()
            held = ""
            if stat.S_ISREG(about.st_mode):
                held = hashlib.sha256(path.read_bytes()).hexdigest()
            elif stat.S_ISLNK(about.st_mode):
                held = os.readlink(path)
            found[str(path)] = (about.st_mode, about.st_size, about.st_mtime_ns, held)
    return found


@dataclass
class Sandbox:
    """A home with settings, routines, a journal and a draft of some days, and a place for temporary
    files.

    `watched` are the kinds of attempt that end the program: files, network, programs. `may_start`
    is the one program that may be started all the same.
    """

    root: Path
    watched: str = "network programs"
    settings: str = ""
    may_start: str = ""
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home, self.tmp, self.report = (
            self.root / "home",
            self.root / "tmp",
            self.root / "report",
        )
        self.script = self.root / "bin" / "calmtui"
        for folder in (
            self.home,
            self.tmp,
            self.root / "eyes",
            self.script.parent,
            self.home / "run",
        ):
            folder.mkdir()
        self.report.touch()
        self.script.write_text(SCRIPT)
        (self.root / "eyes" / "sitecustomize.py").write_text(_HOOK)
        self.env = {
            "HOME": str(self.home), "TMPDIR": str(self.tmp), "CALMTUI_HOME": "",
            "XDG_RUNTIME_DIR": f"{self.home}/run",
            "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "XDG_CACHE_HOME": "",
            "PYTHONPATH": str(self.root / "eyes"), "EYES_REPORT": str(self.report),
            "EYES_ON": self.watched,
            "EYES_MAY_START": self.may_start, "PYTHONDONTWRITEBYTECODE": "1", "LC_MESSAGES": "C",
        } | self.env  # fmt: skip
        config, data, state = (
            self.home / at / "calmtui" for at in (".config", ".local/share", ".local/state")
        )
        self.paths = Paths(config, data, state)
        self.paths.routines.mkdir(parents=True, mode=0o700)
        self.paths.settings.write_text(
            f'{self.settings}\n[[people]]\nname = "my sister"\nreach = "call her"\n'
        )
        for name, text in {"short": SHORT, "long": LONG}.items():
            (self.paths.routines / f"{name}.toml").write_text(text)
        begun = {
            "v": 1,
            "id": "a",
            "session": "s",
            "at": "2026-11-20T22:00:00+01:00",
            "what": "begun",
        }
        Journal(self.paths.journal, self.paths.state).append(
            {**begun, "routine": "box-breathing", "title": "Box breathing"},
            {**begun, "id": "b", "what": "rated", "when": "before", "anxiety": 7},
            {**begun, "id": "c", "what": "ended", "how": "completed", "practised": 60.0},
        )
        (self.paths.state / "draft").write_text("a draft of last week\n")

    def terminal(self, *words: str, before: tuple[str, ...] = ()) -> Terminal:
        """The program in a terminal; `before` are the words of a program that starts it."""

        class Watched(Terminal):
            command = (sys.executable, str(self.script))

        return Watched(
            self.home, *words, columns=100, rows=30, env=self.env, before=before, first=True
        )

    def runs(
        self, *words: str, typed: str = "", before: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """The program without a terminal, to its end; `before` are the words of a program that
        starts it.
        """
        return subprocess.run(
            [*before, sys.executable, str(self.script), *words], env={**os.environ, **self.env},
            input=typed,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def on_disk(self) -> dict[str, tuple[int, int, int, str]]:
        """Everything below the home, with all XDG folders in it, and the place for temporary
        files.
        """
        return snapshot(self.home, self.tmp)

    @property
    def caught(self) -> str:
        """What was tried and forbidden; empty when nothing was."""
        return self.report.read_text()


def commands() -> list[str]:
    """Every command of the program, as its help lists them."""
    out = subprocess.run(
        [sys.executable, "-m", "calmtui", "--help"], capture_output=True, text=True, check=True
    ).stdout
    return re.findall(r"^    ([a-z]+) ", out, re.MULTILINE)
