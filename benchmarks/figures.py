"""How long looking back takes: `python -m benchmarks.figures [SESSIONS ...]`.

For each number of sessions: everything from scratch, then with the sums that are kept, then with
one more session; and how much the longest history takes for one of the shortest. Seconds are those
of the processor, the least of many looks, by turns. No figure fails it.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import NamedTuple

from benchmarks.journal import END, write_journal
from calmtui.history.past_sums import PastSums
from calmtui.history.period import ALL_TIME, Period
from calmtui.storage.journal import Journal
from calmtui.storage.sums_file import SUMS

_DEFAULT = (1_000, 10_000)
_LOOKS = 40
_ADDED = 1_000_000_000  # more than any session's number
_TODAY = datetime.fromtimestamp(END, UTC).date()
_FOUR_WEEKS = Period(_TODAY - timedelta(days=27), _TODAY)  # what the first page shows
_MEMORY = "--memory"  # of a process of its own, with the journal that follows


class _Times(NamedTuple):
    """Seconds of looks at the first page, at all time, and after one more session."""

    first: list[float]
    all_time: list[float]
    added: list[float]


def main() -> None:
    """Print what each history takes, and the ratios."""
    if sys.argv[1:2] == [_MEMORY]:
        print(_memory_of(Path(sys.argv[2])))
        return
    numbers = [int(number) for number in sys.argv[1:]] or [*_DEFAULT]
    with tempfile.TemporaryDirectory() as top:
        homes = {number: Path(top) / str(number) for number in numbers}
        figures = _measure(homes)
    for number in numbers:
        print(f"{number:>9,} sessions: {_line(figures[number])}")
    first, last = figures[min(numbers)], figures[max(numbers)]
    ratios = (f"{name} {last[name] / first[name]:.2f}" for name in first if name != "scratch")
    print(f"longest to shortest: {', '.join(ratios)}")


def _measure(homes: dict[int, Path]) -> dict[int, dict[str, float]]:
    figures: dict[int, dict[str, float]] = {}
    for number, home in homes.items():
        write_journal(home, number)
        figures[number] = {"scratch": _look(_open(home), ALL_TIME)}
    times = {number: _Times([], [], []) for number in homes}
    for turn in range(_LOOKS):
        for number, home in homes.items():
            journal = _open(home)
            times[number].first.append(_look(journal, _FOUR_WEEKS))
            times[number].all_time.append(_look(journal, ALL_TIME))
            _add_session(journal, turn)
            times[number].added.append(_look(journal, ALL_TIME))
    for number, home in homes.items():
        found = times[number]
        figures[number] |= {
            "first page": min(found.first),
            "all time": min(found.all_time),
            "one more": min(found.added),
            "file": (home / "state" / SUMS).stat().st_size,
            "memory": _memory_in_a_process(home),
        }
    return figures


def _line(found: dict[str, float]) -> str:
    return (
        f"from scratch {found['scratch']:.3f} s, first page {found['first page'] * 1000:.2f} ms, "
        f"all time {found['all time'] * 1000:.2f} ms, one more {found['one more'] * 1000:.2f} ms, "
        f"file {found['file'] / 1000:.0f} kB, memory {found['memory'] / 1000:.1f} MB"
    )


def _open(home: Path) -> Journal:
    return Journal(home / "journal", home / "state")


def _look(journal: Journal, period: Period) -> float:
    begin = process_time()
    sums = PastSums(journal)
    for _progress in sums.read(period):
        pass
    sums.figures({})
    return process_time() - begin


def _memory_in_a_process(home: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.figures", _MEMORY, str(home)]
    return float(subprocess.run(command, capture_output=True, check=True).stdout)


def _memory_of(home: Path) -> int:
    """Return the memory in kB that this process needed at most for a look."""
    _look(_open(home), _FOUR_WEEKS)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _add_session(journal: Journal, number: int) -> None:
    session, at = f"{_ADDED + number:016x}", f"2099-01-01T00:{number:02}:00+00:00"
    kinds = ({"what": "begun", "routine": "box-breathing"}, {"what": "ended", "how": "completed"})
    for place, fields in enumerate(kinds):
        record = {"v": 1, "id": f"{session}{place}", "session": session, "at": at, **fields}
        journal.append(record)


if __name__ == "__main__":
    main()
