"""Keys over a real SSH line that is slow: how long until something is seen of each."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.slow_line import ADDRESSES, slow_line
from benchmarks.table import Samples
from benchmarks.terminal import Child
from tests.support import clients, remote

EVERY = (0.4, 0.2)  # seconds between two keys: pages are still on their way
_KEYS = (
    "j j j ? esc j j l esc ! m esc , j right j right esc",
    "/ b o x enter enter 5 enter enter ? esc ! esc p p + - ? j esc",
    "u 7 enter enter 1 enter 1 enter enter ? esc ! esc r esc w esc p",
)
_CODES = {"esc": "\x1b", "right": "\x1b[C", "enter": "\r"}
_PLACE = 12  # bytes that only put the cursor somewhere
_SEEN = 40  # bytes of an answer that are something to see
_QUIET, _REST = 4.0, 8.0  # seconds


def measure_far_keys(samples: Samples, walks: int) -> None:
    """Measure keys that follow each other in so many walks, where a slow line can be made."""
    if remote.MISSING or clients.lacking(("ip", "nsenter", "unshare")):
        return
    for keys in _KEYS[:walks]:
        for every in EVERY:
            seen = _run(keys.split(), every)
            samples.setdefault("far.keys", []).extend(seen)
    samples["far.slowest"] = [max(samples["far.keys"])]


def _run(keys: list[str], every: float) -> list[float]:
    """Return the seconds from each key to its first change; one that changes nothing has none."""
    with ExitStack() as stack:
        home, folder = (Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2))
        (home / "state").mkdir()
        (home / "state" / "welcomed").touch()
        far, near = (stack.enter_context(remote.network()) for _ in ADDRESSES)
        if not (far and near):
            raise TimeoutError("no network of its own can be made here")
        stack.enter_context(slow_line((int(far[2]), int(near[2]))))
        server = stack.enter_context(remote.server(folder, far, ADDRESSES[0]))
        words = {"CALMTUI_HOME": home, "PYTHONPATH": clients.ROOT, "LANG": "C.UTF-8",
                 "COLORTERM": "truecolor"}  # fmt: skip
        notes = folder / "notes"
        program = " ".join(f"{name}={value}" for name, value in words.items())
        program += f" {sys.executable} -m benchmarks.noted {notes}"
        command = (*near, *server.login(), ADDRESSES[0], f"exec env {program}")
        outside = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color"}
        child = stack.enter_context(Child(command, outside))
        child.shows("help")
        while child.chunks[-1][0] > child.now() - _QUIET:
            child.read(_QUIET)
        pressed = []
        for key in keys:
            code = _CODES.get(key, key)
            pressed.append((child.type(code), len(code)))
            while (left := pressed[-1][0] + every - child.now()) > 0:
                child.read(left)
        child.watch(_REST)
        arrived = [(at, len(data)) for at, data in child.chunks]
        noted = [line.split() for line in notes.read_text().splitlines()]
        child.leave("\x03")
    return seen_after(pressed, arrived, [(kind, int(size)) for kind, size in noted])


def seen_after(
    pressed: list[tuple[float, int]], arrived: list[tuple[float, int]], noted: list[tuple[str, int]]
) -> list[float]:
    """Return the seconds until the first bytes have come that were sent after each key.

    Each is given with its bytes; of keys that were read at once the last is meant.
    """
    seconds, sent, waiting = [], 0, list(pressed)
    key: float | None = None
    for kind, size in noted:
        if kind == "keys":
            while size > 0:
                key, length = waiting.pop(0)
                size -= length
            continue
        if key is not None and size > _PLACE:
            seconds.append(_when(arrived, sent + min(size, _SEEN)) - key)
            key = None
        sent += size
    return seconds


def _when(arrived: list[tuple[float, int]], count: int) -> float:
    """Return when so many bytes had come."""
    for at, size in arrived:
        count -= size
        if count <= 0:
            return at
    raise TimeoutError("not all has come")
