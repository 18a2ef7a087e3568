"""The picture above the words at the end: the own wave, the numbers, or a shape at rest. Pure."""

from __future__ import annotations

from calmtui.content.routine import Routine
from calmtui.render.cell import Row
from calmtui.render.layout import Line, RenderOptions, Span, text_line, write_centred
from calmtui.render.rest import draw_at_rest, shape_of
from calmtui.render.shapes.sea import draw_wave
from calmtui.session.ratings import MAX_RATING
from calmtui.session.scene import FinishedScene
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, pad

_WAVE_ROWS = 9
_LEAST_WAVE_ROWS = 2
_TITLED_WAVE_ROWS = 4  # a wave from so many rows on has a title
_WAVE_COLUMNS = 84
_BELOW_HEAD = 1  # the row that stays empty there
_FIRST_ROW = 2  # below it
_BAR_STEP = 2  # columns of a bar for each number
_GAP = 2  # columns between a bar and what is beside it
_MOST_SHAPE_ROWS = 13
_MARGINS = 4  # columns


def draw_end_picture(
    body: list[Row], scene: FinishedScene, routine: Routine, words: int, options: RenderOptions
) -> None:
    """Draw what came of it above so many lines of words; without a number the shape at rest."""
    above = (len(body) - words) // 2  # rows above the words
    if scene.sea is not None and scene.sea.marks:
        _draw_wave(body, scene, above, options)
    elif scene.before is not None or scene.after is not None:
        _draw_bars(body, scene, above, options)
    elif not options.reduced and scene.how is not None:
        _draw_shape(body, routine, above, options)


def _draw_wave(body: list[Row], scene: FinishedScene, above: int, options: RenderOptions) -> None:
    """Draw the person's own wave, alone."""
    rows = min(_WAVE_ROWS, above - 2)
    if scene.sea is None or rows < _LEAST_WAVE_ROWS:
        return
    columns = min(len(body[0]), _WAVE_COLUMNS)
    left, top = (len(body[0]) - columns) // 2, max(above - rows - 1, 1)
    for y, row in enumerate(draw_wave(scene.sea, columns, rows, options.ascii), top):
        body[y][left : left + columns] = row
    if rows >= _TITLED_WAVE_ROWS and top - 1 > _BELOW_HEAD:
        write_centred(body, top - 1, text_line(_("the pull"), "dim"))


def _draw_bars(body: list[Row], scene: FinishedScene, above: int, options: RenderOptions) -> None:
    """Draw the numbers before and after as bars; the number beside each says the same."""
    given = ((_("before"), scene.before), (_("after"), scene.after))
    numbers = [(label, number) for label, number in given if number is not None]
    width = max(cell_width(label) for label, _number in numbers) + _GAP
    top = above - len(numbers)
    if top < _FIRST_ROW:
        return
    if top > _FIRST_ROW:
        top -= 1  # an empty row above the words
    for y, (label, number) in enumerate(numbers, top):
        write_centred(body, y, _bar(pad(label, width), number, options))


def _bar(label: str, number: int, options: RenderOptions) -> Line:
    full, rest = ("#", "-") if options.ascii else ("━", "─")
    return Line(
        (
            Span(label, "second"),
            Span(full * number * _BAR_STEP, "cool", True),
            Span(rest * (MAX_RATING - number) * _BAR_STEP, "dim"),
            Span(f"{number:>{_GAP + 2}}", "text", True),
        )
    )


def _draw_shape(body: list[Row], routine: Routine, above: int, options: RenderOptions) -> None:
    """Draw the routine's shape at rest where there is room for it."""
    columns = len(body[0])
    room = min(above - _FIRST_ROW - 1, _MOST_SHAPE_ROWS)
    picture = draw_at_rest(shape_of(routine), columns - _MARGINS, room, ascii_only=options.ascii)
    for y, row in enumerate(picture, above - len(picture) - 1):
        left = (columns - len(row)) // 2
        body[y][left : left + len(row)] = row
