"""The power goes: what was not synced is lost. A model, which needs no device and no rights.

Beside every call that changes the disk stands how it is undone; a sync of a file, or of a folder,
forgets what is now safe in it. At the n-th call, or when the act has said that it is done, all that
is left is undone, or only the bytes of files while the names stay (as file systems do that keep
names in order), and the process is gone. This is stricter than ext4 and xfs are: there a sync of a
new file brings its name along.
"""

from __future__ import annotations

import builtins
import io
import os
import random
import shutil
import signal
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.chaos.failing import said_and_done
from tests.chaos.figures import Figures, main
from tests.chaos.homes import ACTS, Home
from tests.chaos.kills import again, look, template


class Unsynced:
    """What the power takes away from the files below `home` when it goes before call number
    `at`.
    """

    def __init__(self, home: Path, stash: Path, at: int, *, names: bool) -> None:
        self._home, self._stash, self._left, self._names = str(home), stash, at, names
        self._bytes: dict[
            int, tuple[int, bytes]
        ] = {}  # inode: one of its file descriptors, what is safe
        self._entries: list[tuple[str, Callable[[], None]]] = []  # folder, how to undo
        self._real = {name: getattr(os, name) for name in _WRAPPED}
        self._open = io.open
        for name in _WRAPPED:
            setattr(os, name, self._fd if name == "open" else getattr(self, f"_{name}"))
        builtins.open = io.open = self._opened

    def go(self) -> None:
        """The power goes now."""
        for name, real in self._real.items():
            setattr(os, name, real)
        for fd, before in self._bytes.values():
            os.ftruncate(fd, 0)
            os.pwrite(fd, before, 0)
        for _, undo in reversed(self._entries if self._names else []):
            with suppress(FileNotFoundError):
                undo()
        os.kill(os.getpid(), signal.SIGKILL)

    def _step(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.go()

    def _within(self, path: Any) -> bool:
        return not isinstance(path, int) and os.path.abspath(os.fspath(path)).startswith(self._home)

    def _keep(self, path: str) -> str:
        kept = str(self._stash / os.urandom(8).hex())
        self._real["link"](path, kept)
        return kept

    def _dirty(self, fd: int, before: bytes | None = None) -> None:
        found = os.fstat(fd)
        if not stat.S_ISREG(found.st_mode) or found.st_ino in self._bytes:
            return
        path = os.readlink(f"/proc/self/fd/{fd}")
        if path.startswith(self._home):
            if before is None:
                with self._open(f"/proc/self/fd/{fd}", "rb") as file:
                    before = file.read()
            again = self._real["open"](f"/proc/self/fd/{fd}", os.O_RDWR)
            self._bytes[found.st_ino] = (again, before)

    def _made(self, path: str) -> None:
        self._entries.append((os.path.dirname(path), lambda: self._real["unlink"](path)))

    def _fd(self, path: Any, flags: int, *more: Any, **named: Any) -> int:
        fresh = bool(flags & os.O_CREAT) and self._within(path) and not os.path.lexists(path)
        fd: int = self._real["open"](path, flags, *more, **named)
        if fresh:
            self._made(os.path.abspath(os.fspath(path)))
        if flags & (os.O_WRONLY | os.O_RDWR) and flags & os.O_CREAT:
            self._dirty(fd)  # Python's own files write past os.write
        return fd

    def _opened(self, file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if not set(mode) & set("wax") or not self._within(file):
            return self._open(file, mode, *more, **named)
        self._step()
        path = os.path.abspath(os.fspath(file))
        fresh = not os.path.lexists(path)
        before = b"" if fresh else Path(path).read_bytes()
        opened = self._open(file, mode, *more, **named)
        if fresh:
            self._made(path)
        self._dirty(opened.fileno(), before)
        return opened

    def _write(self, fd: int, data: Any) -> int:
        self._step()
        self._dirty(fd)
        return int(self._real["write"](fd, data))

    def _pwrite(self, fd: int, data: Any, offset: int) -> int:
        self._step()
        self._dirty(fd)
        return int(self._real["pwrite"](fd, data, offset))

    def _ftruncate(self, fd: int, size: int) -> None:
        self._step()
        self._dirty(fd)
        self._real["ftruncate"](fd, size)

    def _fsync(self, fd: int) -> None:
        self._step()
        self._real["fsync"](fd)
        found = os.fstat(fd)
        if stat.S_ISDIR(found.st_mode):
            folder = os.readlink(f"/proc/self/fd/{fd}")
            self._entries = [entry for entry in self._entries if entry[0] != folder]
        elif found.st_ino in self._bytes:
            os.close(self._bytes.pop(found.st_ino)[0])

    def _replace(self, source: Any, target: Any, **more: Any) -> None:
        self._step()
        source, target = os.path.abspath(os.fspath(source)), os.path.abspath(os.fspath(target))
        before = self._keep(target) if os.path.isfile(target) else None
        self._real["replace"](source, target, **more)

        def undo() -> None:
            self._real["replace"](target, source)
            if before is not None:
                self._real["replace"](before, target)

        self._entries.append((os.path.dirname(target), undo))

    _rename = _replace

    def _unlink(self, path: Any, **more: Any) -> None:
        self._step()
        path = os.path.abspath(os.fspath(path))
        before = self._keep(path) if self._within(path) and os.path.isfile(path) else None
        self._real["unlink"](path, **more)
        if before is not None:
            self._entries.append(
                (os.path.dirname(path), lambda: self._real["replace"](before, path))
            )

    def _link(self, source: Any, target: Any, **more: Any) -> None:
        self._step()
        self._real["link"](source, target, **more)
        self._made(os.path.abspath(os.fspath(target)))


_WRAPPED = ("open", "write", "pwrite", "ftruncate", "fsync", "replace", "rename", "unlink", "link")


def cut(act: Callable[[Path], int], home: Path, stash: Path, at: int, *, names: bool) -> str:
    """Do it until the power goes before call number `at`, or once it has ended; says how it
    ended.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            unsynced = Unsynced(home, stash, at, names=names)
            code = act(home)
            unsynced._real["write"](theirs, b"done" if code == 0 else b"refused")
            unsynced.go()
        finally:
            os._exit(0)
    os.close(theirs)
    os.waitpid(child, 0)
    said = os.read(ours, 100).decode()
    os.close(ours)
    return said or "cut"


def power(rounds: int, seed: int, acts: tuple[str, ...] = tuple(ACTS)) -> Figures:
    """So many power cuts, the acts in turn, each at every call in turn and at its end."""
    dice, found = random.Random(seed), Figures()
    with tempfile.TemporaryDirectory(prefix="calmtui-power-") as work:
        stash = Path(work, "stash")
        stash.mkdir()
        for act in acts:
            template(Path(work, "template", act), act)
        point = dict.fromkeys(acts, 0)
        for number in range(rounds):
            act = acts[number % len(acts)]
            folder = Path(work, f"home-{number}")
            shutil.copytree(Path(work, "template", act), folder, copy_function=shutil.copy2)
            point[act] += 1
            names = dice.random() < 0.5
            ended = cut(ACTS[act], folder, stash, point[act], names=names)
            if ended != "cut":
                point[act] = 0
            found.tried[f"{act}, {ended}"] += 1
            home = Home(folder)
            what = (
                f"{act} {number}, {ended} at {point[act]}, "
                f"{'bytes and names' if names else 'bytes'}"
            )
            look(found, act, home, what)
            if ended == "done":
                said_and_done(found, act, home, what)
            again(found, act, home, what)
            shutil.rmtree(folder)
    return found


if __name__ == "__main__":
    main(power, 400)
