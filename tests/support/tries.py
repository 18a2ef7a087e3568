"""Tries for tests: their records, one on a journal, and sessions by its coin."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from calmtui.content.adjust import Adjustments
from calmtui.content.library import Library
from calmtui.history.tries import read_tries
from calmtui.history.try_log import start_try
from calmtui.history.try_state import TryState, try_state
from calmtui.session.coin import Coin
from calmtui.session.events import GoOn, Leave, Rate
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, pass_time

PAIR = ("long-exhale", "five-senses")
Records = list[dict[str, Any]]

BEGAN = datetime(2026, 11, 3, 20, tzinfo=UTC)


def stamped(session: str, hours: float, what: str, **fields: object) -> dict[str, Any]:
    at = (BEGAN + timedelta(hours=hours)).isoformat(timespec="seconds")
    number = random.Random(f"{session}{what}{hours}{fields}").getrandbits(64)
    return {"v": 1, "id": f"{number:016x}", "session": session, "at": at, "what": what, **fields}


def trying(draws: int = 14, **fields: object) -> dict[str, Any]:
    until = (BEGAN + timedelta(weeks=4)).isoformat()
    given = {"routines": [*PAIR], "rate": "anxiety", "draws": draws, "until": until}
    return stamped("t", 0, "trying", **{**given, "alpha": 0.03, "machine": "here", **fields})


def run(number: int, arm: int, before: int = 7, after: int | None = 5) -> Records:
    """Return the records of one run that the coin chose, a day after the one before."""
    session, hours = f"s{number}", 24.0 * number
    records = [
        stamped(session, hours, "drawn", **{"try": "t", "arm": arm, "forced": False}),
        stamped(session, hours, "begun", routine=PAIR[arm], title="One"),
        stamped(session, hours, "rated", when="before", anxiety=before),
        stamped("t", hours, "drew", draws=number),
    ]
    if after is not None:
        records.append(stamped(session, hours + 0.1, "rated", when="after", anxiety=after))
    return [*records, stamped(session, hours + 0.2, "ended", how="completed", practised=300.0)]


def history(runs: Sequence[Records], *more: dict[str, Any]) -> Records:
    return [trying(), *(record for one in runs for record in one), *more]


def whole(draws: int = 14) -> list[Records]:
    """Return all runs of a try in which the first routine ends four lower."""
    return [
        run(number, number % 2, after=6 - 4 * (1 - number % 2)) for number in range(1, draws + 1)
    ]


def begin_try(
    library: Library, journal: Journal, time: Clock, pair: tuple[str, str] = PAIR, length: int = 14
) -> TryState:
    tries = read_tries(journal.records())
    return start_try(journal, library, tries, [], pair, time.now(), length)


def state_of(journal: Journal, time: Clock) -> TryState:
    """Return the last try of the journal, as it is shown now."""
    return try_state(read_tries(journal.records())[-1], time.now())


def by_coin(
    library: Library,
    journal: Journal,
    time: Clock,
    random_bit: Callable[[], int] = lambda: 0,
    device: DeviceStore | None = None,
) -> Session:
    """Return a session whose routine the coin is to pick."""
    device = device or DeviceStore()
    coin = Coin(
        state_of(journal, time), journal, device, library, lambda _: Adjustments(), time.now,
        random_bit,
    )  # fmt: skip
    return Session(coin.routine, journal, time.clock, time.now, state=device, coin=coin)


def play_by_coin(
    library: Library,
    journal: Journal,
    time: Clock,
    before: int,
    after: int | None,
    bit: int = 0,
) -> str:
    """Run one session by the coin, whole or left before its end, and return its routine."""
    time.go(timedelta(hours=5).total_seconds())
    session = by_coin(library, journal, time, lambda: bit)
    session.handle(Rate(before))
    session.handle(GoOn())
    session.handle(GoOn())
    pass_time(session, time, 30.0)
    session.handle(Leave())
    session.handle(Rate(after))
    session.close()
    return session.routine.id
