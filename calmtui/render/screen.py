"""The whole screen of a run as rows of cells: head, picture, words, the line that fills. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeGuard

from msgspec.structs import replace

from calmtui.content.routine import Routine
from calmtui.render.at_rest import at_rest
from calmtui.render.cell import Cell, Row, blank
from calmtui.render.guide import draw_guide
from calmtui.render.guide_text import caption_lines, count_text
from calmtui.render.layout import (
    COLUMNS,
    EMPTY,
    LEAST_SEA,
    LEAST_SHAPE_COLUMNS,
    ROWS,
    TEXT_COLUMNS,
    WIDE,
    Line,
    RenderOptions,
    Span,
    text_line,
    wrap_lines,
    write_centred,
    write_line,
)
from calmtui.render.questions import question_lines, text_question
from calmtui.render.shapes.sea import draw_sea
from calmtui.render.ways_out import draw_ways_out, has_ways_out
from calmtui.session.actions import Action
from calmtui.session.scene import (
    AskScene,
    CopyScene,
    DecideScene,
    DeskScene,
    FearScene,
    FinishedScene,
    GateScene,
    GuideScene,
    KeepScene,
    RateScene,
    ReachScene,
    RereadScene,
    Scene,
)
from calmtui.text.durations import format_clock, format_short
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, ellipsize

# Drawn as one block with a straight left edge.
_BLOCKS = DecideScene | CopyScene | FearScene | ReachScene | GateScene | KeepScene | RereadScene
_MOST_ROWS = 60
_FRAME_ROWS = 3  # the head, and the two rows at the foot
_LEAST_SEA_BELOW_WORDS = 18  # rows: words seen with fresh eyes need the room more
MARGIN = 2  # columns on both sides of the head and of the line that fills
_FILLED_LEVEL, _REST_LEVEL = 0.8, 0.22
_ALMOST_A_SECOND = 0.999  # a time left is rounded up


def draw_screen(
    scene: Scene, routine: Routine, columns: int, rows: int, options: RenderOptions
) -> list[Row]:
    """Return the screen for a scene: `rows` rows of `columns` cells."""
    screen = blank(columns, rows)
    if columns < COLUMNS or rows < ROWS:
        _draw_too_small(screen, scene, options)
        return screen
    if options.reduced:
        scene = at_rest(scene)
    top, body_rows = body_place(rows)
    body = screen[top : top + body_rows]
    if options.away:
        if not _is_running_guide(scene):
            _draw_hidden(body)
            return screen
        scene = replace(scene, doing="")
    _draw_head(body, scene, routine, options)
    if isinstance(scene, _BLOCKS):
        from calmtui.render.outcome import draw_outcome  # noqa: PLC0415 - ends alone

        draw_outcome(body[:-1], scene, options)
    elif isinstance(scene, GuideScene) and scene.sea is None:
        draw_guide(body, scene, routine, options)
        _draw_progress(body[-1], scene.whole, options)
    elif not isinstance(scene, DeskScene):  # the desk is a screen of its own
        _draw_captioned(body, scene, routine, options)
    if has_ways_out(scene):
        draw_ways_out(body, scene)
    return screen


def body_place(rows: int) -> tuple[int, int]:
    """Return the first row that is drawn on, and how many there are.

    On a very high screen they are those in its middle.
    """
    body_rows = min(rows, _MOST_ROWS)
    return (rows - body_rows) // 2, body_rows


def _draw_too_small(screen: list[Row], scene: Scene, options: RenderOptions) -> None:
    if not screen or not screen[0]:
        return
    if isinstance(scene, GuideScene) and scene.moment.phase.word:
        text = f"{scene.moment.phase.word} {count_text(scene, options)}"
        write_centred(screen, len(screen) // 2, text_line(text, "text", True))
    text = _("larger, please: {columns}x{rows}").format(columns=COLUMNS, rows=ROWS)
    write_line(screen[-1], 0, text_line(text, "dim"))


def _is_running_guide(scene: Scene) -> TypeGuard[GuideScene]:
    """Tell whether nothing of the user's own is shown: no question, words, people or card."""
    return isinstance(scene, GuideScene) and not scene.until_key


