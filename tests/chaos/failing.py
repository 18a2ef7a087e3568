"""Any call on a file fails once: a small library, built here and preloaded, answers it with an
error instead.

Each act runs with its n-th open, read, write, fsync, flock, rename, unlink, link or mkdir failing,
for every n in turn, with EIO, ENOSPC and ENOLCK. Then nothing is lost, what was promised to be
tried again is, and what was said is true.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chaos.figures import Figures, main
from tests.chaos.homes import ACTS, NEW, OLD, Home
from tests.chaos.kills import again, look, template

ERRORS = (errno.EIO, errno.ENOSPC, errno.ENOLCK)


def library(folder: Path) -> Path | None:
    """The library, built; None where there is no compiler."""
    if shutil.which("gcc") is None:
        return None
    built = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-o", built, source, "-ldl"],
        check=True,
        capture_output=True,
    )
    return built


_ACT = """
import os, sys
from pathlib import Path
from tests.chaos.homes import ACTS
import calmtui.storage.encryption.convert, calmtui.storage.backup, tomlkit
try:
    import pyrage
except ImportError:
    pass
try:
    code = ACTS[sys.argv[1]](Path(sys.argv[2]))
except OSError as error:
    code = 78
os._exit(code)
"""


def failed(
    built: Path, act: str, home: Path, number: int, error: int, log: Path
) -> tuple[int, str]:
    """Do it with the n-th call failing; gives the exit code, and which call it was, if there were
    so many.
    """
    log.unlink(missing_ok=True)
    more = {
        "LD_PRELOAD": str(built),
        "CALMTUI_FAIL_AT": str(number),
        "CALMTUI_FAIL_WITH": str(error),
    }
    more |= {"CALMTUI_FAIL_IN": str(home), "CALMTUI_FAIL_LOG": str(log)}
    try:
        done = subprocess.run(
            [sys.executable, "-c", _ACT, act, str(home)],
            env={**os.environ, **more}, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return -1, log.read_text() if log.exists() else ""
    code = -2 if "Traceback" in done.stderr else done.returncode
    return code, log.read_text() if log.exists() else ""


def failing(rounds: int, seed: int, acts: tuple[str, ...] = tuple(ACTS)) -> Figures:
    """So many calls that fail, the acts in turn."""
    dice, found = random.Random(seed), Figures()
    with tempfile.TemporaryDirectory(prefix="calmtui-failing-") as work:
        built = library(Path(work))
        if built is None:
            found.tried["no compiler"] += 1
            return found
        for act in acts:
            template(Path(work, "template", act), act)
        point = dict.fromkeys(acts, 0)
        for number in range(rounds):
            act = acts[number % len(acts)]
            folder = Path(work, f"home-{number}")
            shutil.copytree(Path(work, "template", act), folder, copy_function=shutil.copy2)
            point[act] += 1
            error = dice.choice(ERRORS)
            code, call = failed(built, act, folder, point[act], error, Path(work, "log"))
            if not call:
                point[act] = 0
            what = f"{act}: {call or 'no call'} {point[act]} {errno.errorcode[error]} gave {code}"
            found.tried[f"{act} {call or 'whole'}"] += 1
            found.check(code not in (-1, -2), f"{what}: {'hangs' if code == -1 else 'traceback'}")
            home = Home(folder)
            look(found, act, home, what)
            if code == 0:
                said_and_done(found, act, home, what)
            again(found, act, home, what)
            shutil.rmtree(folder)
    return found


def said_and_done(found: Figures, act: str, home: Home, what: str) -> None:
    """What was said to be done is done."""
    if act in ("lock", "forget"):
        found.check(not home.plain(), f"{what}: said to be done, and there: {home.plain()}")
    elif act == "unlock":
        found.check(len(home.sessions(None)) == 6, f"{what}: said to be open")
    elif act == "change":
        found.check(home.key(NEW) is not None, f"{what}: said to be changed")
        found.check(
            home.key(OLD) is None, f"{what}: said to be changed, and the old one opens it here"
        )
    elif act == "draft":
        found.check(home.draft(None) == "", f"{what}: said to be forgotten")


if __name__ == "__main__":
    main(failing, 400)
