"""The shape of a routine at rest, small or large: on home's card, and where nothing moves. Pure."""

from __future__ import annotations

from calmtui.content.routine import Breathe, Routine, ShapeName, Tense
from calmtui.render.cell import Row, rows_of
from calmtui.render.shapes import SHAPES
from calmtui.render.shapes.figure import HALF_ROWS, draw_half_figure
from calmtui.render.shapes.sea import draw_sea
from calmtui.session.timeline import Moment, Phase, Sea

LEAST_ROWS = 4  # a smaller shape is none
_LEAST_ROUND = 5  # rows of a shape that is as high as it is wide
_AT_SEA = 0.4  # how far the boat has come
_SEA_WIDTH = 6  # columns of the sea for each of its rows
# A breath that has come halfway: an orb with empty lungs is little more than its ring.
_HALF_BREATH = Moment(Phase("say", 0, 1, "", 0, fill_start=0.5, fill_end=0.5), 0, 1, 0, 1)


def shape_of(routine: Routine) -> ShapeName:
    """Return the shape that the guide of a routine has; `text` where it is words alone."""
    if routine.shape is not None:
        return routine.shape
    for step in routine.steps:
        if isinstance(step, Breathe):
            return "orb"
        if isinstance(step, Tense):
            return "figure"
    return "text"


def draw_at_rest(
    name: ShapeName, columns: int, rows: int, *, ascii_only: bool = False
) -> list[Row]:
    """Return a shape at rest, as large as fits; no rows where it has none, or no room."""
    rows = min(rows, columns // 2)
    if rows < LEAST_ROWS:
        return []
    if name == "sea":
        sea = Sea(_AT_SEA, 0.0, ())
        return draw_sea(sea, min(columns, rows * _SEA_WIDTH), rows, ascii_only)
    shape = SHAPES[name]
    if shape is None or rows < _LEAST_ROUND:
        return []
    if shape.fixed_size is None:
        moment = _HALF_BREATH if name == "orb" else None
        return shape.draw(moment, rows * 2, rows, ascii_only)
    width, pixels = shape.fixed_size
    scale = min(rows * 2 // pixels, columns // width)
    if scale:
        return shape.draw(None, width * scale, -(-pixels * scale // 2), ascii_only)
    if rows < HALF_ROWS:
        return []
    return rows_of(draw_half_figure(ascii_only))
