"""A try on the journal of a test, and sessions by its coin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

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
