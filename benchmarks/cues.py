"""What is heard with closed eyes: how late after its phase it comes at a terminal's far end."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles

from benchmarks.replay import Chunk
from benchmarks.table import Samples
from benchmarks.terminal import Child
from tests.support import clients, remote

# What lies between the program and the far end; "lines" is the line-by-line front end.
CARRIERS = {"a terminal": "", "tmux": "tmux", "screen": "screen", "ssh": "ssh", "lines": ""}
PLAYERS = {"tones": "pw-play", "voice": "spd-say"}
_PHASE = 1.0  # seconds
_AT_THE_END = 3  # bells
_LOOK = 0.1  # seconds between two looks for them
_PATIENCE = 30.0  # seconds in which the end is heard, on a busy machine
_ROUTINE = """
format = 1
title = "Cues"
summary = "Breaths to listen to."
group = "breathe"
evidence = "C"
source = "The bench"
rate = []
[[steps]]
kind = "say"
text = "Ready."
[[steps]]
kind = "breathe"
text = "Listen."
inhale = {seconds}
exhale = {seconds}
rounds = {rounds}
"""
_NOTES_THE_TIME = '#!/bin/bash\necho "$EPOCHREALTIME" >> "${0%/*}/started"\n'
# A bell ends such a sequence, too: then it is not heard.
_STRING = re.compile(rb"\x1b[\]PX^_k][^\x07\x1b]*(?:\x07|\x1b\\)")


def bells(chunks: Sequence[Chunk]) -> list[float]:
    """Return when each bell came."""
    data = _STRING.sub(lambda found: bytes(len(found[0])), b"".join(data for _at, data in chunks))
    rung: list[float] = []
    for at, part in chunks:
        rung += [at] * data[: len(part)].count(b"\a")
        data = data[len(part) :]
    return rung


def measure_cues(samples: Samples, rounds: int) -> None:
    """Measure every way in which a guide of so many breaths is heard, where it can be had here."""
    due = [_PHASE * number for number in range(2 * rounds)]
    counts = [1, 2] * rounds  # bells: one in, two out
    for name, carrier in CARRIERS.items():
        needs = clients.CARRIERS[carrier]
        if (needs.remote and remote.MISSING) or clients.lacking(needs.needs):
            continue
        rung, _started = _run(carrier, "bell", rounds, *["--plain"] * (name == "lines"))
        is_whole = len(rung) == sum(counts) + _AT_THE_END
        samples.setdefault("bells.lost", []).append(float(not is_whole))
        if is_whole:
            first = [rung[sum(counts[:number])] for number in range(2 * rounds)]
            _add(samples, f"bells {name}", first, due)
            samples.setdefault("bells.end", []).append(rung[-_AT_THE_END] - 2 * rounds * _PHASE)
    for kind in PLAYERS:
        _rung, started = _run("", kind, rounds)
        _add(samples, kind, started[: len(due)], due)


def _add(samples: Samples, name: str, heard: list[float], due: list[float]) -> None:
    late = [at - due_at for at, due_at in zip(heard, due, strict=True)]
    samples[f"{name}.p99"] = [quantiles(late, n=100, method="inclusive")[-1]]


def _run(carrier: str, cues: str, rounds: int, *options: str) -> tuple[list[float], list[float]]:
    """Return when bells rang and programs were started, from the key that starts the breaths."""
    with ExitStack() as stack:
        home, folder, keys = (
            Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(3)
        )
        _furnish(home, rounds)
        server = None
        if clients.CARRIERS[carrier].remote:
            server = stack.enter_context(remote.server(keys))
        inside = {"CALMTUI_HOME": home, "PYTHONPATH": clients.ROOT, "LANG": "C.UTF-8",
                  "PATH": f"{home}/players:{os.environ['PATH']}"}  # fmt: skip
        program = ["env", *(f"{name}={value}" for name, value in inside.items())]
        program += [sys.executable, "-m", "calmtui", "run", "cues", "--cues", cues, *options]
        command = clients.CARRIERS[carrier].call(program, folder, server)
        outside = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color",
                   "LANG": "C.UTF-8", "SCREENDIR": f"{folder}/screens"}  # fmt: skip
        child = stack.enter_context(Child(command, outside))
        child.shows("Ready")
        child.watch(1.0)
        before, typed = len(child.chunks), child.type("\n" if options else "\r")
        wall = time.time() - child.now() + typed
        child.watch(2 * rounds * _PHASE)
        count = (3 * rounds + _AT_THE_END) * (cues == "bell")
        until = child.now() + _PATIENCE
        while len(rung := bells(child.chunks[before:])) < count and child.now() < until:
            child.read(_LOOK)
        child.leave("\x03")
        started = (home / "players" / "started").read_text().split()
        since = [float(line) - wall for line in started]
        return [at - typed for at in rung], [seconds for seconds in since if seconds > 0]


def _furnish(home: Path, rounds: int) -> None:
    """Fill a folder for the program: the routine, and players that note when they are started."""
    for name in ("routines", "players", "state"):
        (home / name).mkdir()
    (home / "state" / "welcomed").touch()
    text = _ROUTINE.format(seconds=_PHASE, rounds=rounds)
    (home / "routines" / "cues.toml").write_text(text)
    for player in PLAYERS.values():
        (home / "players" / player).write_text(_NOTES_THE_TIME)
        (home / "players" / player).chmod(0o755)
    (home / "players" / "started").touch()
