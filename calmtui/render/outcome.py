"""The screens at the end of an urge: choices, words to copy, people, the user's own wave. Pure."""

from __future__ import annotations

from calmtui.render.cell import Row
from calmtui.render.gates import gate_lines, keep_lines, numbered
from calmtui.render.hints import Hint, hint_rows
from calmtui.render.layout import (
    EMPTY,
    WIDE,
    Line,
    RenderOptions,
    Span,
    fit_lines,
    text_line,
    wrap_lines,
    write_line,
)
from calmtui.render.palette import Role
from calmtui.render.questions import quote_lines
from calmtui.render.rereading import reread_lines
from calmtui.session.scene import (
    CopyScene,
    DecideScene,
    FearScene,
    GateScene,
    KeepScene,
    ReachScene,
    RereadScene,
)
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, pad

ROOMY = 20  # rows from which there is room between things
_MOST_QUOTED = 6  # lines of the person's words above the choices
_TITLED_WORDS_ROWS = 5  # words with so many rows have a title

OutcomeScene = (
    DecideScene | CopyScene | FearScene | ReachScene | GateScene | KeepScene | RereadScene
)


def draw_outcome(body: list[Row], scene: OutcomeScene, options: RenderOptions) -> None:
    """Draw one of these screens below the head, as one block with a straight left edge."""
    columns, rows = len(body[0]), len(body)
    lines = _scene_lines(scene, columns, rows, options)
    if options.message:
        message = wrap_lines(options.message, columns, "dim")
        lines = [*fit_lines(lines, max(rows - 1 - len(message), 1)), *message]
    left = 1
    if columns >= WIDE:
        left = max((columns - max(line.width for line in lines)) // 2, 1)
    top = max((rows - len(lines)) // 2, 1)
    for y, line in enumerate(lines[: rows - top], top):
        write_line(body[y], left, line)


def _scene_lines(
    scene: OutcomeScene, columns: int, rows: int, options: RenderOptions
) -> list[Line]:
    if isinstance(scene, DecideScene | FearScene):
        return _ways(scene, columns, rows)
    if isinstance(scene, CopyScene):
        return _copy(scene, columns, rows)
    if isinstance(scene, ReachScene):
        return _people(scene, columns)
    if isinstance(scene, GateScene):
        return gate_lines(scene, columns, rows, options)
    if isinstance(scene, RereadScene):
        return reread_lines(scene, columns, rows)
    if isinstance(scene, KeepScene):
        return keep_lines(scene, columns, rows)
    return []


def _ways(scene: DecideScene | FearScene, columns: int, rows: int) -> list[Line]:
    """Return a choice between ways, a row apart from each other where there is room.

    In a low window only these are, where it costs none of the person's words.
    """
    gap: list[Line] = [EMPTY]
    if isinstance(scene, FearScene):
        lines = _fear(scene, columns, gap)
        if len(lines) < rows:
            return lines
        return _fear(scene, columns, [])
    if rows >= ROOMY:
        lines = _choices(scene, columns, rows, gap, gap)
        if len(lines) < rows:
            return lines
    tight, apart = (_choices(scene, columns, rows, [], between) for between in ([], gap))
    if len(apart) < rows and len(apart) == len(tight) + len(scene.options):
        return apart
    return tight


def _people(scene: ReachScene, columns: int) -> list[Line]:
    title = text_line(_("Your people"), "text", True)
    keys = [Hint("enter", _("Enter  continue")), Hint("!", _("!  more help"))]
    people = _wrap_all(scene.lines, columns, "text")
    return [title, EMPTY, *people, EMPTY, *hint_rows(keys, columns)]


def _fear(scene: FearScene, columns: int, gap: list[Line]) -> list[Line]:
    """Return the three ways of the same weight, or whether one of them is meant."""
    if scene.erasing:
        question = text_line(_("Erase this session?"), "text", True)
        keys = [Hint("enter", _("Enter  yes")), Hint("escape", _("Esc  back"))]
        return [question, EMPTY, *hint_rows(keys, columns)]
    lines = [*_wrap_all((scene.text,), columns, "text"), EMPTY]
    for number, way in enumerate(scene.ways, 1):
        lines += [numbered(number, Span(way)), *gap]
    if not gap:
        lines.append(EMPTY)
    return [*lines, *hint_rows([Hint("escape", _("Esc  leave"))], columns)]


def _wrap_all(texts: tuple[str, ...], columns: int, role: Role) -> list[Line]:
    return [line for text in texts for line in wrap_lines(text, columns, role)]


def _choices(
    scene: DecideScene, columns: int, rows: int, gap: list[Line], between: list[Line]
) -> list[Line]:
    """Return the choices below the person's words and ratings.

    `gap` is between all of these, `between` behind each choice.
    """
    question = wrap_lines(scene.text, columns, "text", True)
    keys = hint_rows(_keys_below(scene, columns), columns)
    fixed = len(question) + len(scene.options) * (1 + len(between)) + 1 + len(keys)
    if scene.ratings:
        fixed += 1
    lines: list[Line] = []
    if scene.words:
        lines += _words(scene, columns, rows - fixed, gap)
    if scene.ratings:
        lines += [text_line(scene.ratings, "text"), *gap]
    lines += [*question, *gap]
    for option in _options(scene, columns):
        lines += [option, *between]
    return [*lines, *keys]


def _words(scene: DecideScene, columns: int, room: int, gap: list[Line]) -> list[Line]:
    """Return the person's words, in so many rows with what is around them."""
    most = max(min(room - 3 - len(gap) * 4, _MOST_QUOTED), 1)
    lines = [*quote_lines(scene.words, columns, most), *gap]
    if room >= _TITLED_WORDS_ROWS:
        return [text_line(_("You wrote, {ago}:").format(ago=scene.ago), "dim"), *gap, *lines]
    return lines


def _options(scene: DecideScene, columns: int) -> list[Line]:
    """Return the choices, each with its key and, where there is room, what it means."""
    options = [(option.label, option.hint) for option in scene.options]
    width = max(cell_width(name) for name, _meaning in options) + 4
    lines = []
    for number, (name, meaning) in enumerate(options, 1):
        spans = [Span(pad(name, width))]
        if columns >= WIDE:
            spans.append(Span(meaning, "dim"))
        lines.append(numbered(number, *spans))
    return lines


def _keys_below(scene: DecideScene, columns: int) -> list[Hint]:
    """Return the keys below the choices."""
    leave = _("Esc  leave")
    if columns >= WIDE:
        leave = _("Esc  leave without choosing")
    keys = [Hint("escape", leave)]
    if scene.people:
        last = len(scene.options)
        keys.insert(0, Hint(str(last), _("{n}  someone else").format(n=last)))
    if scene.early:
        keys.append(Hint("b", _("b  back to the sea")))
    return keys


def _copy(scene: CopyScene, columns: int, rows: int) -> list[Line]:
    lines = wrap_lines(scene.text, columns, "second")
    if scene.at_once:
        text = _("On your clipboard too, if your terminal allows that.")
        lines += wrap_lines(text, columns, "dim")
    lines.append(EMPTY)
    lines += quote_lines(scene.words, columns, max(rows - len(lines) - 6, 1))
    return [*lines, EMPTY, *hint_rows(_copy_keys(scene), columns)]


def _copy_keys(scene: CopyScene) -> list[Hint]:
    keys = []
    if not scene.at_once:
        keys.append(Hint("c", _("c  copy it")))
    if scene.keepable:
        keys.append(Hint("k", _("k  keep as a draft: calmtui draft")))
    if scene.at_once:
        keys.append(Hint("c", _("c  again")))
    return [*keys, Hint("enter", _("Enter  continue"))]
