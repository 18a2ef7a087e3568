"""The sea as rows of cells: boat, swell and the marks of the pull."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calmtui.render.cell import Row
from calmtui.render.shapes.sea import _water_column, draw_sea
from calmtui.session.timeline import Sea
from tests.support.frames import text, voyage, warm_cells

BLOCKS = set(" ▁▂▃▄▅▆▇█▀")
COLUMNS = st.integers(12, 90)
ROWS = st.integers(6, 40)


@given(at=st.floats(0, 40), columns=COLUMNS, rows=ROWS, ascii_only=st.booleans())
def test_the_sea_fills_just_the_room_it_is_given(
    at: float, columns: int, rows: int, ascii_only: bool
) -> None:
    drawn = text(draw_sea(voyage(at / 40, at), columns, rows, ascii_only))
    assert [len(row) for row in drawn] == [columns] * rows
    if ascii_only:
        assert all(row.isascii() and row.isprintable() for row in drawn)
    else:
        assert set("".join(drawn)) <= BLOCKS


def bow(rows: list[Row]) -> int:
    """The foremost column of the hull."""
    return max(x for x, _ in warm_cells(rows))


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=6),
    st.floats(0, 600),
    COLUMNS,
    st.integers(8, 40),
)
def test_the_boat_never_moves_back(
    shares: list[float], swell: float, columns: int, rows: int
) -> None:
    places = [
        bow(draw_sea(voyage(share, swell + n), columns, rows))
        for n, share in enumerate(sorted(shares))
    ]
    assert places == sorted(places)
    assert bow(draw_sea(voyage(0), columns, rows)) < bow(draw_sea(voyage(1), columns, rows))


def test_the_swell_moves_and_keeps_to_two_rows() -> None:
    def crest(at: float) -> list[int]:
        drawn = text(draw_sea(voyage(0.0, at), 80, 20))
        return [next((y for y in range(20) if drawn[y][x] != " "), 20) for x in range(20, 80)]

    heights = [crest(at) for at in range(0, 120, 7)]
    assert len({tuple(one) for one in heights}) == len(heights)
    assert max(map(max, heights)) - min(map(min, heights)) <= 4


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 10)), max_size=8),
    COLUMNS,
    ROWS,
    st.booleans(),
)
def test_any_marks_of_the_pull_stay_above_the_sea(
    marks: list[tuple[float, int]], columns: int, rows: int, ascii_only: bool
) -> None:
    drawn = draw_sea(voyage(1.0, 0.0, *sorted(marks)), columns, rows, ascii_only)
    assert [len(row) for row in drawn] == [columns] * rows


def test_a_stronger_pull_stands_higher_and_the_marks_are_joined() -> None:
    def high(pull: int) -> int:
        return min(y for _, y in warm_cells(draw_sea(voyage(1.0, 0.0, (0.2, pull)), 80, 24)))

    heights = [high(pull) for pull in range(11)]
    assert heights == sorted(heights, reverse=True)
    assert heights[10] < heights[0]
    assert (
        len(warm_cells(draw_sea(voyage(1.0, 0.0, (0.1, 9), (0.6, 2)), 80, 24)))
        > len(warm_cells(draw_sea(voyage(1.0, 0.0, (0.1, 9)), 80, 24))) + 20
    )


def test_a_sea_that_never_repeats_is_drawn_of_few_cells() -> None:
    """What is remembered of it is bounded, however long a wait is."""
    _water_column.cache_clear()
    drawn = [draw_sea(Sea(0.5, float(seconds), ()), 80, 24) for seconds in range(0, 1200, 10)]
    water = [
        cell
        for rows in drawn
        for row in rows[16:]
        for cell in row
        if cell.ink and cell.ink[0] != "warm"
    ]
    assert len({id(cell) for cell in water if cell.char in "█▇▅▂"}) < 80
    assert _water_column.cache_info().currsize <= 1024
