"""Time `calmtui list` with a thousand own routines: `python -m benchmarks.routines [RUNS]`.

Print a table of medians of interleaved runs; a busy machine is no fault, so nothing is asserted.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from calmtui.storage.paths import bundled_routines_path

MANY = 1000
_RUNS = 15


def seconds(words: list[str], home: Path) -> float:
    """Return the time of one run of Python with these words."""
    environment = {**os.environ, "CALMTUI_HOME": str(home), "LC_ALL": "C.UTF-8"}
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def tomllib_alone(folder: Path) -> float:
    """Return the time that tomllib itself takes to read a folder."""
    start = time.perf_counter()
    for path in folder.glob("*.toml"):
        with path.open("rb") as file:
            tomllib.load(file)
    return time.perf_counter() - start


def main(runs: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        none, many = (Path(scratch) / name for name in ("none", "many"))
        none.mkdir()
        texts = [path.read_text() for path in sorted(bundled_routines_path().glob("*.toml"))]
        (many / "routines").mkdir(parents=True)
        for number in range(MANY):
            (many / "routines" / f"own-{number:04}.toml").write_text(texts[number % len(texts)])
        figures: dict[str, list[float]] = {}
        listing = ["-m", "calmtui", "list"]
        for _ in range(runs):
            for name, value in (
                ("python -c pass", seconds(["-c", "pass"], none)),
                ("list, no routine of one's own", seconds(listing, none)),
                (f"list, {MANY:,} of one's own", seconds(listing, many)),
                (f"tomllib alone, {MANY:,} files", tomllib_alone(many / "routines")),
            ):
                figures.setdefault(name, []).append(value)
        base = statistics.median(figures["list, no routine of one's own"])
        print("| what | median ms | over list with none |\n|---|---|---|")
        for name, values in figures.items():
            middle = statistics.median(values)
            print(f"| {name} | {middle * 1000:.0f} | {middle / base:.2f} |")


if __name__ == "__main__":
    runs = _RUNS
    if len(sys.argv) > 1:
        runs = int(sys.argv[1])
    main(runs)
