"""A process that ends by SIGKILL at any instant of lock, --change, unlock, forget, backup, restore,
draft, new.

Half of the kills come just before the n-th call that changes the disk, for every n in turn; the
others at a random time.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from calmtui.storage import restore
from calmtui.storage.encryption import keys, lock_files
from calmtui.storage.journal import Journal
from tests.chaos.figures import Figures, main
from tests.chaos.homes import ACTS, DRAFT, HALVES, NEW, OLD, RECOVERY, SESSIONS, Home, about_lock

_CALLS = (
    "open",
    "write",
    "pwrite",
    "fsync",
    "replace",
    "unlink",
    "link",
    "mkdir",
    "ftruncate",
    "fchmod",
    "close",
)


def end_before(number: int) -> None:
    """Have this process killed just before its n-th call of those that change the disk."""
    left = number

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **more)

        return call

    for name in _CALLS:
        setattr(os, name, counted(getattr(os, name)))


def killed(act: Callable[[Path], int], home: Path, calls: int, seconds: float) -> bool:
    """Do it in a process that is killed before so many calls, or after so many seconds; says
    whether it was.
    """
    child = os.fork()
    if child == 0:
        try:
            if calls:
                end_before(calls)
            act(home)
        finally:
            os._exit(0)
    pidfd = os.pidfd_open(child)
    if not select.select([pidfd], [], [], 60.0 if calls else seconds)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(pidfd)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def template(folder: Path, act: str) -> Home:
    """A home for an act, made once."""
    home = Home(folder)
    home.fill(locked=act in ("change", "unlock"))
    if act == "backup":
        assert ACTS["backup"](folder) == 0
    if act == "restore":
        assert ACTS["backup"](folder) == 0
        fresh = folder.with_name("fresh")
        shutil.move(folder / "backup.tar", folder.with_name("kept.tar"))
        shutil.rmtree(folder)
        fresh.mkdir()
        shutil.move(folder.with_name("kept.tar"), fresh / "from.tar")
        fresh.rename(folder)
        home = Home(folder)
    return home


def _all_of(found: Figures, home: Home, what: str, *secrets: str) -> None:
    """Every session and the draft are there for one of these secrets, whatever is sealed."""
    best = 0
    for secret in secrets:
        key = home.key(secret)
        read = home.sessions(key) & set(SESSIONS)
        best = max(best, len(read) + (home.draft(key) == DRAFT) + (home.halves(key) == HALVES))
    found.check(
        best == len(SESSIONS) + 2,
        f"{what}: {best} of {len(SESSIONS) + 2} ({about_lock(home.folder)})",
    )


def look(found: Figures, act: str, home: Home, what: str) -> None:
    """What must hold of a home whatever the act was killed in."""
    folder = home.folder
    if act in ("lock", "unlock"):
        _all_of(found, home, what, OLD)
    elif act == "change":
        _all_of(found, home, what, OLD, NEW)
        _all_of(found, home, f"{what}, recovery", RECOVERY)
        brought = lock_files.read_shared_locks(folder / "journal")  # as another machine finds it
        opened = any(keys.unlock_with(secret, brought) is not None for secret in (OLD, NEW))
        found.check(opened, f"{what}: the shared folder opens with neither")
        found.check(not home.plain(), f"{what}: plain text")
    elif act == "backup":
        try:
            with restore.open_backup(folder / "backup.tar"):
                pass
        except (restore.InvalidBackup, OSError) as error:
            found.check(False, f"{what}: no whole backup is there: {error}")
    elif act == "draft":
        found.check(home.draft(None) in ("", DRAFT), f"{what}: half a draft")
    elif act == "new":
        path = folder / "routines" / "fresh.toml"
        found.check(not path.exists() or path.stat().st_size > 200, f"{what}: an empty file stays")


def again(found: Figures, act: str, home: Home, what: str) -> None:
    """The same once more, to its end: then it is done."""
    folder = home.folder
    code = ACTS[act](folder) if act not in ("change", "new") else 0
    found.check(code == 0, f"{what}: the next try gives {code}")
    if act == "lock":
        found.check(not home.plain(), f"{what}: plain text is left: {home.plain()}")
        _all_of(found, home, f"{what}, again", OLD)
    elif act == "change":
        home.journal.append(
            {"v": 1, "id": "later", "session": "later", "what": "begun", "title": "distinctive"}
        )
        found.check(not home.plain(), f"{what}: plain text")
        found.check(
            "later" in home.sessions(home.key(NEW, OLD)), f"{what}: what came after is not opened"
        )
    elif act == "unlock":
        found.check(home.sessions(None) == set(SESSIONS), f"{what}: not open")
        left = [*folder.rglob("lock*.json"), *folder.rglob("sealed")]
        found.check(not left, f"{what}: {left} are left")
    elif act == "forget":
        found.check(not home.plain(), f"{what}: erased, and there: {home.plain()}")
    elif act == "restore":
        records = [
            one["session"] for one in Journal(folder / "journal", folder / "state").records()
        ]
        found.check(sorted(records) == sorted(SESSIONS), f"{what}: restored {records}")
    elif act == "draft":
        found.check(home.draft(None) == "", f"{what}: the draft is there")
    elif act == "new":
        path = folder / "routines" / "fresh.toml"
        code = 0 if path.exists() else ACTS["new"](folder)
        found.check(code == 0 and path.stat().st_size > 200, f"{what}: no file ({code})")
    left = [
        path
        for path in folder.rglob(".*.*")
        if path.is_file() and b"distinctive" in path.read_bytes()
    ]
    if act in ("lock", "forget", "draft"):
        found.check(not left, f"{what}: left behind {left}")


def kills(rounds: int, seed: int, acts: tuple[str, ...] = tuple(ACTS)) -> Figures:
    """So many kills, the acts in turn."""
    dice, found = random.Random(seed), Figures()
    with tempfile.TemporaryDirectory(prefix="calmtui-kills-") as work:
        seconds: dict[str, float] = {}
        point = dict.fromkeys(acts, 0)
        for act in acts:
            template(Path(work, "template", act), act)
            shutil.copytree(
                Path(work, "template", act), Path(work, "once", act), copy_function=shutil.copy2
            )
            began = time.monotonic()
            killed(ACTS[act], Path(work, "once", act), 0, 60.0)
            seconds[act] = time.monotonic() - began
        for number in range(rounds):
            act = acts[number % len(acts)]
            folder = Path(work, f"home-{number}")
            shutil.copytree(Path(work, "template", act), folder, copy_function=shutil.copy2)
            by_call = number // len(acts) % 2 == 0
            point[act] += by_call
            cut = killed(
                ACTS[act], folder, point[act] if by_call else 0, dice.uniform(0, 1.1 * seconds[act])
            )
            if by_call and not cut:
                point[act] = 0  # every call had its turn: from the start
            found.tried[f"{act}, killed" if cut else f"{act}, at its end"] += 1
            home = Home(folder)
            what = f"{act} {number}, call {point[act]}" if by_call else f"{act} {number}"
            look(found, act, home, what)
            again(found, act, home, what)
            shutil.rmtree(folder)
    return found


if __name__ == "__main__":
    main(kills, 1000)
