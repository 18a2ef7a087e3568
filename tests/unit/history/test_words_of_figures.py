"""What is said of figures: every number with its count, nothing that claims."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from calmtui.history.figures import Figures
from calmtui.history.words import sections
from calmtui.history.words_routine import EASED_ANYWAY, counts_line, routine_lines
from calmtui.history.words_urge import (
    NONE_BETTER,
    RARE,
    bin_lines,
    choice_line,
    rare_line,
    when_lines,
)
from calmtui.text.i18n import _, set_language
from tests.support.figures import figures_from_records
from tests.support.lives import LifeWriter

TODAY = date(2026, 11, 28)
CLAIMS = re.compile(r"%|\bp =|\bworks?\b|\bbest\b|better|improve|streak|average", re.IGNORECASE)
NUMBERS = st.none() | st.integers(0, 10)


def _runs(*pairs: tuple[int | None, int | None]) -> Figures:
    life = LifeWriter()
    for number, (before, after) in enumerate(pairs):
        life.run(f"{number}", f"2026-11-{number + 1:02}T20:00:00+01:00", before, after)
    return figures_from_records(life.records)


def test_a_routine_in_words() -> None:
    pairs = [(7, 4), (8, 6), (6, 6), (9, 5), (5, 6), (7, 5), (8, 3), (6, 4), (7, None)]
    (routine,) = _runs(*pairs).routines
    assert routine_lines(routine) == (
        "Before: half of the numbers are from 6 to 8, the middle one is 7.",
        "After: half of the numbers are from 4 to 6, the middle one is 5.",
        "Lower 6, same 1, higher 1, no second number 1: lower in 6 of 9 at least.",
        _(EASED_ANYWAY),
    )


def test_five_numbers_have_a_middle_and_no_half_four_have_neither() -> None:
    (routine,) = _runs(*[(7, 6)] * 5).routines
    assert routine_lines(routine)[0] == "The middle number is 7 before and 6 after."
    (routine,) = _runs(*[(7, 6)] * 4).routines
    assert routine_lines(routine)[0] == "Lower 4, same 0, higher 0."


def test_that_it_would_have_eased_anyway_stands_where_a_fall_is_seen_and_only_there() -> None:
    for after, is_said in ((6, True), (7, False), (8, False)):
        (routine,) = _runs((7, after)).routines
        assert (_(EASED_ANYWAY) in routine_lines(routine)) == is_said


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=20))
def test_every_count_is_said(pairs: list[tuple[int | None, int | None]]) -> None:
    (routine,) = _runs(*pairs).routines
    if routine.both:
        said = [int(number) for number in re.findall(r"\d+", counts_line(routine))]
        expected = [routine.lower, routine.same, routine.higher]
        expected += [number for number in (routine.no_before, routine.no_after) if number]
        assert said[: len(expected)] == expected
        assert sum(expected) == routine.runs
    assert routine.lower + routine.same + routine.higher == routine.both
    assert routine.both + routine.no_before + routine.no_after == routine.runs


def _urges() -> Figures:
    life = LifeWriter()
    for number in range(42):
        hour, trigger = (20, "slow reply") if number % 2 else (8, "left out")
        at = f"2026-{number // 28 + 9:02}-{number % 28 + 1:02}T{hour:02}:00:00+01:00"
        marks = [(0.0, 7), (301.0, 8), (620.0, 5 + number % 3)]
        choice = "Let it go" if number % 3 else ""
        life.urge(f"{number:02}", at, triggers=[trigger], marks=marks, choice=choice)
    return figures_from_records(life.records)


def test_urges_in_words() -> None:
    figures = _urges()
    assert bin_lines(figures.urges.bins)[:2] == (
        "At the start: middle 7, 7, 42 waits.",
        "After 5 minutes: middle 8, 8, 42 waits.",
    )
    assert choice_line(figures.urges) == "Let it go 28, left without choosing 14."
    assert rare_line(figures.rare[0], figures.moments, {"left out": "nicht dabei"}) == (
        "nicht dabei: 20 of its 20 moments are between 6 and 12; of the first 40 in all, 20 do."
    )
    lines = when_lines(figures, {})
    assert lines[0] == "42 urges in 42 moments."
    assert _(RARE) in lines


def test_nothing_saved_is_one_sentence() -> None:
    (section,) = sections(figures_from_records([]), TODAY)
    assert section.lines == ("No sessions yet.",)


def test_no_sentence_claims_anything() -> None:
    for figures in (_runs((7, 4), (7, None), (None, 3), (5, 5)), _urges()):
        for section in sections(figures, TODAY):
            for line in (section.title, *section.lines):
                if line != _(NONE_BETTER):
                    assert not CLAIMS.search(line), line


def test_a_half_is_written_as_the_language_writes_it() -> None:
    figures = _runs((7, 4), (7, 5), (8, 5), (8, 6), (7, 4), (8, 6))
    set_language(("de",))
    try:
        assert "7,5" in routine_lines(figures.routines[0])[0]
    finally:
        set_language(())
