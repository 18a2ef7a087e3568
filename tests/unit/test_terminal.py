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


@pytest.mark.parametrize(
    ("given", "is_colorless"),
    [
        ({}, False),
        ({"NO_COLOR": ""}, False),
        ({"NO_COLOR": "0"}, True),  # whatever it says
        ({"NO_COLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR": "0"}, True),
        ({"CLICOLOR": "1"}, False),
        ({"CLICOLOR": ""}, False),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, False),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "0"}, True),
        ({"CLICOLOR": "0", "FORCE_COLOR": "3"}, False),
        ({"FORCE_COLOR": "0"}, True),
        ({"FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_who_says_that_there_are_no_colours(given: dict[str, str], is_colorless: bool) -> None:
    environment = dict(given)
    terminal.settle_colors(environment)
    assert bool(environment.pop("NO_COLOR", "")) is is_colorless
    given.pop("NO_COLOR", None)
    assert environment == given
