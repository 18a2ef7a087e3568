"""What the bench measures: every method runs programs once and adds to the samples."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from calmtui.library import Library
from calmtui.paths import bundled_routines
from calmtui.timeline import Timeline
from tests.bench.replay import Chunk, Replay, flicker, frames, ideal_size
from tests.bench.table import Samples
from tests.bench.terminal import LIMIT, Child, seconds_of

TOP = Path(__file__).parent.parent.parent
MADE = 15.0  # seconds in which a first launch has made its openings
SETTLE = 0.6
SESSIONS = 100_000
OUT = "\x03"  # Ctrl+C: out at once, from anywhere

# A quick launch, and what its first useful frame shows.
LAUNCHES = {
    "urge": (["urge"], ("Ride the urge", "How strong is the pull", "[▀▄▁▂▃▅▆▇]")),
    "sos": (["sos"], ("90-second anchor", "Say today's day")),
    "box": (["run", "box"], ("Box breathing", "How anxious are you right now", "one key")),
}
GUIDES = {"square": "box-breathing", "orb": "long-exhale", "figure": "pmr-7", "sea": "ride-the-urge"}
_MODES = b"\x1b[?2004h"  # the full app has taken over


class Bench:
    """Runs what is measured, with everything it keeps in a scratch folder; windows are of `seconds`."""

    def __init__(self, scratch: Path, seconds: float) -> None:
        self.samples: Samples = {}
        self.seconds = seconds
        self._scratch = scratch
        script = Path(sys.executable).with_name("calmtui")
        self._calm = [os.fspath(script)] if script.exists() else [sys.executable, "-m", "calmtui"]
        self.peer, self.peer_version = _install_peer(scratch / "peer")
        for theme in ("dusk", "paper"):
            self._home(theme).mkdir()
            (self._home(theme) / "settings.toml").write_text(f'theme = "{theme}"\n')

    def _home(self, name: str) -> Path:
        return self._scratch / name

    def _env(self, home: str = "dusk") -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "HOME": os.fspath(self._scratch), "LANG": "C.UTF-8", "TERM": "xterm-256color",
            "COLORTERM": "truecolor", "CALMTUI_HOME": os.fspath(self._home(home)), "PYTHONPATH": os.fspath(TOP),
        }  # fmt: skip

    def _add(self, name: str, value: float) -> None:
        self.samples.setdefault(name, []).append(value)

    def _start(self, words: Sequence[str], home: str = "dusk", size: tuple[int, int] = (80, 24)) -> Child:
        return Child([*self._calm, *words], self._env(home), *size)

    def _python(self, *words: str) -> list[str]:
        return [sys.executable, *words]

    def _peer(self) -> Child:
        assert self.peer
        return Child([os.fspath(self.peer), "--quiet", "--no-sound", "--no-log", "--ratio", "4-6"], self._env())

    # Launch and leaving

    def warm(self, home: str, size: tuple[int, int]) -> None:
        """Have the openings of a size made, and everything compiled: home makes two, `run box` its own."""
        openings = self._home(home) / "state" / "openings"
        for words, made in (([], 2), (["run", "box"], 3)):
            with self._start(words, home, size) as child:
                while len(list(openings.glob(f"[!.]*_{size[0]}x{size[1]}"))) < made and child.now() < MADE:
                    child.read(0.1)
                child.leave(OUT)

    def launch(self) -> None:
        """Every launch once: first frame, its bytes, memory, leaving."""
        with Child(self._python("-c", "pass"), self._env()) as child:
            self._add("python.first", child.ended())
        self._one_launch("minimal", Child(self._python(os.fspath(TOP / "tests/bench/minimal.py")), self._env()), "q")
        for name, (words, _) in LAUNCHES.items():
            self._one_launch(name, self._start(words), OUT)
        self._one_launch("home", self._start([]), "q")
        if self.peer:
            with self._peer() as child:
                self._add("peer.first", child.shows("q quit"))
                child.leave(OUT)

    def _one_launch(self, name: str, child: Child, keys: str) -> None:
        wanted = {"minimal": ("Breathe in",), "home": ("Box breathing", "u urge")}.get(name) or LAUNCHES[name][1]
        with child:
            first = child.shows(*wanted)
            self._add(f"{name}.first", first)
            self._add(f"{name}.bytes", child.sent(first))
            if name == "box":  # its key is taken at once
                typed = child.type("6")
                self._add("box.key", child.shows("Sit so your back") - typed)
            _take_over(child)
            child.watch(SETTLE)
            self._add(f"{name}.memory", child.peak())
            left, gone = child.leave(keys)
            self._add(f"{name}.left", left)
            self._add(f"{name}.gone", gone)

    def keys(self) -> None:
        """Keys typed before anything is on: when the last of them is obeyed, and whether all were, in order."""
        with Child(self._python(os.fspath(TOP / "tests/bench/minimal.py")), self._env()) as child:
            child.type("k")
            self._add("minimal.obeyed", child.shows("obeyed"))
            child.leave("q")
        with self._start(["run", "box"]) as child:
            child.type("6nt")  # only in this order: rated 6, then the next step, then its time
            self._add("box.obeyed", child.shows(r"\d:\d\d left", "Trace one side"))
            child.leave(OUT)
        lines = [line for file in self._home("dusk").glob("journal/*.jsonl") for line in file.read_text().splitlines()]
        begun = next(record for line in reversed(lines) if (record := json.loads(line))["what"] == "begun")
        rated = [json.loads(line) for line in lines if begun["session"] in line and '"rated"' in line]
        self._add("box.lost", float([record.get("anxiety") for record in rated] != [6]))

    def hand_over(self) -> None:
        """Cells that change for a moment when the full app takes the opening's screen."""
        for theme in ("dusk", "paper"):
            for size in ((80, 24), (200, 50)):
                if theme != "dusk" or size != (80, 24):
                    self.warm(theme, size)
                for name, (words, _) in LAUNCHES.items():
                    with self._start(words, theme, size) as child:
                        taken = _take_over(child)
                        child.watch(1.0)
                        child.leave(OUT)
                    replay = Replay(*size)
                    for at, data in child.chunks:
                        if at < taken - 0.3:
                            replay.feed(data)
                    chunks = [chunk for chunk in child.chunks if taken - 0.3 <= chunk[0] < taken + 1.0]
                    self._add(f"{name}.flicker", flicker(replay, chunks))

    # Moving and standing

    def moving(self, shape: str, kind: str, rate: int) -> None:
        """A guide for some seconds: CPU, bytes, writes, frames, and an ideal differ's bytes."""
        name = f"{shape}.{kind}{rate}"
        with self._guide(shape, kind, rate) as child:
            child.until(lambda replay: any(replay.text()))
            child.watch(SETTLE)
            window = child.watch(self.seconds)
            self._add(f"{name}.cpu", window.cpu / window.seconds)
            self._add(f"{name}.bytes", window.size / window.seconds)
            self._add(f"{name}.writes", window.writes)
            self._add(f"{name}.frames", len(frames(window.chunks)))
            if kind == "calm":
                replay = Replay(80, 24)
                for _, data in child.chunks[: len(child.chunks) - len(window.chunks)]:
                    replay.feed(data)
                self._add(f"{name}.ideal", ideal_size(replay, window.chunks) / window.seconds)
            if kind != "ansi":
                child.leave(OUT if kind == "calm" else "\x11")

    def _guide(self, shape: str, kind: str, rate: int, *more: str) -> Child:
        return Child(self._python("-m", "tests.bench.guides", kind, GUIDES[shape], str(rate), *more), self._env())

    def peer_moving(self) -> None:
        """breathe-cli's guide for some seconds."""
        if not self.peer:
            return
        with self._peer() as child:
            child.shows(r"\bIN\b")
            child.watch(SETTLE)
            window = child.watch(self.seconds)
            self._add("peer.cpu", window.cpu / window.seconds)
            self._add("peer.bytes", window.size / window.seconds)
            child.leave(OUT)

    def standing(self) -> None:
        """Home, a paused guide, a finished run: wake-ups and bytes."""
        cases: dict[str, tuple[list[str], Sequence[tuple[str, str]]]] = {
            "home": ([], (("Box breathing", ""),)),
            "paused": (["run", "box"], (("one key", "6"), ("Sit so", "n"), ("Breathe in", " "), ("Paused", ""))),
            "finished": (["sos"], (("Say today's day", ""), ("90-second", "\x1b"), ("Enter  close", ""))),
        }  # fmt: skip
        for name, (words, script) in cases.items():
            with self._start(words) as child:
                _take_over(child)
                child.watch(2.0)
                for shown, keys in script:
                    child.shows(shown)
                    child.type(keys)
                child.watch(SETTLE)
                window = child.watch(self.seconds)
                self._add(f"{name}.wakeups", window.wakeups / window.seconds)
                self._add(f"{name}.idle", window.size / window.seconds)
                child.leave(OUT)

    # Commands

    def write_journal(self) -> None:
        """A journal of many sessions."""
        folder = self._home("log") / "journal"
        folder.mkdir(parents=True)
        with open(folder / "bench.jsonl", "w") as file:
            for number in range(SESSIONS):
                at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(1_600_000_000 + number * 1800))
                parts = (
                    '"what":"begun","routine":"box-breathing","title":"Box breathing"',
                    f'"what":"rated","when":"before","anxiety":{number % 11}',
                    f'"what":"rated","when":"after","anxiety":{number % 7}',
                    '"what":"ended","how":"completed","practised":300.0',
                )
                for place, part in enumerate(parts):
                    id, session = f"{number * 4 + place:016x}", f"{number:016x}"
                    file.write(f'{{"v":1,"id":"{id}","session":"{session}","at":"{at}",{part}}}\n')

    def commands(self) -> None:
        """The commands that print and end."""
        env = self._env("log")
        self._add("python.plain", seconds_of(self._python("-c", "pass"), env))
        for words in (["--version"], ["list"], ["log", "--last", "10"]):
            self._add(words[0], seconds_of([*self._calm, *words], env))

    # Time

    def boundaries(self, seconds: float) -> None:
        """How late each phase of the square comes on beside a busy core: p99, and how much later at the end."""
        note = self._scratch / "start"
        timeline = Timeline.of(Library(bundled_routines(), Path("/nonexistent")).find(GUIDES["square"]))
        start = next(phase.start for phase in timeline.phases if phase.kind == "inhale")
        due = [(phase.start - start, phase.word) for phase in timeline.phases if phase.start > start]
        with subprocess.Popen(self._python("-c", "while True: pass"), env=self._env()) as busy:
            try:
                with self._guide("square", "calm", 15, os.fspath(note)) as child:
                    child.until(lambda replay: any(replay.text()))
                    child.watch(seconds)
                    began = float(note.read_text()) - child.started
                    child.leave(OUT)
            finally:
                busy.kill()
        late = lateness(child.chunks, [(began + at, word) for at, word in due if at < seconds - 1.0])
        self._add("late.p99", quantiles(late, n=100, method="inclusive")[-1])
        part = max(len(late) // 4, 1)
        self._add("late.drift", abs(median(late[-part:]) - median(late[:part])))
        self._add("late.count", len(late))


def lateness(chunks: Sequence[Chunk], due: Sequence[tuple[float, str]]) -> list[float]:
    """How long after it was due each word was on the screen."""
    replay, late, at = Replay(80, 24), [], 0
    for time_of, data in chunks:
        replay.feed(data)
        if at < len(due) and time_of >= due[at][0] - 0.5 and any(due[at][1] in line for line in replay.text()):
            late.append(time_of - due[at][0])
            at += 1
    return late


def _take_over(child: Child) -> float:
    """Wait until the full app has the screen; gives the time."""
    while not (taken := [at for at, data in child.chunks if _MODES in data]):
        if child.read(LIMIT) is not True:
            raise TimeoutError
    return taken[0]


def _install_peer(folder: Path) -> tuple[Path | None, str]:
    """breathe-cli in an environment of its own: its script and version; None when the registry does not answer."""
    python = folder / "bin" / "python"
    ask = "from importlib.metadata import version; print(version('breathe-cli'))"
    try:
        venv.create(folder, with_pip=True)
        pip = [os.fspath(python), *["-m", "pip", "install", "-q", "--disable-pip-version-check", "breathe-cli==1.14.*"]]
        subprocess.run(pip, check=True, capture_output=True, timeout=180)
        version = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None, "not installed: the registry did not answer"
    return folder / "bin" / "breathe", version
