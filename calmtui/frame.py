"""The whole screen of a run as rows of cells: the head, the picture, the words, the line that fills. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from msgspec.structs import replace

from calmtui import asking, guide, shapes
from calmtui.layout import COLUMNS, EMPTY, HIGH, ROWS, TEXT_COLUMNS, WIDE, Line, Look, centred, lines_of, put, words
from calmtui.lengths import clock_text, length_text
from calmtui.lettering import short, width_of
from calmtui.routine import Routine
from calmtui.scene import Ask, Copy, Decide, Desk, Fear, Finished, Guide, Rate, Reach, Scene
from calmtui.shapes import Cell, Row, blank
from calmtui.words import _

_MOST_ROWS = 60


def draw(scene: Scene, routine: Routine, columns: int, rows: int, look: Look) -> list[Row]:
    """The screen for a scene: `rows` rows of `columns` cells."""
    screen = blank(columns, rows)
    if columns < COLUMNS or rows < ROWS:
        _tiny(screen, scene)
        return screen
    high = min(rows, _MOST_ROWS)
    top = (rows - high) // 2
    body = screen[top : top + high]
    if look.away and isinstance(scene, Guide) and not scene.until_key:
        scene = replace(scene, doing="")
    elif look.away:  # a question, words, people, a card: the person's own
        centred(body, high // 2, words(_("Hidden until this window is in front again."), "dim"))
        return screen
    _head(body, scene, routine, look)
    if isinstance(scene, Decide | Copy | Fear | Reach | Desk):
        from calmtui import shore  # only at the end of an urge

        if not isinstance(scene, Desk):  # the desk is a screen of its own
            shore.draw(body, scene, look)
    elif isinstance(scene, Guide) and scene.sea is None:
        guide.draw(body, scene, routine, look)
        _progress(body[-1], scene.whole, look)
    else:
        said = _said(scene, columns, high - 3, look)
        room = _picture(scene, columns, high, len(said), look)
        if room and scene.sea is not None:
            for y, row in enumerate(shapes.sea(scene.sea, columns, room, look.ascii)):
                body[y + 1][:] = row
        elif isinstance(scene, Finished):
            from calmtui import shore

            shore.wave(body, scene, len(said), look)
        elif scene.sea is not None:
            _progress(body[-1], scene.sea.progress, look)
        at = room + 2 if room else max((high - len(said)) // 2, 2)
        for number, line in enumerate(said):
            centred(body, at + number, line)
    return screen


def _said(scene: Scene, columns: int, rows: int, look: Look) -> list[Line]:
    """The words of a scene that is words alone, or that stands below the sea: at most `rows` lines."""
    if isinstance(scene, Guide):
        return guide.said(scene, columns, rows, look)
    lines = asking.said(scene, columns, rows, look)
    if isinstance(scene, Rate) and look.message:
        told = [*lines_of(look.message, columns, "dim"), EMPTY]
        lines = [*told, *lines] if len(told) + len(lines) <= rows else lines
    return lines


def _picture(scene: Scene, columns: int, high: int, said: int, look: Look) -> int:
    """How many rows the sea gets above so many lines of words; 0 when there is no room or no sea."""
    room = high - said - 4
    wide = columns >= WIDE and high >= HIGH
    if isinstance(scene, Finished):  # the person's own wave stands alone there
        return 0
    least = 18 if isinstance(scene, Rate) and scene.words else 6  # fresh eyes need the room more than the sea does
    return room if scene.sea is not None and wide and room >= least and not look.reduced else 0


def _tiny(screen: list[Row], scene: Scene) -> None:
    if not screen or not screen[0]:
        return
    text = _("larger, please: {columns}x{rows}").format(columns=COLUMNS, rows=ROWS)
    if isinstance(scene, Guide):
        phase = scene.moment.phase
        centred(
            screen,
            len(screen) // 2,
            words(f"{phase.word} {scene.moment.count}" if phase.word else "", "text", True),
        )
    put(screen[-1] if len(screen) > 1 else screen[0], 0, words(text, "dim"))


def _head(body: list[Row], scene: Scene, routine: Routine, look: Look) -> None:
    columns = len(body[0])
    right = ""
    if "safe" in routine.cautions and not isinstance(scene, Finished):
        right = _("Is this about safety? Press !") if columns >= WIDE else _("Not safe? !")
    elif isinstance(scene, Guide):
        phase = scene.moment.phase
        if phase.rounds > 1:
            said = _("part {place} of {all}") if phase.part else _("{place} of {all}")
            right = said.format(place=phase.round, all=phase.rounds)
    elif isinstance(scene, Rate) and scene.when == "before":
        right = length_text(routine.takes, look.ascii)
    if look.time and isinstance(scene, Guide):
        right = _time(scene)
    place = max(columns - width_of(right) - 2, 0)
    private = f"   {_('private')}" if look.private else ""
    put(body[0], 2, words(short(routine.title, place - 4 - width_of(private)) + private, "dim"))
    put(body[0], place, words(right, "dim"))


def _filled(share: float, columns: int) -> int:
    return round(max(min(share, 1.0), 0.0) * (columns - 4))


def _progress(row: Row, share: float, look: Look) -> None:
    """The line that fills, by weight as well as by colour."""
    if not look.still:
        row[2:-2] = _line(_filled(share, len(row)), len(row) - 4, look.ascii)


@lru_cache(maxsize=8)
def _line(filled: int, columns: int, ascii: bool) -> tuple[Cell, ...]:
    done, rest = ("=", "-") if ascii else ("━", "─")
    return (Cell(done, ("cool", 0.8)),) * filled + (Cell(rest, ("cool", 0.22)),) * (columns - filled)


def seen(scene: Scene, routine: Routine, columns: int, rows: int, look: Look) -> object:
    """What of a scene can be seen: where it is equal for two scenes, they are drawn alike."""
    if not isinstance(scene, Guide) or scene.sea is not None or columns < COLUMNS or rows < ROWS:
        return scene, look
    moment = scene.moment
    state = guide.state(scene, routine, columns, min(rows, _MOST_ROWS), look)(moment)
    shown = _time(scene) if look.time else ""
    still = replace(scene, moment=replace(moment, progress=0.0, left=0.0, elapsed=0.0), whole=0.0, left=0.0)
    if look.still:
        return still, moment.progress < 0.5, shown, look
    return still, moment.count, state, _filled(scene.whole, columns), shown, look


def motion(scene: Scene, routine: Routine, columns: int, rows: int, look: Look) -> Callable[[float], object]:
    """What can be seen of a shape so many seconds from now, if nobody does anything: where it is equal, it stands."""
    if look.reduced or columns < COLUMNS or rows < ROWS:
        return lambda seconds: None
    if (sea := getattr(scene, "sea", None)) is not None:
        return lambda seconds: shapes.sea_steps(sea.swell + seconds)
    if not isinstance(scene, Guide):
        return lambda seconds: None
    state, moment = guide.state(scene, routine, columns, min(rows, _MOST_ROWS), look), scene.moment
    return lambda seconds: state(moment.ahead(seconds))


def _time(scene: Guide) -> str:
    return _("{time} left").format(time=clock_text(scene.left + 0.999))


def ask_place(scene: Ask, columns: int, rows: int, look: Look) -> tuple[int, int, int, int]:
    """Where the field for writing goes on a screen of that size: (column, row, columns, rows)."""
    high = min(rows, _MOST_ROWS)
    top = (rows - high) // 2
    said = len(_said(scene, columns, high - 3, look))
    room = _picture(scene, columns, high, said, look)
    at = room + 2 if room else max((high - said) // 2, 2)
    wide = min(columns - 6, TEXT_COLUMNS)
    question, lines = asking.asked(scene, columns, high - 3)
    return (columns - wide) // 2, top + at + len(question) + 1, wide, max(lines, 1)
