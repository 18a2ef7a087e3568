"""A pipe, a device that never ends, a link loop, a socket, a terminal or a folder in the place of
each file of ours.

Every command ends in time, without a traceback, and nothing is written through what stands there.
"""

from __future__ import annotations

import os
import pty
import random
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.chaos.figures import Figures, main
from tests.chaos.homes import Home
from tests.support.terminal import SHORT

_SECONDS = 20.0
_LIMIT = 1 << 30  # bytes of memory: more is a device that was read without end
PLACES = (
    "settings.toml", "choices.toml", "routines/mine.toml", "journal/lock.json",
    "journal/lock-1.json",
    "journal/other.jsonl", "state/lock.json", "state/lock-1.json", "state/sealed", "state/told",
    "state/draft",
    "state/device", "state/open/run", "state/compacted", "state/shelf", "state/offered",
    "backup.tar",
)  # fmt: skip
COMMANDS = (
    ("log",), ("log", "--last", "2"), ("list",), ("doctor",), ("lock", "--show"), ("lock",),
    ("unlock",), ("draft",),
    ("forget", "--before", "2000-01-01", "--yes"), ("run", "short", "--plain"),
    ("restore", "backup.tar"),
    ("backup", "fresh.tar", "--force"), ("where",),
)  # fmt: skip


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


_terminals: list[int] = []


def _terminal(path: Path) -> None:
    first, second = pty.openpty()
    _terminals.extend((first, second))
    path.symlink_to(os.ttyname(second))


KINDS: dict[str, Callable[[Path], None]] = {
    "a pipe": _pipe,
    "zeros": lambda path: path.symlink_to("/dev/zero"),
    "a link loop": lambda path: path.symlink_to(path.name),
    "a socket": _socket,
    "a terminal": _terminal,
    "a folder": Path.mkdir,
}


def special(rounds: int, seed: int) -> Figures:
    """So many commands, each with something special in one place; `rounds` of 0 tries them all."""
    every = [(place, kind, command) for place in PLACES for kind in KINDS for command in COMMANDS]
    chosen = every if rounds <= 0 else random.Random(seed).sample(every, min(rounds, len(every)))
    found = Figures()
    for place, kind, command in chosen:
        with tempfile.TemporaryDirectory(prefix="calmtui-special-") as work:
            home = Home(Path(work))
            home.fill(locked=False)
            (home.folder / "routines" / "short.toml").write_text(SHORT)
            path = home.folder / place
            path.parent.mkdir(exist_ok=True)
            path.unlink(missing_ok=True)
            KINDS[kind](path)
            what = f"{kind} as {place}: {' '.join(command)}"
            found.tried[kind] += 1
            try:
                done = subprocess.run(
                    ["prlimit", f"--as={_LIMIT}", sys.executable, "-m", "calmtui", *command],
                    cwd=home.folder, env={**os.environ, "CALMTUI_HOME": work}, input="\n" * 40,
                    capture_output=True, text=True, timeout=_SECONDS, check=False,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                found.check(False, f"{what}: hangs")
                continue
            broke = (
                "Traceback" in done.stderr or "itself broke" in done.stderr or done.returncode < 0
            )
            found.check(not broke, f"{what}: breaks ({done.stderr.strip()[-100:]})")
    while _terminals:
        os.close(_terminals.pop())
    return found


if __name__ == "__main__":
    main(special, 300)
