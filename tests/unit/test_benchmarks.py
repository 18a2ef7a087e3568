"""The bench's own arithmetic, on made-up data: the ideal differ, what changes for a moment, the
table.
"""

from __future__ import annotations

import pytest

from benchmarks.__main__ import rows
from benchmarks.guides import at_guide
from benchmarks.ideal import ideal_size
from benchmarks.keys_far_away import seen_after
from benchmarks.measure import GUIDES, lateness
from benchmarks.replay import MOMENT, Replay, flicker, frames
from benchmarks.table import Row, markdown
from calmtui.content.library import Library
from calmtui.render.cell import blank
from calmtui.render.layout import RenderOptions
from calmtui.render.palette import PALETTES
from calmtui.render.screen import draw_screen
from calmtui.session.scene import GuideScene
from calmtui.storage.journal import Journal
from calmtui.tui.painter import Painter
from tests.support.engine import Clock, begin


def sent(*parts: bytes, columns: int = 10, rows: int = 3) -> int:
    """The ideal size of frames a second apart."""
    return ideal_size(Replay(columns, rows), [(float(at), data) for at, data in enumerate(parts)])


def test_an_ideal_differ_sends_a_move_and_the_character_of_a_changed_cell() -> None:
    assert sent(b"") == 0
    assert sent(b"\x1b[2;3Hx") == len("\x1b[2;3Hx")
    # Nothing changed the second time.
    assert sent(b"\x1b[2;3Hx", b"\x1b[2;3Hx") == len("\x1b[2;3Hx")


def test_an_ideal_differ_sends_colours_only_where_they_differ() -> None:
    red = b"\x1b[38;2;200;0;0m"
    assert sent(b"\x1b[1;1H" + red + b"ab") == len(b"\x1b[1;1H" + red + b"ab")
    # Pen and place stand.
    assert sent(b"\x1b[1;1H" + red + b"a", red + b"b") == len(b"\x1b[1;1H" + red + b"ab")
    # What needs no colour comes first.
    assert sent(b"\x1b[1;1H" + red + b"a \x1b[0mb") == len(b"\x1b[1;3Hb\b\b\b" + red + b"a")


def test_an_ideal_differ_moves_in_the_shortest_way() -> None:
    # B written again.
    assert sent(b"abcdefgh", b"\x1b[1;1HX\x1b[1;3HY") - sent(b"abcdefgh") == len("\x1b[8DXbY")
    far = b"\x1b[1;1HX\x1b[1;9HY"
    assert sent(b"abcdefghi", far) - sent(b"abcdefghi") == len("\bY\x1b[9DX")
    below = b"\x1b[1;2HX\x1b[2;2HY"
    assert sent(b"abc", below) - sent(b"abc") == len("\b\bX\n\bY")


def test_what_looks_the_same_is_the_same() -> None:
    block, space = "\x1b[1;1H\x1b[38;2;1;2;3m█".encode(), b"\x1b[1;1H\x1b[48;2;1;2;3m "
    assert sent(block, space) == sent(block)
    assert sent(b"", b"\x1b[1;31m  ") == 0


@pytest.mark.parametrize("shape", GUIDES)
def test_our_painter_never_sends_less_than_the_ideal_differ(
    shape: str, library: Library, journal: Journal, time: Clock
) -> None:
    session = at_guide(begin(library.find(GUIDES[shape][0]), journal, time, quick=True))
    assert isinstance(session.scene(), GuideScene)
    painter, before, chunks = Painter(PALETTES["dusk"], "truecolor"), blank(80, 24), []
    replay = Replay(80, 24)
    replay.feed(painter.full_clear(before).encode())
    for _ in range(4):
        after = draw_screen(session.scene(), session.routine, 80, 24, RenderOptions())
        chunks.append((time.clock(), painter.changes(before, after).encode()))
        before = after
        time.go(0.5)
    assert 0 < ideal_size(replay, chunks) <= sum(len(data) for _, data in chunks)


