"""Options to choose from, as lines: in columns, below each other where long, on pages. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from math import ceil
from typing import NamedTuple

from calmtui.render.hints import Hint, hint_line, hint_rows
from calmtui.render.layout import (
    EMPTY,
    LEAST_SEA,
    WIDE,
    Line,
    RenderOptions,
    Span,
    fit_lines,
    text_line,
    wrap_lines,
)
from calmtui.render.palette import Role
from calmtui.session.scene import ChooseScene
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, wrap

OPTION_KEYS = "123456789adefgijlmorsuvyzACDEFGIJKLMO"  # the other letters have work of their own
_MOST_IN_ONE_COLUMN = 5
_BESIDE_OPTION = 12  # columns for the key of an option, its mark and the margins


class _Grid(NamedTuple):
    """Options in columns, read downwards; `first` is the first that is shown."""

    width: int
    across: int
    down: int
    first: int
    is_cut: bool

    def places(self) -> Iterator[range]:
        """Give the numbers of the options in each row that is shown."""
        for row in range(self.first, self.first + self.down):
            yield range(row, self.first + self.down * self.across, self.down)


def choice_lines(scene: ChooseScene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    """Return a question and its options: at most `rows` lines."""
    question = fit_lines(wrap_lines(scene.text, columns, "text", True), rows - 4)
    labels = [option.label for option in scene.options]
    room = rows - len(question) - 1  # for the options, without the empty lines
    if max(map(cell_width, labels)) > columns - _BESIDE_OPTION:
        blocks, is_cut = _wrapped_options(labels, columns - _BESIDE_OPTION, room, options)
    else:
        blocks, is_cut = _options_in_columns(labels, columns, room, options)
    if is_cut:
        blocks.append([hint_line([Hint("space", _("Space  more"))])])
    hints = [Hint("", _("press one key")), Hint("enter", _("Enter  skip"))]
    if scene.many:
        hints = [Hint("", _("pick any")), Hint("enter", _("Enter  continue"))]
    *_more, keys = hint_rows(hints, columns)  # the last row has the way on
    lines = [line for block in blocks for line in block]
    needed = len(question) + len(lines) + len(blocks) + 2
    if needed <= rows - _rows_of_sea(scene, columns, options):  # a row apart, for a finger
        lines = [line for block in blocks for line in (*block, EMPTY)][:-1]
    return fit_lines([*question, EMPTY, *lines, EMPTY, keys], rows, keep=1)


def _rows_of_sea(scene: ChooseScene, columns: int, options: RenderOptions) -> int:
    """Return the rows that the sea has before options are a row apart: none on a phone."""
    if scene.sea is None or columns < WIDE or options.reduced:
        return 0
    return LEAST_SEA


def _options_in_columns(
    labels: list[str], columns: int, room: int, options: RenderOptions
) -> tuple[list[list[Line]], bool]:
    """Return the rows of options of a page, and whether there are more pages."""
    grid = _grid(labels, columns, room, options.page)
    blocks = []
    for places in grid.places():
        spans = (_option(labels, place, grid.width, options).spans for place in places)
        blocks.append([Line(tuple(chain.from_iterable(spans)))])
    return blocks, grid.is_cut


def _wrapped_options(
    labels: list[str], width: int, room: int, options: RenderOptions
) -> tuple[list[list[Line]], bool]:
    """Return options below each other, the long ones in several rows; and whether there are more.

    No option is torn apart by the end of a page.
    """
    rows = [wrap(label, width) for label in labels]
    pages = _pages([len(label) for label in rows], room)
    blocks = []
    for place in pages[options.page % len(pages)]:
        is_chosen = place in options.chosen
        mark = "*" if is_chosen else " "
        key = OPTION_KEYS[place]
        block = []
        for row in rows[place]:
            label = _option_label(f" {mark} {row}", width + 3, is_chosen, options)
            block.append(_tappable(OPTION_KEYS[place], Span(key, "warm"), label))
            mark = key = " "
        blocks.append(block)
    return blocks, len(pages) > 1


def _pages(heights: list[int], room: int) -> list[range]:
    """Return which options are on each page; where there are several, each has a row for more."""
    if sum(heights) <= room:
        return [range(len(heights))]
    pages: list[range] = []
    first = used = 0
    for place, height in enumerate(heights):
        if place > first and used + height > room - 1:
            pages.append(range(first, place))
            first, used = place, 0
        used += height
    return [*pages, range(first, len(heights))]


def _grid(labels: list[str], columns: int, room: int, page: int) -> _Grid:
    """Lay out options: many in two columns, in more where rows are few, on pages at last."""
    width = max(cell_width(label) for label in labels) + (6 if columns >= WIDE else 4)
    most = max((columns - 4) // (width + 1), 1)
    across = 1
    if most > 1 and len(labels) > _MOST_IN_ONE_COLUMN:
        across = 2
    while across < most and ceil(len(labels) / across) > room:
        across += 1
    down = ceil(len(labels) / across)
    if down <= room:
        return _Grid(width, across, down, 0, False)
    down = max(room - 1, 1)
    on_page = down * across
    first = page % ceil(len(labels) / on_page) * on_page
    return _Grid(width, across, down, first, True)


def _option(labels: list[str], place: int, width: int, options: RenderOptions) -> Line:
    """Return an option's key and its words, marked when it is chosen; blank behind the last one."""
    if place >= len(labels):
        return text_line(" " * (width + 1))
    is_chosen = place in options.chosen
    mark = "*" if is_chosen else " "
    label = _option_label(f" {mark} {labels[place]}", width, is_chosen, options)
    key = OPTION_KEYS[place]
    return _tappable(key, Span(key, "warm"), label)


def _tappable(key: str, *spans: Span) -> Line:
    return Line(tuple(span._replace(key=key) for span in spans))


def _option_label(text: str, width: int, is_chosen: bool, options: RenderOptions) -> Span:
    role: Role = "second" if options.chosen and not is_chosen else "text"
    return Span(text + " " * (width - cell_width(text)), role, is_chosen)
