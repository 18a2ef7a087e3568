"""What a front end is to run, and how its session begins."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, NamedTuple

from calmtui.end_signals import END_SIGNALS, exit_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from calmtui.content.adjust import Adjustments
    from calmtui.content.routine import Routine
    from calmtui.context import AppContext
    from calmtui.history.try_state import TryState
    from calmtui.quickstart import QuickStart
    from calmtui.session.resume import ResumeOffer
    from calmtui.session.session import Session
    from calmtui.storage.records import Record


class Before(NamedTuple):
    """The program that a run comes before.

    `record` is what the first record says of it. `open` replaces this process by it, and returns
    only where that fails.
    """

    record: Record
    open: Callable[[], None]


class Launch(NamedTuple):
    """What a front end is to run: home, or one routine.

    `adjustments` are what the person set for the routine, and are applied to it already. `quick`
    begins without a question. An `offer` to resume is asked about before anything else. `coin` is
    a try whose coin picks the routine. `before` is the program that may be opened at the end.
    """

    routine: Routine | None = None
    adjustments: Adjustments | None = None
    quick: bool = False
    delay: float | None = None
    offer: ResumeOffer | None = None
    coin: TryState | None = None
    before: Before | None = None

    def begin(self, context: AppContext, started_at: float | None = None) -> Session:
        """Begin the session of the routine, at an instant of the monotonic clock or now."""
        if self.coin is not None:
            return context.new_coin_session(self.coin)
        assert self.routine is not None
        assert self.adjustments is not None
        return context.new_session(
            self.routine,
            self.adjustments,
            quick=self.quick,
            delay=self.delay,
            started_at=started_at,
            before=self.before and self.before.record,
        )


def start_guarded(begin: Callable[[], Session], shown: QuickStart | None = None) -> Session:
    """Begin a session that is saved when a signal comes before its front end handles signals.

    The terminal is put back too where a quick start is shown.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, END_SIGNALS)
    try:
        session = begin()

        def end(number: int, _frame: object) -> None:
            if shown is not None:
                shown.restore_terminal()
            if number == signal.SIGINT:
                session.leave_for_good()
            else:
                session.interrupt()
            os._exit(exit_code(number))

        for number in END_SIGNALS:
            signal.signal(number, end)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, END_SIGNALS)
    return session
