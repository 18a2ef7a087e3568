"""A guide: its shape, the words in, below or beside it, and what may be done. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from calmtui.content.routine import PhaseKind, Routine, ShapeName
from calmtui.render.cell import BLANK, Cell, Row
from calmtui.render.guide_text import (
    caution_lines,
    filled_bar,
    foot_lines,
    is_first_half_of_text,
    phase_lines,
    release_text,
    tension_bar,
    text_lines,
    word_and_count,
)
from calmtui.render.layout import (
    EMPTY,
    HIGH,
    LEAST_SHAPE_COLUMNS,
    TEXT_COLUMNS,
    WIDE,
    Line,
    RenderOptions,
    fit_lines,
    line_cells,
    text_line,
    wrap_lines,
    write_centred,
    write_line,
)
from calmtui.render.palette import Ink, Role
from calmtui.render.shapes import SHAPES
from calmtui.render.shapes.base import Shape
from calmtui.session.scene import GuideScene
from calmtui.session.timeline import Moment
from calmtui.text.i18n import _
from calmtui.text.width import ellipsize, wrap_evenly

_MOST_COLUMNS = 120
_LEAST_ROWS = 7  # fewer are no shape
_FRAME_ROWS = 4  # above and below a shape with the words beside it
_LEAST_WORDS = 24  # columns of the words beside a shape
_BESIDE_MARGINS = 10  # columns left of a shape, and between it and the words beside it
# Rows of the words below a figure: part, word, three of text, bar, what follows, and those between.
_FIGURE_WORDS = 9
# Rows that the text below a shape has at least, wide and narrow: most texts fit, and the shape
# keeps its size while they change.
_TEXT_ROWS, _NARROW_TEXT_ROWS = 2, 3
_BAR_COLUMNS = 20
_MOST_BAR_COLUMNS = 28
_STEP_SHAPES: dict[PhaseKind, ShapeName] = {
    "tense": "figure",
    "release": "figure",
    "say": "text",
    "wait": "sea",
}


class _Placement(NamedTuple):
    """Where a guide's shape goes, and the column of words beside it; no shape: words alone."""

    shape: Shape | None
    left: int = 0
    top: int = 0
    columns: int = 0
    rows: int = 0
    words_left: int = 0


def shape_state(
    scene: GuideScene, routine: Routine, columns: int, rows: int, options: RenderOptions
) -> Callable[[Moment], object]:
    """Return what can be seen of a guide's shape, and of its tension, at a moment of its phase."""
    placement = _place(scene, routine, columns, rows, options)
    shape = placement.shape
    part = scene.moment.phase.part
    bar_columns = _bar_columns(placement, columns)

    def state(moment: Moment) -> object:
        key: object = None
        bar = 0
        if shape is not None:
            key = shape.frame_key(_shape_moment(moment), placement.columns, placement.rows)
        if part:
            bar = filled_bar(moment, bar_columns)
        return key, bar

    return state


