"""The signals that end calmtui, and its exit code then. Standard library only."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` costs 2 ms, for its names

END_SIGNALS = (_signal.SIGHUP, _signal.SIGTERM, _signal.SIGINT)
_FIRST_CODE = 128


def exit_code(number: int) -> int:
    """Return the exit code of a program that a signal has ended, as shells have it."""
    return _FIRST_CODE + number


def is_signal_code(code: int) -> bool:
    """Return whether an exit code tells of a signal."""
    return code >= _FIRST_CODE


CTRL_C_CODE = exit_code(_signal.SIGINT)
