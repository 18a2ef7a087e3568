"""The page to show someone: the numbers of the figures, on one sheet, and nothing that acts."""

from __future__ import annotations

import re
from datetime import date

import pytest

from calmtui.history.page import HTML, MARKDOWN, WORDS
from calmtui.history.period import Period
from calmtui.history.report_charts import MAX_DOTS
from calmtui.history.report_parts import DotChart, Report, Section, WaveChart
from tests.support.hostile_texts import TEXTS, acting
from tests.support.pages import Parsed, page_of
from tests.support.past_sessions import WRITTEN, Life, a_try, ended, full_life, rated

TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "section", "div",
    "svg", "desc", "line", "circle", "polyline", "text", "table", "caption", "thead", "tbody",
    "tr", "th", "td", "details", "summary",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "http-equiv", "aria-labelledby", "id", "class", "viewbox",
    "role", "x1", "x2", "y1", "y2", "x", "y", "cx", "cy", "r", "points", "text-anchor", "scope",
}  # fmt: skip
LIFE = full_life(60, 28)
BANNED = r"%|\bp =|works|\bbest\b|improve|streak|success|fail|resist|should"


def section(report: Report, title: str) -> Section:
    return next(part for part in report.sections if part.title == title)


def as_text(life: Life, form: str = WORDS, *, words: bool = False) -> str:
    return page_of(life.records, words=words).render(form).decode()


def test_it_says_what_the_numbers_are_and_are_not() -> None:
    report = page_of(LIFE.records).report
    assert report.title == "Own notes, 28 October to 24 November 2026"
    assert "not a test and not a diagnosis" in report.intro
    assert "part of each drop would have happened anyway" in report.intro
    assert "calmtui" not in report.title
    assert report.foot.endswith(
        "Made by calmtui 1 on 30 November 2026, on the person's own computer."
    )


def test_the_period_is_the_one_that_was_asked_for() -> None:
    period = Period(date(2026, 11, 2), date(2026, 11, 29))
    assert page_of(LIFE.records, period=period).report.title == "Own notes, 2 to 29 November 2026"
    assert not page_of(LIFE.records, period=Period(date(2027, 1, 1))).report.sections


def test_counts_add_up_and_a_skipped_number_is_none() -> None:
    life = Life()
    for before, after in ((8, 5), (7, 7), (6, 8), (9, None), (None, 4)):
        life.run(before, after)
    report = page_of(life.records).report
    assert section(report, "Anxiety").lines == (
        "5 sessions, 3 with both numbers. Lower 1, same 1, higher 1, no first number 1, "
        "no second number 1: lower in 1 of 4 at least.",
    )
    (table,) = section(report, "By routine").tables
    assert table.rows == (("Longer out-breath", "5", "under 5", "1", "1", "1", "1"),)
    chart = section(report, "Anxiety").chart
    assert isinstance(chart, DotChart)
    assert [(point.before, point.after) for point in chart.points] == [
        (8, 5), (7, 7), (6, 8), (9, None), (None, 4),
    ]  # fmt: skip
    assert [row[1:] for row in chart.numbers.rows] == [
        ("8", "5"), ("7", "7"), ("6", "8"), ("9", ""), ("", "4"),
    ]  # fmt: skip


def test_waits_are_drawn_and_stand_in_a_table() -> None:
    life = Life()
    for last in (5, 5, 6, 6, 9):
        life.urge(8, 9, last)
    part = section(page_of(life.records).report, "Urges to text or check")
    assert part.lines[0].startswith(
        "5 waits, 5 with two numbers: lower at the end 4, same 0, higher 1. In 5 it rose first."
    )
    assert "Let it go 5. No choice counts as better." in part.lines[1]
    assert isinstance(part.chart, WaveChart)
    assert part.chart.middle == ((0.0, 8.0), (5.0, 9.0), (15.0, 6.0))
    assert part.chart.numbers.rows == (
        ("start", "8", "8", "8", "5"),
        ("5 min", "9", "9", "9", "5"),
        ("15 min", "5", "6", "9", "5"),
    )
    assert part.tables[0].rows == (("slow reply", "5", "1", "", "", "1"),)


def test_under_five_numbers_there_is_no_middle() -> None:
    life = Life()
    for _number in range(4):
        life.urge(8, 6)
        life.run(7, 5)
    report = page_of(life.records).report
    chart = section(report, "Urges to text or check").chart
    assert isinstance(chart, WaveChart)
    assert chart.middle == ()
    assert "Middle number 7" not in report.sections[0].lines[0]


def test_the_six_highest_stand_in_the_order_of_their_time() -> None:
    life = Life()
    for before in (3, 9, 5, 10, 7, 8, 8, 2, 8):
        life.run(before, 4)
    (table,) = section(page_of(life.records).report, "Strongest moments").tables
    assert [row[3] for row in table.rows] == ["9", "10", "7", "8", "8", "8"]