def _place(
    scene: GuideScene, routine: Routine, columns: int, rows: int, options: RenderOptions
) -> _Placement:
    """Return where a guide's shape goes: nowhere when there is no room, or none is wanted."""
    phase = scene.moment.phase
    shape = SHAPES[routine.shape or _STEP_SHAPES.get(phase.kind, "orb")]
    if shape is None or options.reduced or columns < LEAST_SHAPE_COLUMNS:
        return _Placement(None)
    if shape.fixed_size:
        return _place_figure(shape, shape.fixed_size, columns, rows)
    least_text = _TEXT_ROWS if columns >= WIDE else _NARROW_TEXT_ROWS
    text_rows = max(len(wrap_lines(phase.text, columns)), least_text)
    shape_rows = rows - 5 - text_rows - len(caution_lines(scene, columns))
    if shape_rows < _LEAST_ROWS:
        return _Placement(None)
    shape_columns = min(columns, _MOST_COLUMNS)
    room = shape_rows
    shape_rows = min(room, (shape_columns + 1) // 2)  # a shape is as wide as it is high
    left = (columns - shape_columns) // 2
    return _Placement(shape, left, 1 + (room - shape_rows) // 2, shape_columns, shape_rows)


def _place_figure(shape: Shape, size: tuple[int, int], columns: int, rows: int) -> _Placement:
    """Return where a shape of a fixed size goes, as large as it can be whole.

    The words are beside it, or below it where that leaves it more room.
    """
    width, pixels = size
    beside_rows = rows - _FRAME_ROWS
    beside = min(beside_rows * 2 // pixels, (columns - _LEAST_WORDS - _BESIDE_MARGINS) // width)
    above_rows = rows - _FRAME_ROWS - _FIGURE_WORDS
    above = min(above_rows * 2 // pixels, (columns - 2) // width)
    if max(beside, above) < 1:
        return _Placement(None)
    if above > beside:
        shape_columns = width * above
        shape_rows = -(-pixels * above // 2)
        top = 2 + (above_rows - shape_rows) // 2
        return _Placement(shape, (columns - shape_columns) // 2, top, shape_columns, shape_rows)
    shape_columns = width * beside
    left = max(columns // 2 - shape_columns - 4 - 4 * beside, 2)
    return _Placement(shape, left, 2, shape_columns, beside_rows, left + shape_columns + 6)


def _shape_moment(moment: Moment) -> Moment | None:
    """Return the moment that a shape shows: while a text is read it is at rest."""
    if moment.phase.kind == "say":
        return None
    return moment


def draw_guide(
    body: list[Row], scene: GuideScene, routine: Routine, options: RenderOptions
) -> None:
    """Draw a guide without a sea below the head, all but the line that fills."""
    placement = _place(scene, routine, len(body[0]), len(body), options)
    if placement.shape is None:
        _draw_words_alone(body, scene, options)
        return
    picture = placement.shape.draw(
        _shape_moment(scene.moment), placement.columns, placement.rows, options.ascii
    )
    right = placement.left + placement.columns
    for y, row in enumerate(picture, placement.top):
        body[y][placement.left : right] = row
    if placement.words_left:
        _draw_words_beside(body, scene, placement, options)
    elif placement.shape.fixed_size:
        _draw_words_under_figure(body, scene, placement, options)
    else:
        _draw_words_below(body, scene, placement, options)


def _draw_words_below(
    body: list[Row], scene: GuideScene, placement: _Placement, options: RenderOptions
) -> None:
    """Write the phase's word into the middle of the shape, and the text below it."""
    phase = scene.moment.phase
    middle = placement.top - 1 + placement.rows // 2
    if scene.paused:
        _write_over(body, middle, text_line(_("Paused"), "text", True))
    elif phase.word:
        _write_over(body, middle, text_line(phase.word, "text", True))
    if phase.word:
        count = "" if scene.paused else str(scene.moment.count)
        _write_over(body, middle + 1, text_line(count, "second"))
    columns = len(body[0])
    lines = [*text_lines(scene, columns), *caution_lines(scene, columns)]
    for y, line in enumerate(lines, placement.top + placement.rows + 1):
        write_centred(body, y, line)
    _write_hint(body, foot_lines(scene, columns, options))


def _write_hint(body: list[Row], hint: list[Line]) -> None:
    """Write the lines of a hint above the line that fills."""
    for y, line in enumerate(hint, len(body) - 1 - len(hint)):
        write_centred(body, y, line)


def _write_over(body: list[Row], y: int, line: Line) -> None:
    """Write over a shape: its ground stays, with a cell of room on both sides."""
    row, cells = body[y], (BLANK, *line_cells(line), BLANK)
    for x, cell in enumerate(cells, (len(row) - len(cells)) // 2):
        behind = row[x]
        ground = behind.ground
        if ground is None and behind.char in "█▀▄":
            ground = behind.ink
        row[x] = _with_ground(cell, ground)


@lru_cache(maxsize=512)
def _with_ground(cell: Cell, ground: Ink | None) -> Cell:
    return cell._replace(ground=ground)


def _draw_words_alone(body: list[Row], scene: GuideScene, options: RenderOptions) -> None:
    columns, rows = len(body[0]), len(body)
    phase = scene.moment.phase
    is_low = rows < HIGH
    hint = foot_lines(scene, columns, options)
    caution = caution_lines(scene, columns)
    lines = phase_lines(scene, options)
    if is_low and caution and not is_first_half_of_text(scene):
        lines += caution  # instead of the text: there is room for one of them
    else:
        lines += text_lines(scene, columns)
        if phase.part and not options.reduced:
            lines += [EMPTY, tension_bar(scene, _BAR_COLUMNS, options)]
    below = rows - 1 - len(hint)
    lines = fit_lines(lines, below - 2, keep=int(bool(phase.part)))
    top = (rows - len(lines)) // 2 - (rows > HIGH)
    top = max(min(top, below - len(lines)), 2)  # no lower than where the last line has room
    if not is_low:
        lines += caution  # below the words, which stay where they are
    for y, line in enumerate(lines[: below - top], top):
        write_centred(body, y, line)
    _write_hint(body, hint)


def _bar_columns(placement: _Placement, columns: int) -> int:
    if not placement.words_left:
        return _BAR_COLUMNS
    return min(_MOST_BAR_COLUMNS, _words_columns(placement, columns))


def _words_columns(placement: _Placement, columns: int) -> int:
    """Return how wide the words beside a shape may be."""
    return columns - placement.words_left - 2


def _draw_words_beside(
    body: list[Row], scene: GuideScene, placement: _Placement, options: RenderOptions
) -> None:
    columns, rows = len(body[0]), len(body)
    room = _words_columns(placement, columns)
    lines = _figure_lines(scene, room, _bar_columns(placement, columns), options)
    lines = fit_lines(lines, rows - _FRAME_ROWS, keep=2 * bool(scene.moment.phase.part))
    top = max((rows - len(lines)) // 2 - 1, 2)
    lines += caution_lines(scene, room + 4)  # below the words, which stay where they are
    for y, line in enumerate(lines[: rows - top - 2], top):
        write_line(body[y], placement.words_left, line)
    hint = foot_lines(scene, columns, options)
    for y, line in enumerate(hint, rows - 1 - len(hint)):
        write_line(body[y], 2, line)


def _draw_words_under_figure(
    body: list[Row], scene: GuideScene, placement: _Placement, options: RenderOptions
) -> None:
    columns, rows = len(body[0]), len(body)
    top = placement.top + placement.rows + 1
    lines = _figure_lines(scene, columns - 4, _bar_columns(placement, columns), options)
    lines = fit_lines(lines, rows - top - 2, keep=2 * bool(scene.moment.phase.part))
    lines += caution_lines(scene, columns)
    for y, line in enumerate(lines[: rows - top - 2], top):
        write_centred(body, y, line)
    _write_hint(body, foot_lines(scene, columns, options))


def _figure_lines(
    scene: GuideScene, room: int, bar_columns: int, options: RenderOptions
) -> list[Line]:
    """Return the words beside or below a figure: the part, what to do with it, how tight it is."""
    phase = scene.moment.phase
    lines: list[Line] = []
    if phase.part:
        lines += [text_line(ellipsize(phase.part, room), "second"), EMPTY]
    if scene.paused:
        lines.append(text_line(_("Paused"), "text", True))
    elif phase.word:
        lines.append(word_and_count(phase.word, str(scene.moment.count)))
    role: Role = "second" if phase.kind == "release" else "text"
    lines += [text_line(line, role) for line in wrap_evenly(phase.text, min(room, TEXT_COLUMNS))]
    if phase.part:
        bar = tension_bar(scene, bar_columns, options)
        lines += [EMPTY, bar, EMPTY, text_line(release_text(phase.then), "dim")]
    return lines
