"""Counts: urges by the day and its parts, choices as bars, where a try ended. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from calmtui.render.charts.marks import TOP
from calmtui.render.layout import Line, Span, text_line
from calmtui.text.dates import short_weekday
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, ellipsize, pad

if TYPE_CHECKING:
    from calmtui.render.charts.marks import Marks

_PARTS = ("0-6", "6-12", "12-18", "18-24")
_LEAST_PART, _MOST_PART = 7, 10  # columns of a part of the day
_GAP = 2
_LEAST_BAR = 5
_MOST_LABEL = 26
_LEAST_STEP, _MOST_STEP = 3, 4  # columns from one number of the scale to the next


def grid_lines(grid: Sequence[Sequence[int]], columns: int) -> list[Line]:
    """Return urges by weekday and part of the day; none is blank."""
    names = [short_weekday(number) for number in range(len(grid))]
    left = max(map(cell_width, names)) + 1
    width = max(min((columns - left) // len(_PARTS), _MOST_PART), _LEAST_PART)
    lines = [text_line(" " * left + "".join(part.rjust(width) for part in _PARTS), "dim")]
    for name, parts in zip(names, grid, strict=True):
        counts = "".join((str(number) if number else "").rjust(width) for number in parts)
        lines.append(Line((Span(pad(name, left), "dim"), Span(counts.rstrip(), "text"))))
    return lines


def bar_lines(counts: Sequence[tuple[str, int]], columns: int, marks: Marks) -> list[Line]:
    """Return counts with their names, one mark for each; for several where they are many."""
    if not counts:
        return []
    number_columns = max(len(str(number)) for _label, number in counts)
    longest = max(cell_width(label) for label, _number in counts)
    label_columns = min(longest, _MOST_LABEL, columns - number_columns - 2 * _GAP - _LEAST_BAR)
    room = columns - label_columns - number_columns - 2 * _GAP
    each = ceil(max(number for _label, number in counts) / room)
    lines = []
    for label, number in counts:
        name = pad(ellipsize(label, label_columns), label_columns + _GAP)
        count = str(number).rjust(number_columns) + " " * _GAP
        bar = marks.bar * ceil(number / each)
        lines.append(Line((Span(name, "text"), Span(count, "text", True), Span(bar, "cool"))))
    if each > 1:
        text = _("{mark} stands for up to {n}").format(mark=marks.bar, n=each)
        lines.append(text_line(text, "dim"))
    return lines


def end_lines(titles: Sequence[str], ends: Sequence[Sequence[int]], columns: int) -> list[Line]:
    """Return how often each of two routines ended at each number; none is blank."""
    step = _LEAST_STEP
    if columns >= (TOP + 1) * _MOST_STEP + _MOST_LABEL:
        step = _MOST_STEP
    scale = "".join(str(number).rjust(step) for number in range(TOP + 1))
    lines = [text_line(scale, "dim")]
    room = columns - cell_width(scale) - _GAP
    for title, counts in zip(titles, ends, strict=True):
        row = "".join((str(number) if number else "").rjust(step) for number in counts)
        if room >= _MOST_LABEL // 2:
            name = ellipsize(title, room)
            row = pad(row, cell_width(scale) + _GAP)
            lines.append(Line((Span(row, "warm"), Span(name, "text"))))
        else:
            lines += [text_line(ellipsize(title, columns)), text_line(row, "warm")]
    return lines
