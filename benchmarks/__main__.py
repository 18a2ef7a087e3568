"""The table of figures: `python -m benchmarks [--short] [--runs N] [--out FILE.md]`.

No figure fails it.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path

from benchmarks.cues import CARRIERS, PLAYERS, measure_cues
from benchmarks.keys_far_away import measure_far_keys
from benchmarks.measure import GUIDES, LAUNCHES, STANDING, Bench
from benchmarks.table import Row, markdown

# figure | our samples | reference | its samples | at most | unit; a {name} means several lines.
_ROWS = """
{launch}: first useful frame | {launch}.first | `python -c pass` | python.first | 1.8 | ms
{launch}: first useful frame | {launch}.first | minimal Textual | minimal.first | 0.1 | ms
{launch}: first useful frame | {launch}.first | breathe-cli | peer.first | 0.6 | ms
run box: its first key to the guide | run box.key | `python -c pass` | python.first | | ms
keys typed at the start: the last one obeyed | keys.obeyed | minimal Textual | minimal.obeyed | 1 | ms
runs in which one was lost or not in order | keys.lost | | | 0 |
home: first useful frame | home.first | minimal Textual | minimal.first | 1.15 | ms
{launch}: cells that change for a moment at the hand-over, the worst case | {launch}.flicker | | | 0 |
hand-overs of these 12 that had no opening | slow | | | 0 |
{launch}: bytes until the first useful frame | {launch}.bytes | minimal Textual | minimal.bytes | 0.8 |
orb at 10 frames a second: CPU | orb.calm10.cpu | Static.update | orb.static10.cpu | 0.1 | %
orb at 30 frames a second: CPU | orb.calm30.cpu | Static.update | orb.static30.cpu | 0.06 | %
orb at 10 frames a second: CPU | orb.calm10.cpu | breathe-cli | peer.cpu | 0.7 | %
orb at 10 frames a second, its first round: CPU | orb.calm10.first.cpu | Static.update | orb.static10.cpu | | %
orb at 10 frames a second, its first round: CPU | orb.calm10.first.cpu | breathe-cli | peer.cpu | | %
orb at 10 frames a second: CPU | orb.calm10.cpu | by hand (ANSI) | orb.ansi10.cpu | | %
{shape}: bytes a second | {shape}.calm10.bytes | Static.update | {shape}.static10.bytes | 0.05 | B/s
{shape}: bytes a second | {shape}.calm10.bytes | breathe-cli | peer.bytes | 0.1 | B/s
orb: bytes a second | orb.calm10.bytes | by hand (ANSI) | orb.ansi10.bytes | | B/s
orb: bytes a second | orb.calm10.bytes | an ideal differ | orb.calm10.ideal | 1.6 | B/s
{other}: bytes a second | {other}.calm10.bytes | an ideal differ | {other}.calm10.ideal | 2.5 | B/s
{shape}: bytes a second at 30 frames | {shape}.calm30.bytes | at 10 frames | {shape}.calm10.bytes | 1.2 | B/s
{shape}: write calls | {shape}.calm10.writes | frames | {shape}.calm10.frames | 1.1 |
{still}: wake-ups a second | idle {still}.wakeups | | | 0 |
{still}: bytes a second | idle {still}.bytes | | | 0 |
sos, Ctrl+C: key to screen left | sos.left | minimal Textual | minimal.left | 0.05 | ms
sos, Ctrl+C: key to process gone | sos.gone | minimal Textual | minimal.gone | 0.1 | ms
home, q: key to screen left | home.left | minimal Textual | minimal.left | 0.05 | ms
home, q: key to process gone | home.gone | minimal Textual | minimal.gone | 0.1 | ms
{screen}: peak memory | {screen}.memory | minimal Textual | minimal.memory | 1.1 | MB
before: key on "open" to the program's first word | before.opened | `sh`, reading a line, then exec | shell.opened | | ms
the same: by how much later | before.later | | | 20 | ms
`--version` | --version | `python -c pass` | python.plain | 2 | ms
`list` | list | `python -c pass` | python.plain | 5 | ms
`log --last 10` of 100,000 sessions | log | `python -c pass` | python.plain | 5 | ms
phase boundary late, a busy core beside it: p99 | late.p99 | | | 20 | ms
the same: by how much the last quarter is later than the first | late.drift | | | 5 | ms
bells through {carrier}: late after the phase, key and line among it: p99 | bells {carrier}.p99 | | | 30 | ms
the three at the end of a guide, behind its record | bells.end | | | | ms
a key over SSH, 2 kB a second and 0.3 s there and back: to what is seen of it first | far.keys | | | | ms
the same: the slowest | far.slowest | | | 700 | ms
runs in which a bell was lost | bells.lost | | | 0 |
{player}: its program started after the phase: p99 | {player}.p99 | | | 30 | ms
"""  # noqa: E501 - a table
_NAMES = {
    "{launch}": tuple(LAUNCHES),
    "{screen}": ("home", *LAUNCHES),
    "{shape}": tuple(GUIDES),
    "{carrier}": tuple(CARRIERS),
    "{player}": tuple(PLAYERS),
    "{still}": tuple(STANDING),
    "{other}": tuple(shape for shape in GUIDES if shape != "orb"),
}
_RUNS, _SHORT_RUNS = 15, 3
_ROUNDS, _SHORT_ROUNDS = 15, 3  # of the breaths that are listened to
_WALKS, _SHORT_WALKS = 3, 1  # of keys on a slow line


def rows() -> list[Row]:
    """Return the rows of the table."""
    return [_row(line) for template in _ROWS.strip().splitlines() for line in _lines(template)]


def _lines(template: str) -> list[str]:
    """Return a line for each of what a {name} in it stands for, or the line itself."""
    place = re.search(r"{\w+}", template)
    if place is None:
        return [template]
    return [template.replace(place[0], name) for name in _NAMES[place[0]]]


def _row(line: str) -> Row:
    figure, ours, against, theirs, limit, unit = (cell.strip() for cell in line.split("|"))
    row = Row(figure, ours, against, theirs, unit=unit)
    if limit:
        return replace(row, limit=float(limit))
    return row


def measure(bench: Bench, runs: int, short: bool) -> None:
    """Measure everything, interleaved; the order is reversed with every run."""
    bench.warm("dusk", (80, 24))
    guides = [
        (shape, kind, rate)
        for shape in GUIDES
        for kind, rate in (("calm", 10), ("calm", 30), ("static", 10))
    ]
    guides += [("orb", "static", 30), ("orb", "ansi", 10)]
    counted_runs, seconds = 3, 300.0  # what is counted, not timed, is the same each time
    if short:
        counted_runs, seconds = 1, 20.0
    for run in range(runs):
        sys.stderr.write(f"run {run + 1} of {runs}\n")
        parts = [bench.launches, bench.early_keys, bench.opening, bench.commands]
        parts.append(bench.peer_moving)
        is_counted = run < counted_runs
        parts += [
            partial(bench.moving, *guide) for guide in guides if guide[0] == "orb" or is_counted
        ]
        if is_counted:
            parts.append(bench.standing)
        if run % 2:
            parts.reverse()
        for part in parts:
            _try(part)
    _try(bench.hand_over)
    _try(partial(bench.boundaries, seconds))
    rounds, walks = _ROUNDS, _WALKS
    if short:
        rounds, walks = _SHORT_ROUNDS, _SHORT_WALKS
    _try(partial(measure_cues, bench.samples, rounds))
    _try(partial(measure_far_keys, bench.samples, walks))


def _try(part: Callable[[], None]) -> None:
    try:
        part()
    except TimeoutError as error:  # its samples are missing; the rest is measured all the same
        sys.stderr.write(f"given up: {part}\n{error}\n")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="few runs, short windows")
    parser.add_argument("--runs", type=int, help=f"how many ({_RUNS}; {_SHORT_RUNS} with --short)")
    parser.add_argument(
        "--out", type=Path, metavar="FILE.md", help="write the Markdown there as well"
    )
    args = parser.parse_args()
    runs, seconds = _RUNS, 4.0
    if args.short:
        runs, seconds = _SHORT_RUNS, 2.0
    runs = args.runs or runs
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), seconds)
        measure(bench, runs, args.short)
    boundaries = bench.samples.get("late.count", [0])[0]
    text = (
        f"{date.today():%-d %B %Y}; medians of {runs} interleaved runs, 80x24;"
        f" guides for one round (10 s; square 16 s), our orb's second;"
        f" {boundaries:g} phase boundaries;"
        f" {os.cpu_count()} cores, {platform.machine()}, {platform.system()};"
        f" Python {platform.python_version()}, Textual {version('textual')},"
        f" breathe-cli {bench.peer_version}.\n\n{markdown(rows(), bench.samples)}\n"
    )
    print(text)
    if args.out:
        args.out.write_text(text)


if __name__ == "__main__":
    main()
