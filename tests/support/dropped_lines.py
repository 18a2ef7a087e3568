"""Lines that drop, signals and stops at random instants of a run: `python -m
tests.support.dropped_lines --trials N --seed S`.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import select
import signal
import statistics
import sys
import tempfile
import termios
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import clock_gettime, monotonic

from tests.support.terminal import LONG, PATIENCE, SHORT, Terminal, records, restored

_SEA = (
    ("How strong is the pull?", "9"), ("Write it here.", "are you there\r"),
    ("What happened just before?", "\r"),
    ("Is part of this a fear", "1"),
)  # fmt: skip
_GUIDE = (("How anxious", "6"),)

# What Python says of a SIGINT that meets its start.
STARTING = (
    b"Fatal Python error: init",
    b"Could not import runpy",
)


@dataclass(frozen=True)
class Stage:
    """Where in a run a trial cuts in: the words of the command line, what is typed at what is seen,
    what is then on.

    `how` is how a run that was cut off there is kept; None: no run has begun. No `seen`: at any
    instant of the launch.
    """

    words: tuple[str, ...]
    typed: tuple[tuple[str, str], ...] = ()
    seen: str = ""
    how: str | None = "interrupted"
    cold: bool = False  # nothing is kept ready for the launch


STAGES = {
    "launch": Stage(("sos",)),
    "launch of an urge": Stage(("urge",)),
    "cold launch": Stage(("urge",), cold=True),
    "launch of home": Stage((), how=None),
    "launch of lines": Stage(("sos", "--plain")),
    "question": Stage(("run", "long"), seen="How anxious", how=None),
    "guide": Stage(("run", "breathe"), _GUIDE, "Breathe in"),
    "text": Stage(("run", "long"), _GUIDE, "Feel the floor."),
    "field": Stage(("urge",), (*_SEA[:1], ("Write it here.", "are you")), "are you"),
    "choices": Stage(("urge",), _SEA[:2], "What happened just before?"),
    "sea": Stage(("urge",), _SEA, "You are not fighting it"),
    "home": Stage((), seen="Right now", how=None),
    "help": Stage(("run", "breathe"), (*_GUIDE, ("Breathe in", "!")), "My people"),
    "keys": Stage(("run", "breathe"), (*_GUIDE, ("Breathe in", "?")), "hide everything"),
    "hidden": Stage(("run", "breathe"), (*_GUIDE, ("Breathe in", "\x18")), "$\n"),
    "after": Stage(("run", "short"), _GUIDE, "And now?", how="completed"),
    "end": Stage(
        ("run", "short"), (*_GUIDE, ("And now?", "x")), "It went up: 6 to 10.", how="completed"
    ),
    "lines": Stage(("run", "long", "--plain"), (("Enter skips.", "6\n"),), "Feel the floor."),
    "lines, question": Stage(("run", "long", "--plain"), seen="Enter skips.", how=None),
}


class Cut:
    """What happens to a program on a terminal. `signals`: one of them is what ends it; none: any
    code will do.
    """

    signals: tuple[int, ...] = ()
    hears = True  # the terminal is still there at the end, to be looked at
    ignoring = False  # SIGHUP is ignored, as under nohup
    anywhere = True  # at a launch too, and in the line-by-line front end

    def __call__(self, terminal: Terminal) -> None:
        raise NotImplementedError


class Signal(Cut):
    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers
        self.signals = tuple(number for number in numbers if number != signal.SIGCONT)

    def __call__(self, terminal: Terminal) -> None:
        for number in self._numbers:
            terminal.run.send_signal(number)


class HangUp(Cut):
    hears = False

    def __init__(self, ignoring: bool = False) -> None:
        self.ignoring = ignoring

    def __call__(self, terminal: Terminal) -> None:
        terminal.hang_up()


class Stall(Cut):
    """The terminal takes no more bytes, as behind a dead line; then the signal."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.signals = (number,)

    def __call__(self, terminal: Terminal) -> None:
        fill(terminal)
        select.select([], [], [], 0.2)  # frames meet it
        terminal.run.send_signal(self._number)


class Stop(Cut):
    """Stopped, looked at, then `numbers`; where it goes on, the terminal is taken back, and then
    SIGTERM comes.
    """

    anywhere = False

    def __init__(self, stop: int | str, *numbers: int) -> None:
        self._stop, self._numbers = stop, numbers
        self.signals = (numbers[0] if numbers[0] != signal.SIGCONT else signal.SIGTERM,)

    def __call__(self, terminal: Terminal) -> None:
        if isinstance(self._stop, str):
            terminal.types(self._stop)
        else:
            terminal.run.send_signal(self._stop)
        terminal.until(lambda: state(terminal.run.pid) == "T", "stop")
        while terminal.read(0):
            pass
        if self._stop != signal.SIGSTOP:
            restored(terminal)
        before = len(terminal.sent)
        for number in self._numbers:
            terminal.run.send_signal(number)
        if self._numbers[0] != signal.SIGCONT:
            return
        back = b"\x1b[?25l" if self._stop == signal.SIGSTOP else b"\x1b[?1049h"
        terminal.until(lambda: back in terminal.sent[before:], "screen taken back")
        terminal.until(
            lambda: not termios.tcgetattr(terminal.slave)[3] & termios.ICANON, "single keys"
        )
        terminal.run.send_signal(signal.SIGTERM)


