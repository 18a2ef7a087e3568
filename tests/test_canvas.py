"""Only the cells that changed are sent, and they make the same picture."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from calmtui.frame import Look, draw, put, words
from calmtui.library import Library
from calmtui.palette import PALETTES, Role
from calmtui.scene import Guide
from calmtui.shapes import BLANK, Cell, Row, blank
from calmtui.timeline import Timeline
from calmtui.tui.canvas import Painter, colours_of

from .terminals import cells, shown

_INKS = st.sampled_from([("text", 1.0), ("cool", 0.5), ("warm", 1.0)])
_CELLS = st.builds(Cell, st.sampled_from(" ab█▀▄"), st.none() | _INKS, st.none() | _INKS, st.booleans())
_ROWS = st.lists(st.lists(_CELLS | st.just(BLANK), min_size=12, max_size=12), min_size=4, max_size=4)


@given(_ROWS, _ROWS, st.sampled_from(sorted(PALETTES)), st.sampled_from(["truecolor", "256", "standard", None]))
def test_changes_make_the_same_picture_as_all_of_it(
    before: list[Row], after: list[Row], theme: str, colours: str | None
) -> None:
    painter = Painter(PALETTES[theme], colours)
    changed = shown((12, 4), painter.afresh(before).encode(), painter.changes(before, after).encode())
    assert cells(changed) == cells(shown((12, 4), painter.afresh(after).encode()))


@given(_ROWS)
def test_nothing_changed_is_nothing_sent(rows: list[Row]) -> None:
    painter = Painter(PALETTES["dusk"], "truecolor")
    assert painter.changes(rows, [list(row) for row in rows]) == ""


def test_wide_characters_are_sent_whole() -> None:
    painter = Painter(PALETTES["dusk"], "truecolor")
    before, after = blank(12, 1), blank(12, 1)
    put(before[0], 0, words("a呼吸b"))
    put(after[0], 0, words("呼a吸b"))
    screen = shown((12, 1), painter.afresh(before).encode(), painter.changes(before, after).encode())
    assert screen.display[0].rstrip() == "呼a吸b"


def test_the_terminals_own_colours_send_no_rgb() -> None:
    painter = Painter(PALETTES["terminal"], "truecolor")
    roles = get_args(Role)
    assert set(roles) == set(PALETTES["terminal"].roles)
    assert "38;2" not in painter.afresh([[Cell("x", (role, level)) for role in roles for level in (0.2, 1.0)]])


def test_without_colours_no_colour_is_sent_and_full_blocks_stay() -> None:
    painter = Painter(PALETTES["dusk"], None)
    sent = painter.afresh([[Cell("█", ("cool", 1.0)), Cell("b", ("text", 1.0), None, True)]])
    assert "38;" not in sent
    assert "48;" not in sent
    assert "█" in sent
    assert "\x1b[1m" in sent


def test_a_screen_that_erases_without_colour_is_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "screen-256color")
    assert Painter(PALETTES["paper"], "256").afresh(blank(10, 2)).count(" ") == 20


@pytest.mark.parametrize(("id", "most"), [("long-exhale", 4_000), ("box-breathing", 2_500), ("pmr-7", 600)])
def test_a_guide_sends_few_bytes(library: Library, id: str, most: int) -> None:
    """Bytes a second over one minute at 10 frames a second, 80x24: counted, not timed."""
    painter, routine = Painter(PALETTES["dusk"], "truecolor"), library.find(id)
    timeline = Timeline.of(routine)
    rows, sent = blank(80, 24), 0
    for frame in range(600):
        moment = timeline.at(30 + frame / 10)
        before, rows = rows, draw(Guide(moment, False, moment.elapsed / 400, 100.0), routine, 80, 24, Look())
        sent += len(painter.changes(before, rows).encode()) if frame else 0
    assert sent / 60 < most


def test_a_hold_sends_nothing_but_its_count(library: Library) -> None:
    painter = Painter(PALETTES["dusk"], "truecolor")
    routine = library.find("long-exhale")
    timeline = Timeline.of(routine)
    one = draw(Guide(timeline.at(21.0), False, 0.1, 100.0), routine, 80, 24, Look())
    two = draw(Guide(timeline.at(21.01), False, 0.1, 100.0), routine, 80, 24, Look())
    assert len(painter.changes(one, two)) < 200


def test_no_color_is_kept_by_what_is_sent_and_by_what_textual_paints(monkeypatch: pytest.MonkeyPatch) -> None:
    app: App[None] = App()
    monkeypatch.setenv("NO_COLOR", "1")
    assert colours_of(app) is None
    painter = Painter(PALETTES["dusk"], colours_of(app))
    style = painter.style(Cell("a", ("warm", 1.0), ("cool", 0.5), True))
    assert (style.color, style.bgcolor, style.bold) == (None, None, True)
    monkeypatch.delenv("NO_COLOR")
    assert colours_of(app) == app.console.color_system
