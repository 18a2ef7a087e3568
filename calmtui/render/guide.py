"""The screen of a guide: the shape, the words on it, beside it or alone, what may be done. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from calmtui.content.routine import Routine
from calmtui.render import shapes
from calmtui.render.layout import (
    EMPTY,
    HIGH,
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
from calmtui.render.shapes import BLANK, Cell, Row
from calmtui.session.scene import GuideScene
from calmtui.session.timeline import Moment
from calmtui.text.i18n import _, format_number
from calmtui.text.width import ellipsize, wrap

_MOST_COLUMNS = 120
_LEAST_ROWS = 7  # fewer are no shape
_BESIDE = 24  # columns that the words beside a figure need
_STEP_SHAPES = {"tense": "figure", "release": "figure", "say": "text", "wait": "sea"}


def shape_state(
    scene: GuideScene, routine: Routine, columns: int, high: int, look: RenderOptions
) -> Callable[[Moment], object]:
    """What can be seen of a guide's shape at a moment of its phase."""
    phase = scene.moment.phase
    shape, across, room = _shape(scene, routine, columns, high, look)
    if shape == "figure" or phase.part:
        wide = _bar_columns(columns, high, shape)
        return lambda moment: (shapes.tension_ink(moment), round(shapes.tension(moment) * wide))
    if shape in ("orb", "square") and phase.kind != "say":
        steps = shapes.disc_steps if shape == "orb" else shapes.path_steps
        return lambda moment: steps(moment, across, room)
    return lambda moment: None


def _shape(
    scene: GuideScene, routine: Routine, columns: int, high: int, look: RenderOptions
) -> tuple[str, int, int]:
    """The shape of a guide, and the columns and rows that it gets; `text` where there is no room for another."""
    phase = scene.moment.phase
    shape = routine.shape or _STEP_SHAPES.get(phase.kind, "orb")
    room = high - 5 - len(wrap_lines(phase.text, columns)) - len(_aside(scene, columns))
    if shape == "figure":
        room = high - 4 if high - 4 >= shapes.FIGURE_PIXELS / 2 else 0  # whole or not at all
    wide = columns >= WIDE and high >= HIGH
    if not wide or look.reduced or shape in ("text", "sea") or room < _LEAST_ROWS:
        return "text", 0, 0
    return shape, min(columns, _MOST_COLUMNS), room


def draw(body: list[Row], scene: GuideScene, routine: Routine, look: RenderOptions) -> None:
    """Draw a guide without a sea below the head, all but the line that fills."""
    columns, high = len(body[0]), len(body)
    moment = scene.moment
    phase = moment.phase
    shape, across, room = _shape(scene, routine, columns, high, look)
    text = wrap_lines(phase.text, columns, "text" if phase.kind == "say" else "second")
    text += _aside(scene, columns) if shape in ("orb", "square") else []
    hint = _hint(scene, look)
    if shape == "text":
        _words_alone(body, scene, text, hint, look)
        return
    if shape == "figure":
        _beside_figure(body, scene, text, hint, look)
        return
    draw_shape = {"square": shapes.square, "orb": shapes.orb}[shape]
    picture = draw_shape(moment if phase.kind != "say" else None, across, room, look.ascii)
    left = (columns - across) // 2
    for y, row in enumerate(picture):
        body[y + 1][left : left + across] = row
    middle = 1 + room // 2 - 1
    if phase.word:
        _over(body, middle, text_line(_("Paused") if scene.paused else phase.word, "text", True))
        _over(body, middle + 1, text_line("" if scene.paused else str(moment.count), "second"))
    elif scene.paused:
        _over(body, middle, text_line(_("Paused"), "text", True))
    for number, line in enumerate(text):
        write_centred(body, room + 2 + number, line)
    write_centred(body, high - 2, text_line(hint, "dim"))


def _aside(scene: GuideScene, columns: int) -> list[Line]:
    """What to mind in the step that comes, before it comes."""
    aside = scene.aside
    if not aside.care:
        return []
    key = _("o  take it back in") if aside.left_out else _("o  leave it out")
    lines = wrap_lines(_("Left out.") if aside.left_out else aside.care, columns, "second")
    return [EMPTY, *lines, text_line(key, "dim")]


@lru_cache(maxsize=512)
def _on(cell: Cell, ground: Ink | None) -> Cell:
    return cell._replace(ground=ground)


def _over(body: list[Row], at: int, line: Line) -> None:
    """Write over a shape: its ground stays, with a cell of room on both sides."""
    row, cells = body[at], (BLANK, *line_cells(line), BLANK)
    start = (len(row) - len(cells)) // 2
    for x, cell in enumerate(cells, start):
        behind = row[x]
        row[x] = _on(cell, behind.ground or (behind.ink if behind.char in "█▀▄" else None))


