"""A command line that is read at a glance means what the parser finds in it."""

from __future__ import annotations

import pytest

from calmtui.cli.glance import at_a_glance
from calmtui.cli.parser import parse


@pytest.mark.parametrize("words", ["", "urge", "urge 20m", "sos", "run box", "run 4-7-8"])
def test_a_glance_finds_what_the_parser_finds(words: str) -> None:
    args = at_a_glance(words.split())
    assert args is not None
    assert vars(args) == vars(parse(words.split()))


@pytest.mark.parametrize(
    "words",
    ["before", "list", "urge --plain", "urge 20 m", "sos now", "run", "run -h", "--private"],
)
def test_what_is_not_plain_at_a_glance_is_left_to_the_parser(words: str) -> None:
    assert at_a_glance(words.split()) is None
