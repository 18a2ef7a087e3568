"""The figure as rows of cells, and the parts of it that words name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content.library import Library
from calmtui.content.routine import Tense
from calmtui.render.shapes.figure import body_regions, draw_figure, tension
from tests.support.frames import BREATH, TENSE, warm_cells


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
    columns = {x for x, _ in warm_cells(draw_figure(TENSE.at(3), 21, 17))}
    assert columns
    assert max(columns) < 10


@given(st.floats(0, 6), st.floats(0, 6))
def test_tension_builds_and_then_lets_go(one: float, two: float) -> None:
    early, late = sorted((one, two))
    assert tension(TENSE.at(early)) <= tension(TENSE.at(late))
    assert tension(TENSE.at(6 + early)) >= tension(TENSE.at(6 + late))
    assert tension(None) == tension(BREATH.at(1)) == 0.0
