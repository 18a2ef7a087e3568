"""The charts of the page as inline SVG: shapes and words, styled by the page alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from calmtui.history.report_parts import DotChart

if TYPE_CHECKING:
    from calmtui.history.report_parts import Ticks, WaveChart

_TOP = 6.0
_LEFT = 26.0
_MARGIN = 8.0  # beside the first and the last mark
_BELOW = 18.0  # for the words under the axis
_MOST = 10  # of the scale
_GRID = (0, 5, 10)
_ROOM_FOR_LABEL = 90.0  # a tick nearer to the right edge has its label on its left


class _Plot:
    """Where numbers and places of a chart lie on a picture of so many units."""

    def __init__(self, width: float, height: float, length: float) -> None:
        self.width, self.height = width, height
        self._length = length

    def x(self, place: float) -> str:
        room = self.width - _LEFT - 2 * _MARGIN
        return f"{_LEFT + _MARGIN + room * place / self._length:.1f}"

    def y(self, value: float) -> str:
        room = self.height - _TOP - _BELOW
        return f"{_TOP + room * (1 - value / _MOST):.1f}"


def chart_svg(chart: DotChart | WaveChart, name: str) -> str:
    """Return a chart; `name` tells its title and description from those of others."""
    if isinstance(chart, DotChart):
        plot = _Plot(660, 98, chart.width)
        marks = _dots(chart, plot)
    else:
        plot = _Plot(300, 118, chart.width)
        marks = _waves(chart, plot)
    return "".join(
        (
            f'<svg viewBox="0 0 {plot.width:g} {plot.height:g}" role="img" ',
            f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(chart.title)}',
            f'</title><desc id="{name}-d">{escape(chart.description)}</desc>',
            *_scale(plot),
            *_ticks(chart.ticks, plot),
            *marks,
            "</svg>",
        )
    )


def _scale(plot: _Plot) -> Iterator[str]:
    for value in _GRID:
        y = plot.y(value)
        yield f'<line class="g" x1="{_LEFT:g}" x2="{plot.width:g}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{_LEFT - 5:g}" y="{float(y) + 3.5:.1f}" text-anchor="end">{value}</text>'


def _ticks(ticks: Ticks, plot: _Plot) -> Iterator[str]:
    bottom = float(plot.y(0))
    for place, label in ticks:
        x = plot.x(place)
        anchor = "start"
        if float(x) > plot.width - _ROOM_FOR_LABEL:
            anchor = "end"
        yield f'<line class="g" x1="{x}" x2="{x}" y1="{_TOP:g}" y2="{bottom + 3:.1f}"/>'
        yield (
            f'<text x="{x}" y="{plot.height - 3:g}" text-anchor="{anchor}">{escape(label)}</text>'
        )


def _dots(chart: DotChart, plot: _Plot) -> Iterator[str]:
    for point in chart.points:
        x = plot.x(point.x)
        if point.before is not None and point.after is not None:
            start, end = plot.y(point.before), plot.y(point.after)
            yield f'<line class="l" x1="{x}" x2="{x}" y1="{start}" y2="{end}"/>'
        if point.after is not None:
            yield f'<circle class="a" cx="{x}" cy="{plot.y(point.after)}" r="3"/>'
        if point.before is not None:
            yield f'<circle class="b" cx="{x}" cy="{plot.y(point.before)}" r="3"/>'


def _waves(chart: WaveChart, plot: _Plot) -> Iterator[str]:
    for line in chart.lines:
        yield f'<polyline class="w" points="{_points(line, plot)}"/>'
    if len(chart.middle) > 1:
        yield f'<polyline class="m" points="{_points(chart.middle, plot)}"/>'
    for minute, value in chart.middle:
        yield f'<circle class="a" cx="{plot.x(minute)}" cy="{plot.y(value)}" r="3"/>'


def _points(line: Iterable[tuple[float, float]], plot: _Plot) -> str:
    return " ".join(f"{plot.x(minute)},{plot.y(value)}" for minute, value in line)
