"""The pull in waits, by every five minutes: all numbers, and the middle one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from calmtui.render.charts.marks import TOP
from calmtui.render.layout import Line, Span, text_line
from calmtui.text.i18n import _, format_number
from calmtui.text.width import cell_width, ellipsize, pad

if TYPE_CHECKING:
    from calmtui.history.figures import Bin
    from calmtui.render.charts.marks import Marks
    from calmtui.render.palette import Role

_LEAST_COLUMN, _MOST_COLUMN = 5, 9
_AXIS = 5  # columns before the first one
_BELOW = 4  # rows below the scale
_WIDE_COLUMN = 8  # from which "5 min" and "start" have room


def wave_lines(
    bins: Sequence[Bin], columns: int, rows: int, marks: Marks, *, is_one: bool = False
) -> list[Line]:
    """Return the numbers over the minutes; where rows are few, only the scale that is used.

    What has no room on the right is left out; the words have it. Of a wait that `is_one` alone
    there is nothing to count.
    """
    label_columns = max(map(cell_width, (_("n"), _("middle"))))
    left = max(_AXIS, label_columns + 1)
    width = max(min((columns - left) // max(len(bins), 1), _MOST_COLUMN), _LEAST_COLUMN)
    shown = bins[: max((columns - left) // width, 1)]
    lines = []
    for number in _scale(shown, rows):
        spans: list[Span] = [Span(f"{number} {marks.axis}".rjust(left - 1) + " ", "dim")]
        spans += [_mark(column, number, width, marks) for column in shown]
        lines.append(Line(tuple(spans)))
    floor = marks.floor * (width * len(shown))
    lines.append(text_line(f"{marks.corner}".rjust(left - 1) + floor, "dim"))
    lines.append(_labels(left, [_minutes(column, width) for column in shown], width))
    if is_one:
        return lines
    middles = ("" if column.median is None else format_number(column.median) for column in shown)
    lines.append(_row(_("middle"), middles, left, width, "warm"))
    lines.append(_row(_("n"), (str(column.n) for column in shown), left, width, "dim"))
    return lines


def _scale(bins: Sequence[Bin], rows: int) -> range:
    """Return the numbers of the scale, the highest first."""
    if rows >= TOP + 1 + _BELOW or not bins:
        return range(TOP, -1, -1)
    highest = max(column.highest for column in bins)
    lowest = min(column.lowest for column in bins)
    return range(highest, lowest - 1, -1)


def _mark(column: Bin, number: int, width: int, marks: Marks) -> Span:
    """Return what stands at a number; a middle between two numbers is marked at both."""
    if column.median is not None and abs(column.median - number) < 1:
        return Span(marks.middle.ljust(width), "warm")
    if column.lowest <= number <= column.highest:
        return Span(marks.span.ljust(width), "cool")
    return Span(" " * width)


def _minutes(column: Bin, width: int) -> str:
    if width < _WIDE_COLUMN:
        return str(column.from_minute)
    if column.from_minute:
        return _("{n} min").format(n=column.from_minute)
    return _("start")


def _labels(left: int, texts: Sequence[str], width: int) -> Line:
    if width < _WIDE_COLUMN:
        return _row(_("min"), texts, left, width, "dim")
    return _row("", texts, left, width, "dim")


def _row(label: str, texts: Iterable[str], left: int, width: int, role: Role) -> Line:
    cells = "".join(pad(ellipsize(text, width - 1), width) for text in texts)
    return Line((Span(pad(label, left), "dim"), Span(cells.rstrip(), role)))
