"""The screens at the end of an urge: words with fresh eyes, the choices, words to copy, people, the wave. Pure."""

from __future__ import annotations

from calmtui.render.cell import Row
from calmtui.render.layout import (
    EMPTY,
    WIDE,
    Line,
    RenderOptions,
    fit_lines,
    text_line,
    wrap_lines,
    write_centred,
    write_line,
)
from calmtui.render.palette import Role
from calmtui.render.shapes.sea import draw_wave as draw_pull_wave
from calmtui.session.scene import CopyScene, DecideScene, FearScene, FinishedScene, ReachScene
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, filled, truncate, wrap

ROOMY = 20  # rows from which there is room between things
_WAVE_ROWS = 9


def draw_outcome(
    body: list[Row], scene: DecideScene | CopyScene | FearScene | ReachScene, look: RenderOptions
) -> None:
    """Draw one of these screens below the head, as one block with a straight left edge."""
    columns, rows = len(body[0]), len(body)
    roomy = rows >= ROOMY and columns >= WIDE
    if isinstance(scene, DecideScene):
        lines = _choices(scene, columns, rows, roomy)
    elif isinstance(scene, CopyScene):
        lines = _copy(scene, columns, rows, roomy)
    elif isinstance(scene, ReachScene):
        lines = [
            text_line(_("Your people"), "text", True),
            EMPTY,
            *_block(scene.lines, columns, "text"),
            EMPTY,
        ]
        lines.append(text_line(_("Enter  go on      !  more help"), "dim"))
    else:
        lines = _fear(scene, columns, roomy)
    if look.message:
        told = wrap_lines(look.message, columns, "dim")
        lines = [*fit_lines(lines, max(rows - 1 - len(told), 1)), *told]
    left = max((columns - max(line.width for line in lines)) // 2, 1) if columns >= WIDE else 1
    at = max((rows - len(lines)) // 2, 1)
    for number, line in enumerate(lines[: rows - at]):
        write_line(body[at + number], left, line)


def _fear(scene: FearScene, columns: int, roomy: bool) -> list[Line]:
    """Return the three ways of the same weight, or whether one of them is meant."""
    if scene.erasing:
        return [
            text_line(_("Erase this session?"), "text", True),
            EMPTY,
            text_line(_("Enter  yes      Esc  back"), "dim"),
        ]
    gap = [EMPTY] if roomy else []
    lines = [*_block((scene.text,), columns, "text"), EMPTY]
    for number, way in enumerate(scene.ways, 1):
        lines += [Line(((f"  {number}", "warm", False), (f"  {way}", "text", False))), *gap]
    return [*lines, *([] if gap else [EMPTY]), text_line(_("Esc  leave"), "dim")]


def _block(texts: tuple[str, ...], columns: int, role: Role) -> list[Line]:
    return [line for text in texts for line in wrap_lines(text, columns, role)]


def quote_lines(text: str, columns: int, most: int) -> list[Line]:
    """The person's own words as at most so many lines, and a sign when there is more."""
    lines = wrap(text, min(columns - 6, 60))
    shown = [text_line(f"  {line}", "second") for line in lines[:most]]
    if len(lines) > most > 0:
        last = truncate("".join(span[0] for span in shown[-1].spans), columns - 14)
        shown[-1] = Line(((last, "second", False), (_(" ~ w  all"), "dim", False)))
    return shown


def _choices(scene: DecideScene, columns: int, rows: int, roomy: bool) -> list[Line]:
    question = wrap_lines(scene.text, columns, "text", True)
    gap = [EMPTY] if roomy else []
    below = len(_below(scene, columns))
    fixed = (
        len(question) + len(scene.options) * (2 if roomy else 1) + 1 + below + bool(scene.ratings)
    )
    lines: list[Line] = []
    if scene.words:
        most = max(min(rows - 3 - fixed - len(gap) * 4, 6), 1)
        wrote = (
            [text_line(_("You wrote, {ago}:").format(ago=scene.ago), "dim"), *gap]
            if rows - fixed > 4
            else []
        )
        lines += [*wrote, *quote_lines(scene.words, columns, most), *gap]
    if scene.ratings:
        lines += [text_line(scene.ratings, "text"), *gap]
    lines += [*question, *gap]
    options = [(_(name), _(beside)) for name, beside in scene.options]
    wide = max(cell_width(name) for name, beside in options) + 6
    for number, (name, beside) in enumerate(options, 1):
        named = filled(f"  {name}", wide)
        spans: list[tuple[str, Role, bool]] = [
            (f"  {number}", "warm", False),
            (named, "text", False),
        ]
        if columns >= WIDE:
            spans.append((beside, "dim", False))
        lines += [Line(tuple(spans)), *gap]
    return [*lines, *(text_line(line, "dim") for line in _below(scene, columns))]


def _below(scene: DecideScene, columns: int) -> list[str]:
    """Return the keys below the choices, in as few lines as they need."""
    ways = [_("{n}  someone else").format(n=len(scene.options))] if scene.people else []
    ways.append(_("Esc  leave without choosing") if columns >= WIDE else _("Esc  leave"))
    ways += [_("b  back to the sea")] if scene.early else []
    lines = [""]
    for way in ways:
        longer = f"{lines[-1]}      {way}".lstrip()
        if cell_width(longer) < columns - 1:
            lines[-1] = longer
        else:
            lines.append(way)
    return lines


def _copy(scene: CopyScene, columns: int, rows: int, roomy: bool) -> list[Line]:
    lines = [*wrap_lines(scene.text, columns, "second")]
    if scene.at_once:
        lines += wrap_lines(
            _("On your clipboard too, if your terminal allows that."), columns, "dim"
        )
    lines.append(EMPTY)
    lines += quote_lines(scene.words, columns, max(rows - len(lines) - 6, 1))
    keys = [] if scene.at_once else [_("c  copy it")]
    keys += [_("k  keep it here, for: calmtui draft")] if scene.keepable else []
    if scene.at_once:
        keys.append(_("c  again"))
    keys.append(_("Enter  go on"))
    hints = ["      ".join(keys)] if columns >= WIDE and rows >= ROOMY else keys
    return [*lines, EMPTY, *(text_line(line, "dim") for line in hints)]


def draw_wave(body: list[Row], scene: FinishedScene, said: int, look: RenderOptions) -> None:
    """The person's own wave, alone, above what is said at the end."""
    columns, rows = len(body[0]), len(body)
    high = min(_WAVE_ROWS, (rows - said) // 2 - 2)
    if scene.sea is None or not scene.sea.marks or high < 2:
        return
    across = min(columns, 84)
    picture = draw_pull_wave(scene.sea, across, high, look.ascii)
    left, top = (columns - across) // 2, max((rows - said) // 2 - high - 1, 1)
    for y, row in enumerate(picture):
        body[top + y][left : left + across] = row
    if high < 4:
        return
    write_centred(
        body, top - 1 if top > 1 else 0, text_line(_("the pull"), "dim") if top > 2 else EMPTY
    )