def test_peak_and_choice_are_those_of_the_moment() -> None:
    life = Life()
    life.urge(8, 10, 5, choice="Reach someone else")
    (table,) = section(page_of(life.records).report, "Strongest moments").tables
    assert table.rows == (
        ("Tuesday 24 November 22:41", "pull", "slow reply", "8", "10", "5", "Turn to someone else"),
    )


@pytest.mark.parametrize("form", [HTML, MARKDOWN, WORDS])
def test_words_are_left_out_unless_asked_for(form: str) -> None:
    assert WRITTEN not in as_text(LIFE, form)
    assert "left out" in as_text(LIFE, form)
    assert WRITTEN in as_text(LIFE, form, words=True)
    contents = page_of(LIFE.records, words=True).contents
    assert 0 < contents.texts <= 10
    assert contents.samples[0] == WRITTEN


def test_own_routines_are_named_beforehand() -> None:
    life = Life()
    life.run(7, 5)
    life.run(7, 5, routine="mine", title="My own")
    assert page_of(life.records).contents.own_titles == {"My own"}


def test_the_partners_name_is_on_no_page() -> None:
    life = Life()
    for _number in range(3):
        life.run(7, 5, routine="mine", title="A letter to Sam")
        life.urge(8, 9, 5, trigger="sam is late")
        life.urge(8, 9, 5, trigger="Samples")
    for form in (HTML, MARKDOWN, WORDS):
        page = page_of(life.records, name="Sam").render(form).decode()
        assert not re.search(r"\bsam\b", page, re.IGNORECASE)
        assert "A letter to your partner" in page
        assert "Samples" in page


def test_a_try_is_told_when_it_is_over_and_counts_nowhere_before() -> None:
    life = Life()
    life.run(7, 5)
    a_try(life, ("long-exhale", "five-senses"), runs=6)
    report = page_of(life.records).report
    assert section(report, "Anxiety").lines[0].startswith("1 session, 1 with both numbers.")
    assert "6 more are in a trial." in report.foot
    assert "Tried with a coin" not in as_text(life)
    (table,) = section(report, "Strongest moments").tables
    assert len(table.rows) == 1
    over = Life()
    a_try(over, ("long-exhale", "five-senses"), how="done", runs=20)
    (line,) = section(page_of(over.records).report, "Tried with a coin").lines
    assert line.startswith("24 to 25 November 2026: long-exhale or five-senses, 20 sessions.")
    assert "ended lower than those with" in line
    assert "Second numbers: 10 and 10. Skipped: 0 and 0." in line
    assert (
        "Sessions with long-exhale ended lower than those with five-senses: about 1 lower" in line
    )
    other = Life()
    a_try(other, ("long-exhale", "five-senses"), how="done", runs=20, lower=1)
    (line,) = section(page_of(other.records).report, "Tried with a coin").lines
    assert "Sessions with five-senses ended lower than those with long-exhale: about 1" in line
    stopped = Life()
    a_try(stopped, ("long-exhale", "five-senses"), how="stopped", runs=12)
    (line,) = section(page_of(stopped.records).report, "Tried with a coin").lines
    assert "It was stopped early. Nothing is compared." in line


@pytest.mark.parametrize("form", [HTML, MARKDOWN, WORDS])
def test_nothing_on_it_praises_or_promises(form: str) -> None:
    page = re.sub(r"<style>.*</style>", "", as_text(LIFE, form), flags=re.DOTALL)
    page = page.replace("No choice counts as better", "")
    assert not re.findall(BANNED, page)
    assert "better" not in page


# One sheet at any size


@pytest.mark.slow
@pytest.mark.parametrize("sessions", [0, 1, 25, 3000])
def test_it_has_so_many_lines_at_most(sessions: int) -> None:
    report = page_of(full_life(sessions, 900, "{} " * 30).records, words=True).report
    assert len(report.sections) <= 7
    for part in report.sections:
        assert len(part.lines) <= 6
        for table in part.tables:
            assert len(table.rows) <= 6
            assert max(len(cell) for row in table.rows for cell in row) <= 40
        if part.chart is not None:
            assert len(part.chart.numbers.rows) <= MAX_DOTS
    assert len(page_of(full_life(sessions, 900).records).render(HTML)) < 120_000


def test_many_sessions_are_the_middle_numbers_of_days() -> None:
    life = Life()
    for number in range(MAX_DOTS + 1):
        life.run(5 + number % 3, 3, at=f"2026-11-{1 + number % 20:02}T12:00:00+01:00")
    chart = section(page_of(life.records).report, "Anxiety").chart
    assert isinstance(chart, DotChart)
    assert len(chart.points) == 20
    assert chart.description == "401 sessions; the middle numbers of each day."
    assert {(point.before, point.after) for point in chart.points} == {(6, 3)}


# Nothing that acts


