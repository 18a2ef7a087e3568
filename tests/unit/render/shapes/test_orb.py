"""The orb as rows of cells, at any size and any moment."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.render.cell import Row, shade
from calmtui.render.shapes.orb import draw_orb
from calmtui.session.timeline import Moment
from tests.support.frames import BREATH, text

COLUMNS = st.integers(12, 90)
ROWS = st.integers(6, 40)


@given(st.floats(0, 16), st.integers(6, 20))
def test_an_orb_in_ascii_is_still_a_circle(at: float, rows: int) -> None:
    drawn = text(draw_orb(BREATH.at(at), rows * 2, rows, True))
    assert drawn == [row[::-1] for row in drawn]
    assert drawn == drawn[::-1]


def width(rows: list[Row]) -> float:
    """How much of the middle row a disc takes, by the depth of its ink."""
    middle = rows[len(rows) // 2]
    return sum(cell.ink[1] > 0.12 for cell in middle if cell.ink)


@given(st.floats(4, 7.999), st.floats(4, 7.999))
def test_an_orb_in_a_hold_stands_quite_still(one: float, two: float) -> None:
    assert draw_orb(BREATH.at(one), 60, 20) == draw_orb(BREATH.at(two), 60, 20)


@settings(max_examples=25)
@given(COLUMNS, ROWS)
def test_an_orb_grows_with_the_breath_in_and_shrinks_with_the_breath_out(
    columns: int, rows: int
) -> None:
    inhale = [width(draw_orb(BREATH.at(tenth / 10), columns, rows)) for tenth in range(41)]
    exhale = [width(draw_orb(BREATH.at(8 + tenth / 10), columns, rows)) for tenth in range(41)]
    assert inhale == sorted(inhale)
    assert exhale == sorted(exhale, reverse=True)
    assert inhale[-1] > inhale[0]


@pytest.mark.slow
@settings(max_examples=25)
@given(COLUMNS, ROWS)
def test_a_cell_changes_no_more_than_twice_while_the_orb_grows_over_it(
    columns: int, rows: int
) -> None:
    drawn = [draw_orb(BREATH.at(hundredth / 100), columns, rows) for hundredth in range(0, 400, 2)]
    for y in range(rows):
        for x in range(columns):
            looks = [picture[y][x] for picture in drawn]
            assert sum(one != two for one, two in pairwise(looks)) <= 2


@pytest.mark.parametrize(("columns", "rows"), [(80, 18), (120, 44), (60, 12)])
def test_an_orb_is_round_and_its_edge_is_soft(columns: int, rows: int) -> None:
    for tenth in range(41):
        picture = draw_orb(BREATH.at(tenth / 10), columns, rows)
        assert all(row == row[::-1] for row in picture)
        inside = [[cell.ink for cell in row if cell.ink and cell.ink[1] > 0.12] for row in picture]
        wide = max(map(len, inside))
        high = sum(1 for row in inside if row) * 2
        assert abs(wide - high) <= 4  # a cell is as high as two are wide
        assert sum(ink == shade("cool", 0.3) for row in inside for ink in row) >= high, (
            "no soft edge"
        )


def test_a_moment_between_two_frames_is_that_moment() -> None:
    def at(seconds: float) -> Moment:
        return BREATH.at(seconds)

    assert draw_orb(at(1.234), 50, 20) == draw_orb(at(1.234), 50, 20)
    assert draw_orb(at(1.2), 50, 20) != draw_orb(at(2.2), 50, 20)
