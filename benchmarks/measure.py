"""What the bench measures: every method runs programs once and adds to the samples."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from statistics import median, quantiles

from benchmarks.ideal import ideal_size
from benchmarks.journal import write_journal
from benchmarks.peer import install_peer
from benchmarks.replay import Chunk, Replay, flicker, frames
from benchmarks.table import Samples
from benchmarks.terminal import LIMIT, Child
from calmtui.content.library import Library
from calmtui.session.timeline import Timeline
from calmtui.storage.paths import bundled_routines_path

TOP = Path(__file__).parents[1]
_SESSIONS = 100_000  # of the journal that `log` reads
SETTLE = 0.6  # seconds before a window
MADE = 15.0  # seconds in which a first launch has made its openings
OUT = "\x03"  # Ctrl+C: out at once, from anywhere
_TEXTUAL_FRAME = 0.002  # seconds in which Textual writes a frame; a quick start's is one write

# What the first useful frame of each shows.
LAUNCHES = {
    "urge": ("Ride the urge", "How strong is the pull", "[▀▄]"),
    "sos": ("A quick anchor", "Say today's day"),
    "run box": ("Box breathing", "How anxious are you right now"),
}
_FIRST = {**LAUNCHES, "home": ("Box breathing", "u urge"), "minimal": ("Breathe in",)}
# Each shape's routine, and the seconds of a window: a round, or a tension and how it leaves.
GUIDES = {
    "square": ("box-breathing", 16.0),
    "orb": ("long-exhale", 10.0),
    "figure": ("pmr-7", 10.0),
    "sea": ("ride-the-urge", 10.0),
}
# Where nothing moves: the command, and what to wait for and type to get there.
STANDING = {
    "home": ("", (("u urge", ""),)),
    "paused": (
        "run box",
        (("press one key", "6"), ("Sit so", "n"), ("Breathe in", " "), ("Paused", "")),
    ),
    "finished": ("sos", (("Say today's day", "\x1b"), ("Enter  close", ""))),
}
_MODES = b"\x1b[?2004h"  # the full app has taken over
_OPENED = "program-is-on"  # what a program says that is opened
_EARLIEST = 0.5  # seconds before it is due: a word that is on then is the one of a round before


class Bench:
    """Runs what is measured, with all its files in a scratch folder.

    Where nothing moves it looks for `seconds`.
    """

    def __init__(self, scratch: Path, seconds: float) -> None:
        self.samples: Samples = {}
        self.seconds = seconds
        self._scratch = scratch
        script = Path(sys.executable).with_name("calmtui")
        self._calm = [sys.executable, "-m", "calmtui"]
        if script.exists():
            self._calm = [os.fspath(script)]
        write_journal(scratch / "log", _SESSIONS)
        self._peer, self.peer_version = install_peer(scratch / "peer")
        for theme in ("dusk", "paper"):
            (scratch / theme / "state").mkdir(parents=True)
            (scratch / theme / "state" / "welcomed").touch()  # the first page has been seen
            (scratch / theme / "settings.toml").write_text(f'theme = "{theme}"\n')

    def _env(self, home: str = "dusk") -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.fspath(self._scratch),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "CALMTUI_HOME": os.fspath(self._scratch / home),
            "PYTHONPATH": os.fspath(TOP),
        }

    def _add(self, name: str, value: float) -> None:
        self.samples.setdefault(name, []).append(value)

    def _start(self, words: str, home: str = "dusk", size: tuple[int, int] = (80, 24)) -> Child:
        # A third session within an hour is not asked for a number, and home offers an open one.
        shutil.rmtree(self._scratch / home / "journal", ignore_errors=True)
        return Child([*self._calm, *words.split()], self._env(home), *size)

    def _python(self, *words: str) -> Child:
        return Child([sys.executable, *words], self._env())

    def _minimal(self) -> Child:
        return self._python(os.fspath(Path(__file__).with_name("minimal.py")))

    def _start_peer(self) -> Child:
        return Child(
            [str(self._peer), "--quiet", "--no-sound", "--no-log", "--ratio", "4-6"], self._env()
        )

    def _guide(self, shape: str, kind: str, rate: int, *more: str) -> Child:
        return self._python("-m", "benchmarks.guides", kind, GUIDES[shape][0], str(rate), *more)

    def warm(self, home: str, size: tuple[int, int]) -> None:
        """Have the quick starts of a size recorded, a journal written, and everything compiled.

        Home records three quick starts, and `run box` its own.
        """
        openings = self._scratch / home / "state" / "openings"
        for words, made in (("", 3), ("run box", 4)):
            with self._start(words, home, size) as child:
                _take_over(child)
                while (
                    len(list(openings.glob(f"[!.]*_{size[0]}x{size[1]}"))) < made
                    and child.now() < MADE
                ):
                    child.read(0.1)
                child.leave(OUT)

    def launches(self) -> None:
        """Measure every launch once: first frame, its bytes, memory, leaving."""
        with self._python("-c", "pass") as child:
            self._add("python.first", child.ended())
        if self._peer:
            with self._start_peer() as child:
                self._add("peer.first", child.shows("q quit"))
                child.leave(OUT)
        for name in LAUNCHES:
            with self._start(name) as child:
                self._launch(name, child, OUT, frame_seconds=0.0)
        with self._start("") as child:
            self._launch("home", child, "q", frame_seconds=_TEXTUAL_FRAME)
        with self._minimal() as child:
            self._launch("minimal", child, "q", frame_seconds=_TEXTUAL_FRAME)

    def _launch(self, name: str, child: Child, leave: str, frame_seconds: float) -> None:
        first = child.shows(*_FIRST[name])
        self._add(f"{name}.first", first)
        self._add(f"{name}.bytes", child.sent(first + frame_seconds))
        if name == "run box":  # its key is taken at once
            typed = child.type("6")
            self._add(f"{name}.key", child.shows("Sit so your back") - typed)
        _take_over(child)
        child.watch(SETTLE)
        self._add(f"{name}.memory", child.peak())
        left, gone = child.leave(leave)
        self._add(f"{name}.left", left)
        self._add(f"{name}.gone", gone)

    def opening(self) -> None:
        """Measure how long after the key a program opens, behind the pause and behind a shell."""
        program = ("echo", _OPENED)
        with Child(["sh", "-c", 'read key; exec "$@"', "sh", *program], self._env()) as child:
            child.watch(SETTLE)
            shell = -child.type("\n") + child.shows(_OPENED)
        with self._start(f"before -- {' '.join(program)}") as child:
            child.shows("o opens at once")
            _take_over(child)
            child.watch(2 * SETTLE)
            opened = -child.type("o") + child.shows(_OPENED)
        self._add("before.opened", opened)
        self._add("shell.opened", shell)
        self._add("before.later", opened - shell)

    def early_keys(self) -> None:
        """Type keys before anything is on: when is the last obeyed, and were all, in order?"""
        with self._minimal() as child:
            child.type("k")
            self._add("minimal.obeyed", child.shows("obeyed"))
            child.leave("q")
        with self._start("run box") as child:
            # A rating of 6, the next step, the time left; in another order nothing is rated.
            child.type("6nt")
            self._add("keys.obeyed", child.shows(r"\d:\d\d left", "One side of the square"))
            child.leave(OUT)
        files = self._scratch.glob("dusk/journal/*.jsonl")
        records = [json.loads(line) for file in files for line in file.read_text().splitlines()]
        last = [record for record in records if record["session"] == records[-1]["session"]]
        ratings = [record["anxiety"] for record in last if record["what"] == "rated"]
        self._add("keys.lost", float(ratings != [6]))

    def hand_over(self) -> None:
        """Count cells that change for a moment when the full app takes over a quick start's screen.

        The figure of a launch is the most in any theme and size.
        """
        most = dict.fromkeys(LAUNCHES, 0)
        without = 0
        for theme, size in product(("dusk", "paper"), ((80, 24), (200, 50))):
            self.warm(theme, size)
            for name in LAUNCHES:
                with self._start(name, theme, size) as child:
                    taken = _take_over(child)
                    without += not any(data for at, data in child.chunks if at < taken)
                    child.watch(1.0)
                    child.leave(OUT)
                most[name] = max(most[name], _hand_over_flicker(child, taken, size))
        for name, cells in most.items():
            self._add(f"{name}.flicker", cells)
        self._add("slow", without)

    def moving(self, shape: str, kind: str, rate: int) -> None:
        """Measure a guide for one round: CPU, bytes, writes, frames, and an ideal differ's bytes.

        Of our orb it is the second, as all that follow are; the first is measured for itself.
        """
        name, seconds = f"{shape}.{kind}{rate}", GUIDES[shape][1]
        with self._guide(shape, kind, rate) as child:
            child.until(lambda replay: any(replay.text()))
            child.watch(SETTLE)
            if (shape, kind) == ("orb", "calm"):
                self._window(f"{name}.first", child, seconds)
            before = len(child.chunks)
            self._window(name, child, seconds)
            self._add(f"{name}.frames", len(frames(child.chunks[before:])))
            if kind == "calm":
                replay = Replay(80, 24)
                replay.feed(b"".join(data for _, data in child.chunks[:before]))
                self._add(f"{name}.ideal", ideal_size(replay, child.chunks[before:]) / seconds)
                child.leave(OUT)

    def peer_moving(self) -> None:
        """Measure breathe-cli's guide for one round as long as the orb's."""
        if self._peer:
            with self._start_peer() as child:
                child.shows(r"\bIN\b")
                child.watch(SETTLE)
                self._window("peer", child, GUIDES["orb"][1])
                child.leave(OUT)

    def standing(self) -> None:
        """Measure home, a paused guide and a finished run."""
        for name, (words, script) in STANDING.items():
            with self._start(words) as child:
                _take_over(child)
                child.watch(2.0)
                for shown, keys in script:
                    child.shows(shown)
                    child.type(keys)
                child.watch(SETTLE)
                self._window(f"idle {name}", child, self.seconds)
                child.leave(OUT)

    def _window(self, name: str, child: Child, seconds: float) -> None:
        window = child.watch(seconds)
        self._add(f"{name}.cpu", window.cpu / window.seconds)
        self._add(f"{name}.bytes", window.size / window.seconds)
        self._add(f"{name}.wakeups", window.wakeups / window.seconds)
        self._add(f"{name}.writes", window.writes)

    def commands(self) -> None:
        """Time the commands that print and end."""
        for name, argv in (
            ("python.plain", [sys.executable, "-c", "pass"]),
            ("--version", [*self._calm, "--version"]),
            ("list", [*self._calm, "list"]),
            ("log", [*self._calm, "log", "--last", "10"]),
        ):
            start = time.monotonic()
            subprocess.run(
                argv,
                env=self._env("log"),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
            )
            self._add(name, time.monotonic() - start)

    def boundaries(self, seconds: float) -> None:
        """Measure how late the square's phases come beside a busy core, and if later at the end."""
        note = self._scratch / "start"
        library = Library(bundled_routines_path(), Path("/nonexistent"))
        timeline = Timeline.of(library.find(GUIDES["square"][0]))
        start = next(phase.start for phase in timeline.phases if phase.kind == "inhale")
        busy = subprocess.Popen([sys.executable, "-c", "while True: pass"], env=self._env())
        try:
            with self._guide("square", "calm", 15, os.fspath(note)) as child:
                child.until(lambda replay: any(replay.text()))
                child.watch(seconds)
                child.leave(OUT)
        finally:
            busy.kill()
            busy.wait()
        began = float(note.read_text()) - child.started
        due = [(phase.start - start, phase.word) for phase in timeline.phases]
        watched = [(began + at, word) for at, word in due if 0 < at < seconds - 1.0]
        late = lateness(child.chunks, watched)
        part = max(len(late) // 4, 1)
        self._add("late.p99", quantiles(late, n=100, method="inclusive")[-1])
        self._add("late.drift", abs(median(late[-part:]) - median(late[:part])))
        self._add("late.count", len(late))


def lateness(chunks: Sequence[Chunk], due: Sequence[tuple[float, str]]) -> list[float]:
    """Return how long after it was due each word was on the screen."""
    replay = Replay(80, 24)
    late: list[float] = []
    for at, data in chunks:
        replay.feed(data)
        if len(late) == len(due):
            break
        due_at, word = due[len(late)]
        if at >= due_at - _EARLIEST and any(word in line for line in replay.text()):
            late.append(at - due_at)
    return late


def _hand_over_flicker(child: Child, taken: float, size: tuple[int, int]) -> int:
    """Count the cells that change for a moment, from just before the app took over."""
    replay = Replay(*size)
    chunks = []
    for at, data in child.chunks:
        if at < taken - 0.05:
            replay.feed(data)
        elif at < taken + 1.0:
            chunks.append((at, data))
    return flicker(replay, chunks)


def _take_over(child: Child) -> float:
    """Wait until the full app has the screen; return the time."""
    while not (taken := [at for at, data in child.chunks if _MODES in data]):
        if child.read(LIMIT) is not True:
            raise TimeoutError
    return taken[0]