@pytest.mark.parametrize(
    "text",
    [pytest.param(text, marks=[pytest.mark.slow] * bool(n % 8)) for n, text in enumerate(TEXTS)],
    ids=ascii,
)
def test_a_hostile_text_is_text(text: str) -> None:
    life = Life()
    for _number in range(3):
        life.session(
            rated("before", pull=8),
            {"what": "answered", "key": "trigger", "value": [text]},
            {"what": "answered", "key": "choice", "value": [text]},
            {"what": "answered", "key": text, "value": text},
            ended(),
            routine="ride-the-urge",
            title=text,
            delay=600.0,
        )
    life.run(7, 5, routine=text, title=text)
    page = page_of(life.records, words=True)
    html = page.render(HTML).decode()
    parsed = Parsed(html)
    assert not parsed.open
    assert {tag for tag, _attributes in parsed.tags} <= TAGS
    for _tag, attributes in parsed.tags:
        assert set(attributes) <= ATTRIBUTES
    assert "<script" not in html.lower()
    assert acting(html.replace("\n", "")) == ""
    markdown = page.render(MARKDOWN).decode()
    assert acting(markdown.replace("\n", "")) == ""
    assert not re.search(r"(?<!\\)[<`\[]", markdown)
    assert "://" not in markdown
    assert acting(page.render(WORDS).decode().replace("\n", "")) == ""


def test_nothing_runs_and_nothing_leads_elsewhere() -> None:
    html = as_text(LIFE, HTML)
    parsed = Parsed(html)
    policy = [meta for meta in parsed.named("meta") if "http-equiv" in meta]
    assert policy == [
        {
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'",
        }
    ]
    assert not re.search(r"https?:|url\(|@import|href|src=|<script|javascript", html)


# Access


def test_a_screen_reader_finds_its_way() -> None:
    parsed = Parsed(as_text(LIFE, HTML))
    assert parsed.named("html") == [{"lang": "en"}]
    assert len(parsed.named("main")) == len(parsed.named("h1")) == 1
    headings = [tag for tag, _attributes in parsed.tags if re.fullmatch(r"h\d", tag)]
    assert headings == ["h1", *["h2"] * len(parsed.named("section"))]
    ids = [attributes["id"] for _tag, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in parsed.tags:
        if tag in ("svg", "section"):
            assert set(str(attributes["aria-labelledby"]).split()) <= set(ids)
    for svg in parsed.named("svg"):
        assert svg["role"] == "img"
    assert len(parsed.named("svg")) == len(parsed.named("desc")) == len(parsed.named("details"))
    assert len(parsed.named("caption")) == len(parsed.named("table"))
    assert {heading["scope"] for heading in parsed.named("th")} == {"col", "row"}


def luminance(color: str) -> float:
    if len(color) == 4:
        color = "#" + "".join(2 * digit for digit in color[1:])
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_text_and_marks_can_be_told_from_the_ground() -> None:
    """WCAG 2.2: 4.5 to 1 for text, 3 to 1 for what a drawing says."""
    themes = re.findall(r":root\{[^}]*(--g:[^}]*)\}", as_text(LIFE, HTML))
    assert len(themes) == 3  # light, dark, on paper
    for theme in themes:
        colors = dict(re.findall(r"--(\w):(#[0-9a-f]+)", theme))
        for text in "ts":
            assert contrast(colors["g"], colors[text]) >= 4.5
        for mark in "cw":
            assert contrast(colors["g"], colors[mark]) >= 3


# Text


def test_markdown_has_the_same_sentences_and_tables() -> None:
    page = page_of(LIFE.records)
    markdown = page.render(MARKDOWN).decode()
    assert markdown.startswith(
        "# Own notes, 28 October to 24 November 2026\n\nNumbers from 0 to 10"
    )
    for part in page.report.sections:
        assert f"\n## {part.title}\n" in markdown
        for table in part.tables:
            assert f"| {' | '.join(table.columns)} |" in markdown
            for row in table.rows:
                assert f"| {' | '.join(row)} |" in markdown


def test_in_words_each_row_says_what_its_cells_are() -> None:
    life = Life()
    life.urge(8, 10, 5)
    said = as_text(life)
    assert (
        "Tuesday 24 November 22:41: what pull, just before slow reply, start 8, peak 10, end 5, "
        "chosen Let it go.\n"
    ) in said
    assert "|" not in said


def answered(key: str, value: object) -> dict[str, object]:
    return {"what": "answered", "key": key, "value": value}


@pytest.mark.parametrize("form", [HTML, MARKDOWN, WORDS])
def test_what_was_prepared_for_therapy_is_on_it_when_words_are_asked_for(form: str) -> None:
    life = Life()
    for goal in ("an older goal", "to trust more"):
        life.session(
            answered("therapy_goal", goal),
            answered("therapy_questions", ["How often?", "What if we do not fit?"]),
            ended(),
            routine="before-therapy",
        )
    said = as_text(life, form, words=True)
    assert "To talk about" in said
    assert "to trust more" in said
    assert "How often?; What if we do not fit?" in said
    assert "an older goal" not in said
    assert "To talk about" not in as_text(life, form)
    contents = page_of(life.records, words=True).contents
    assert contents.texts == 2  # the preview says so before anything is written
