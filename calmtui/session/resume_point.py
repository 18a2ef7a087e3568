"""Where an interrupted run with a delay goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calmtui.history.open_runs import OpenRun
    from calmtui.session.run_clock import RunClock


def resume_point(clock: RunClock, run: OpenRun) -> tuple[int, float]:
    """Return the step and the position at which to go on.

    That is where it was, and in time for the delay's end. Where nobody knows where it was, its
    guide is taken to have gone on since the last answer.
    """
    if clock.delay_left <= 0:
        return clock.last + 1, 0.0
    if run.step is not None and run.step < clock.first:
        return run.step, 0.0
    position = run.position
    if run.step is None:
        position = clock.since_begun - run.answered
    # Any earlier, and the timed steps would outlast the delay.
    earliest = clock.timeline.total - clock.delay_left
    is_guided = _is_before_wait(clock.wait_at, run)
    wait = clock.wait_at
    if wait is not None and clock.delay_left > clock.seconds_after_wait:
        comes_to_wait = max(position, earliest) >= clock.start_behind(wait)
        if comes_to_wait or not is_guided:
            return wait, 0.0
    if run.step is not None and is_guided and position >= earliest:
        return run.step, position
    position = max(position, earliest)
    return clock.timeline.at(position).phase.step, position


def _is_before_wait(wait: int | None, run: OpenRun) -> bool:
    """Return whether an interrupted run was still in the guide before its wait."""
    if wait is None:
        return True
    return run.extended is None and (run.step is None or run.step < wait)
