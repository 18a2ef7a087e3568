"""Letters of every script: what is drawn as one stays one, is counted as it is shown, and is kept
as written.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Size

from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.render.cell import Row, blank
from calmtui.render.layout import line_cells, text_line, write_line
from calmtui.render.palette import PALETTES
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.text import charset
from calmtui.text.input_parser import clean_typed_line
from calmtui.text.width import (
    cell_width,
    ellipsize,
    long_words,
    split_clusters,
    truncate,
    wrap,
    wrap_evenly,
)
from calmtui.tui.app import CalmApp
from calmtui.tui.canvas import Canvas
from calmtui.tui.painter import Painter
from calmtui.tui.screens.adjust import AdjustScreen
from calmtui.tui.widgets.text_field import TextField
from tests.support.emulator import cells, shown
from tests.support.engine import Clock, only_session, routine
from tests.support.reference import Sink, before
from tests.support.routine_texts import SAY
from tests.support.screens import calm

PERSIAN = "می\u200cخواهم"
SINHALA = "ශ්\u200dරී ලංකා"
HINDI = "क्\u200dष हिन्दी"
KOREAN = normalize("NFD", "한글 뷁")
FAMILY = "👩🏽\u200d👩\u200d👧🏿\u200d👦"
WALES = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
# The text, what its cells hold and how many they are.
SCRIPTS = [
    (PERSIAN, PERSIAN, 7),
    (SINHALA, SINHALA, 7),
    (HINDI, HINDI, 8),
    (KOREAN, "한글 뷁", 7),
    ("\u1112\u119e", "\u1112\u119e", 2),  # an old syllable, that has no character of its own
    ("مُحَمَّد", "مُحَمَّد", 4),
    ("น้ำ", "น้ำ", 2),
    (FAMILY, FAMILY, 12),
    ("🏳\ufe0f\u200d🌈", "🏳\u200d🌈", 3),
    ("👍🏽 🇩🇪🇫🇷", "👍🏽 🇩🇪🇫🇷", 9),
    (WALES, WALES, 2),
    ("a" + WALES[1:], "a", 1),  # tags on anything else would be words that nobody sees
    ("a\u200b\u00ad\u2060b", "ab", 2),
    ("e" + "\u0301" * 300 + "nd", "e" + "\u0301" * 7 + "nd", 3),
]
_LETTERS = st.sampled_from(
    [
        *("a", "b", " ", "é", "م", "क", "श", "น", "波", "\u1112", "👩", "❤"),
        *("\u0301", "\u0e33", "\u0e49", "\u0947", "\u093f", "\u064b", "\u094d", "\u1161", "\u11ab"),
        *("\u200c", "\u200d", "\u200b", "\u202e", "\ufe0f", "🏽", "🏴", "\U000e0067", "🇩", "🇪"),
    ]
)
_TEXTS = st.lists(_LETTERS, max_size=24).map("".join)


@pytest.mark.parametrize(("text", "held", "wide"), SCRIPTS)
def test_letters_are_shown_as_written(text: str, held: str, wide: int) -> None:
    line = text_line(text)
    assert "".join(cell.char for cell in line_cells(line)) == held
    assert (len(line_cells(line)), line.width, cell_width(held)) == (wide, wide, wide)


@given(_TEXTS)
def test_cells_are_as_many_as_counted_and_no_letter_is_lost(text: str) -> None:
    line = line_cells(text_line(text))
    assert len(line) == cell_width(text) == sum(cell_width(cell.char) for cell in line)
    assert "".join(split_clusters(text)) == text
    held = normalize("NFD", "".join(cell.char for cell in line))
    assert [char for char in held if cell_width(char)] == [
        char for char in normalize("NFD", text) if cell_width(char)
    ]
    assert not any(category(char) == "Cf" and char not in f"\u200c\u200d{WALES}" for char in held)


@given(_TEXTS, st.integers(3, 12))
def test_a_text_is_cut_between_what_is_drawn_as_one(text: str, columns: int) -> None:
    begun = truncate(text, columns)
    assert text.startswith(begun)
    assert cell_width(begun) <= columns
    assert cell_width(ellipsize(text, columns)) <= columns
    assert all(cell_width(line) <= columns for line in wrap(text, columns))
    assert "".join(wrap(text, columns)) == "".join(text.split()) or " " in text


def test_a_path_that_is_longer_than_a_line_is_broken_between_its_parts() -> None:
    text = "It saves in /home/someone/.local/share/calmtui/journal. Nobody else reads it."
    assert wrap(text, 24) == (
        "It saves in",
        "/home/someone/.local/",
        "share/calmtui/journal.",
        "Nobody else reads it.",
    )
    assert [text[place:][:6] for place in long_words(text, 24)] == ["/home/", "share/"]


def test_no_word_is_alone_under_a_full_line() -> None:
    text = "What do you want to send or check? Write it here. It stays here."
    assert wrap(text, 60)[-1] == "here."
    assert wrap_evenly(text, 60) == (
        "What do you want to send or check?",
        "Write it here. It stays here.",
    )


@given(st.lists(_TEXTS, max_size=12), st.integers(2, 40))
def test_even_lines_are_as_many_and_say_the_same(words: list[str], columns: int) -> None:
    text = " ".join(words)
    greedy, even = wrap(text, columns), wrap_evenly(text, columns)
    assert len(even) == len(greedy)
    assert "".join("".join(even).split()) == "".join("".join(greedy).split())
    assert all(cell_width(line) <= columns for line in even)


def test_nobody_is_cut_out_of_a_family() -> None:
    assert truncate(f"ab{FAMILY}", 10) == "ab"
    assert wrap(f"ab{FAMILY}", 12) == ("ab", FAMILY)
    row = blank(8, 1)[0]
    write_line(row, 0, text_line(f"ab{FAMILY}"))
    assert "".join(cell.char for cell in row) == "ab     ~"


def _row(*texts: str) -> Row:
    row = blank(40, 1)[0]
    write_line(row, 0, text_line("|".join(texts)))
    return row


@given(st.lists(_TEXTS, max_size=2), st.lists(_TEXTS, max_size=2))
def test_what_changes_makes_the_same_picture_as_all_of_it(old: list[str], new: list[str]) -> None:
    painter, one, two = Painter(PALETTES["dusk"], "truecolor"), [_row(*old)], [_row(*new)]
    changed = shown((40, 1), painter.full_clear(one).encode(), painter.changes(one, two).encode())
    assert not changed.strange
    assert cells(changed) == cells(shown((40, 1), painter.full_clear(two).encode()))


@pytest.mark.parametrize("text", [FAMILY, "👍🏽", "क्\u200dष", "🇩🇪"])
def test_letters_behind_what_terminals_count_differently_stand_in_their_place(text: str) -> None:
    """A terminal that gives a family two cells, or a flag four, shows the rest of the row where any
    other does.
    """
    sent = Painter(PALETTES["dusk"], None).full_clear([_row(text, "end")])
    for theirs in ("中", "中中中中中中中"):
        seen = [cell.char for cell in cells(shown((40, 1), sent.replace(text, theirs).encode()))[0]]
        assert "".join(seen[cell_width(text) :]).startswith("|end")
        assert cell_width(theirs) > cell_width(text) or set(seen[2 : cell_width(text)]) <= {" "}


async def test_what_is_typed_is_kept_as_written(journal: Journal, time: Clock) -> None:
    ask = '[[steps]]\nkind = "ask"\ntext = "Why?"\nkeep = "why"\nlines = 3\n'
    text = f"{PERSIAN}\u3000{SINHALA}\u00a0{KOREAN}{FAMILY}{WALES}❤\ufe0f\U0001fae9"
    async with calm(journal, time, first=routine(ask + SAY, "rate = []")) as person:
        driver = person.app._driver
        assert isinstance(driver, Sink)
        driver.feed(f"{text}\u202e".encode())
        await person.pilot.pause()
        assert person.app.screen.query_one(TextField).text == text
        await person.press("enter")
    assert only_session(journal).answers == {"why": text}
    assert clean_typed_line(text) == text


async def test_the_first_picture_of_a_screen_is_as_wide_too(journal: Journal, time: Clock) -> None:
    """Textual paints that one."""
    parts = (FAMILY, PERSIAN, SINHALA, "한글 뷁", WALES)
    say = (
        f'[[steps]]\nkind = "say"\ntext = "{FAMILY} {PERSIAN} {SINHALA} {KOREAN} {WALES}."\n'
        f"seconds = 60\n"
    )
    session = Session(routine(say, "rate = []"), journal, time.clock, time.now)
    library = Library(bundled_routines_path(), Path("/nonexistent"))
    async with before(
        CalmApp(AppContext(library, journal, Settings(), time.clock, time.now), first=session), time
    ) as person:
        for _ in range(2):
            assert not person.differences()
            assert [part for part in parts if part not in person.sees()] == []
            await person.resize(90, 30)


async def test_what_textual_paints_is_in_its_place_too(journal: Journal, time: Clock) -> None:
    say = f'[[steps]]\nkind = "say"\ntext = "{FAMILY} {PERSIAN}"\nseconds = 60\n'
    async with calm(journal, time, first=routine(say, "rate = []")) as person:
        canvas = person.app.screen.query_one(Canvas)
        strips = (canvas.render_line(y) for y in range(canvas.size.height))
        (row,) = (
            text
            for text in (strip.render(person.app.console) for strip in strips)
            if FAMILY in text
        )
    places = set()
    for theirs in ("中", FAMILY):
        seen = shown((80, 1), b"\x1b[?7l", row.replace(FAMILY, theirs).encode())
        places.add([cell.char for cell in cells(seen)[0]].index(PERSIAN[0]))
    assert len(places) == 1


@pytest.mark.parametrize("name", ["波が静かに", FAMILY, PERSIAN * 3, "ab" * 40])
def test_what_stands_behind_a_name_is_at_the_right(name: str) -> None:
    page: Any = SimpleNamespace(app=SimpleNamespace(size=Size(40, 12)))
    line = AdjustScreen._line(page, name, "in").plain
    assert cell_width(line) == 34
    assert line.endswith("  in")


def test_a_terminal_of_one_byte_gets_a_sign_for_each_cell() -> None:
    assert charset.encode(KOREAN, "ascii") == b"???? ??"
    assert charset.encode(f"{PERSIAN}", "ascii") == b"???????"