def flickering(*parts: tuple[float, bytes]) -> int:
    replay = Replay(10, 3)
    replay.feed(b"\x1b[1;1Habc")
    return flicker(replay, parts)


def test_a_cell_that_changes_once_does_not_flicker() -> None:
    assert flickering((0.0, b"\x1b[1;1HabX"), (0.02, b"\x1b[1;1HabX")) == 0


def test_cells_that_are_erased_and_written_again_flicker() -> None:
    assert flickering((0.0, b"\x1b[2J\x1b[1;1Habc")) == 3
    # One frame, read in two parts.
    assert flickering((0.0, b"\x1b[2J"), (0.0001, b"\x1b[1;1HabX")) == 3
    assert flickering((0.0, b"\x1b[1;1H\x1b[K"), (MOMENT / 2, b"\x1b[1;1Habc")) == 3


def test_there_and_back_again_counts_only_when_it_was_brief() -> None:
    assert flickering((0.0, b"\x1b[1;1HX"), (MOMENT / 2, b"\x1b[1;1Ha")) == 1
    assert flickering((0.0, b"\x1b[1;1HX"), (MOMENT * 2, b"\x1b[1;1Ha")) == 0
    # A colour as well.
    assert flickering((0.0, b"\x1b[1;1H\x1b[31ma"), (MOMENT / 2, b"\x1b[1;1H\x1b[0ma")) == 1


def test_a_replay_takes_cut_sequences_and_prints_no_query() -> None:
    replay = Replay(10, 3)
    for part in (b"\x1b", b"[1;", b"2Hx\x1b[>1u\x1b[?2026$p\x1b]0;ti", b"tle\x07y"):
        replay.feed(part)
    assert replay.text()[0] == " xy"


def test_chunks_without_a_pause_are_one_frame() -> None:
    assert frames([(0.0, b"a"), (0.001, b"b"), (0.1, b"c")]) == [(0.001, b"ab"), (0.1, b"c")]


def test_lateness_is_from_when_a_word_was_due_to_when_it_is_on() -> None:
    chunks = [
        (1.0, b"\x1b[HBreathe in"),
        (5.004, b"\x1b[HHold      "),
        (9.001, b"\x1b[HBreathe out"),
    ]
    assert lateness(chunks, [(5.0, "Hold"), (9.0, "Breathe out")]) == pytest.approx([0.004, 0.001])


def test_a_row_compares_medians_with_its_limit() -> None:
    samples = {"ours": [1.0, 0.002, 0.001], "theirs": [0.02, 0.02, 5.0]}
    assert Row("f", "ours", "them", "theirs", 0.1, "ms").cells(samples) == (
        "f", "2 ms", "them", "20 ms", "0.1", "0.1", "yes",
    )  # fmt: skip
    assert Row("f", "ours", "them", "theirs", 0.09, "ms").cells(samples)[-1] == "**no**"
    assert Row("f", "ours", limit=1.9, unit="ms").cells(samples)[-3:] == ("", "1.9", "**no**")
    assert Row("f", "ours", limit=0).cells({"ours": [0.0]}) == ("f", "0", "", "", "", "0", "yes")


def test_what_was_not_measured_is_left_out() -> None:
    assert Row("f", "ours", "breathe-cli", "peer", 0.6, "ms").cells({"ours": [1.0]})[3:] == (
        "",
        "",
        "0.6",
        "",
    )
    table = markdown(rows(), {}).splitlines()
    assert {line.count("|") for line in table} == {8}
    assert "no" not in {line.split("|")[7].strip(" *") for line in table}


def test_a_key_far_away_is_seen_when_its_own_bytes_have_come_not_those_before_it() -> None:
    noted = [("sent", 300), ("keys", 1), ("sent", 8), ("sent", 100), ("keys", 1), ("keys", 4),
             ("sent", 50)]  # fmt: skip
    pressed = [(1.0, 1), (2.0, 1), (2.2, 3), (2.25, 1)]
    arrived = [(0.9, 300), (1.4, 108), (2.7, 50)]
    assert seen_after(pressed, arrived, noted) == pytest.approx([0.4, 0.45])
