"""The urge in the real program, in a pseudo-terminal: killed, gone on with, shown in a second
terminal, copied.
"""

from __future__ import annotations

import base64
import signal
from pathlib import Path

import pytest

from tests.support.terminal import Terminal, ended, home, records
from tests.support.walks import to_the_guide

__all__ = ["home"]  # the fixture


@pytest.mark.slow
def test_a_killed_wait_is_gone_on_with_and_has_one_outcome(home: Path) -> None:
    for _ in range(2):  # the second time there is an opening, ready from the first
        with Terminal(home, "urge") as terminal:
            to_the_guide(terminal)
            terminal.kept()
            terminal.run.send_signal(signal.SIGKILL)
            terminal.run.wait()
        with Terminal(home, "urge") as terminal:
            terminal.shows("Your 10-minute wait from")
            terminal.shows("continue")
            terminal.types("\r")
            terminal.shows("p  it has passed")
            terminal.types("p")
            terminal.shows("are you there")
            terminal.shows("Turn to someone else")
            terminal.types("4")
            terminal.shows("calmtui draft")
            assert base64.b64encode(b"are you there") in terminal.sent  # OSC 52
            terminal.types("\r")
            terminal.shows("under it?")
            terminal.types("\r")
            terminal.shows("How strong is the pull now?")
            terminal.types("3")
            terminal.shows("9 before, 3 after.")
            terminal.types("\r")
            assert terminal.ends(5) == 0
            assert b"\x1b]0;" not in terminal.sent  # the title is the terminal's own
            assert b"\x1b]2;" not in terminal.sent
    assert [record["value"] for record in records(home) if record.get("key") == "choice"] == [
        ["Send it as it is"]
    ] * 2
    assert ended(home) == ["completed"] * 2
    assert not list((home / "state" / "open").iterdir())


@pytest.mark.slow
def test_a_second_terminal_shows_the_wait_and_leaves_it_alone(home: Path) -> None:
    with Terminal(home, "urge") as first:
        to_the_guide(first)
        before = records(home)
        with Terminal(home, "urge") as second:
            second.shows("It is running in")
            second.types("\r")
            second.shows("Let the swell go by.")
            second.types("p1")
            second.types("q")
            second.shows("It continues in the other terminal.")
            second.types("\r")
            assert second.ends(5) == 3
        assert records(home) == before
        first.types("p")
        first.shows("What now?")
        first.types("\x03")
        assert first.ends(5) == 130


@pytest.mark.slow
def test_a_pasted_message_of_ten_thousand_characters_stays_on_this_machine(home: Path) -> None:
    words = "why did you not write " * 460
    with Terminal(home, "urge") as terminal:
        terminal.shows("How strong is the pull?")
        terminal.types("9")
        terminal.shows("Write it here.")
        terminal.types(f"\x1b[200~{words}\x1b[201~")
        terminal.shows("not write")
        terminal.types("\r")
        terminal.shows("What happened just before?")
        parked = next(path for path in (home / "state" / "open").iterdir() if not path.suffix)
        assert parked.read_text() == words.strip()
        assert "not write" not in "".join(path.read_text() for path in (home / "journal").iterdir())
        terminal.types("\x03")
        assert terminal.ends(5) == 130
    (left,) = (home / "state" / "open").iterdir()
    assert left.read_text() == words.strip()
    assert left.suffix == ".left"


@pytest.mark.slow
def test_only_a_choice_to_send_goes_on_to_what_was_to_be_started_then(home: Path) -> None:
    for keys, code in (
        (["q", "\r"], 3),
        (["p", "1", "\r", "\r"], 3),
        (["p", "4", "\r", "\r", "\r"], 0),
    ):
        with Terminal(home, "urge") as terminal:
            terminal.shows("How strong is the pull?")
            for key in keys:
                terminal.types(key)
            assert terminal.ends(5) == code, keys


@pytest.mark.slow
def test_a_guide_that_was_cut_off_holds_up_no_urge(home: Path) -> None:
    with Terminal(home, "run", "long") as terminal:
        terminal.shows("How anxious")
        terminal.types("7")
        terminal.until(lambda: len(records(home)) == 2, "a begun run")
        terminal.kept()
        terminal.run.send_signal(signal.SIGKILL)
        terminal.run.wait()
    with Terminal(home, "urge") as terminal:
        terminal.shows("How strong is the pull?")
        assert "cut off" not in terminal.text()
        terminal.types("\x03")
        assert terminal.ends(5) == 130
