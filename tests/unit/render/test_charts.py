"""What is drawn of figures: it fits everywhere, says no more than the words, and judges nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.history.figures import Bin, Day, Figures
from calmtui.history.looking_back import figures_from_rows
from calmtui.history.period import ALL_TIME
from calmtui.history.rows import Row, Rows
from calmtui.history.words import sections
from calmtui.history.words_urge import bin_lines
from calmtui.render.charts.counts import bar_lines, end_lines, grid_lines
from calmtui.render.charts.marks import ASCII, BLOCKS, Marks
from calmtui.render.charts.month import month_lines
from calmtui.render.charts.runs import run_lines
from calmtui.render.charts.waves import wave_lines
from calmtui.render.layout import Line
from calmtui.render.looking_back import (
    FigurePage,
    View,
    after_page,
    glance_page,
    one_wait_page,
    routine_page,
    single_waits,
    urges_page,
    when_page,
)
from calmtui.text.i18n import set_language

TODAY = date(2026, 11, 28)
BANNED = re.compile(
    r"%|\bp\s*=|\bworks?\b|\bbest\b|\bimprov|\bstreak|\bper cent\b|\bresisted\b", re.I
)
CHOICES = ("Let it go", "Write it as a request", "Send it as it is", "Reach someone else", "")
TRIGGERS = ("slow reply", "short or cold tone", "a very long thing that came just before, twice")

numbers = st.none() | st.integers(0, 10)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A session of the last two years."""
    day = TODAY - timedelta(days=draw(st.integers(0, 700)))
    hour, number = draw(st.integers(0, 23)), draw(st.integers(0, 10**9))
    is_urge = draw(st.booleans())
    minutes = draw(st.lists(st.integers(0, 80), max_size=8)) if is_urge else []
    pulls = tuple((minute * 60.0, draw(st.integers(0, 10))) for minute in sorted(minutes))
    triggers = draw(st.lists(st.sampled_from(TRIGGERS), unique=True, max_size=2)) if is_urge else []
    return Row(
        session=f"s{number}",
        began=f"{day.isoformat()}T{hour:02}:00:00+01:00",
        routine=draw(st.sampled_from(["ride-the-urge", "long-exhale", "five-senses"])),
        how=draw(st.sampled_from(["completed", "left early"])),
        practised=60.0,
        what=draw(st.sampled_from(["anxiety", "pull"])),
        before=draw(numbers),
        after=draw(numbers),
        is_urge=is_urge,
        pulls=pulls,
        triggers=tuple(triggers),
        choice=draw(st.sampled_from(CHOICES)) if is_urge else "",
    )


histories = st.lists(rows(), min_size=1, max_size=15, unique_by=lambda row: row.session).map(
    lambda found: Rows(tuple(sorted(found, key=lambda row: row.place)), (), 0, 0)
)
sizes = st.tuples(st.integers(37, 193), st.integers(12, 60))
marks = st.sampled_from([BLOCKS, ASCII])


def figures_of(rows: Rows) -> Figures:
    titles = {"ride-the-urge": "Ride the urge", "long-exhale": "Longer out-breath"}
    return figures_from_rows(rows, ALL_TIME, titles)


def pages_of(figures: Figures, view: View) -> list[FigurePage]:
    first = min((day.day for day in figures.calendar), default=TODAY)
    return [
        glance_page(figures, view, first, TODAY, is_very_high=True),
        *(routine_page(figures, view, number) for number in range(len(figures.routines))),
        urges_page(figures, view),
        *(one_wait_page(figures, view, place) for place, _wait in enumerate(single_waits(figures))),
        when_page(figures, view),
        after_page(figures, view),
    ]


def texts(lines: list[Line]) -> list[str]:
    return ["".join(span.text for span in line.spans) for line in lines]


def seen(lines: list[Line]) -> str:
    return "\n".join(texts(lines))


@settings(max_examples=25, deadline=None)
@given(histories, sizes, marks)
def test_every_page_fits_every_window_and_judges_nothing(
    history: Rows, size: tuple[int, int], signs: Marks
) -> None:
    figures = figures_of(history)
    view = View(*size, TODAY, about="1 Nov to 28 Nov, 4 weeks", marks=signs)
    for page in pages_of(figures, view):
        assert all(line.width <= size[0] for line in page.lines), seen(page.lines)
        assert not BANNED.search(seen(page.lines))
        if signs is ASCII:
            assert seen(page.lines).isascii()


@settings(max_examples=20, deadline=None)
@given(histories, st.sampled_from([(37, 12), (42, 80), (73, 24)]), marks)
def test_german_fits_too(history: Rows, size: tuple[int, int], signs: Marks) -> None:
    set_language(("de",))
    try:
        for page in pages_of(figures_of(history), View(*size, TODAY, marks=signs)):
            assert all(line.width <= size[0] for line in page.lines), seen(page.lines)
    finally:
        set_language(())


@settings(max_examples=40, deadline=None)
@given(histories, sizes)
def test_the_line_about_falls_stands_wherever_one_is_seen(
    history: Rows, size: tuple[int, int]
) -> None:
    figures = figures_of(history)
    view = View(*size, TODAY)
    routines = [routine for routine in figures.routines if routine.what]
    for number, routine in enumerate(routines):
        assert routine_page(figures, view, number).has_fall == (routine.lower > 0)
    assert urges_page(figures, view).has_fall == (figures.urges.lower > 0)
    waits = [row.pulls for row in figures.recent if row.is_urge and len(row.pulls) > 1]
    falls = [pulls for pulls in waits if pulls[-1][1] < pulls[0][1]]
    assert after_page(figures, view).has_fall == bool(falls)


