"""How long looking back takes: `python -m benchmarks.figures [SESSIONS ...]`.

For each number of sessions: everything from scratch, then with the sums that are kept, then with
one more session. No figure fails it.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.journal import write_journal
from calmtui.history.past_sums import PastSums
from calmtui.storage.journal import Journal
from calmtui.storage.sums_file import SUMS

_DEFAULT = (1_000, 10_000)
_LOOKS = 15
_ADDED = 1_000_000_000  # more than any session's number


def main() -> None:
    """Print a line for each number of sessions."""
    for sessions in map(int, sys.argv[1:] or _DEFAULT):
        with tempfile.TemporaryDirectory() as home:
            write_journal(Path(home), sessions)
            print(_measure(Path(home), sessions))


def _measure(home: Path, sessions: int) -> str:
    journal = Journal(home / "journal", home / "state")
    cold = _look(journal)
    warm = sorted(_look(journal) for _ in range(_LOOKS))[_LOOKS // 2]
    added = []
    for number in range(_LOOKS):
        _add_session(journal, number)
        added.append(_look(journal))
    size = (home / "state" / SUMS).stat().st_size
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (
        f"{sessions:>9,} sessions: from scratch {cold:.3f} s, kept {warm * 1000:.2f} ms, "
        f"one more {sorted(added)[_LOOKS // 2] * 1000:.2f} ms, file {size / 1000:.0f} kB, "
        f"memory at most {memory / 1000:.0f} MB"
    )


def _look(journal: Journal) -> float:
    begin = perf_counter()
    sums = PastSums(journal)
    for _progress in sums.read():
        pass
    sums.figures({})
    return perf_counter() - begin


def _add_session(journal: Journal, number: int) -> None:
    session, at = f"{_ADDED + number:016x}", f"2099-01-01T00:{number:02}:00+00:00"
    kinds = ({"what": "begun", "routine": "box-breathing"}, {"what": "ended", "how": "completed"})
    for place, fields in enumerate(kinds):
        record = {"v": 1, "id": f"{session}{place}", "session": session, "at": at, **fields}
        journal.append(record)


if __name__ == "__main__":
    main()
