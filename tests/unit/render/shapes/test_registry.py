"""What holds for every shape that a routine may name, at any size and any moment."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calmtui.content.routine import ShapeName
from calmtui.render.colorless import with_signs
from calmtui.render.shapes import SHAPES
from calmtui.render.shapes.base import Shape
from calmtui.session.timeline import Timeline
from tests.support.frames import BREATH, TENSE, text

DRAWN = [pytest.param(shape, id=name) for name, shape in SHAPES.items() if shape is not None]
BLOCKS = set(" ▄█▀")
COLUMNS = st.integers(12, 90)
ROWS = st.integers(6, 40)
TIMELINES = st.sampled_from([BREATH, TENSE])
INSTANTS = st.floats(0, 40)


def test_every_shape_of_the_routine_format_is_in_the_registry() -> None:
    assert set(SHAPES) == set(get_args(ShapeName))


@pytest.mark.parametrize("shape", DRAWN)
@given(timeline=TIMELINES, at=INSTANTS, columns=COLUMNS, rows=ROWS, ascii_only=st.booleans())
@example(timeline=BREATH, at=0.0, columns=12, rows=6, ascii_only=False)
@example(timeline=BREATH, at=40.0, columns=90, rows=6, ascii_only=False)
@example(timeline=BREATH, at=15.999999, columns=12, rows=40, ascii_only=True)
def test_a_shape_fills_just_the_room_it_is_given(
    shape: Shape, timeline: Timeline, at: float, columns: int, rows: int, ascii_only: bool
) -> None:
    drawn = text(shape.draw(timeline.at(at), columns, rows, ascii_only))
    assert [len(row) for row in drawn] == [columns] * rows
    if ascii_only:
        assert all(row.isascii() and row.isprintable() for row in drawn)
    else:
        assert set("".join(drawn)) <= BLOCKS


@pytest.mark.parametrize("shape", DRAWN)
def test_without_a_moment_a_shape_is_at_rest(shape: Shape) -> None:
    assert "".join(text(shape.draw(None, 40, 17, False))).strip()
    assert shape.draw(None, 40, 17, False) == shape.draw(None, 40, 17, False)


@pytest.mark.parametrize("shape", DRAWN)
@given(timeline=TIMELINES, at=INSTANTS, later=st.floats(0, 0.3), columns=COLUMNS, rows=ROWS)
def test_moments_with_one_key_are_drawn_alike(
    shape: Shape, timeline: Timeline, at: float, later: float, columns: int, rows: int
) -> None:
    one, two = timeline.at(at), timeline.at(at + later)
    if shape.frame_key(one, columns, rows) == shape.frame_key(two, columns, rows):
        assert shape.draw(one, columns, rows, False) == shape.draw(two, columns, rows, False)


@pytest.mark.parametrize("shape", DRAWN)
@pytest.mark.parametrize("timeline", [BREATH, TENSE])
def test_without_colours_a_moving_shape_moves_too(shape: Shape, timeline: Timeline) -> None:
    """What an ink tells is told by a sign as well."""
    moments = [timeline.at(tenth / 10) for tenth in range(160)]
    coloured = [shape.draw(moment, 40, 17, False) for moment in moments]
    signs = [[[with_signs(cell).char for cell in row] for row in rows] for rows in coloured]
    if any(rows != coloured[0] for rows in coloured):
        assert any(rows != signs[0] for rows in signs)
