"""Only the cells that changed are sent, and they make the same picture."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from benchmarks.guides import at_guide
from calmtui.content.library import Library
from calmtui.render.cell import BLANK, Cell, Row, blank
from calmtui.render.layout import RenderOptions, text_line, write_line
from calmtui.render.palette import PALETTES, Ink, Role
from calmtui.render.screen import draw_screen
from calmtui.session.scene import GuideScene
from calmtui.session.timeline import Timeline
from calmtui.storage.journal import Journal
from calmtui.tui.escape_codes import PLAIN, Sgr
from calmtui.tui.painter import Painter, colours_of
from tests.support.emulator import cells, shown
from tests.support.engine import Clock, begin

_INKS = st.sampled_from([("text", 1.0), ("cool", 0.5), ("warm", 1.0)])
_CELLS = st.builds(
    Cell, st.sampled_from(" ab█▀▄"), st.none() | _INKS, st.none() | _INKS, st.booleans()
)
_ROWS = st.lists(
    st.lists(_CELLS | st.just(BLANK), min_size=12, max_size=12), min_size=4, max_size=4
)


@given(
    _ROWS,
    _ROWS,
    st.sampled_from(sorted(PALETTES)),
    st.sampled_from(["truecolor", "256", "standard", None]),
)
def test_changes_make_the_same_picture_as_all_of_it(
    before: list[Row], after: list[Row], theme: str, colours: str | None
) -> None:
    painter = Painter(PALETTES[theme], colours)
    changed = shown(
        (12, 4), painter.full_clear(before).encode(), painter.changes(before, after).encode()
    )
    assert cells(changed) == cells(shown((12, 4), painter.full_clear(after).encode()))


@pytest.mark.slow
@given(_ROWS)
def test_nothing_changed_is_nothing_sent(rows: list[Row]) -> None:
    painter = Painter(PALETTES["dusk"], "truecolor")
    assert painter.changes(rows, [list(row) for row in rows]) == ""


def test_wide_characters_are_sent_whole() -> None:
    painter = Painter(PALETTES["dusk"], "truecolor")
    before, after = blank(12, 1), blank(12, 1)
    write_line(before[0], 0, text_line("a呼吸b"))
    write_line(after[0], 0, text_line("呼a吸b"))
    screen = shown(
        (12, 1), painter.full_clear(before).encode(), painter.changes(before, after).encode()
    )
    assert screen.display[0].rstrip() == "呼a吸b"


def test_the_terminals_own_colours_send_no_rgb() -> None:
    painter = Painter(PALETTES["terminal"], "truecolor")
    roles = get_args(Role)
    assert set(roles) == set(PALETTES["terminal"].roles)
    assert "38;2" not in painter.full_clear(
        [[Cell("x", (role, level)) for role in roles for level in (0.2, 1.0)]]
    )


def test_in_the_terminals_own_colours_a_block_is_one_and_words_stand_on_its_ground() -> None:
    painter = Painter(PALETTES["terminal"], "standard")
    sail = Cell("█", ("text", 1.0))
    assert painter.glyph(sail) == sail  # its ground as the text's colour would be no sail
    assert painter.glyph(Cell("█", ("warm", 1.0))) == Cell(" ", None, ("warm", 1.0))
    disc: Ink = ("cool", 0.4)
    assert [painter.glyph(Cell(char, None, disc)) for char in "B "] == [Cell("B"), BLANK]
    assert painter.glyph(Cell("▀", ("warm", 1.0), disc)).ground == disc
    assert Painter(PALETTES["dusk"], "256").glyph(Cell("B", None, disc)).ground == disc


def test_without_colours_no_colour_is_sent_and_full_blocks_stay() -> None:
    painter = Painter(PALETTES["dusk"], None)
    sent = painter.full_clear([[Cell("█", ("cool", 1.0)), Cell("b", ("text", 1.0), None, True)]])
    assert "38;" not in sent
    assert "48;" not in sent
    assert "█" in sent
    assert "\x1b[1m" in sent


def test_a_screen_that_erases_without_colour_is_written_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "screen-256color")
    assert Painter(PALETTES["paper"], "256").full_clear(blank(10, 2)).count(" ") == 20


@pytest.mark.slow
@given(
    st.lists(_ROWS, min_size=2, max_size=5),
    st.sampled_from(sorted(PALETTES)),
    st.sampled_from(["truecolor", None]),
)
def test_a_pen_that_goes_on_makes_the_same_pictures(
    pictures: list[list[Row]], theme: str, colours: str | None
) -> None:
    painter = Painter(PALETTES[theme], colours)
    pen: Sgr | None = None
    sent = [painter.full_clear(pictures[0]).encode()]
    for before, after in pairwise(pictures):
        text, pen = painter.diff(before, after, pen)
        sent.append(text.encode())
    assert cells(shown((12, 4), *sent)) == cells(
        shown((12, 4), painter.full_clear(pictures[-1]).encode())
    )


def test_behind_the_last_column_the_place_is_unknown() -> None:
    painter = Painter(PALETTES["dusk"], None)
    before = blank(3, 2)
    after = [[BLANK, BLANK, Cell("a")], [BLANK, Cell("b"), BLANK]]
    assert painter.changes(before, after) == "\x1b[1;3Ha\x1b[2;2Hb"


def test_what_was_sent_once_is_sent_again_and_no_more_than_a_round_is_kept(
    library: Library,
) -> None:
    painter, routine = Painter(PALETTES["dusk"], "truecolor"), library.find("long-exhale")
    rounds: list[list[str]] = [[], [], []]
    timeline = Timeline.of(routine)
    start = next(phase.start for phase in timeline.phases if phase.kind == "inhale")
    before, pen = blank(80, 24), PLAIN
    for number, sent in enumerate(rounds):
        for frame in range(100):
            moment = timeline.at(start + number * 10 + frame / 10 + 0.01)
            rows = draw_screen(
                GuideScene(moment, False, 0.5, 100.0), routine, 80, 24, RenderOptions()
            )
            text, left = painter.diff(before, rows, pen)
            assert left is not None
            before, pen = rows, left
            sent.append(text)
    assert rounds[1][1:] == rounds[2][1:]  # but the number of the round
    for number in range(300):
        painter.changes(blank(9, 1), [[Cell(chr(0x4E00 + number))] + [BLANK] * 8])
    assert len(painter._cache) == 256
    painter.full_clear([[Cell("x")] * 80] * 24)
    assert max(len(found) for found, _, _ in painter._cache) < 500  # no whole screen


@pytest.mark.parametrize("frames", [8, 10, 30])
@pytest.mark.parametrize(
    ("id", "start", "seconds", "most"),
    [
        ("long-exhale", 10, 10, 900),
        ("box-breathing", 16, 16, 900),
        ("ride-the-urge", 20, 20, 900),
        ("pmr-7", 0, 41, 150),
    ],
)
def test_a_guide_sends_few_bytes(
    library: Library,
    journal: Journal,
    time: Clock,
    id: str,
    start: int,
    seconds: int,
    most: int,
    frames: int,
) -> None:
    """Bytes a second over a round at 80x24, counted, not timed: a tenth of what breathe-cli 1.14
    sends (8,980).
    """
    painter = Painter(PALETTES["dusk"], "truecolor")
    session = at_guide(begin(library.find(id), journal, time, quick=True))
    rows, pen, sent = blank(80, 24), PLAIN, 0
    for frame in range((start + seconds) * frames):
        before, rows = rows, draw_screen(session.scene(), session.routine, 80, 24, RenderOptions())
        text, left = painter.diff(before, rows, pen)
        assert left is not None
        pen = left
        sent += len(text.encode()) if frame > start * frames else 0
        time.go(1 / frames)
    assert 0 < sent / seconds < most


def test_a_hold_sends_nothing_but_its_count(library: Library) -> None:
    painter = Painter(PALETTES["dusk"], "truecolor")
    routine = library.find("long-exhale")
    timeline = Timeline.of(routine)
    one = draw_screen(
        GuideScene(timeline.at(21.0), False, 0.1, 100.0), routine, 80, 24, RenderOptions()
    )
    two = draw_screen(
        GuideScene(timeline.at(21.01), False, 0.1, 100.0), routine, 80, 24, RenderOptions()
    )
    assert len(painter.changes(one, two)) < 200


def test_no_color_is_kept_by_what_is_sent_and_by_what_textual_paints(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app: App[None] = App()
    monkeypatch.setenv("NO_COLOR", "1")
    assert colours_of(app) is None
    painter = Painter(PALETTES["dusk"], colours_of(app))
    style = painter.style(Cell("a", ("warm", 1.0), ("cool", 0.5), True))
    assert (style.color, style.bgcolor, style.bold) == (None, None, True)
    monkeypatch.delenv("NO_COLOR")
    assert colours_of(app) == app.console.color_system
