"""Every command is a module that adds its arguments and runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.cli import registry
from calmtui.cli.parser import HasOutput, build_parser, parse

NAMES = [name for name, _summary in registry.commands()]


@pytest.mark.parametrize("name", [*NAMES, registry.HOME])
def test_a_command_is_the_module_of_its_name(name: str) -> None:
    assert callable(registry.load(name).run)


@pytest.mark.parametrize("name", NAMES)
def test_a_command_adds_its_arguments_when_it_is_parsed(name: str) -> None:
    with pytest.raises(HasOutput):
        build_parser(is_quiet=True).parse_args([name, "--help"])


def test_no_module_of_a_command_is_left_out() -> None:
    folder = Path(registry.__file__).parent
    modules = {path.stem for path in folder.glob("*.py") if "def add_arguments" in path.read_text()}
    assert modules == {registry.load(name).__name__.rpartition(".")[2] for name in NAMES}


@pytest.mark.parametrize(
    ("line", "command", "is_private"),
    [
        ("", None, False),
        ("--private", None, True),
        ("urge", "urge", False),
        ("urge --private", "urge", True),
        ("--private urge", "urge", True),
    ],
)
def test_private_may_stand_before_and_behind_the_command(
    line: str, command: str | None, is_private: bool
) -> None:
    args = parse(line.split())
    assert (args.command, args.private) == (command, is_private)
