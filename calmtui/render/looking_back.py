"""The pages of looking back as lines: what is said, and what is drawn beside it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from calmtui.history.looking_back import bins_of_wait
from calmtui.history.words import (
    ANOTHER_TIME,
    CALENDAR,
    missing_lines,
    overview_lines,
    untried_lines,
)
from calmtui.history.words_routine import is_counted, number_lines, sessions_count
from calmtui.history.words_urge import (
    NONE_BETTER,
    chance_lines,
    choice_label,
    chosen_label,
    rare_lines,
    trigger_counts,
    trigger_label,
    urge_count,
    wait_count_lines,
    wait_line,
)
from calmtui.render.charts.counts import bar_lines, grid_lines
from calmtui.render.charts.marks import BLOCKS, Marks
from calmtui.render.charts.month import month_lines
from calmtui.render.charts.runs import run_lines
from calmtui.render.charts.waves import wave_lines
from calmtui.render.layout import EMPTY, Line, Span, text_line
from calmtui.text.dates import short_day
from calmtui.text.i18n import _, ngettext
from calmtui.text.sanitize import single_line
from calmtui.text.width import cell_width, ellipsize, pad, wrap_evenly

if TYPE_CHECKING:
    from calmtui.history.figures import Figures, RoutineFigures
    from calmtui.history.rows import Row
    from calmtui.render.palette import Role

HIGH = 22  # rows from which a drawing stands above the words
_AROUND_WAVES = 6  # rows of an urges page beside its drawing
_AROUND_ONE_WAIT = 10
_GAP = 3
_TWO_COLUMNS = 72  # columns from which what came before stands beside the days
_MOST_TRIGGERS = 12
_MOST_LATER = 160  # columns of how it went later


@dataclass(frozen=True)
class View:
    """Where a page is drawn: so many cells, on which day, with which signs and names.

    `about` is the period in words, `labels` are the names of triggers by their keys; `later` is how
    it went later, by session.
    """

    columns: int
    rows: int
    today: date
    about: str = ""
    marks: Marks = BLOCKS
    labels: Mapping[str, str] = field(default_factory=dict)
    later: Mapping[str, str] = field(default_factory=dict)


class FigurePage(NamedTuple):
    """A page; with `has_fall` the line about falls has to stand beside it."""

    lines: list[Line]
    has_fall: bool = False


def empty_page(figures: Figures, view: View) -> FigurePage:
    """Return what is said while nothing is saved at all."""
    words = [_("No sessions saved yet."), *missing_lines(figures)]
    return FigurePage(_paragraphs(words, view))


def glance_page(
    figures: Figures,
    view: View,
    first: date,
    last: date,
    *,
    is_very_high: bool,
    untried: Sequence[str] = (),
) -> FigurePage:
    """Return the days, how many sessions there are, and routines that are `untried`."""
    if not figures.runs:
        words = [_("Nothing to count in this period."), *missing_lines(figures)]
        return FigurePage([*_title(_("Looking back"), view), *_paragraphs(words, view)])
    words = [*overview_lines(figures), *missing_lines(figures)]
    if is_very_high:  # nothing new to decide about now
        words.append(_(ANOTHER_TIME))
    elif view.rows >= HIGH:
        words += untried_lines(untried)
    days = month_lines(figures.calendar, first, last, view.columns, view.marks)
    legend = _(CALENDAR)
    if any(day.highest is None for day in figures.calendar):
        legend = f"{legend} {_('A - means no number.')}"
    days += _paragraphs([legend], view, is_quiet=True)
    title = _title(_("Looking back"), view)
    if view.rows >= HIGH:
        return FigurePage([*title, *days, EMPTY, *_paragraphs(words, view)])
    return FigurePage([*title, *_paragraphs(words, view), *_gap(view), *days])


def routine_page(figures: Figures, view: View, number: int) -> FigurePage:
    """Return one routine's sessions, each with its numbers; `number` says which of them."""
    routines = rated_routines(figures)
    if not routines:
        lines = _paragraphs([_("No session has numbers here.")], view)
        return FigurePage([*_title(_("Before and after"), view), *lines])
    routine = routines[number % len(routines)]
    about = sessions_count(routine.runs)
    if len(routines) > 1:
        place = _("{n} of {all}").format(n=number % len(routines) + 1, all=len(routines))
        about = f"{about}, {place}"
    lines = _title(single_line(routine.title), view, about)
    said = routine
    if view.rows < HIGH:  # fewer words, so that the drawing is in sight
        said = replace(routine, middle_half=None)
    lines += [*_paragraphs(number_lines(said), view), *_gap(view)]
    rows = [row for row in figures.recent if is_counted(row, routine)]
    if rows:
        lines += [*run_lines(rows, view.today, view.columns, view.marks), *_gap(view)]
        lines += _legend(view, (view.marks.start, _("before")), (view.marks.end, _("after")))
    if older := routine.runs - len(rows):
        text = ngettext("{n} more is only counted.", "{n} more are only counted.", older)
        lines += _paragraphs([text.format(n=older)], view, is_quiet=True)
    return FigurePage(lines, routine.lower > 0)


