"""The square as rows of cells."""

from __future__ import annotations

import pytest

from calmtui.render.shapes.square import draw_square
from tests.support.frames import BREATH, text, warm_cells


def test_a_square_in_ascii_is_still_a_square() -> None:
    drawn = text(draw_square(BREATH.at(2), 22, 9, True))
    assert [
        row.replace("#", ".").replace("+", ".") for row in drawn
    ] == [  # the trail by its place, not its weight
        "   .......ooo......   ",
        "   .       o      .   ",
        *["   .              .   "] * 6,
        "   ................   ",
    ]
    assert "#ooo." in drawn[0]


@pytest.mark.parametrize(
    ("at", "side"),
    [(2, "top"), (6, "right"), (10, "bottom"), (14, "left")],
    ids=["in", "hold", "out", "rest"],
)
def test_the_point_travels_one_side_a_phase(at: float, side: str) -> None:
    columns, rows = 60, 20
    points = warm_cells(draw_square(BREATH.at(at), columns, rows))
    x = sum(x for x, _ in points) / len(points)
    y = sum(y for _, y in points) / len(points)
    found = {
        "top": y < 4,
        "bottom": y > rows - 5,
        "left": x < columns / 2 - 12,
        "right": x > columns / 2 + 12,
    }
    assert [name for name, there in found.items() if there] == [side]
