"""Makes the table of figures: `python -m tests.bench [--short] [--runs N] [--out FILE.md]`. No figure fails it."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.measure import GUIDES, SESSIONS, Bench
from tests.bench.table import Row, Samples, markdown


def rows(samples: Samples) -> list[Row]:
    """The rows of the table."""
    made = []
    for against, reference, limit in (("`python -c pass`", "python", 1.8), ("minimal Textual", "minimal", 0.1),
                                      ("breathe-cli", "peer", 0.6)):  # fmt: skip
        for name in ("urge", "sos", "box"):
            label = f"`{'run box' if name == 'box' else name}`: first useful frame"
            made.append(Row(label, f"{name}.first", against, f"{reference}.first", limit, "ms"))
    made += [
        Row("`run box`: its key to the guide", "box.key", "`python -c pass`", "python.first", unit="ms"),
        Row("keys typed at the start: last one obeyed", "box.obeyed", "minimal Textual", "minimal.obeyed", 1.0, "ms"),
        Row("runs in which such a key was lost or came late", "box.lost", limit=0),
        Row("home: first useful frame", "home.first", "minimal Textual", "minimal.first", 1.15, "ms"),
        *(Row(f"`{name}`: cells that change for a moment at the hand-over, the worst of all", f"{name}.worst", limit=0)
          for name in ("urge", "sos", "box")),
        *(Row(f"`{name}`: bytes until the first useful frame", f"{name}.bytes", "minimal Textual", "minimal.bytes", 0.1)
          for name in ("urge", "sos", "box")),
        Row("CPU, orb at 10 frames a second", "orb.calm10.cpu", "Static.update", "orb.static10.cpu", 0.1, "%"),
        Row("CPU, orb at 30", "orb.calm30.cpu", "Static.update", "orb.static30.cpu", 0.06, "%"),
        Row("CPU, orb at 10", "orb.calm10.cpu", "by hand (ANSI)", "orb.ansi10.cpu", None, "%"),
        Row("CPU, orb at 10", "orb.calm10.cpu", "breathe-cli", "peer.cpu", 0.7, "%"),
        Row("CPU, orb at 30", "orb.calm30.cpu", "breathe-cli", "peer.cpu", 0.7, "%"),
    ]  # fmt: skip
    for shape in GUIDES:
        ours = f"{shape}.calm10"
        made += [
            Row(f"{shape}: bytes a second", f"{ours}.bytes", "Static.update", f"{shape}.static10.bytes", 0.05, "B/s"),
            Row(f"{shape}: bytes a second", f"{ours}.bytes", "breathe-cli", "peer.bytes", 0.1, "B/s"),
            Row(f"{shape}: bytes a second", f"{ours}.bytes", "ideal differ", f"{ours}.ideal",
                1.6 if shape == "orb" else 2.5, "B/s"),
            Row(f"{shape}: bytes at 30 frames a second", f"{shape}.calm30.bytes", "at 10", f"{ours}.bytes", 1.2, "B/s"),
            Row(f"{shape}: write calls", f"{ours}.writes", "frames", f"{ours}.frames", 1.1),
        ]  # fmt: skip
    made.append(Row("orb: bytes a second", "orb.calm10.bytes", "by hand (ANSI)", "orb.ansi10.bytes", None, "B/s"))
    for name in ("home", "paused", "finished"):
        made += [Row(f"{name}: wake-ups a second", f"{name}.wakeups", limit=0),
                 Row(f"{name}: bytes a second", f"{name}.idle", limit=0)]  # fmt: skip
    for name, label in (("sos", "`sos`, Ctrl+C"), ("home", "home, q")):
        made += [
            Row(f"{label}: key to screen left", f"{name}.left", "minimal Textual", "minimal.left", 0.05, "ms"),
            Row(f"{label}: key to process gone", f"{name}.gone", "minimal Textual", "minimal.gone", 0.1, "ms"),
        ]
    for name in ("home", "urge", "sos", "box"):
        made.append(Row(f"{name}: peak memory", f"{name}.memory", "minimal Textual", "minimal.memory", 1.1, "MB"))
    for name, limit in (("--version", 2.0), ("list", 5.0), ("log", 5.0)):
        label = f"`log --last 10` of {SESSIONS:,} sessions" if name == "log" else f"`{name}`"
        made.append(Row(label, name, "`python -c pass`", "python.plain", limit, "ms"))
    count = int(samples["late.count"][0]) if "late.count" in samples else 0
    return made + [
        Row(f"phase boundary late, p99 of {count}, a busy core beside it", "late.p99", limit=20, unit="ms"),
        Row("the same: later at the end than at the start (drift)", "late.drift", limit=5, unit="ms"),
    ]


def measure(bench: Bench, runs: int, short: bool) -> None:
    """Everything, interleaved; the order turns round with every run."""
    say = sys.stderr.write
    bench.write_journal()
    bench.warm("dusk", (80, 24))
    cases = [(shape, kind, rate) for shape in GUIDES for kind, rate in (("calm", 10), ("calm", 30), ("static", 10))]
    cases += [("orb", "static", 30), ("orb", "ansi", 10)]
    for run in range(runs):
        say(f"run {run + 1} of {runs}: launches\n")
        for part in (bench.launch, bench.keys, bench.commands)[:: -1 if run % 2 else 1]:
            part()
        say(f"run {run + 1} of {runs}: guides\n")
        bench.peer_moving()
        for shape, kind, rate in cases[:: -1 if run % 2 else 1]:
            if shape == "orb" or not short or run == 0:
                bench.moving(shape, kind, rate)
        if not short or run == 0:
            bench.standing()
    say("hand-over\n")
    bench.hand_over()
    for name in ("urge", "sos", "box"):
        bench.samples[f"{name}.worst"] = [max(bench.samples[f"{name}.flicker"])]
    say("phase boundaries\n")
    bench.boundaries(20.0 if short else 300.0)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="3 runs, short windows")
    parser.add_argument("--runs", type=int, help="15, or 3 with --short")
    parser.add_argument("--out", type=Path, help="also write the Markdown there")
    args = parser.parse_args()
    runs = args.runs or (3 if args.short else 15)
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), 2.0 if args.short else 4.0)
        measure(bench, runs, args.short)
    samples = bench.samples
    head = (
        f"{date.today():%-d %B %Y}; medians of {runs} interleaved runs, 80x24, windows of {bench.seconds:g} s from the"
        f" first in-breath, tension or wait on; {os.cpu_count()} cores, {platform.machine()}, {platform.system()};"
        f" Python {platform.python_version()}, Textual {version('textual')}, breathe-cli {bench.peer_version};"
        f" `python -c pass` took {median(samples['python.first']) * 1000:.0f} ms."
    )
    text = f"{head}\n\n{markdown(rows(samples), samples)}\n"
    print(text)
    if args.out:
        args.out.write_text(text)


if __name__ == "__main__":
    main()
