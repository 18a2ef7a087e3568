"""When a guide is looked at again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.frame import Look
from calmtui.scene import Guide
from calmtui.timeline import Timeline
from calmtui.tui.pace import FEWEST, MOST, Pace

from .conftest import routine

STEP = '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 4\nhold = 4.5\nexhale = 6\nrounds = 9\n'
TIMELINE = Timeline.of(routine(STEP))


def guide(at: float) -> Guide:
    return Guide(TIMELINE.at(at), False, at / TIMELINE.total, TIMELINE.total - at)


@given(st.floats(0, 130), st.floats(0, 1e6), st.booleans(), st.booleans())
def test_a_look_never_misses_a_boundary_or_a_count(at: float, now: float, moves: bool, time: bool) -> None:
    scene = guide(at)
    wait = Pace().wait(scene, Look(time=time), moves, now)
    assert 0 < wait <= scene.moment.left + 1e-9
    later = TIMELINE.at(at + wait - 1e-6)
    assert (later.phase, later.count) == (scene.moment.phase, scene.moment.count) or moves


def test_a_line_that_lags_gets_fewer_frames_and_then_more_again() -> None:
    pace = Pace()
    for _ in range(9):
        pace.told(False, 10.0)
    assert pace.rate == FEWEST
    pace.told(True, 12.0)
    assert pace.rate == FEWEST
    for now in (16.0, 22.0, 28.0, 34.0):
        pace.told(True, now)
    assert pace.rate == MOST


@pytest.mark.parametrize("rate", [4.0, 15.0, 30.0])
def test_frames_fall_on_a_grid_so_that_a_late_one_delays_no_other(rate: float) -> None:
    pace = Pace(rate)
    late = 7.003
    assert (late + pace.wait(guide(1.0), Look(), True, late)) * rate == pytest.approx(round(late * rate + 0.5), abs=1)
