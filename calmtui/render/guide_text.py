"""The words of a guide as lines: the phase, the text, what to mind, what may be done. Pure."""

from __future__ import annotations

from calmtui.render.layout import (
    EMPTY,
    WIDE,
    Line,
    RenderOptions,
    Span,
    fit_lines,
    text_line,
    wrap_lines,
)
from calmtui.render.shapes.figure import tension
from calmtui.session.actions import Action
from calmtui.session.scene import GuideScene
from calmtui.session.timeline import Moment
from calmtui.text.i18n import _, format_number
from calmtui.text.width import cell_width, ellipsize, wrap_evenly

# Of a text on a low screen: then what to mind in the coming step takes its place.
HALFWAY = 0.5
_MOST_HINT_ROWS = 3  # of a foot: a guide keeps its words
_BETWEEN_HINTS = "      "


def caption_lines(scene: GuideScene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    """Return the words of a guide below the sea, or alone in a wait: at most `rows` lines."""
    phase = scene.moment.phase
    if scene.paused:
        first = text_line(_("Paused. The wait goes on."), "text", True)
    elif phase.word:
        first = word_and_count(phase.word, _count(scene, options))
    else:
        first = text_line(ellipsize(scene.doing, columns - 4), "second")
    hint = hint_text(scene, options)
    if scene.check_in:
        hint = _("Pull now? 0-9, x     Enter  skip")
    elif Action.PASSED in scene.actions and not hint:
        hint = _wait_keys(scene, columns)
    foot = hint_lines(hint, columns) or [EMPTY]
    return fit_lines([first, *wrap_lines(phase.text, columns), *foot], rows, keep=len(foot))


def _wait_keys(scene: GuideScene, columns: int) -> str:
    """Return what may be done while the sea goes on."""
    if columns >= WIDE:
        gap = _BETWEEN_HINTS
        passed, others, words = _("it passed: p"), _("another routine: Enter"), _("your words: w")
    else:
        gap = "  "
        passed, others, words = _("p passed"), _("Enter others"), _("w words")
    keys = [passed]
    if Action.GO_ON in scene.actions:
        keys.append(others)
    if Action.WORDS in scene.actions:
        keys.append(words)
    return gap.join(keys)


def hint_text(scene: GuideScene, options: RenderOptions) -> str:
    """Return the line at the foot: a message, what a key does now, or a note of a change."""
    notes = scene.aside
    if options.message:
        return options.message
    if scene.paused and not notes.note:
        return _("space  continue      Esc  leave")
    if scene.until_key and not notes.note:
        return _("Enter  continue")
    if notes.pace:
        return f"{notes.note}{_BETWEEN_HINTS}{_('m  keep this pace')}"
    return notes.note


def hint_lines(hint: str, columns: int) -> list[Line]:
    """Return a hint as lines that fit: one where there is room, else one or more for each part."""
    if cell_width(hint) <= columns - 2:
        return [text_line(hint, "dim")] if hint else []
    parts = (wrap_evenly(part, columns - 2) for part in hint.split(_BETWEEN_HINTS))
    lines = [text_line(line, "dim") for lines in parts for line in lines]
    return fit_lines(lines, _MOST_HINT_ROWS)


def phase_lines(scene: GuideScene, options: RenderOptions) -> list[Line]:
    """Return the part in question and the phase's word."""
    phase = scene.moment.phase
    lines: list[Line] = []
    if phase.part:
        lines += [text_line(phase.part, "second"), EMPTY]
    if scene.paused:
        lines += [text_line(_("Paused"), "text", True), EMPTY]
    elif phase.word:
        count = text_line(_count(scene, options), "second")
        lines += [text_line(phase.word, "text", True), count, EMPTY]
    return lines


def word_and_count(word: str, count: str) -> Line:
    """Return the phase's word and its count in one line."""
    return Line((Span(word, "text", True), Span(f"  {count}", "second")))


def _count(scene: GuideScene, options: RenderOptions) -> str:
    return "" if options.still else str(scene.moment.count)


def text_lines(scene: GuideScene, columns: int) -> list[Line]:
    """Return the text of a step, fainter where there is a word to follow."""
    phase = scene.moment.phase
    return wrap_lines(phase.text, columns, "text" if phase.kind == "say" else "second")


def caution_lines(scene: GuideScene, columns: int) -> list[Line]:
    """Return what to mind in the step that comes, before it comes."""
    notes = scene.aside
    if not notes.care:
        return []
    if notes.left_out:
        text, key = _("Left out."), _("o  take it back in")
    else:
        text, key = notes.care, _("o  leave it out")
    return [EMPTY, *wrap_lines(text, columns, "second"), text_line(key, "dim")]


def is_first_half_of_text(scene: GuideScene) -> bool:
    """Tell whether a text to read is on, and less than half of its time is over."""
    moment = scene.moment
    return moment.phase.kind == "say" and moment.progress < HALFWAY


def tension_bar(scene: GuideScene, columns: int, options: RenderOptions) -> Line:
    """Return the tension as a bar that tightens, and loosens on release."""
    filled = filled_bar(scene.moment, columns)
    done, rest = ("#", "-") if options.ascii else ("━", "─")
    return Line((Span(done * filled, "warm", True), Span(rest * (columns - filled), "dim")))


def filled_bar(moment: Moment, columns: int) -> int:
    """Return how many columns of a tension bar are filled."""
    return round(tension(moment) * columns)


def release_text(seconds: float) -> str:
    """Return how long to let go when the part is tight; empty where it is let go already."""
    if not seconds:
        return ""
    return _("then let go, {seconds} seconds").format(seconds=format_number(seconds))
