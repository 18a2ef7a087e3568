"""The picture at the end: bars for the numbers, a shape at rest without any, nothing cut."""

from __future__ import annotations

import pytest

from calmtui.content.library import Library
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.session.actions import Action
from calmtui.session.scene import FinishedScene
from calmtui.session.timeline import Sea

SIZES = [(40, 12), (45, 20), (45, 80), (80, 24), (200, 50)]


def shown(
    library: Library,
    scene: FinishedScene,
    size: tuple[int, int] = (80, 24),
    options: RenderOptions | None = None,
    routine: str = "box-breathing",
) -> str:
    """What an end looks like."""
    options = options or RenderOptions(other="Five senses")
    rows = draw_screen(scene, library.find(routine), *size, options)
    return "\n".join("".join(cell.char for cell in row).rstrip() for row in rows)


def end(before: int | None, after: int | None, *lines: str) -> FinishedScene:
    """An end with these numbers."""
    actions = {Action.AGAIN: "", Action.INSTEAD: "", Action.GO_ON: ""}
    return FinishedScene(
        "completed", lines, before=before, after=after, other="five-senses", actions=actions
    )


@pytest.mark.parametrize("size", SIZES)
def test_two_bars_are_as_long_as_their_numbers(library: Library, size: tuple[int, int]) -> None:
    said = shown(library, end(8, 5, "8 before, 5 after."), size)
    before = next(row for row in said.splitlines() if row.strip().startswith("before"))
    after = next(row for row in said.splitlines() if row.strip().startswith("after"))
    assert (before.count("━"), after.count("━")) == (16, 10)
    assert before.count("━") + before.count("─") == after.count("━") + after.count("─") == 20
    assert before.endswith(" 8")
    assert after.endswith(" 5")
    assert before.index("━") == after.index("━")
    assert "8 before, 5 after." in said
    for key in ("a  again", "e  Five senses", "Enter  home"):
        assert key in said


def test_without_blocks_the_bars_are_plain(library: Library) -> None:
    said = shown(library, end(10, 0), options=RenderOptions(ascii=True))
    assert "#" * 20 + "  10" in said
    assert "-" * 20 + "   0" in said
    assert said.isascii()


def test_a_number_that_was_skipped_has_no_bar(library: Library) -> None:
    said = shown(library, end(8, None, "8 before."))
    assert "after" not in said
    assert said.count("━") == 16


@pytest.mark.parametrize(
    ("routine", "is_drawn"), [("box-breathing", True), ("pmr-7", True), ("five-senses", False)]
)
def test_without_a_number_the_shape_is_at_rest(
    library: Library, routine: str, is_drawn: bool
) -> None:
    said = shown(library, end(None, None, "Done."), (80, 30), routine=routine)
    assert ("▀" in said or "█" in said) is is_drawn
    reduced = shown(
        library, end(None, None, "Done."), options=RenderOptions(reduced=True), routine=routine
    )
    assert "▀" not in reduced


def test_the_own_wave_comes_before_the_bars(library: Library) -> None:
    scene = FinishedScene(
        "completed", ("8 before, 5 after.",), Sea(1.0, 0.0, ((0.0, 8), (1.0, 5))), before=8, after=5
    )
    said = shown(library, scene, routine="ride-the-urge")
    assert "before  " not in said
    assert "━" not in said


def test_a_number_that_went_up_has_help_in_sight(library: Library) -> None:
    scene = FinishedScene(
        "completed", ("It went up.",), alternative="five-senses", before=4, after=7
    )
    assert "!  help" in shown(library, scene)
    assert "!  help" not in shown(library, end(7, 4))


def test_over_a_wait_or_before_a_program_the_run_is_not_done_again(library: Library) -> None:
    for options in (RenderOptions(nested=True), RenderOptions(from_home=False)):
        assert "again" not in shown(library, end(7, 4), options=options)
