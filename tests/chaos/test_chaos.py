"""A few rounds of every attack of the harness; more of them by `python -m tests.chaos.NAME --rounds
N`.
"""

from __future__ import annotations

import shutil

import pytest

from tests.chaos import failing, keyed, kills, power, special
from tests.chaos.figures import Figures


def _held(found: Figures) -> None:
    assert found.tried
    assert found.faults == []


@pytest.mark.slow
def test_a_kill_at_any_instant_loses_nothing_and_the_next_try_finishes() -> None:
    _held(kills.kills(400, 11))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("gcc") is None, reason="no compiler")
def test_a_call_that_fails_loses_nothing_and_what_is_said_is_true() -> None:
    _held(failing.failing(120, 12))


@pytest.mark.slow
def test_a_power_cut_at_any_call_loses_nothing_that_was_said_to_be_done() -> None:
    _held(power.power(400, 13))


@pytest.mark.slow
def test_something_special_in_the_place_of_a_file_hangs_and_breaks_nothing() -> None:
    _held(special.special(40, 14))


@pytest.mark.slow
def test_a_stranger_with_any_number_of_tries_reads_nothing() -> None:
    _held(keyed.keyed(300, 15))
