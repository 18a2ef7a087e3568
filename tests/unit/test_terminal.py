"""The terminal's modes, and whether it is to show the full screen."""

from __future__ import annotations

import os
import pty
import termios

import pytest

from calmtui import terminal


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "yes", "on", " 1 ", "y", "screenreader"])
def test_accessible_is_on_however_it_is_spelt(value: str) -> None:
    assert terminal.wants_accessible_output({"ACCESSIBLE": value})


@pytest.mark.parametrize("value", [None, "", " ", "0", "false", "No", "off"])
def test_accessible_is_off_where_it_says_so(value: str | None) -> None:
    assert not terminal.wants_accessible_output({} if value is None else {"ACCESSIBLE": value})


def test_enter_is_a_key_also_where_it_was_typed_before_the_screen_was_there() -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"7\rwords\rmore")
    while (lines := terminal.count_line_input(theirs)) < len(b"7\rwords\r"):
        os.sched_yield()  # the kernel hands over what was written a little later
    modes = termios.tcgetattr(theirs)
    termios.tcsetattr(theirs, termios.TCSANOW, terminal.raw_mode(modes))
    os.write(ours, b"\n")
    typed = b""
    while len(typed) < len(b"7\rwords\rmore\n"):
        typed += os.read(theirs, 100)
    assert terminal.restore_enter_keys(typed, lines) == b"7\rwords\rmore\n"
    os.close(ours)
    os.close(theirs)
