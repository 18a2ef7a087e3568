"""A long journal for the bench."""

from __future__ import annotations

import time
from pathlib import Path

_FIRST = 1_600_000_000  # the time of the first session
_APART = 1800  # seconds between two of them


def write_journal(home: Path, sessions: int) -> None:
    """Write the journal of many sessions into a folder for CALMTUI_HOME."""
    folder = home / "journal"
    folder.mkdir(parents=True)
    (home / "state").mkdir()  # as where calmtui has been used
    with open(folder / "bench.jsonl", "w") as file:
        for number in range(sessions):
            at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(_FIRST + number * _APART))
            for place, fields in enumerate(_records(number)):
                ids = f'"id":"{number * 4 + place:016x}","session":"{number:016x}"'
                file.write(f'{{"v":1,{ids},"at":"{at}",{fields}}}\n')


def _records(number: int) -> tuple[str, ...]:
    """Return what differs in the four records of a session."""
    return (
        '"what":"begun","routine":"box-breathing","title":"Box breathing"',
        f'"what":"rated","when":"before","anxiety":{number % 11}',
        f'"what":"rated","when":"after","anxiety":{number % 7}',
        '"what":"ended","how":"completed","practised":300.0',
    )