def _words_alone(
    body: list[Row], scene: GuideScene, text: list[Line], hint: str, look: RenderOptions
) -> None:
    high = len(body)
    phase = scene.moment.phase
    lines: list[Line] = []
    if phase.part:
        lines += [text_line(phase.part, "second"), EMPTY]
    if scene.paused:
        lines += [text_line(_("Paused"), "text", True), EMPTY]
    elif phase.word:
        lines += [
            text_line(phase.word, "text", True),
            text_line(_count(scene, look), "second"),
            EMPTY,
        ]
    care = _aside(scene, len(body[0]))
    if high < HIGH and phase.kind == "say" and scene.moment.progress < 0.5:
        care = []  # there is room for one of them: the text first, then what to mind in what comes
    lines += text if not care or high >= HIGH else []
    if phase.part and not (care and high < HIGH) and not look.still:
        lines += [EMPTY, tension_bar(scene, _bar_columns(len(body[0]), high, "text"), look)]
    lines += care if high < HIGH else []
    lines = fit_lines(lines, high - 3 - bool(hint), keep=1 if phase.part else 0)
    at = max((high - len(lines)) // 2 - (high > HIGH), 2)
    lines += care if high >= HIGH else []  # below the words, which stay where they are
    for number, line in enumerate(lines[: high - at - 1 - bool(hint)]):
        write_centred(body, at + number, line)
    write_centred(body, high - 2, text_line(hint, "dim"))


def _count(scene: GuideScene, look: RenderOptions) -> str:
    return "" if look.still else str(scene.moment.count)


def tension_bar(scene: GuideScene, columns: int, look: RenderOptions) -> Line:
    """The tension: a bar that tightens, and loosens on release."""
    filled = round(shapes.tension(scene.moment) * columns)
    done, rest = ("#", "-") if look.ascii else ("━", "─")
    return Line(((done * filled, "warm", True), (rest * (columns - filled), "dim", False)))


def _beside(columns: int, high: int) -> tuple[int, int, int, int]:
    """Where the figure stands: its first column and its width, then those of the words beside it."""
    scale = max(
        1,
        min(
            (high - 4) * 2 // shapes.FIGURE_PIXELS,
            (columns - _BESIDE - 10) // shapes.FIGURE_COLUMNS,
        ),
    )
    across = shapes.FIGURE_COLUMNS * scale
    left = max(columns // 2 - across - 4 - 4 * scale, 2)
    start = left + across + 6
    return left, across, start, columns - start - 2


def _bar_columns(columns: int, high: int, shape: str) -> int:
    return min(28, _beside(columns, high)[3]) if shape == "figure" else 20


def _beside_figure(
    body: list[Row], scene: GuideScene, text: list[Line], hint: str, look: RenderOptions
) -> None:
    columns, high = len(body[0]), len(body)
    moment = scene.moment
    phase = moment.phase
    left, across, start, room = _beside(columns, high)
    picture = shapes.figure(moment if phase.part else None, across, high - 4, look.ascii)
    for y, row in enumerate(picture):
        body[y + 2][left : left + across] = row
    lines: list[Line] = []
    if phase.part:
        lines += [text_line(ellipsize(phase.part, room), "second"), EMPTY]
    if scene.paused:
        lines += [text_line(_("Paused"), "text", True)]
    elif phase.word:
        lines += [Line(((phase.word, "text", True), (f"  {moment.count}", "second", False)))]
    role: Role = "text" if phase.kind != "release" else "second"
    lines += [text_line(line, role) for line in wrap(phase.text, min(room, TEXT_COLUMNS))]
    if phase.part:
        lines += [EMPTY, tension_bar(scene, _bar_columns(columns, high, "figure"), look), EMPTY]
        then = (
            _("then let go, {seconds} seconds").format(seconds=format_number(phase.then))
            if phase.then
            else ""
        )
        lines += [text_line(then, "dim")]
    lines = fit_lines(lines, high - 4, keep=2 if phase.part else 0)
    at = max((high - len(lines)) // 2 - 1, 2)
    lines += _aside(scene, room + 4)  # below the words, which stay where they are
    for number, line in enumerate(lines[: high - at - 2]):
        write_line(body[at + number], start, line)
    write_line(
        body[high - 2],
        2,
        text_line(hint or (_("Skip any part that hurts: n") if phase.part else ""), "dim"),
    )


def _meanwhile(scene: GuideScene, columns: int) -> str:
    """What may be done while the sea goes on."""
    wide = columns >= WIDE
    keys = [_("it passed: p") if wide else _("p passed")]
    keys += [_("another routine: Enter") if wide else _("Enter others")] if scene.waiting else []
    keys += [_("your words: w") if wide else _("w words")] if scene.parked else []
    return ("      " if wide else "  ").join(keys)


def _hint(scene: GuideScene, look: RenderOptions) -> str:
    if look.message:
        return look.message
    if scene.paused and not scene.aside.note:
        return _("space  go on      Esc  leave")
    if scene.until_key and not scene.aside.note:
        return _("Enter  go on")
    return scene.aside.note + ("      " + _("m  keep this pace") if scene.aside.pace else "")


def caption_lines(scene: GuideScene, columns: int, rows: int, look: RenderOptions) -> list[Line]:
    """The words of a guide that stand below the sea, or alone in a wait: at most `rows` lines."""
    phase = scene.moment.phase
    lines = wrap_lines(phase.text, columns)
    if scene.paused:
        lines = [text_line(_("Paused. The wait goes on."), "text", True), *lines]
    elif phase.word:
        lines = [
            Line(((phase.word, "text", True), (f"  {_count(scene, look)}", "second", False))),
            *lines,
        ]
    else:
        lines = [text_line(ellipsize(scene.doing, columns - 4), "second"), *lines]
    hint = _("The pull now? 0-9, x     Enter  skip") if scene.check_in else _hint(scene, look)
    if not hint and scene.passing:
        hint = _meanwhile(scene, columns)
    return fit_lines([*lines, text_line(hint, "dim")], rows, keep=1)
