"""The cells of a screen as they are kept for the next launch."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from calmtui.quickstart import CLOCK
from calmtui.tui.snapshot import Snapshot, with_clock

SNAPSHOT: Snapshot = [[(char, "") for char in "at 09:30"], [(" ", "")] * 8]


def test_the_time_of_day_is_left_to_whoever_shows_it() -> None:
    shown = with_clock(SNAPSHOT, Region(3, 0, 5, 1))
    assert "".join(text for text, _style in shown[0]) == f"at {CLOCK.decode()}"
    assert shown[1] == SNAPSHOT[1]


@pytest.mark.parametrize(
    "region", [Region(5, 0, 5, 1), Region(3, 2, 5, 1), Region(3, 1, 5, 2), Region(9, 0, 5, 1)]
)
def test_a_window_too_small_for_all_of_it_keeps_its_cells(region: Region) -> None:
    assert with_clock(SNAPSHOT, region) == SNAPSHOT