class StopAndHangUp(HangUp):
    """Stopped, and the terminal goes: the kernel continues it, to hear so."""

    anywhere = False

    def __call__(self, terminal: Terminal) -> None:
        terminal.run.send_signal(signal.SIGTSTP)
        terminal.until(lambda: state(terminal.run.pid) == "T", "stop")
        terminal.hang_up()
        terminal.run.send_signal(signal.SIGCONT)


CUTS: dict[str, Cut] = {
    "SIGHUP": Signal(signal.SIGHUP),
    "SIGTERM": Signal(signal.SIGTERM),
    "SIGINT": Signal(signal.SIGINT),
    "SIGHUP, SIGCONT": Signal(signal.SIGHUP, signal.SIGCONT),
    "SIGTERM, SIGHUP, SIGINT": Signal(signal.SIGTERM, signal.SIGHUP, signal.SIGINT),
    "hang-up": HangUp(),
    "hang-up, SIGHUP ignored": HangUp(ignoring=True),
    "stall, SIGTERM": Stall(signal.SIGTERM),
    "stall, SIGHUP": Stall(signal.SIGHUP),
    "SIGTSTP, SIGCONT": Stop(signal.SIGTSTP, signal.SIGCONT),
    "Ctrl+Z, SIGCONT": Stop("\x1a", signal.SIGCONT),
    "SIGSTOP, SIGCONT": Stop(signal.SIGSTOP, signal.SIGCONT),
    "SIGTSTP, SIGTERM, SIGCONT": Stop(signal.SIGTSTP, signal.SIGTERM, signal.SIGCONT),
    "SIGTSTP, SIGHUP, SIGCONT": Stop(signal.SIGTSTP, signal.SIGHUP, signal.SIGCONT),
    "SIGTSTP, hang-up": StopAndHangUp(),
}


@dataclass(frozen=True)
class Found:
    """A trial: seconds from the cut to the process gone, and CPU seconds that it used in them."""

    stage: str
    cut: str
    gone: float
    cpu: float


