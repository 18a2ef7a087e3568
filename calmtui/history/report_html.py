"""The page as HTML: one sheet of A4 on paper, and a page that reads well on a telephone. Pure.

Nothing in it runs or leads elsewhere, and its policy says so to the browser.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from calmtui.history.report_parts import DotChart, Report, Section, Table, WaveChart
from calmtui.history.report_svg import chart_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_WHOLE = 13  # letters of a word
_MUCH = 31  # rows; with more, letters of the usual size might not fit one sheet
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root{color-scheme:light dark;--g:#fff;--t:#22262e;--s:#565d69;--r:#c9ced6;--c:#2b6f86;--w:#9a5b12}
@media(prefers-color-scheme:dark){
:root{--g:#14161f;--t:#d6dae3;--s:#a3abba;--r:#3a4150;--c:#7fb9c9;--w:#e0b070}}
*{box-sizing:border-box}
body{background:var(--g);color:var(--t);font:10.4pt/1.34 system-ui,"Segoe UI",Helvetica,Arial,\
sans-serif;max-width:185mm;margin:8mm auto;padding:0 4mm;overflow-wrap:anywhere}
h1{font-size:14pt;margin:0 0 1mm}h2{font-size:11pt;margin:3mm 0 .6mm}p{margin:.4mm 0}
.q,caption,summary,details{color:var(--s);font-size:9pt}
svg{width:100%;height:auto;display:block;overflow:visible}svg text{font-size:9px;fill:var(--s)}
.g{stroke:var(--r);stroke-width:.7}.l{stroke:var(--c);stroke-width:1.2}
.b{fill:var(--g);stroke:var(--c);stroke-width:1.4}.a{fill:var(--w)}
.w{fill:none;stroke:var(--c);stroke-width:1;opacity:.8}
.m{fill:none;stroke:var(--w);stroke-width:2.4}
table{border-collapse:collapse;width:100%;font-size:9.2pt}
caption{text-align:left;padding-bottom:.4mm}
th,td{text-align:left;padding:.25mm 2mm .25mm 0;\
border-bottom:.3mm solid var(--r);vertical-align:top}
th{font-weight:600;white-space:nowrap}tbody th{font-weight:400}
th,td{overflow-wrap:normal}.k{overflow-wrap:anywhere}
section{break-inside:avoid}
.two{display:grid;grid-template-columns:40% 1fr;gap:6mm}
@media(max-width:700px){.two{display:block}table{font-size:8pt}
th{white-space:normal}svg text{font-size:15px}.two svg text{font-size:11px}
th,td{padding-right:1mm}}
@page{size:A4;margin:9mm 13mm}
@media print{
:root{--g:#fff;--t:#000;--s:#444;--r:#bbb;--c:#1f5a6e;--w:#7d480b}
body{margin:0;padding:0;max-width:none;font-size:9pt;line-height:1.22}
p{margin:.2mm 0}
h1{font-size:13pt}h2{font-size:10.2pt;margin:1.7mm 0 .3mm}.q,caption{font-size:8.4pt}
table{font-size:8.4pt}th,td{padding:.1mm 2mm .1mm 0}details{display:none}
.two{display:grid}svg text,.two svg text{font-size:9px}
.long{font-size:8.2pt;line-height:1.16}.long h2{font-size:9pt;margin:.9mm 0 .1mm}.long p{margin:0}
.long table,.long caption,.long .q{font-size:7.8pt}
.long th,.long td{padding-bottom:0;padding-top:0}}
"""


def html_page(report: Report) -> str:
    """Return the page, whole."""
    title = escape(report.title)
    return "".join(
        (
            f'<!doctype html>\n<html lang="{escape(report.language)}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{title}</title><style>{STYLE}</style></head>\n",
            f'<body class="{_body_class(report)}"><main>\n',
            f'<h1>{title}</h1>\n<p class="q">{escape(report.intro)}</p>\n',
            *(
                _section(section, f"s{number}", report.numbers)
                for number, section in enumerate(report.sections)
            ),
            f'<p class="q">{escape(report.foot)}</p>\n</main></body></html>\n',
        )
    )


def _body_class(report: Report) -> str:
    """Return what a page is on paper: one with much on it has smaller letters."""
    lines = sum(2 * len(section.lines) for section in report.sections)  # most take two rows
    rows = sum(len(table.rows) for section in report.sections for table in section.tables)
    if lines + rows > _MUCH:
        return "long"
    return "short"


def _section(section: Section, name: str, numbers: str) -> str:
    """Return a part of the page; waits have beside them their tables, or else their sentences."""
    lines = [f"<p>{escape(line)}</p>" for line in section.lines]
    tables = [_table(table) for table in section.tables]
    chart: list[str] = []
    if section.chart is not None:
        chart = [*_chart(section.chart, name, numbers)]
    if isinstance(section.chart, WaveChart):
        above, beside = lines, tables
        if not tables:
            above, beside = [], lines
        body = [*above, '<div class="two"><div>', *chart, "</div><div>", *beside, "</div></div>"]
    else:
        body = [*lines, *chart, *tables]
    head = f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(section.title)}</h2>'
    return "".join((head, *body, "</section>\n"))


def _chart(chart: DotChart | WaveChart, name: str, numbers: str) -> Iterator[str]:
    """Yield the chart, what its marks mean, and its numbers as a table that can be opened."""
    yield chart_svg(chart, name)
    yield f'<p class="q">{escape(chart.legend)}</p>'
    yield f"<details><summary>{escape(numbers)}</summary>"
    yield _table(chart.numbers)
    yield "</details>"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = []
    for first, *others in table.rows:
        cells = "".join(f"<td{_breaks(cell)}>{escape(cell)}</td>" for cell in others)
        name = f'<th scope="row"{_breaks(first)}>{escape(first)}</th>'
        rows.append(f"<tr>{name}{cells}</tr>")
    caption = f"<caption>{escape(table.caption)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _breaks(cell: str) -> str:
    """Return the class of a cell with long words: they may be broken, others stay whole."""
    if max(map(len, cell.split()), default=0) <= _LONGEST_WHOLE:
        return ""
    return ' class="k"'
