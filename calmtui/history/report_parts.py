"""What a page to show someone is made of: sentences, tables and charts, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

Ticks = tuple[tuple[float, str], ...]  # where on the axis, and what is written there


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row names it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Point(NamedTuple):
    """Numbers before and after, at so many days from the start; None was not given."""

    x: float
    before: float | None
    after: float | None


@dataclass(frozen=True)
class DotChart:
    """Numbers from 0 to 10 by day; `numbers` are the same as a table."""

    title: str
    description: str
    legend: str
    width: float
    ticks: Ticks
    points: tuple[Point, ...]
    numbers: Table


@dataclass(frozen=True)
class WaveChart:
    """The pull by minutes: each wait as a line, and the middle of all; `numbers` are the same."""

    title: str
    description: str
    legend: str
    width: float
    ticks: Ticks
    lines: tuple[tuple[tuple[float, float], ...], ...]
    middle: tuple[tuple[float, float], ...]
    numbers: Table


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading."""

    title: str
    lines: tuple[str, ...]
    chart: DotChart | WaveChart | None = None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Report:
    """A page to show someone, with all its words, in `language`.

    `numbers` is what the table of a chart's numbers is called.
    """

    language: str
    title: str
    intro: str
    sections: tuple[Section, ...]
    foot: str
    numbers: str