def rated_routines(figures: Figures) -> list[RoutineFigures]:
    """Return the routines that have a page."""
    return [routine for routine in figures.routines if routine.what]


def urges_page(figures: Figures, view: View) -> FigurePage:
    """Return how the pull went in waits."""
    lines = _title(_("The pull while you waited"), view)
    urges = figures.urges
    if not urges.waits:
        return FigurePage([*lines, *_paragraphs([_("No waits in this period.")], view)])
    counts, *notes = wait_count_lines(urges)
    drawing: list[Line] = []
    if urges.bins:
        drawing = wave_lines(urges.bins, view.columns, view.rows - _AROUND_WAVES, view.marks)
        signs = (view.marks.span, _("all numbers")), (view.marks.middle, _("the middle one"))
        drawing += [*_legend(view, *signs), *_gap(view)]
    has_fall = urges.lower > 0
    if view.rows >= HIGH:
        return FigurePage([*lines, *drawing, *_paragraphs([counts, *notes], view)], has_fall)
    return FigurePage(
        [*lines, *_paragraphs([counts], view), *drawing, *_paragraphs(notes, view)], has_fall
    )


def single_waits(figures: Figures) -> list[Row]:
    """Return the waits of which a number is known, the newest first."""
    return [row for row in figures.recent if row.is_urge and row.pulls]


def one_wait_page(figures: Figures, view: View, number: int) -> FigurePage:
    """Return how the pull went in one wait; `number` says which of them."""
    waits = single_waits(figures)
    place = number % len(waits)
    row = waits[place]
    about = _("{n} of {all}").format(n=place + 1, all=len(waits))
    lines = _title(_("The pull in one wait"), view, about)
    bins = bins_of_wait(row)
    lines += [*_wait_lines(row, view), *_paragraphs([wait_line(bins)], view), *_gap(view)]
    rows = view.rows - _AROUND_ONE_WAIT
    lines += wave_lines(bins, view.columns, rows, view.marks, is_one=True)
    return FigurePage(lines, _is_fall(row))


