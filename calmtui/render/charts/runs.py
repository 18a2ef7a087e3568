"""Each session of a routine as its two numbers on a scale from 0 to 10. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from calmtui.render.charts.marks import SCALE, TOP
from calmtui.render.layout import Line, Span, text_line
from calmtui.text.dates import short_day
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, pad

if TYPE_CHECKING:
    from calmtui.history.rows import Row
    from calmtui.render.charts.marks import Marks
    from calmtui.render.palette import Role

_GAP = 2
_STEP, _WIDE_STEP = 2, 4  # columns from one number of the scale to the next
_EVERY = 5  # number of the scale that is named where columns are few


class _Scale(NamedTuple):
    """Where the scale stands, and the columns from one number to the next."""

    left: int
    step: int

    @property
    def width(self) -> int:
        """The columns from 0 to 10."""
        return TOP * self.step + 1


def run_lines(rows: Sequence[Row], today: date, columns: int, marks: Marks) -> list[Line]:
    """Return a scale, and below it a line for each session, in their order."""
    dates = [short_day(date.fromisoformat(row.day), today) for row in rows]
    longest = max(map(cell_width, dates), default=0)
    gap, scale = _GAP, _Scale(longest + _GAP, _WIDE_STEP)
    numbers = [_written_numbers(row) for row in rows]
    if scale.left + scale.width + gap + max(map(cell_width, numbers), default=0) > columns:
        gap, scale = 1, _Scale(longest + 1, _STEP)
        numbers = [_brief_numbers(row) for row in rows]
    lines = [_head(scale)]
    for row, day, text in zip(rows, dates, numbers, strict=True):
        spans: list[Span] = [Span(pad(day, scale.left), "dim")]
        spans += _scale_spans(row.before, row.after, scale, marks)
        spans.append(Span(" " * gap + text, "second"))
        lines.append(Line(tuple(spans)))
    return lines


def _head(scale: _Scale) -> Line:
    """Return the numbers of the scale, as many as have room."""
    cells = [" "] * (scale.width + 1)
    every = 1
    if scale.step == _STEP:
        every = _EVERY
    for number in range(0, TOP + 1, every):
        text = str(number)
        place = number * scale.step - (len(text) - 1)
        cells[place : place + len(text)] = text
    return text_line(" " * scale.left + "".join(cells).rstrip(), "dim")


def _scale_spans(
    before: int | None, after: int | None, scale: _Scale, marks: Marks
) -> tuple[Span, ...]:
    given = [number * scale.step for number in (before, after) if number is not None]
    spans: list[Span] = []
    for place in range(scale.width):
        char, role = _mark(place, given, scale.step, marks)
        if after is not None and place == after * scale.step:
            char, role = marks.end, "warm"
        elif before is not None and place == before * scale.step:
            char, role = marks.start, "cool"
        spans.append(Span(char, role))
    return tuple(spans)


def _mark(place: int, given: Sequence[int], step: int, marks: Marks) -> tuple[str, Role]:
    """Return what stands at a place where no number was given."""
    if given and min(given) < place < max(given):
        return marks.between, "second"
    if place % step:
        return " ", "dim"
    return SCALE, "dim"


def _written_numbers(row: Row) -> str:
    given = ((_("{n} before"), row.before), (_("{n} after"), row.after))
    return ", ".join(text.format(n=value) for text, value in given if value is not None)


def _brief_numbers(row: Row) -> str:
    texts = ("" if value is None else str(value) for value in (row.before, row.after))
    return " ".join(text.rjust(2) for text in texts).rstrip()
