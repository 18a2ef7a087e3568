"""The page in words: as Markdown with tables, and line by line for a terminal. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calmtui.history.report_parts import Report, Section, Table

_MARKUP = re.compile(r"[\\`*_\[\]<>|#~@&]")
_LINK = re.compile(r"(?<=:)//|(?<=www)\.")


def markdown_page(report: Report) -> str:
    """Return the page as Markdown; texts are text in it, never markup and never a link."""
    return "\n\n".join(_markdown_blocks(report)) + "\n"


def words_page(report: Report) -> str:
    """Return the page in lines, each row of a table as one."""
    return "\n".join(_word_lines(report)) + "\n"


def _markdown_blocks(report: Report) -> Iterator[str]:
    yield f"# {_plain(report.title)}"
    yield _plain(report.intro)
    for section in report.sections:
        yield f"## {_plain(section.title)}"
        yield from map(_plain, section.lines)
        yield from map(_markdown_table, _tables(section))
    yield _plain(report.foot)


def _tables(section: Section) -> Iterator[Table]:
    """Yield the tables of a part; the waits have theirs in the place of their chart."""
    if section.chart is not None and section.tables:
        yield section.chart.numbers
    yield from section.tables


def _markdown_table(table: Table) -> str:
    head, *rows = (f"| {' | '.join(map(_plain, row))} |" for row in (table.columns, *table.rows))
    rule = f"|{'---|' * len(table.columns)}"
    return "\n".join((_plain(table.caption), "", head, rule, *rows))


def _plain(text: str) -> str:
    """Return a text in which nothing is markup."""
    escaped = _MARKUP.sub(lambda match: f"\\{match[0]}", text)
    return _LINK.sub(lambda match: f"\\{match[0]}", escaped)


def _word_lines(report: Report) -> Iterator[str]:
    yield report.title
    yield report.intro
    for section in report.sections:
        yield from ("", section.title, *section.lines)
        for table in _tables(section):
            yield table.caption
            yield from (_row_line(table, row) for row in table.rows)
    yield from ("", report.foot)


def _row_line(table: Table, row: tuple[str, ...]) -> str:
    """Return a row of a table as a line: each cell after what it is, empty ones left out."""
    first, *others = row
    cells = zip(table.columns[1:], others, strict=True)
    given = [f"{column} {cell}" for column, cell in cells if cell]
    return f"{first}: {', '.join(given)}."
