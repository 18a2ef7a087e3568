"""A long journal for the bench."""

from __future__ import annotations

import time
from pathlib import Path

END = 1_700_000_000  # the time of the newest session
_NEWEST = 1000  # sessions, one a day: however long the journal is, its last years are the same
_DAY = 86400  # seconds
_APART = 1800  # seconds between two of the older ones


def write_journal(home: Path, sessions: int) -> None:
    """Write the journal of many sessions into a folder for CALMTUI_HOME."""
    folder = home / "journal"
    folder.mkdir(parents=True)
    (home / "state").mkdir()  # as where calmtui has been used
    (home / "state" / "welcomed").touch()
    with open(folder / "bench.jsonl", "w") as file:
        for number in range(sessions):
            at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(_began(number, sessions)))
            for place, fields in enumerate(_records(number)):
                ids = f'"id":"{number * 4 + place:016x}","session":"{number:016x}"'
                file.write(f'{{"v":1,{ids},"at":"{at}",{fields}}}\n')


def _began(number: int, sessions: int) -> int:
    """Return when a session began."""
    before = sessions - 1 - number  # how many come after it
    older = max(before - _NEWEST, 0)
    return END - (before - older) * _DAY - older * _APART


def _records(number: int) -> tuple[str, ...]:
    """Return what differs in the four records of a session."""
    return (
        '"what":"begun","routine":"box-breathing","title":"Box breathing"',
        f'"what":"rated","when":"before","anxiety":{number % 11}',
        f'"what":"rated","when":"after","anxiety":{number % 7}',
        '"what":"ended","how":"completed","practised":300.0',
    )
