"""Make the page to show someone from the whole history: what goes on it, and what is said first.

The commands and the screen call this; both give in what was read.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from calmtui.history.export import Contents
from calmtui.history.facts import has_name, session_facts
from calmtui.history.looking_back import figures_from_rows, running_trials
from calmtui.history.report import ReportSource, make_report, moments_of, prepared_in
from calmtui.history.report_html import html_page
from calmtui.history.report_text import markdown_page, words_page
from calmtui.history.try_figures import tries_in
from calmtui.history.whole_figures import whole_figures

if TYPE_CHECKING:
    from calmtui.history.figures import Figures
    from calmtui.history.gathered import Gathered
    from calmtui.history.past import Past
    from calmtui.history.past_sums import PastSums
    from calmtui.history.period import Period
    from calmtui.history.report_parts import Report
    from calmtui.history.rows import Row
    from calmtui.history.tries import Try

HTML = "html"
MARKDOWN = "md"
WORDS = "words"
_RENDERERS = {HTML: html_page, MARKDOWN: markdown_page, WORDS: words_page}


@dataclass(frozen=True)
class PageRequest:
    """What a page is asked for.

    Attributes:
        period: The days on it.
        titles: What routines are called, by id, in the language that is set.
        labels: What triggers are called, by their keys.
        language: The language that is set.
        today: The day on which it is made.
        made_by: The program and its version.
        words: Whether what the person wrote goes on it: at the highest moments, before therapy.
        unreadable: How many lines of the history are no records.
    """

    period: Period
    titles: Mapping[str, str]
    labels: Mapping[str, str]
    language: str
    today: date
    made_by: str
    words: bool = False
    unreadable: int = 0


class Page(NamedTuple):
    """The page, and what is in it, for before it is written."""

    report: Report
    contents: Contents

    def render(self, form: str) -> bytes:
        """Return the bytes of the file."""
        return _RENDERERS[form](self.report).encode()


def make_page(
    past: Past, gathered: Gathered, request: PageRequest, built_in: Container[str]
) -> Page:
    """Return the page; `built_in` are the ids of calmtui's routines."""
    figures = figures_from_rows(past.rows, request.period, request.titles, request.unreadable)
    running = running_trials(past.rows.trials)
    rows = [
        row for row in past.rows.rows if request.period.holds(row.day) and row.try_id not in running
    ]
    contents = _contents(figures, rows, request, built_in)
    texts = None
    if request.words:
        texts = _texts_at([*moments_of(rows), *prepared_in(rows)], gathered, contents)
    tries = tries_in(past.tries, request.period)
    return Page(_report(figures, rows, tries, request, texts), contents)


def page_of_sums(
    sums: PastSums, request: PageRequest, built_in: Container[str], name: str = ""
) -> Page | None:
    """Return the page, without words, by the sums that were read of its period.

    None where the records have to be read: where they have more to tell, for more sessions than are
    held, and where a `name` has to be taken out.
    """
    rows = sums.rows
    figures = whole_figures(sums, request.titles)
    if rows is None or figures is None:
        return None
    picked = [text for row in rows for text in (*row.triggers, row.choice)]
    if has_name([*picked, *(rare.trigger for rare in figures.rare)], name):
        return None
    contents = _contents(figures, rows, request, built_in)
    return Page(_report(figures, rows, (), request, None), contents)


def _contents(
    figures: Figures, rows: Sequence[Row], request: PageRequest, built_in: Container[str]
) -> Contents:
    contents = Contents(sessions=figures.runs)
    for row in rows:
        contents.days.add(date.fromisoformat(row.day))
        if row.routine not in built_in:
            contents.own_titles.add(request.titles.get(row.routine, row.routine))
    return contents


def _report(
    figures: Figures,
    rows: Sequence[Row],
    tries: Sequence[Try],
    request: PageRequest,
    texts: dict[str, list[str]] | None,
) -> Report:
    source = ReportSource(
        figures=figures,
        rows=rows,
        tries=tries,
        titles=request.titles,
        labels=request.labels,
        texts=texts,
        today=request.today,
        made_by=request.made_by,
        language=request.language,
    )
    return make_report(source)


def _texts_at(moments: list[Row], gathered: Gathered, contents: Contents) -> dict[str, list[str]]:
    """Return what the person wrote in these sessions, and count it."""
    texts = {}
    for row in moments:
        session = session_facts(gathered.of_session(row.session), frozenset(), {})
        contents.add_texts(session)
        texts[row.session] = [str(fact.value) for fact in session.words]
    return texts
