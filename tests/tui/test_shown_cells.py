"""What the terminal shows already is not sent again, and nothing else is missing."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from calmtui.render.cell import Cell, Row, blank
from calmtui.render.palette import PALETTES
from calmtui.tui.canvas import segments
from calmtui.tui.painted_cells import Piece
from calmtui.tui.painter import Painter
from calmtui.tui.shown_cells import ShownCells
from tests.support.emulator import Terminal, cells

COLUMNS, ROWS = 16, 4
SIZE = (COLUMNS, ROWS)
TRUE = ColorSystem.TRUECOLOR
CONSOLE = Console(color_system="truecolor", force_terminal=True)
STYLES = [
    None,
    Style(),
    *map(
        Style.parse,
        (
            "on #102030",
            "#ff8040 on #102030",
            "bold #ff8040",
            "red",
            "reverse",
            "underline",
            "on blue",
        ),
    ),
]
WORDS = ["", " ", "a", "ab  c", "   ", "█▀▄━", "e\u0301", "波", "x波y", "long" * 3, " " * COLUMNS]
runs = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(STYLES)).map(lambda run: Segment(*run)),
    max_size=4,
)


@st.composite
def painted(draw: st.DrawFn) -> list[Piece]:
    """Whole rows from some column on, as Textual paints them."""
    pieces = []
    for row in sorted(draw(st.sets(st.integers(0, ROWS - 1), min_size=1))):
        column = draw(st.sampled_from([0, 0, 3, 9]))
        strip = Strip(draw(runs)).adjust_cell_length(
            COLUMNS - column, draw(st.sampled_from(STYLES))
        )
        pieces.append(Piece(row, column, strip))
    return pieces


def terminal() -> Terminal:
    made = Terminal(*SIZE)
    made.reset_mode(7, private=True)
    return made


def known() -> ShownCells:
    made = ShownCells()
    made.resize(SIZE)
    return made


def as_it_is(pieces: Iterable[Piece]) -> bytes:
    """What Textual sends."""
    return "".join(
        f"\x1b[{row + 1};{column + 1}H{strip.render(CONSOLE)}" for row, column, strip in pieces
    ).encode()


def change(shown: ShownCells, pieces: Iterable[Piece]) -> str:
    """What is sent, with all that waited."""
    sent = shown.changes(SIZE, pieces, TRUE)
    assert sent is not None
    shown.note_sent()
    return sent


def words(row: int, text: str, style: str = "") -> list[Piece]:
    strip = Strip([Segment(text, Style.parse(style))])
    return [Piece(row, 0, strip.adjust_cell_length(COLUMNS, Style.parse(style)))]


def blanks(row: int, column: int) -> list[Piece]:
    return [Piece(row, column, Strip([Segment(" " * (COLUMNS - column), Style.parse("on blue"))]))]


@given(
    st.lists(
        st.tuples(painted(), st.sampled_from(["sent", "dropped", "forgotten"])),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
@example([(words(0, "ab", "reverse"), "sent"), (words(0, "  "), "sent")], False)
@example([(words(0, "ab"), "sent"), (blanks(0, 3), "forgotten"), (words(0, "ab"), "sent")], False)
@example([(words(0, " x波y"), "sent"), (blanks(0, 3), "sent"), (words(0, " x波y"), "sent")], False)
def test_what_is_sent_makes_the_same_picture(
    frames: list[tuple[list[Piece], str]], is_screen: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERM", "screen" if is_screen else "xterm")
        shown = known()
    whole, less = terminal(), terminal()
    for pieces, how in frames:
        if how == "forgotten":
            shown.forget()
        sent = shown.changes(SIZE, pieces, TRUE)
        assert sent is not None
        if how == "dropped":
            shown.note_dropped()
            continue
        shown.note_sent()
        assert not (is_screen and ("\x1b[K" in sent or "X" in sent))
        whole.feed(as_it_is(pieces))
        less.feed(sent.encode())
        assert cells(less) == cells(whole)
        assert not less.strange
        assert (less.cursor.attrs.bg, less.cursor.attrs.reverse) == ("default", False)


def test_what_is_shown_is_not_sent_again() -> None:
    shown = known()
    page = [*words(0, "Feel", "bold #ff8040"), *words(1, "the floor", "on #102030")]
    assert "Feel" in change(shown, page)
    assert change(shown, page) == ""
    again = change(shown, [*words(0, "Feel", "bold #ff8040"), *words(1, "the flood", "on #102030")])
    assert "d" in again
    assert "flo" not in again


def test_few_bytes_are_sent_for_blanks_and_for_what_stands_between() -> None:
    shown = known()
    change(shown, words(0, "a" * COLUMNS))
    assert change(shown, words(0, "b b b")) == "\x1b[1;1Hb b b\x1b[K"
    assert change(shown, words(0, "c b c")) == "\x1b[1;1Hc b c"
    assert change(shown, words(0, "c b c" + " " * 10 + "z")) == "\x1b[1;16Hz"
    change(shown, words(0, "a" * COLUMNS))
    assert change(shown, words(0, " " * (COLUMNS - 1) + "z")) == "\x1b[1;1H\x1b[15X\x1b[15Cz"


def test_of_a_picture_that_is_dropped_nothing_counts_as_shown() -> None:
    shown = known()
    change(shown, words(0, "Feel"))
    shown.changes(SIZE, words(0, "lost"), TRUE)
    shown.note_dropped()
    assert change(shown, words(0, "Feel")) == ""


@pytest.mark.parametrize("how", ["resized", "forgotten", "another size"])
def test_where_nobody_knows_what_is_shown_all_of_it_is_sent(how: str) -> None:
    shown = known()
    change(shown, words(0, "Feel"))
    if how == "resized":
        shown.resize(SIZE)
    elif how == "forgotten":
        shown.forget()
    else:
        assert shown.changes((COLUMNS + 1, ROWS), words(0, "lost"), TRUE) is None
        shown.note_sent()
    assert "Feel" in change(shown, words(0, "Feel"))


def test_a_link_is_sent_whole_and_once() -> None:
    shown = known()
    link = Style(link="tel:112")
    page = [Piece(1, 0, Strip([Segment("call "), Segment("112", link), Segment(" " * 8)]))]
    sent = change(shown, page)
    assert "\x1b]8;;tel:112\x1b\\112\x1b]8;;\x1b\\" in sent
    assert change(shown, page) == ""


@pytest.mark.parametrize("colours", ["truecolor", "256", "standard", None])
@pytest.mark.parametrize("theme", sorted(PALETTES))
def test_cells_that_a_canvas_sends_are_known_to_be_those_that_textual_would(
    theme: str, colours: str | None
) -> None:
    painter = Painter(PALETTES[theme], colours)
    rows: list[Row] = blank(COLUMNS, ROWS)
    looks = [Cell("█", ("cool", 0.5)), Cell("b", ("warm", 1.0), ("cool", 0.2), True), Cell("▀")]
    rows[1][2:8] = [*looks, Cell("波"), Cell(""), Cell(" ", None, ("warm", 1.0))]
    rows[2][3:5] = [Cell("👨\u200d👩"), Cell("")]
    shown = known()
    shown.follow(SIZE, lambda: painter.shown(rows))
    strips = [list(segments(map(painter.glyph, row), painter, 0)) for row in rows]
    pieces = [Piece(y, 0, Strip(strip, COLUMNS)) for y, strip in enumerate(strips)]
    system = {"truecolor": TRUE, "256": ColorSystem.EIGHT_BIT, "standard": ColorSystem.STANDARD}
    assert shown.changes(SIZE, pieces, system.get(colours or "")) == ""


def test_a_picture_of_another_size_is_not_followed() -> None:
    shown = known()
    change(shown, words(0, "Feel"))
    shown.follow((COLUMNS, ROWS + 1), lambda: pytest.fail("asked for"))
    assert "Feel" in change(shown, words(0, "Feel"))