def when_page(figures: Figures, view: View) -> FigurePage:
    """Return when urges came, and what came just before."""
    lines = _title(_("When and what"), view)
    if not figures.urge_runs:
        return FigurePage([*lines, *_paragraphs([_("No urges in this period.")], view)])
    lines += [*_paragraphs([f"{urge_count(figures)}."], view), *_gap(view)]
    grid = grid_lines(figures.grid, view.columns)
    triggers = _trigger_lines(figures, view)
    if triggers and view.columns >= _TWO_COLUMNS:
        grid = grid_lines(figures.grid, view.columns // 2)
        lines += _beside(grid, triggers, view.columns // 2 + _GAP)
    else:
        lines += [*triggers, *grid]
    lines += _gap(view)
    if rare := rare_lines(figures, view.labels):
        lines += [*_paragraphs(rare, view), *_gap(view)]
    return FigurePage([*lines, *_paragraphs(chance_lines(figures), view, is_quiet=True)])


def _trigger_lines(figures: Figures, view: View) -> list[Line]:
    counts = trigger_counts(figures, view.labels)
    if not counts:
        return []
    lines = [text_line(_("What came just before"), "second")]
    columns = max(len(str(number)) for _label, number in counts)
    most = view.columns // 2 if view.columns >= _TWO_COLUMNS else view.columns
    for label, number in counts[:_MOST_TRIGGERS]:
        name = ellipsize(label, most - columns - 2 * _GAP)
        lines.append(Line((Span(f"{number:>{columns}}", "text", True), Span(f"  {name}", "text"))))
    return lines


def after_page(figures: Figures, view: View) -> FigurePage:
    """Return what was chosen after waiting, and each wait."""
    lines = _title(_("After waiting"), view)
    urges = figures.urges
    if not urges.waits:
        return FigurePage([*lines, *_paragraphs([_("No waits in this period.")], view)])
    counts = [(choice_label(choice), number) for choice, number in urges.choices.items()]
    lines += [*bar_lines(counts, view.columns, view.marks), *_gap(view)]
    lines += [*_paragraphs([_(NONE_BETTER)], view), *_gap(view)]
    waits = [row for row in figures.recent if row.is_urge]
    for row in waits:
        lines += _wait_lines(row, view)
    if older := urges.waits - len(waits):
        text = ngettext("{n} more is only counted.", "{n} more are only counted.", older)
        lines += _paragraphs([text.format(n=older)], view, is_quiet=True)
    return FigurePage(lines, any(_is_fall(row) for row in waits))


def _is_fall(row: Row) -> bool:
    return len(row.pulls) > 1 and row.pulls[-1][1] < row.pulls[0][1]


def _wait_lines(row: Row, view: View) -> list[Line]:
    """Return one wait: when, what came before, both ends, what was chosen, how it went later."""
    when = f"{short_day(date.fromisoformat(row.day), view.today)} {row.began[11:16]}"
    numbers = "".join(str(pull) for _seconds, pull in row.pulls[:1])
    if len(row.pulls) > 1:
        numbers = _("{n} to {m}").format(n=numbers, m=row.pulls[-1][1])
    what = ", ".join(trigger_label(trigger, view.labels) for trigger in row.triggers)
    rest = ", ".join(filter(None, (what, numbers, chosen_label(row.choice))))
    head = pad(when, cell_width(when) + 2)
    wrapped = wrap_evenly(rest, view.columns - cell_width(head))
    if row.session in view.later:
        later = _("later: {text}").format(text=single_line(view.later[row.session]))
        wrapped += wrap_evenly(ellipsize(later, _MOST_LATER), view.columns - cell_width(head))
    blank = " " * cell_width(head)
    return [
        Line((Span(head if not number else blank, "dim"), Span(text, "text")))
        for number, text in enumerate(wrapped)
    ]


# What pages have in common


def _gap(view: View) -> list[Line]:
    """Return an empty line, where there is room for one."""
    if view.rows >= HIGH:
        return [EMPTY]
    return []


def _title(title: str, view: View, about: str = "") -> list[Line]:
    """Return the title, and what it is about at the right or below, and an empty line."""
    about = ", ".join(filter(None, (about, view.about)))
    name = ellipsize(title, view.columns)
    blank = view.columns - cell_width(name) - cell_width(about)
    if blank >= _GAP:
        spans: tuple[Span, ...] = (Span(name + " " * blank, "text", True), Span(about, "dim"))
        return [Line(spans), *_gap(view)]
    rows = [text_line(line, "dim") for line in wrap_evenly(about, view.columns)]
    return [text_line(name, "text", True), *rows, *_gap(view)]


def _paragraphs(texts: Iterable[str], view: View, *, is_quiet: bool = False) -> list[Line]:
    role: Role = "second" if is_quiet else "text"
    return [text_line(line, role) for text in texts for line in wrap_evenly(text, view.columns)]


def _legend(view: View, *signs: tuple[str, str]) -> list[Line]:
    """Return what the signs of a drawing mean."""
    text = "   ".join(f"{sign} {meaning}" for sign, meaning in signs)
    return _paragraphs([text], view, is_quiet=True)


def _beside(left: Sequence[Line], right: Sequence[Line], columns: int) -> list[Line]:
    """Return two drawings side by side, the second one from `columns` on."""
    lines = []
    for one, other in zip_longest(left, right, fillvalue=EMPTY):
        blank: Span = Span(" " * (columns - one.width), "text")
        lines.append(Line((*one.spans, blank, *other.spans)))
    return lines