def _draw_hidden(body: list[Row]) -> None:
    text = _("Hidden until this window is in front again.")
    write_centred(body, len(body) // 2, text_line(text, "dim"))


def _draw_head(body: list[Row], scene: Scene, routine: Routine, options: RenderOptions) -> None:
    columns = len(body[0])
    right = _head_right(scene, routine, columns, options)
    right_column = max(columns - cell_width(right.text) - MARGIN, 0)
    private = f"   {_('private')}" if options.private else ""
    title = ellipsize(routine.title, right_column - 4 - cell_width(private))
    write_line(body[0], MARGIN, text_line(title + private, "dim"))
    write_line(body[0], right_column, Line((right,)))


def _head_right(scene: Scene, routine: Routine, columns: int, options: RenderOptions) -> Span:
    """Return what the head says on the right: the way to safety, or how far it is."""
    shows_time = options.time and isinstance(scene, GuideScene)
    if not shows_time and Action.OPEN in scene.actions:
        return _way_to_open(scene, columns)
    if not shows_time and "safe" in routine.cautions and not isinstance(scene, FinishedScene):
        if columns >= WIDE:
            return Span(_("Is this about safety? Press !"), "dim", key="!")
        return Span(_("Not safe? !"), "dim", key="!")
    return Span(_how_far(scene, routine, options), "dim")


def _how_far(scene: Scene, routine: Routine, options: RenderOptions) -> str:
    """Return the time left, the round, or the length."""
    if options.time and isinstance(scene, GuideScene):
        return time_left_text(scene)
    if isinstance(scene, GuideScene) and scene.moment.phase.rounds > 1:
        phase = scene.moment.phase
        text = _("part {place} of {all}") if phase.part else _("{place} of {all}")
        return text.format(place=phase.round, all=phase.rounds)
    if isinstance(scene, RateScene) and scene.when == "before":
        return format_short(routine.about_seconds, options.ascii)
    return ""


def _way_to_open(scene: Scene, columns: int) -> Span:
    key = "Ctrl+O" if isinstance(scene, AskScene) else "o"
    text = _("Not safe? {key} opens")
    if columns >= WIDE:
        text = _("Is this about safety? {key} opens at once")
    return Span(text.format(key=key), "dim", key=key.lower())


def time_left_text(scene: GuideScene) -> str:
    """Return how long a guide still takes, in words."""
    return _("{time} left").format(time=format_clock(scene.left + _ALMOST_A_SECOND))


class _Caption(NamedTuple):
    """The words of a scene, their first row, and the rows of the sea above them; 0 for none."""

    lines: list[Line]
    top: int
    sea_rows: int


def _draw_captioned(
    body: list[Row], scene: Scene, routine: Routine, options: RenderOptions
) -> None:
    """Draw a scene of words alone, or of words below the sea or the person's own wave."""
    columns = len(body[0])
    caption = _caption(scene, columns, len(body), options)
    if scene.sea is not None and caption.sea_rows:
        picture = draw_sea(scene.sea, columns, caption.sea_rows, options.ascii)
        for y, row in enumerate(picture, 1):
            body[y][:] = row
    elif isinstance(scene, FinishedScene):
        from calmtui.render.end import draw_end_picture  # noqa: PLC0415 - only at the end

        draw_end_picture(body, scene, routine, len(caption.lines), options)
    elif scene.sea is not None:
        _draw_progress(body[-1], scene.sea.progress, options)
    for y, line in enumerate(caption.lines, caption.top):
        write_centred(body, y, line)


def _caption(scene: Scene, columns: int, rows: int, options: RenderOptions) -> _Caption:
    frame_rows = _FRAME_ROWS
    if has_ways_out(scene) and scene.sea is not None:
        frame_rows += 1  # the line that fills may be below them
    lines = _words(scene, columns, rows - frame_rows, options)
    sea_rows = _sea_rows(scene, columns, rows, len(lines), options)
    if sea_rows:
        return _Caption(lines, sea_rows + 2, sea_rows)
    return _Caption(lines, max((rows - len(lines)) // 2, 2), 0)


def _words(scene: Scene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    """Return the words of a scene that has nothing else, or only the sea: at most `rows` lines."""
    if isinstance(scene, GuideScene):
        return caption_lines(scene, columns, rows, options)
    lines = question_lines(scene, columns, rows, options)
    if isinstance(scene, RateScene) and options.message:
        message = [*wrap_lines(options.message, columns, "dim"), EMPTY]
        if len(message) + len(lines) <= rows:
            return message + lines
    return lines


def _sea_rows(scene: Scene, columns: int, rows: int, words: int, options: RenderOptions) -> int:
    """Return how many rows the sea gets above so many lines of words; 0 for no sea."""
    if scene.sea is None or isinstance(scene, FinishedScene):  # there the person's wave is alone
        return 0
    if columns < LEAST_SHAPE_COLUMNS or options.reduced:
        return 0
    least = LEAST_SEA
    if isinstance(scene, RateScene) and scene.words:
        least = _LEAST_SEA_BELOW_WORDS
    sea_rows = rows - words - 4
    return sea_rows if sea_rows >= least else 0


def _draw_progress(row: Row, share: float, options: RenderOptions) -> None:
    """Draw the line that fills, by weight as well as by colour."""
    if not options.still:
        columns = len(row) - 2 * MARGIN
        row[MARGIN:-MARGIN] = _progress_line(filled_columns(share, columns), columns, options.ascii)


def filled_columns(share: float, columns: int) -> int:
    """Return how many of the columns of the line that fills are filled."""
    return round(max(min(share, 1.0), 0.0) * columns)


@lru_cache(maxsize=8)
def _progress_line(filled: int, columns: int, ascii_only: bool) -> tuple[Cell, ...]:
    done, rest = ("=", "-") if ascii_only else ("━", "─")
    return (
        *(Cell(done, ("cool", _FILLED_LEVEL)),) * filled,
        *(Cell(rest, ("cool", _REST_LEVEL)),) * (columns - filled),
    )


def text_field_region(
    scene: AskScene, columns: int, rows: int, options: RenderOptions
) -> tuple[int, int, int, int]:
    """Return where the field for writing goes: (column, row, columns, rows)."""
    top, body_rows = body_place(rows)
    caption = _caption(scene, columns, body_rows, options)
    question, answer_rows = text_question(scene, columns, body_rows - _FRAME_ROWS, options)
    width = min(columns - 6, TEXT_COLUMNS)
    row = top + caption.top + len(question) + 1
    return (columns - width) // 2, row, width, max(answer_rows, 1)
