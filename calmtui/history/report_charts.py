"""The two charts of the page: every session as a dot, every wait as a line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import ceil
from statistics import median
from typing import TYPE_CHECKING

from calmtui.history.report_parts import DotChart, Point, Table, WaveChart
from calmtui.history.sums import BIN_SECONDS
from calmtui.history.words_urge import bin_lines
from calmtui.text.dates import format_day
from calmtui.text.i18n import _, format_number, ngettext

if TYPE_CHECKING:
    from calmtui.history.figures import UrgeFigures
    from calmtui.history.report_parts import Ticks
    from calmtui.history.rows import Row

MAX_DOTS = 400
_MAX_WAVES = 60
_MAX_TICKS = 4  # so that the last one has room for its words
_MINUTES = BIN_SECONDS // 60
_DAY_SECONDS = 86400
_HOUR, _MINUTE = slice(11, 13), slice(14, 16)  # in a time in ISO 8601


def dot_chart(title: str, rows: Sequence[Row], first: date, last: date) -> DotChart:
    """Return the numbers before and after; of many sessions the middle ones of some days each.

    Args:
        title: What was rated.
        rows: The sessions, oldest first, each with one number at least.
        first: The first day of the page.
        last: The last day.
    """
    days = (last - first).days + 1
    if len(rows) <= MAX_DOTS:
        points = [Point(_position(row, first), row.before, row.after) for row in rows]
        text = ngettext("{n} session by day.", "{n} sessions by day.", len(rows))
        span = text.format(n=len(rows))
    else:
        length = ceil(days / MAX_DOTS)
        points = list(_middles(rows, first, length))
        text = ngettext(
            "{sessions} sessions; the middle numbers of each day.",
            "{sessions} sessions; the middle numbers of every {n} days.",
            length,
        )
        span = text.format(sessions=len(rows), n=length)
    return DotChart(
        title,
        span,
        f"{_('Ring: before. Dot: after.')} {span}",
        float(days),
        _day_ticks(first, days),
        tuple(points),
        Table(
            title,
            (_("Day"), _("before"), _("after")),
            tuple(_point_row(point, first, last) for point in points),
        ),
    )


def wave_chart(title: str, rows: Iterable[Row], urges: UrgeFigures) -> WaveChart | None:
    """Return the waits; None where there are too few numbers for a middle or a span."""
    if not urges.bins:
        return None
    end = urges.bins[-1].from_minute
    lines = [line for row in rows if len(line := _wave(row, end)) > 1][-_MAX_WAVES:]
    minutes = [column.from_minute for column in urges.bins]
    return WaveChart(
        title,
        " ".join(bin_lines(urges.bins)),
        _("Thin: each wait. Thick: the middle, from 5 numbers on."),
        float(max(end, _MINUTES)),
        tuple((float(minute), _minute_label(minute)) for minute in _spread(minutes)),
        tuple(lines),
        tuple(
            (float(column.from_minute), column.median)
            for column in urges.bins
            if column.median is not None
        ),
        Table(
            title,
            (_("When"), _("lowest"), _("middle"), _("highest"), _("numbers")),
            tuple(
                (
                    _minute_label(column.from_minute),
                    str(column.lowest),
                    _number(column.median),
                    str(column.highest),
                    str(column.n),
                )
                for column in urges.bins
            ),
        ),
    )


def _position(row: Row, first: date) -> float:
    """Return the days from the first one to a beginning, by the clock of where it was."""
    seconds = int(row.began[_HOUR]) * 3600 + int(row.began[_MINUTE]) * 60
    return (date.fromisoformat(row.day) - first).days + seconds / _DAY_SECONDS


def _middles(rows: Iterable[Row], first: date, length: int) -> Iterable[Point]:
    """Yield the middle numbers of every `length` days, in the middle of them."""
    places: dict[int, list[Row]] = {}
    for row in rows:
        places.setdefault((date.fromisoformat(row.day) - first).days // length, []).append(row)
    for place, some in places.items():
        before, after = _middle(row.before for row in some), _middle(row.after for row in some)
        yield Point((place + 0.5) * length, before, after)


def _middle(numbers: Iterable[int | None]) -> float | None:
    given = [number for number in numbers if number is not None]
    if not given:
        return None
    return float(median(given))


def _point_row(point: Point, first: date, last: date) -> tuple[str, ...]:
    day = first + timedelta(days=int(point.x))
    return format_day(day, last), _number(point.before), _number(point.after)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return format_number(value)


def _day_ticks(first: date, days: int) -> Ticks:
    step = ceil(days / _MAX_TICKS)
    last = first + timedelta(days=days - 1)
    return tuple(
        (float(day), format_day(first + timedelta(days=day), last)) for day in range(0, days, step)
    )


def _minute_label(minute: int) -> str:
    if not minute:
        return _("start")
    return _("{n} min").format(n=minute)


def _spread(minutes: Sequence[int]) -> Sequence[int]:
    """Return some of the minutes, the first among them."""
    return minutes[:: ceil(len(minutes) / _MAX_TICKS)]


def _wave(row: Row, end: int) -> tuple[tuple[float, float], ...]:
    """Return the last number of each five minutes of a wait."""
    last = {int(seconds // BIN_SECONDS) * _MINUTES: pull for seconds, pull in row.pulls}
    return tuple(
        (float(minute), float(pull)) for minute, pull in sorted(last.items()) if minute <= end
    )
