"""The whole screen of a run as rows of cells: the head, the picture, the words, the line that fills. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from msgspec.structs import replace

from calmtui.content.routine import Routine
from calmtui.render import guide, shapes
from calmtui.render import questions as asking
from calmtui.render.layout import (
    COLUMNS,
    EMPTY,
    HIGH,
    ROWS,
    TEXT_COLUMNS,
    WIDE,
    Line,
    RenderOptions,
    text_line,
    wrap_lines,
    write_centred,
    write_line,
)
from calmtui.render.shapes import Cell, Row, blank
from calmtui.session.scene import (
    AskScene,
    CopyScene,
    DecideScene,
    DeskScene,
    FearScene,
    FinishedScene,
    GuideScene,
    RateScene,
    ReachScene,
    Scene,
)
from calmtui.text.durations import format_clock, format_short
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, ellipsize

_MOST_ROWS = 60


def draw_screen(
    scene: Scene, routine: Routine, columns: int, rows: int, look: RenderOptions
) -> list[Row]:
    """The screen for a scene: `rows` rows of `columns` cells."""
    screen = blank(columns, rows)
    if columns < COLUMNS or rows < ROWS:
        _tiny(screen, scene)
        return screen
    high = min(rows, _MOST_ROWS)
    top = (rows - high) // 2
    body = screen[top : top + high]
    if look.away and isinstance(scene, GuideScene) and not scene.until_key:
        scene = replace(scene, doing="")
    elif look.away:  # a question, words, people, a card: the person's own
        write_centred(
            body, high // 2, text_line(_("Hidden until this window is in front again."), "dim")
        )
        return screen
    _head(body, scene, routine, look)
    if isinstance(scene, DecideScene | CopyScene | FearScene | ReachScene | DeskScene):
        from calmtui.render import outcome as shore  # only at the end of an urge

        if not isinstance(scene, DeskScene):  # the desk is a screen of its own
            shore.draw_outcome(body, scene, look)
    elif isinstance(scene, GuideScene) and scene.sea is None:
        guide.draw(body, scene, routine, look)
        _progress(body[-1], scene.whole, look)
    else:
        said = _said(scene, columns, high - 3, look)
        room = _picture(scene, columns, high, len(said), look)
        if room and scene.sea is not None:
            for y, row in enumerate(shapes.sea(scene.sea, columns, room, look.ascii)):
                body[y + 1][:] = row
        elif isinstance(scene, FinishedScene):
            from calmtui.render import outcome as shore

            shore.draw_wave(body, scene, len(said), look)
        elif scene.sea is not None:
            _progress(body[-1], scene.sea.progress, look)
        at = room + 2 if room else max((high - len(said)) // 2, 2)
        for number, line in enumerate(said):
            write_centred(body, at + number, line)
    return screen


def _said(scene: Scene, columns: int, rows: int, look: RenderOptions) -> list[Line]:
    """The words of a scene that is words alone, or that stands below the sea: at most `rows` lines."""
    if isinstance(scene, GuideScene):
        return guide.caption_lines(scene, columns, rows, look)
    lines = asking.question_lines(scene, columns, rows, look)
    if isinstance(scene, RateScene) and look.message:
        told = [*wrap_lines(look.message, columns, "dim"), EMPTY]
        lines = [*told, *lines] if len(told) + len(lines) <= rows else lines
    return lines


def _picture(scene: Scene, columns: int, high: int, said: int, look: RenderOptions) -> int:
    """How many rows the sea gets above so many lines of words; 0 when there is no room or no sea."""
    room = high - said - 4
    wide = columns >= WIDE and high >= HIGH
    if isinstance(scene, FinishedScene):  # the person's own wave stands alone there
        return 0
    least = (
        18 if isinstance(scene, RateScene) and scene.words else 6
    )  # fresh eyes need the room more than the sea does
    return room if scene.sea is not None and wide and room >= least and not look.reduced else 0


def _tiny(screen: list[Row], scene: Scene) -> None:
    if not screen or not screen[0]:
        return
    text = _("larger, please: {columns}x{rows}").format(columns=COLUMNS, rows=ROWS)
    if isinstance(scene, GuideScene):
        phase = scene.moment.phase
        write_centred(
            screen,
            len(screen) // 2,
            text_line(f"{phase.word} {scene.moment.count}" if phase.word else "", "text", True),
        )
    write_line(screen[-1] if len(screen) > 1 else screen[0], 0, text_line(text, "dim"))


def _head(body: list[Row], scene: Scene, routine: Routine, look: RenderOptions) -> None:
    columns = len(body[0])
    right = ""
    if "safe" in routine.cautions and not isinstance(scene, FinishedScene):
        right = _("Is this about safety? Press !") if columns >= WIDE else _("Not safe? !")
    elif isinstance(scene, GuideScene):
        phase = scene.moment.phase
        if phase.rounds > 1:
            said = _("part {place} of {all}") if phase.part else _("{place} of {all}")
            right = said.format(place=phase.round, all=phase.rounds)
    elif isinstance(scene, RateScene) and scene.when == "before":
        right = format_short(routine.takes, look.ascii)
    if look.time and isinstance(scene, GuideScene):
        right = _time(scene)
    place = max(columns - cell_width(right) - 2, 0)
    private = f"   {_('private')}" if look.private else ""
    write_line(
        body[0],
        2,
        text_line(ellipsize(routine.title, place - 4 - cell_width(private)) + private, "dim"),
    )
    write_line(body[0], place, text_line(right, "dim"))


def _filled(share: float, columns: int) -> int:
    return round(max(min(share, 1.0), 0.0) * (columns - 4))


def _progress(row: Row, share: float, look: RenderOptions) -> None:
    """The line that fills, by weight as well as by colour."""
    if not look.still:
        row[2:-2] = _line(_filled(share, len(row)), len(row) - 4, look.ascii)


@lru_cache(maxsize=8)
def _line(filled: int, columns: int, ascii: bool) -> tuple[Cell, ...]:
    done, rest = ("=", "-") if ascii else ("━", "─")
    return (Cell(done, ("cool", 0.8)),) * filled + (Cell(rest, ("cool", 0.22)),) * (
        columns - filled
    )


def visible_state(
    scene: Scene, routine: Routine, columns: int, rows: int, look: RenderOptions
) -> object:
    """What of a scene can be seen: where it is equal for two scenes, they are drawn alike."""
    if (
        not isinstance(scene, GuideScene)
        or scene.sea is not None
        or columns < COLUMNS
        or rows < ROWS
    ):
        return scene, look
    moment = scene.moment
    state = guide.shape_state(scene, routine, columns, min(rows, _MOST_ROWS), look)(moment)
    shown = _time(scene) if look.time else ""
    still = replace(
        scene, moment=replace(moment, progress=0.0, left=0.0, elapsed=0.0), whole=0.0, left=0.0
    )
    if look.still:
        return still, moment.progress < 0.5, shown, look
    return still, moment.count, state, _filled(scene.whole, columns), shown, look


def motion(
    scene: Scene, routine: Routine, columns: int, rows: int, look: RenderOptions
) -> Callable[[float], object]:
    """What can be seen of a shape so many seconds from now, if nobody does anything: where it is equal, it stands."""
    if look.reduced or columns < COLUMNS or rows < ROWS:
        return lambda seconds: None
    if (sea := getattr(scene, "sea", None)) is not None:
        return lambda seconds: shapes.sea_steps(sea.swell + seconds)
    if not isinstance(scene, GuideScene):
        return lambda seconds: None
    state, moment = (
        guide.shape_state(scene, routine, columns, min(rows, _MOST_ROWS), look),
        scene.moment,
    )
    return lambda seconds: state(moment.ahead(seconds))


def _time(scene: GuideScene) -> str:
    return _("{time} left").format(time=format_clock(scene.left + 0.999))


def text_field_region(
    scene: AskScene, columns: int, rows: int, look: RenderOptions
) -> tuple[int, int, int, int]:
    """Where the field for writing goes on a screen of that size: (column, row, columns, rows)."""
    high = min(rows, _MOST_ROWS)
    top = (rows - high) // 2
    said = len(_said(scene, columns, high - 3, look))
    room = _picture(scene, columns, high, said, look)
    at = room + 2 if room else max((high - said) // 2, 2)
    wide = min(columns - 6, TEXT_COLUMNS)
    question, lines = asking.text_question(scene, columns, high - 3)
    return (columns - wide) // 2, top + at + len(question) + 1, wide, max(lines, 1)
