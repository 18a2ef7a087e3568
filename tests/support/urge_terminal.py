"""What several tests share of urge_terminal."""

from __future__ import annotations

from tests.support.terminal import Terminal


def to_the_guide(terminal: Terminal, words: str = "are you there") -> None:
    terminal.shows("How strong is the pull?")
    terminal.types("9")
    terminal.shows("Write it here.")
    terminal.types(f"{words}\r")
    terminal.shows("What happened just before?")
    terminal.types("\r")
    terminal.shows("Is part of this a fear")
    terminal.types("1")
    terminal.shows("You are not fighting it")