def state(pid: int) -> str:
    """The state of a process, as proc(5) has it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def fill(terminal: Terminal) -> None:
    """Let the terminal take no more: all that it holds is unread."""
    fd = os.open(os.ttyname(terminal.slave), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    refused = 0
    while refused < 3:  # the kernel passes some of it on meanwhile, and has room again
        try:
            os.write(fd, b"\0" * 64)
            refused = 0
        except BlockingIOError:
            refused += 1
            select.select([], [], [], 0.02)
    os.close(fd)


def used(pid: int) -> float:
    """CPU seconds of a process so far."""
    return clock_gettime((~pid << 3) | 2)  # its own CPU clock, to the nanosecond


def children() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def make_home(home: Path) -> None:
    """A home with two routines of its own, and the openings of quick launches."""
    (home / "routines").mkdir()
    (home / "routines" / "short.toml").write_text(SHORT)
    (home / "routines" / "long.toml").write_text(LONG)
    (home / "routines" / "breathe.toml").write_text(
        LONG.replace('"say"', '"breathe"').replace(
            "seconds = 600", "inhale = 300\nexhale = 300\nrounds = 1"
        )
    )
    for word in ("sos", "urge"):
        with Terminal(home, word) as terminal:
            terminal.until(partial(_ready, home, word), "opening kept ready")
            terminal.types("\x03")
            terminal.ends(PATIENCE)


def _ready(home: Path, word: str) -> bool:
    return any((home / "state" / "openings").glob(f"{word}*"))


def clear(home: Path, cold: bool) -> None:
    """Forget all runs, and with `cold` what is kept ready."""
    for folder in ("journal", "state/open", *(("state/openings",) if cold else ())):
        for path in (home / folder).glob("*"):
            path.unlink()


def wait_for(pid: int, terminal: Terminal, reads: bool) -> None:
    """Wait until a process has ended; what it says is read meanwhile, if at all."""
    end = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(end, select.POLLIN)
    if reads and terminal.master >= 0:
        poll.register(terminal.master, select.POLLIN)
    deadline = monotonic() + PATIENCE
    try:
        while True:
            ready = {fd for fd, _ in poll.poll(max(deadline - monotonic(), 0) * 1000)}
            assert ready, f"not gone after {PATIENCE} s, in state {state(pid)}:\n{terminal.text()}"
            if terminal.master in ready:
                terminal.read(0)
            elif end in ready:
                return
    finally:
        os.close(end)


def trial(home: Path, chance: random.Random, name: str, cut_name: str) -> Found:
    """Cut one run off and look at what is left. Raises AssertionError when something is."""
    stage, cut = STAGES[name], CUTS[cut_name]
    clear(home, stage.cold)
    old = signal.signal(signal.SIGHUP, signal.SIG_IGN) if cut.ignoring else None
    before = children()
    try:
        terminal = Terminal(home, *stage.words, job=isinstance(cut, Stop | StopAndHangUp))
    finally:
        if cut.ignoring:
            signal.signal(signal.SIGHUP, old)
    with terminal:
        pid = terminal.run.pid
        for seen, keys in stage.typed:
            terminal.shows(seen)
            terminal.types(keys)
        if stage.seen:
            terminal.until(lambda: stage.seen in terminal.text() + "\n", repr(stage.seen))
        until = monotonic() + chance.uniform(0.0, 0.3 if stage.seen else 1.0)
        while (left := until - monotonic()) > 0:
            terminal.read(left)
        spent = used(pid)
        cut(terminal)
        at = monotonic()
        if terminal.run.poll() is None:
            wait_for(pid, terminal, not isinstance(cut, Stall))
        gone = monotonic() - at
        code = terminal.run.wait()
        cpu = children() - before - spent
        if cut.hears:
            while terminal.read(0.01):
                pass
            restored(terminal)
    # Below 0: by the signal itself, before the program had taken it.
    number = code - 128 if code > 128 else -code
    if code == 1 and not stage.seen and any(words in terminal.sent for words in STARTING):
        number = signal.SIGINT  # it met Python's own start, before a line of ours
    if cut.signals:
        reports = [path.read_text() for path in (home / "state").glob("crash*")]
        assert number in cut.signals, (code, terminal.sent[-1500:], reports)
        # A second one may meet Python on its way out.
        assert code > 0 or not stage.seen or len(cut.signals) > 1, code
    check(home, stage, (number,) if cut.signals and code > 0 else cut.signals)
    return Found(name, cut_name, gone, cpu)


def check(home: Path, stage: Stage, numbers: tuple[int, ...]) -> None:
    """The records: what was begun has one end. One of `numbers` is the signal that ended it; none:
    no signal did.
    """
    kept = [(record["what"], record.get("how")) for record in records(home)]
    begun = [what for what, _ in kept if what == "begun"]
    ended = [how for what, how in kept if what == "ended"]
    if stage.how is None:
        assert kept == []
        return
    assert begun or not stage.seen
    ends = {stage.how} if numbers != (signal.SIGINT,) else set()
    if signal.SIGINT in numbers:  # a run that is over stays completed
        ends.add("left early" if stage.how == "interrupted" else stage.how)
    assert (len(begun), len(ended)) in ((0, 0), (1, 1)), kept
    assert ends.issuperset(ended), kept
    names = [path.name for path in (home / "state" / "open").glob("*")]
    waits = [name for name in names if name.endswith(".wait")]  # when one is over, beside its run
    assert {name.removesuffix(".wait") for name in waits} <= {*names}, names
    names = [name for name in names if name not in waits]
    words = [name for name in names if name.endswith(".left")]  # of a wait that was left, for a day
    # What the next launch offers to go on with.
    assert len(names) - len(words) == (ended == ["interrupted"]), names
    assert not words or ended == ["left early"], names


def pairs() -> list[tuple[str, str]]:
    """Every stage with every cut that it can meet."""
    return [
        (stage, cut)
        for stage in STAGES
        for cut in CUTS
        if CUTS[cut].anywhere or (STAGES[stage].seen and "lines" not in stage)
    ]


def planned(trials: int, seed: int) -> list[tuple[str, str]]:
    """So many stages with cuts, every pair once before any comes again, in no order."""
    chance = random.Random(seed)
    plan: list[tuple[str, str]] = []
    while len(plan) < trials:
        some = pairs()
        chance.shuffle(some)
        plan += some
    return plan[:trials]


def run(
    home: Path,
    plan: list[tuple[str, str]],
    seed: int,
    told: Callable[[Found], None] = lambda _: None,
) -> list[Found]:
    """A trial for each pair, at instants that are as random as the seed."""
    chance = random.Random(seed)
    found: list[Found] = []
    for stage, cut in plan:
        try:
            found.append(trial(home, chance, stage, cut))
        except AssertionError as error:
            raise AssertionError(
                f"{stage}, {cut} (seed {seed}, trial {len(found)}): {error}"
            ) from error
        told(found[-1])
    return found


def summary(found: list[Found]) -> str:
    """The figures of some trials in a line."""
    gone, cpu = sorted(one.gone for one in found), sorted(one.cpu for one in found)
    late = [f"{one.stage}, {one.cut}: {one.gone:.2f}" for one in found if one.gone > 1]
    return (
        f"{len(found)} trials; gone after {statistics.median(gone):.2f} s, at most {gone[-1]:.2f}; "
        f"CPU meanwhile {statistics.median(cpu):.2f} s, at most {cpu[-1]:.2f}; over a second: "
        f"{late or 'none'}"
    )


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.support.dropped_lines", description=__doc__
    )
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument(
        "--only", default="", help="only trials with this in the name of their stage or cut"
    )
    args = parser.parse_args()
    print(f"seed {args.seed}")
    with tempfile.TemporaryDirectory() as folder:
        make_home(Path(folder))
        plan = [pair for pair in planned(args.trials, args.seed) if args.only in ", ".join(pair)]
        found = run(Path(folder), plan, args.seed, lambda one: print(one, flush=True))
    print(summary(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
