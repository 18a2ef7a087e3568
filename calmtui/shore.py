"""The screens at the end of an urge: words with fresh eyes, the choices, words to copy, people, the wave. Pure."""

from __future__ import annotations

from calmtui import shapes
from calmtui.layout import EMPTY, WIDE, Line, Look, centred, fit, lines_of, put, words
from calmtui.lettering import cut, filled, width_of, wrap
from calmtui.palette import Role
from calmtui.scene import Copy, Decide, Fear, Finished, Reach
from calmtui.shapes import Row
from calmtui.words import _

ROOMY = 20  # rows from which there is room between things
_WAVE_ROWS = 9


def draw(body: list[Row], scene: Decide | Copy | Fear | Reach, look: Look) -> None:
    """Draw one of these screens below the head, as one block with a straight left edge."""
    columns, rows = len(body[0]), len(body)
    roomy = rows >= ROOMY and columns >= WIDE
    if isinstance(scene, Decide):
        lines = _choices(scene, columns, rows, roomy)
    elif isinstance(scene, Copy):
        lines = _copy(scene, columns, rows, roomy)
    elif isinstance(scene, Reach):
        lines = [words(_("Your people"), "text", True), EMPTY, *_block(scene.lines, columns, "text"), EMPTY]
        lines.append(words(_("Enter  go on      !  more help"), "dim"))
    else:
        lines = _fear(scene, columns, roomy)
    if look.message:
        told = lines_of(look.message, columns, "dim")
        lines = [*fit(lines, max(rows - 1 - len(told), 1)), *told]
    left = max((columns - max(line.width for line in lines)) // 2, 1) if columns >= WIDE else 1
    at = max((rows - len(lines)) // 2, 1)
    for number, line in enumerate(lines[: rows - at]):
        put(body[at + number], left, line)


def _fear(scene: Fear, columns: int, roomy: bool) -> list[Line]:
    """Return the three ways of the same weight, or whether one of them is meant."""
    if scene.erasing:
        return [words(_("Erase this session?"), "text", True), EMPTY, words(_("Enter  yes      Esc  back"), "dim")]
    gap = [EMPTY] if roomy else []
    lines = [*_block((scene.text,), columns, "text"), EMPTY]
    for number, way in enumerate(scene.ways, 1):
        lines += [Line(((f"  {number}", "warm", False), (f"  {way}", "text", False))), *gap]
    return [*lines, *([] if gap else [EMPTY]), words(_("Esc  leave"), "dim")]


def _block(texts: tuple[str, ...], columns: int, role: Role) -> list[Line]:
    return [line for text in texts for line in lines_of(text, columns, role)]


def quoted(text: str, columns: int, most: int) -> list[Line]:
    """The person's own words as at most so many lines, and a sign when there is more."""
    lines = wrap(text, min(columns - 6, 60))
    shown = [words(f"  {line}", "second") for line in lines[:most]]
    if len(lines) > most > 0:
        last = cut("".join(span[0] for span in shown[-1].spans), columns - 14)
        shown[-1] = Line(((last, "second", False), (_(" ~ w  all"), "dim", False)))
    return shown


def _choices(scene: Decide, columns: int, rows: int, roomy: bool) -> list[Line]:
    question = lines_of(scene.text, columns, "text", True)
    gap = [EMPTY] if roomy else []
    below = len(_below(scene, columns))
    fixed = len(question) + len(scene.options) * (2 if roomy else 1) + 1 + below + bool(scene.ratings)
    lines: list[Line] = []
    if scene.words:
        most = max(min(rows - 3 - fixed - len(gap) * 4, 6), 1)
        wrote = [words(_("You wrote, {ago}:").format(ago=scene.ago), "dim"), *gap] if rows - fixed > 4 else []
        lines += [*wrote, *quoted(scene.words, columns, most), *gap]
    if scene.ratings:
        lines += [words(scene.ratings, "text"), *gap]
    lines += [*question, *gap]
    options = [(_(name), _(beside)) for name, beside in scene.options]
    wide = max(width_of(name) for name, beside in options) + 6
    for number, (name, beside) in enumerate(options, 1):
        named = filled(f"  {name}", wide)
        spans: list[tuple[str, Role, bool]] = [(f"  {number}", "warm", False), (named, "text", False)]
        if columns >= WIDE:
            spans.append((beside, "dim", False))
        lines += [Line(tuple(spans)), *gap]
    return [*lines, *(words(line, "dim") for line in _below(scene, columns))]


def _below(scene: Decide, columns: int) -> list[str]:
    """Return the keys below the choices, in as few lines as they need."""
    ways = [_("{n}  someone else").format(n=len(scene.options))] if scene.people else []
    ways.append(_("Esc  leave without choosing") if columns >= WIDE else _("Esc  leave"))
    ways += [_("b  back to the sea")] if scene.early else []
    lines = [""]
    for way in ways:
        longer = f"{lines[-1]}      {way}".lstrip()
        if width_of(longer) < columns - 1:
            lines[-1] = longer
        else:
            lines.append(way)
    return lines


def _copy(scene: Copy, columns: int, rows: int, roomy: bool) -> list[Line]:
    lines = [*lines_of(scene.text, columns, "second")]
    if scene.at_once:
        lines += lines_of(_("On your clipboard too, if your terminal allows that."), columns, "dim")
    lines.append(EMPTY)
    lines += quoted(scene.words, columns, max(rows - len(lines) - 6, 1))
    keys = [] if scene.at_once else [_("c  copy it")]
    keys += [_("k  keep it here, for: calmtui draft")] if scene.keepable else []
    if scene.at_once:
        keys.append(_("c  again"))
    keys.append(_("Enter  go on"))
    hints = ["      ".join(keys)] if columns >= WIDE and rows >= ROOMY else keys
    return [*lines, EMPTY, *(words(line, "dim") for line in hints)]


def wave(body: list[Row], scene: Finished, said: int, look: Look) -> None:
    """The person's own wave, alone, above what is said at the end."""
    columns, rows = len(body[0]), len(body)
    high = min(_WAVE_ROWS, (rows - said) // 2 - 2)
    if scene.sea is None or not scene.sea.marks or high < 2:
        return
    across = min(columns, 84)
    picture = shapes.wave(scene.sea, across, high, look.ascii)
    left, top = (columns - across) // 2, max((rows - said) // 2 - high - 1, 1)
    for y, row in enumerate(picture):
        body[top + y][left : left + across] = row
    if high < 4:
        return
    centred(body, top - 1 if top > 1 else 0, words(_("the pull"), "dim") if top > 2 else EMPTY)
