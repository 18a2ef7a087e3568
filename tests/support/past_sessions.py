"""Made-up histories: the records of whole sessions, as a run would have written them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from calmtui.storage.records import Record, new_id

BEGAN = datetime(2026, 11, 24, 22, 41, 3, tzinfo=timezone(timedelta(hours=1)))
WRITTEN = "please call me, zanzibar"


class Life:
    """Records that are added session by session; each session begins an hour after the last."""

    def __init__(self, began: datetime = BEGAN) -> None:
        self.records: list[Record] = []
        self.began = began

    def session(self, *later: dict[str, Any], session: str = "", **begun: Any) -> str:
        """Add a session with what was recorded in it, a minute apart; return its id."""
        session = session or new_id()
        begun = {"what": "begun", "routine": "long-exhale", "title": "Longer out-breath", **begun}
        for minute, record in enumerate((begun, *later)):
            at = (self.began + timedelta(minutes=minute)).isoformat(timespec="seconds")
            base = {"v": 1, "id": new_id(), "session": session, "at": at}
            self.records.append({**base, **record})
        self.began += timedelta(hours=1)
        return session

    def run(self, before: int | None, after: int | None, **begun: Any) -> str:
        """Add a completed session with its two numbers."""
        return self.session(
            *(rated("before", anxiety=before), rated("after", anxiety=after), ended()), **begun
        )

    def urge(self, *pulls: int, trigger: str = "slow reply", choice: str = "Let it go") -> str:
        """Add an urge with its numbers, what came just before, what was chosen and some words."""
        first, *others = pulls
        return self.session(
            rated("before", pull=first),
            {"what": "answered", "key": "trigger", "value": [trigger], "keys": [trigger]},
            *(
                {"what": "rated", "when": "during", "pull": pull, "after": 300.0 * (place + 1)}
                for place, pull in enumerate(others[:-1])
            ),
            *({**rated("after", pull=pull), "after": 900.0} for pull in others[-1:]),
            {"what": "answered", "key": "choice", "value": [choice], "after": 600.0},
            {"what": "answered", "key": "under", "value": WRITTEN},
            ended(),
            routine="ride-the-urge",
            title="Ride the urge",
            delay=600.0,
        )


def rated(when: str, **numbers: int | None) -> dict[str, Any]:
    """Return a rating; one that was skipped says nothing."""
    given = {name: number for name, number in numbers.items() if number is not None}
    return {"what": "rated", "when": when, **given}


def ended(how: str = "completed", practised: float = 60.0) -> dict[str, Any]:
    """Return the end of a session."""
    return {"what": "ended", "how": how, "practised": practised}


def a_try(
    life: Life,
    routines: tuple[str, str],
    *,
    how: str | None = None,
    runs: int = 4,
    lower: int = 0,
) -> str:
    """Add a comparison by a coin with its sessions; without `how` it is still on.

    After the routine `lower` the number is one lower than after the other one.
    """
    trial = new_id()
    at = life.began.isoformat(timespec="seconds")
    base = {"v": 1, "session": trial, "at": at}
    life.records.append(
        {**base, "id": new_id(), "what": "trying", "routines": list(routines), "rate": "anxiety",
         "draws": 20, "until": "2026-12-24T00:00:00+01:00", "alpha": 0.03, "machine": "devicename"}
    )  # fmt: skip
    for number in range(runs):
        arm = number % 2
        draw = {"what": "drawn", "try": trial, "arm": arm, "forced": False}
        life.session(
            rated("before", anxiety=7),
            draw,
            rated("after", anxiety=3 + (arm != lower)),
            ended(),
            routine=routines[arm],
            title=routines[arm],
        )
    if how is not None:
        at = life.began.isoformat(timespec="seconds")
        end = {"v": 1, "session": trial, "id": new_id(), "at": at, "what": "tried", "how": how}
        life.records.append(end)
    return trial


_ROUTINES = ("long-exhale", "five-senses", "pmr-4", "box-breathing", "body-scan", "release-only")
_TRIGGERS = ("slow reply", "after a fight", "change of plan", "left out", "memory", "social media")
_CHOICES = ("Let it go", "Write it as a request", "Send it as it is", "Reach someone else", "")


def full_life(sessions: int, days: int, title: str = "{}", end: datetime = BEGAN) -> Life:
    """Return a life with something of all that a page can show, until `end`.

    `title` is what routines and triggers are called, `{}` in it is their own name.
    """
    life = Life()
    for number in range(sessions):
        life.began = end - timedelta(days=days) * ((sessions - number) / (sessions + 1))
        routine = _ROUTINES[number % len(_ROUTINES)]
        start = 3 + number * 5 % 8
        if number % 2:
            trigger = title.replace("{}", _TRIGGERS[number // 2 % len(_TRIGGERS)])
            pulls = (start, min(start + number % 3, 10), max(start - number % 4, 0))
            life.urge(*pulls, trigger=trigger, choice=_CHOICES[number // 2 % len(_CHOICES)])
        elif number % 14 == 4:
            life.session(
                rated("before", upset=start), rated("after", upset=start - 1), ended(),
                routine="rain", title=title.replace("{}", "RAIN"),
            )  # fmt: skip
        else:
            after = None if number % 5 == 2 else max(start + 1 - number * 3 % 7 // 2, 0)
            name = title.replace("{}", routine)
            life.run(start, after, routine=f"own-{routine}", title=name)
    if sessions > 20:
        long = "We talked about so many things that week, and I want to say each of them. " * 20
        life.session(
            *(
                {"what": "answered", "key": f"therapy_{key}", "value": long}
                for key in ("moment", "questions", "goal", "more")
            ),
            ended(),
            routine="before-therapy",
            title="Before therapy",
        )
        life.began = end - timedelta(days=days) * 0.9
        a_try(life, ("long-exhale", "five-senses"), how="done", runs=20)
    return life
