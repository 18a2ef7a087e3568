"""What several tests share of home."""

from __future__ import annotations

from datetime import timedelta

from calmtui.storage.journal import Journal, new_id
from tests.support.engine import Clock


def record(journal: Journal, time: Clock, routine: str, before: int, after: int) -> None:
    """A kept session."""
    session = new_id()
    for more in (
        {"what": "begun", "routine": routine, "title": routine},
        {"what": "rated", "when": "before", "anxiety": before},
        {"what": "rated", "when": "after", "anxiety": after},
        {"what": "ended", "how": "completed", "practised": 60.0},
    ):
        journal.append(
            {"v": 1, "id": new_id(), "session": session, "at": time.now().isoformat(), **more}
        )
    time.wall += timedelta(seconds=5)
