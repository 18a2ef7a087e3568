"""Days by the week, each with its highest number. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from calmtui.render.layout import Line, Span, text_line
from calmtui.text.dates import short_month, short_weekday
from calmtui.text.width import cell_width, ellipsize, pad

if TYPE_CHECKING:
    from calmtui.history.figures import Day
    from calmtui.render.charts.marks import Marks

_WEEK = 7
_LEAST_DAY, _MOST_DAY = 4, 9  # columns of a day
_MONTH = 5  # columns of the month's name, before its first week
_NO_NUMBER = "-"


def month_lines(
    days: Iterable[Day], first: date, last: date, columns: int, marks: Marks
) -> list[Line]:
    """Return the weeks from one day to another, two lines for each, below the days' names."""
    width = max(min((columns - _MONTH) // _WEEK, _MOST_DAY), _LEAST_DAY)
    numbers = {day.day: day.highest for day in days}
    names = (_right(short_weekday(number), width) for number in range(_WEEK))
    lines = [text_line(" " * _MONTH + "".join(names), "dim")]
    monday = first - timedelta(days=first.weekday())
    month = 0
    while monday <= last:
        week = [monday + timedelta(days=number) for number in range(_WEEK)]
        shown = [day for day in week if first <= day <= last]
        label = ""
        if shown[-1].month != month:
            month = shown[-1].month
            label = short_month(month)
        lines.append(_dates(week, shown, label, width))
        lines.append(_numbers(week, numbers, width, marks))
        monday += timedelta(days=_WEEK)
    return lines


def _right(text: str, width: int) -> str:
    text = ellipsize(text, width - 1)
    return " " * (width - cell_width(text)) + text


def _dates(week: Sequence[date], shown: Sequence[date], label: str, width: int) -> Line:
    spans: list[Span] = [Span(pad(ellipsize(label, _MONTH - 1), _MONTH), "second")]
    for day in week:
        text = ""
        if day in shown:
            text = str(day.day)
        spans.append(Span(text.rjust(width), "dim"))
    return Line(tuple(spans))


def _numbers(
    week: Sequence[date], numbers: dict[date, int | None], width: int, marks: Marks
) -> Line:
    spans: list[Span] = [Span(" " * _MONTH, "text")]
    for day in week:
        if day not in numbers:
            spans.append(Span(" " * width, "text"))
            continue
        highest = numbers[day]
        text, mark = _NO_NUMBER, ""
        if highest is not None:
            text = str(highest)
            mark = marks.levels[highest - 1 : highest] if highest else ""
        spans.append(Span(mark.rjust(width - 2), "warm"))
        spans.append(Span(text.rjust(2), "text"))
    return Line(tuple(spans))
