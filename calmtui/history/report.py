"""A page to show someone: what the history says on one sheet, whatever its length. Pure.

It is read by somebody else, so it speaks of "the person". It describes: nothing on it is compared
but what a coin has chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import TYPE_CHECKING

from calmtui.history.looking_back import routine_figures
from calmtui.history.report_charts import dot_chart, wave_chart
from calmtui.history.report_parts import Report, Section, Table
from calmtui.history.report_try import try_section
from calmtui.history.rows import DISTRESS
from calmtui.history.sums import CountTable
from calmtui.history.words_routine import counts_line, in_try_line, sessions_count
from calmtui.history.words_urge import (
    LATER_NUMBERS,
    MAY_BE_CHANCE,
    RARE,
    choice_label,
    choice_line,
    rare_line,
    trigger_label,
    wait_lines,
)
from calmtui.text.dates import format_day, format_days, weekday_name
from calmtui.text.i18n import N_, _, format_number, ngettext
from calmtui.text.sanitize import single_line
from calmtui.text.width import ellipsize

if TYPE_CHECKING:
    from calmtui.history.figures import Figures, RoutineFigures
    from calmtui.history.rows import Row
    from calmtui.history.tries import Try

MOST = 6  # routines, things that came before, moments: so many fit one sheet
_MAX_NAME = 32  # columns
_MAX_CELL = 24  # of a name in a table with many others beside it
_MAX_TEXT = 80
_MAX_BROUGHT = 200
_MOST_BROUGHT = 3
_BEFORE_THERAPY = "before-therapy"
_MINUTE = slice(11, 16)  # in a time in ISO 8601
_NAMES = {"anxiety": N_("Anxiety"), "upset": N_("How upset")}
_INTRO = (
    N_("Numbers from 0 to 10 that the person gave before and after calming routines."),
    N_("They are not a test and not a diagnosis."),
    N_("Most were given at hard moments, so part of each drop would have happened anyway."),
    N_("Nothing here shows that a routine is the cause."),
    N_("Moments without calmtui are missing here."),
)


@dataclass(frozen=True)
class ReportSource:
    """What a page is made of.

    Attributes:
        figures: Of the period.
        rows: The sessions of the period, oldest first, without those of a try that is on.
        tries: Those that are over and have a day in the period.
        titles: What routines are called, by id.
        labels: What triggers are called, by their keys.
        texts: What the person wrote, by session; None where it is left out.
        today: The day on which it is made.
        made_by: The program and its version.
        language: The language that is set.
    """

    figures: Figures
    rows: Sequence[Row]
    tries: Sequence[Try]
    titles: Mapping[str, str]
    labels: Mapping[str, str]
    texts: Mapping[str, Sequence[str]] | None
    today: date
    made_by: str
    language: str

    def title(self, routine: str) -> str:
        """Return what a routine is called."""
        return _shortened(self.titles.get(routine) or routine)


def make_report(source: ReportSource) -> Report:
    """Return the page."""
    figures = source.figures
    first = figures.period.first or figures.first or source.today
    last = figures.period.last or figures.last or source.today
    sections = [
        *_ratings(source, first, last),
        *_by_routine(source),
        *_urges(source),
        *(try_section(one, source.title) for one in source.tries[-1:]),
        *_highest(source),
        *_brought(source),
    ]
    intro = [_(sentence) for sentence in _INTRO]
    if source.texts is None:
        intro.append(_("What the person wrote is left out."))
    return Report(
        source.language,
        _("Own notes, {days}").format(days=format_days(first, last)),
        " ".join(intro),
        tuple(sections),
        " ".join(_foot(source)),
        _("The numbers of this chart"),
    )


def prepared_in(rows: Iterable[Row]) -> list[Row]:
    """Return the last session in which a meeting was prepared for, if there is one."""
    prepared = [row for row in rows if row.routine == _BEFORE_THERAPY]
    return sorted(prepared, key=lambda row: row.place)[-1:]


def moments_of(rows: Iterable[Row]) -> list[Row]:
    """Return the sessions with the highest numbers before, in the order of their time."""
    rated = [row for row in rows if row.before is not None]
    highest = nlargest(MOST, rated, key=lambda row: (row.before, row.place))
    return sorted(highest, key=lambda row: row.place)


def _ratings(source: ReportSource, first: date, last: date) -> Iterable[Section]:
    """Yield what was rated before and after, each thing by itself; the pull has its own part."""
    for what in DISTRESS:
        rows = [row for row in source.rows if row.what == what]
        if what == "pull" or not rows:
            continue
        counts = CountTable()
        for row in rows:
            counts.add(row.before, row.after)
        lines = _number_lines(routine_figures("", "", what, counts))
        chart = None
        if what == "anxiety":  # there is room for one
            title = _("Anxiety before and after each session")
            chart = dot_chart(title, rows, first, last)
        yield Section(_(_NAMES[what]), lines, chart)


def _number_lines(routine: RoutineFigures) -> tuple[str, ...]:
    text = ngettext("{n} with both numbers", "{n} with both numbers", routine.both)
    line = f"{sessions_count(routine.runs)}, {text.format(n=routine.both)}."
    if routine.median is not None:
        before, after = map(format_number, routine.median)
        middle = _("Middle number {before} before, {after} after.")
        line = f"{line} {middle.format(before=before, after=after)}"
    if routine.both:
        line = f"{line} {counts_line(routine)}"
    return (line,)


def _by_routine(source: ReportSource) -> Iterable[Section]:
    rated = [item for item in source.figures.routines if item.what not in ("", "pull")]
    rated = [item for item in rated if item.runs]
    if not rated:
        return
    rows = []
    for item in rated[:MOST]:
        middle = _("under 5")
        if item.median is not None:
            before, after = map(format_number, item.median)
            middle = _("{before} to {after}").format(before=before, after=after)
        counts = (item.lower, item.same, item.higher, item.no_after)
        rows.append((source.title(item.id), str(item.runs), middle, *map(str, counts)))
    columns = (
        _("Routine"),
        _("sessions"),
        _("middle number"),
        _("lower"),
        _("same"),
        _("higher"),
        _("no second number"),
    )
    lines = []
    if len(rated) > MOST:
        text = ngettext("{n} more routine is not in the table.",
                        "{n} more routines are not in the table.", len(rated) - MOST)  # fmt: skip
        lines.append(text.format(n=len(rated) - MOST))
    caption = _("The person chose which routine to use, so they can't be compared with each other.")
    yield Section(_("By routine"), tuple(lines), None, (Table(caption, columns, tuple(rows)),))


def _urges(source: ReportSource) -> Iterable[Section]:
    figures = source.figures
    if not figures.urges.waits:
        return
    line, *_notes = wait_lines(figures.urges)
    lines = [f"{line} {_(LATER_NUMBERS)}"]
    chosen = _("Chosen at the end: {choices}").format(choices=choice_line(figures.urges))
    lines.append(f"{chosen} {_('No choice counts as better.')}")
    for rare in figures.rare[:1]:
        lines.append(f"{rare_line(rare, figures.moments, source.labels)} {_(RARE)}")
    chart = wave_chart(_("The pull during the waits"), source.rows, figures.urges)
    yield Section(_("Urges to text or check"), tuple(lines), chart, _triggers(source))


def _triggers(source: ReportSource) -> tuple[Table, ...]:
    """Return what came before by part of the day, in moments."""
    triggers = source.figures.triggers[:MOST]
    if not triggers:
        return ()
    rows = []
    for item in triggers:
        label = _shortened(trigger_label(item.trigger, source.labels), _MAX_CELL)
        rows.append((label, str(item.runs), *(str(number or "") for number in item.parts)))
    columns = (_("Just before"), _("times"), _("0-6 h"), "6-12", "12-18", "18-24")
    caption = (
        f"{_('Counted by moment: several in one part of a day count as one.')} {_(MAY_BE_CHANCE)}"
    )
    return (Table(caption, columns, tuple(rows)),)


def _highest(source: ReportSource) -> Iterable[Section]:
    moments = moments_of(source.rows)
    if not moments:
        return
    columns = (
        _("When"),
        _("what"),
        _("just before"),
        _("start"),
        _("peak"),
        _("end"),
        _("chosen"),
    )
    rows = tuple(_moment_row(row, source) for row in moments)
    table = Table(_("The highest numbers before a session, for a closer look."), columns, rows)
    yield Section(_("Strongest moments"), _written(moments, source), None, (table,))


def _moment_row(row: Row, source: ReportSource) -> tuple[str, ...]:
    day = date.fromisoformat(row.day)
    when = f"{weekday_name(day.weekday())} {format_day(day, source.today)} {row.began[_MINUTE]}"
    labels = (trigger_label(trigger, source.labels) for trigger in row.triggers)
    peak, chosen = None, ""
    if row.what == "pull":
        peak = max((pull for _seconds, pull in row.pulls), default=None)
    if row.choice:
        chosen = _shortened(choice_label(row.choice), _MAX_CELL)
    numbers = map(_cell, (row.before, peak, row.after))
    return when, _(row.what), _shortened(", ".join(labels)), *numbers, chosen


def _cell(value: int | None) -> str:
    if value is None:
        return ""
    return str(value)


def _written(moments: Iterable[Row], source: ReportSource) -> tuple[str, ...]:
    """Return what the person wrote at these moments, where it was asked for."""
    if source.texts is None:
        return ()
    lines = []
    for row in moments:
        texts = " / ".join(map(single_line, source.texts.get(row.session, ())))
        if texts:
            day = format_day(date.fromisoformat(row.day), source.today)
            lines.append(f"{day} {row.began[_MINUTE]}: “{_shortened(texts, _MAX_TEXT)}”")
    return tuple(lines)


def _brought(source: ReportSource) -> Iterable[Section]:
    """Yield what the person wants to talk about, where what was written was asked for."""
    if source.texts is None:
        return
    for row in prepared_in(source.rows):
        texts = source.texts.get(row.session, ())[:_MOST_BROUGHT]
        lines = tuple(_shortened(text, _MAX_BROUGHT) for text in texts)
        if lines:
            yield Section(_("To talk about"), lines)


def _foot(source: ReportSource) -> Iterable[str]:
    figures = source.figures
    days = ngettext("on {n} day", "on {n} days", figures.days).format(n=figures.days)
    yield _("Middle number: as many lie above it as below.")
    yield f"{sessions_count(figures.runs)} {days}."
    if figures.in_try:
        yield in_try_line(figures.in_try)
    if figures.sealed:
        text = ngettext("{n} session is locked and not counted.",
                        "{n} sessions are locked and not counted.", figures.sealed)  # fmt: skip
        yield text.format(n=figures.sealed)
    if figures.unreadable:
        text = ngettext("{n} line can't be read.", "{n} lines can't be read.", figures.unreadable)
        yield text.format(n=figures.unreadable)
    yield _("All times are local: the time where each entry was written.")
    made = _("Made by {program} on {day}, on the person's own computer.")
    yield made.format(program=source.made_by, day=format_days(source.today, source.today))


def _shortened(text: str, most: int = _MAX_NAME) -> str:
    """Return a text in one line of at most so many columns, whatever its letters are."""
    return ellipsize(single_line(text)[: 2 * most], most)
