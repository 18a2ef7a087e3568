"""Sessions as the journal has them, for what is counted of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Marks = Iterable[tuple[float, int]]


class LifeWriter:
    """Writes the records of sessions, each with an id of its own."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []

    def add(self, session: str, at: str, **fields: Any) -> None:
        """Write a record."""
        number = f"{len(self.records):016x}"
        self.records.append({"v": 1, "id": number, "session": session, "at": at, **fields})

    def run(
        self,
        session: str,
        at: str,
        before: int | None = None,
        after: int | None = None,
        *,
        what: str = "anxiety",
        routine: str = "long-exhale",
        how: str = "completed",
        drawn: dict[str, Any] | None = None,
    ) -> None:
        """Write a run, all of it within one second."""
        self.add(session, at, what="begun", routine=routine, title=routine.title())
        if before is not None:
            self.add(session, at, **{"what": "rated", "when": "before", what: before})
        if drawn is not None:
            self.add(session, at, what="drawn", **drawn)
        if after is not None:
            self.add(session, at, **{"what": "rated", "when": "after", what: after})
        self.add(session, at, what="ended", how=how, practised=60.0)

    def urge(
        self,
        session: str,
        at: str,
        *,
        triggers: list[str] | None = None,
        marks: Marks = (),
        choice: str = "",
        delay: float = 600.0,
    ) -> None:
        """Write a wait; what was rated on the way has its own seconds."""
        self.add(
            session, at, what="begun", routine="ride-the-urge", title="Ride the urge", delay=delay
        )
        for seconds, value in marks:
            when = "during" if seconds else "before"
            self.add(session, at, what="rated", when=when, pull=value, after=seconds)
        if triggers:
            self.add(session, at, what="answered", key="trigger", value=triggers)
        if choice:
            self.add(session, at, what="answered", key="choice", value=[choice])
        self.add(session, at, what="ended", how="completed", practised=delay)
