"""The files that shells and `man` read are those of the command line as it is."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from calmtui.cli import registry

SHARE = Path(__file__).parents[2] / "calmtui" / "share"
FILES = sorted(path.name for path in SHARE.iterdir())


@pytest.mark.parametrize("name", [name for name in FILES if name != "calmtui-routine.5"])
def test_they_hold_every_command_and_option(name: str) -> None:
    text = (SHARE / name).read_text("utf-8").replace("\\-", "-")
    for command, summary in registry.commands():
        parser = argparse.ArgumentParser(prog=command)
        registry.load(command).add_arguments(parser, str)
        options = [
            option
            for action in parser._actions
            if action.help != argparse.SUPPRESS
            for option in action.option_strings
            if option.startswith("--")
        ]
        for option in options:
            assert option.removeprefix("--") in text, f"`just completions`: {command} {option}"
        assert command in text, f"`just completions`: {command}"
        if name == "calmtui.1":
            assert summary.split(":")[0].split(",")[0].split("'")[0] in text, summary


def test_they_are_what_is_made_of_the_command_line() -> None:
    pytest.importorskip("shtab")
    pytest.importorskip("argparse_manpage")
    from scripts.completions import make

    made = make()
    assert sorted(made) == FILES
    for name, text in made.items():
        assert (SHARE / name).read_text("utf-8") == text, "`just completions` makes them again"
