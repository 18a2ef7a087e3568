"""What may be shown of a try: counts while it goes on, its numbers at the end. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from calmtui.history.coin import Verdict
from calmtui.history.tries import How, Try, TryRun, current_try

_SCALE = 11


class TryState(Struct, frozen=True):
    """A try as a screen shows it. While it goes on it has counts and no numbers.

    `ending` is empty while it goes on; `is_unseen`: it has ended, and nobody has looked yet.
    `runs` are there at the end only. `ends` (how often each arm ended at 0 to 10) and `verdict` are
    there where the numbers may be compared: not in one that was stopped or rose. There is no
    verdict where a run was erased.
    """

    id: str
    routines: tuple[str, str]
    what: str
    planned: int
    drawn: int
    counts: tuple[int, int]
    began: datetime
    until: datetime
    machine: str
    alpha: float
    ending: How = ""
    is_unseen: bool = False
    risen_arm: int | None = None
    runs: tuple[TryRun, ...] = ()
    ends: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    verdict: Verdict | None = None


def try_state(one: Try, now: datetime) -> TryState:
    """Return a try as it may be shown now."""
    ending = one.ending(now)
    arms = [run.arm for run in one.runs]
    state = TryState(
        id=one.id,
        routines=one.routines,
        what=one.what,
        planned=one.planned,
        drawn=one.drawn,
        counts=(arms.count(0), arms.count(1)),
        began=one.began,
        until=one.until,
        machine=one.machine,
        alpha=one.alpha,
    )
    if not ending:
        return state
    return _with_numbers(state, one, ending)


def state_at_home(tries: Iterable[Try], machine: str, now: datetime) -> TryState | None:
    """Return the try that has a row on home: its coin is on this machine, or it is over."""
    one = current_try(tries)
    if one is None:
        return None
    state = try_state(one, now)
    if state.ending or state.machine == machine:
        return state
    return None


def _with_numbers(state: TryState, one: Try, ending: How) -> TryState:
    state = replace(
        state,
        ending=ending,
        is_unseen=not one.closed,
        risen_arm=one.risen_arm,
        runs=one.runs,
    )
    if ending != "done":
        return state
    ends = (_ends(one.runs, 0), _ends(one.runs, 1))
    return replace(state, ends=ends, verdict=one.verdict())


def _ends(runs: Iterable[TryRun], arm: int) -> tuple[int, ...]:
    ends = [run.after for run in runs if run.arm == arm]
    return tuple(ends.count(number) for number in range(_SCALE))