@settings(max_examples=40, deadline=None)
@given(histories, sizes)
def test_one_wait_says_the_numbers_that_it_draws(history: Rows, size: tuple[int, int]) -> None:
    figures = figures_of(history)
    view = View(*size, TODAY)
    for place, row in enumerate(single_waits(figures)):
        page = one_wait_page(figures, view, place)
        assert page.has_fall == (row.pulls[-1][1] < row.pulls[0][1])
        said = " ".join(texts(page.lines))
        for seconds, pull in row.pulls:
            when = f"after {int(seconds // 60)} minute" if seconds >= 60 else "at the start"
            assert f"{pull} {when}" in said


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(histories, sizes)
def test_every_number_that_is_drawn_is_in_the_words(history: Rows, size: tuple[int, int]) -> None:
    figures = figures_of(history)
    words = {
        number
        for section in sections(figures, TODAY)
        for line in section.lines
        for number in re.findall(r"\d+", line)
    }
    drawn = [
        *month_lines(figures.calendar, TODAY - timedelta(700), TODAY, size[0], BLOCKS)[2::2],
        *grid_lines(figures.grid, size[0])[1:],
        *bar_lines(list(figures.urges.choices.items()), size[0], ASCII),
    ]
    labels = re.compile(r"stands for up to \d+")
    for line in texts(drawn):
        assert set(re.findall(r"\d+", labels.sub("", line))) <= words, line


@given(
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10), st.integers(0, 10)), min_size=1,
             max_size=17),
    sizes, marks,
)  # fmt: skip
def test_waves_fit_and_have_the_numbers_of_the_words(
    spans: list[tuple[int, int, int]], size: tuple[int, int], signs: Marks
) -> None:
    bins = []
    for place, values in enumerate(spans):
        low, middle, high = sorted(values)
        bins.append(Bin(5 * place, low, middle, high, 9))
    lines = wave_lines(bins, *size, signs)
    assert all(line.width <= size[0] for line in lines)
    words = set(re.findall(r"\d+", " ".join(bin_lines(bins)))) | {"0"}
    assert set(re.findall(r"\d+", texts(lines)[-2])) <= words
    first = texts(lines)[:-4]
    column = first[0].index(signs.axis) + 2
    heights = {int(re.findall(r"\d+", line)[0]): line[column : column + 1] for line in first}
    low, middle, high = sorted(spans[0])
    assert heights[middle] == signs.middle
    inside = set(range(low, high + 1)) - {middle}
    assert all(heights[number] == signs.span for number in inside)
    assert not any(heights[number].strip() for number in heights if not low <= number <= high)


@given(st.integers(0, 10), st.integers(0, 10), st.sampled_from([37, 73, 193]), marks)
def test_a_session_is_drawn_from_its_start_to_its_end(
    before: int, after: int, columns: int, signs: Marks
) -> None:
    row = Row("s", "2026-11-27T10:00:00+01:00", "x", "completed", 1.0, "anxiety", before, after)
    head, line = texts(run_lines([row], TODAY, columns, signs))
    assert line[head_place(head, after)] == signs.end
    if before != after:
        assert line[head_place(head, before)] == signs.start
    apart = abs(head_place(head, before) - head_place(head, after))
    assert line.count(signs.between) == max(apart - 1, 0)


def head_place(head: str, number: int) -> int:
    """Return the column at which a number of a scale is."""
    zero, ten = head.index("0"), head.rindex("10") + 1
    return zero + (ten - zero) * number // 10


def test_falls_and_rises_have_the_same_inks() -> None:
    row = Row("s", "2026-11-27T10:00:00+01:00", "x", "completed", 1.0, "anxiety", 8, 3)
    inks = [
        {span.role for span in run_lines([one], TODAY, 73, BLOCKS)[1].spans if span.text.strip()}
        for one in (row, row._replace(before=3, after=8))
    ]
    assert inks[0] == inks[1]


def test_a_skipped_number_is_drawn_nowhere() -> None:
    row = Row("s", "2026-11-27T10:00:00+01:00", "x", "completed", 1.0, "anxiety", 7, None)
    (line,) = texts(run_lines([row], TODAY, 73, BLOCKS)[1:])
    assert BLOCKS.end not in line
    assert BLOCKS.between not in line


@pytest.mark.parametrize("highest", [None, 0, 1, 5, 10])
def test_a_day_has_its_number_and_a_day_without_sessions_has_no_mark(highest: int | None) -> None:
    lines = texts(month_lines([Day(TODAY, highest)], TODAY, TODAY, 73, BLOCKS))
    shown = "-" if highest is None else str(highest)
    assert lines[2].split()[-1].lstrip("".join(BLOCKS.levels)) == shown
    (empty,) = texts(month_lines([], TODAY, TODAY, 73, BLOCKS)[2:])
    assert not empty.strip()


def test_the_ends_of_a_try_stand_below_their_numbers() -> None:
    ends = [[0] * 4 + [2, 12] + [0] * 5, [0] * 11]
    for columns in (37, 73):
        lines = texts(end_lines(["Longer out-breath", "Five senses"], ends, columns))
        assert all(len(line) <= columns for line in lines)
        scale = lines[0]
        row = next(line for line in lines if "12" in line and line != scale)
        assert row[scale.index("4")] == "2"
        assert row[scale.index("5") - 1 : scale.index("5") + 1] == "12"


def test_without_any_session_in_a_time_that_is_said() -> None:
    figures = figures_of(Rows((), (), 0, 0))
    page = glance_page(figures, View(73, 24, TODAY), TODAY, TODAY, is_very_high=False)
    assert "Nothing to count in this period." in seen(page.lines)
