"""Square, orb, sea and figure as rows of text, at any size and any moment."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import calmtui
from calmtui.content.library import Library
from calmtui.content.routine import Tense
from calmtui.render.cell import Row, shade
from calmtui.render.shapes.figure import body_regions, draw_figure, tension
from calmtui.render.shapes.orb import draw_orb
from calmtui.render.shapes.sea import _water_column, draw_sea
from calmtui.render.shapes.square import draw_square
from calmtui.session.timeline import Moment, Sea
from tests.support.frames import BREATH, TENSE, voyage

BLOCKS = set(" ▁▂▃▄▅▆▇█▀")
SHAPES: dict[str, Callable[[float, int, int, bool], list[Row]]] = {
    "orb": lambda at, columns, rows, ascii: draw_orb(BREATH.at(at), columns, rows, ascii),
    "square": lambda at, columns, rows, ascii: draw_square(BREATH.at(at), columns, rows, ascii),
    "figure": lambda at, columns, rows, ascii: draw_figure(TENSE.at(at), columns, rows, ascii),
    "sea": lambda at, columns, rows, ascii: draw_sea(voyage(at / 40, at), columns, rows, ascii),
}

columns_ = st.integers(12, 90)
rows_ = st.integers(6, 40)
instants = st.floats(0, 40)


def text(rows: list[Row]) -> list[str]:
    return ["".join(cell.char for cell in row) for row in rows]


@pytest.mark.parametrize("shape", SHAPES)
@given(at=instants, columns=columns_, rows=rows_, ascii=st.booleans())
@example(at=0.0, columns=12, rows=6, ascii=False)
@example(at=40.0, columns=90, rows=6, ascii=False)
@example(at=15.999999, columns=12, rows=40, ascii=True)
def test_a_shape_fills_just_the_room_it_is_given(
    shape: str, at: float, columns: int, rows: int, ascii: bool
) -> None:
    drawn = text(SHAPES[shape](at, columns, rows, ascii))
    assert [len(row) for row in drawn] == [columns] * rows
    if ascii:
        assert all(row.isascii() and row.isprintable() for row in drawn)
    else:
        assert set("".join(drawn)) <= BLOCKS


@pytest.mark.parametrize("shape", [draw_orb, draw_square, draw_figure])
def test_without_a_moment_a_shape_is_at_rest(shape: Callable[..., list[Row]]) -> None:
    assert "".join(text(shape(None, 40, 17))).strip()
    assert shape(None, 40, 17) == shape(None, 40, 17)


@given(st.floats(0, 16), st.integers(6, 20))
def test_an_orb_in_ascii_is_still_a_circle(at: float, rows: int) -> None:
    drawn = text(draw_orb(BREATH.at(at), rows * 2, rows, True))
    assert drawn == [row[::-1] for row in drawn]
    assert drawn == drawn[::-1]


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


def width(rows: list[Row]) -> float:
    """How much of the middle row a disc takes, by the depth of its ink."""
    middle = rows[len(rows) // 2]
    return sum(cell.ink[1] > 0.12 for cell in middle if cell.ink)


@given(st.floats(4, 7.999), st.floats(4, 7.999))
def test_an_orb_in_a_hold_stands_quite_still(one: float, two: float) -> None:
    assert draw_orb(BREATH.at(one), 60, 20) == draw_orb(BREATH.at(two), 60, 20)


@settings(max_examples=25)
@given(columns_, rows_)
def test_an_orb_grows_with_the_breath_in_and_shrinks_with_the_breath_out(
    columns: int, rows: int
) -> None:
    inhale = [width(draw_orb(BREATH.at(tenth / 10), columns, rows)) for tenth in range(41)]
    exhale = [width(draw_orb(BREATH.at(8 + tenth / 10), columns, rows)) for tenth in range(41)]
    assert inhale == sorted(inhale)
    assert exhale == sorted(exhale, reverse=True)
    assert inhale[-1] > inhale[0]


@settings(max_examples=25)
@given(columns_, rows_)
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


def warm(rows: list[Row]) -> set[tuple[int, int]]:
    return {
        (x, y)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        if cell.ink and cell.ink[0] == "warm"
    }


@pytest.mark.parametrize(
    ("at", "side"),
    [(2, "top"), (6, "right"), (10, "bottom"), (14, "left")],
    ids=["in", "hold", "out", "rest"],
)
def test_the_point_travels_one_side_a_phase(at: float, side: str) -> None:
    columns, rows = 60, 20
    points = warm(draw_square(BREATH.at(at), columns, rows))
    x = sum(x for x, _ in points) / len(points)
    y = sum(y for _, y in points) / len(points)
    found = {
        "top": y < 4,
        "bottom": y > rows - 5,
        "left": x < columns / 2 - 12,
        "right": x > columns / 2 + 12,
    }
    assert [name for name, there in found.items() if there] == [side]


def bow(rows: list[Row]) -> int:
    """The foremost column of the hull."""
    return max(x for x, _ in warm(rows))


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=6),
    st.floats(0, 600),
    columns_,
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
    columns_,
    rows_,
    st.booleans(),
)
def test_any_marks_of_the_pull_stay_above_the_sea(
    marks: list[tuple[float, int]], columns: int, rows: int, ascii: bool
) -> None:
    drawn = draw_sea(voyage(1.0, 0.0, *sorted(marks)), columns, rows, ascii)
    assert [len(row) for row in drawn] == [columns] * rows


def test_a_stronger_pull_stands_higher_and_the_marks_are_joined() -> None:
    def high(pull: int) -> int:
        return min(y for _, y in warm(draw_sea(voyage(1.0, 0.0, (0.2, pull)), 80, 24)))

    heights = [high(pull) for pull in range(11)]
    assert heights == sorted(heights, reverse=True)
    assert heights[10] < heights[0]
    assert (
        len(warm(draw_sea(voyage(1.0, 0.0, (0.1, 9), (0.6, 2)), 80, 24)))
        > len(warm(draw_sea(voyage(1.0, 0.0, (0.1, 9)), 80, 24))) + 20
    )


@pytest.mark.parametrize("id", ["pmr-4", "pmr-7"])
def test_each_part_of_the_bundled_routines_is_on_the_figure(library: Library, id: str) -> None:
    parts = [step.part for step in library.find(id).steps if isinstance(step, Tense)]
    assert len(parts) == int(id[-1])
    assert all(body_regions(part) for part in parts)


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("Strong arm", {"right upper arm", "right forearm"}),
        ("Other leg", {"left thigh", "left calf", "left foot"}),
        ("Left hand", {"left forearm"}),
        ("Both arms", {"right upper arm", "right forearm", "left upper arm", "left forearm"}),
        ("Face and neck", {"face", "neck"}),
        ("forehead", {"face"}),
        ("Tongue of [/] a frog", set()),
    ],
)
def test_words_name_regions(part: str, named: set[str]) -> None:
    assert body_regions(part) == named


def test_the_strong_arm_is_marked_on_one_side_only() -> None:
    columns = {x for x, _ in warm(draw_figure(TENSE.at(3), 21, 17))}
    assert columns
    assert max(columns) < 10


@given(st.floats(0, 6), st.floats(0, 6))
def test_tension_builds_and_then_lets_go(one: float, two: float) -> None:
    early, late = sorted((one, two))
    assert tension(TENSE.at(early)) <= tension(TENSE.at(late))
    assert tension(TENSE.at(6 + early)) >= tension(TENSE.at(6 + late))
    assert tension(None) == tension(BREATH.at(1)) == 0.0


def test_a_moment_between_two_frames_is_that_moment() -> None:
    def at(seconds: float) -> Moment:
        return BREATH.at(seconds)

    assert draw_orb(at(1.234), 50, 20) == draw_orb(at(1.234), 50, 20)
    assert draw_orb(at(1.2), 50, 20) != draw_orb(at(2.2), 50, 20)


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


def test_every_cache_has_a_bound_or_few_keys() -> None:
    few = {
        "helplines._file", "helplines.help_lines", "painter._down", "painter._right", "charset.terminal_codec",
        "palette._nearest", "palette._many", "palette._oklab",
    }  # fmt: skip
    unbounded = set()
    for _, name, _ in pkgutil.walk_packages(calmtui.__path__, "calmtui."):
        if name.endswith("__main__"):
            continue
        for found in vars(importlib.import_module(name)).values():
            if hasattr(found, "cache_parameters") and found.cache_parameters()["maxsize"] is None:
                unbounded.add(f"{found.__module__.rpartition('.')[2]}.{found.__name__}")
    assert unbounded <= few, unbounded - few
