"""The words of a guide as lines: the phase, the text, what to mind, what may be done. Pure."""

from __future__ import annotations

from calmtui.render.hints import Hint, hint_rows, rating_keys
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
from calmtui.text.durations import format_short
from calmtui.text.i18n import _, format_number
from calmtui.text.own_keys import key_for, worded
from calmtui.text.width import cell_width, ellipsize, wrap_evenly

# Of a text on a low screen: then what to mind in the coming step takes its place.
HALFWAY = 0.5
_MOST_FOOT_ROWS = 3  # a guide keeps its words
_MARGINS = 2  # columns that a foot leaves free, both sides together


def caption_lines(scene: GuideScene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    """Return the words of a guide below the sea, or alone in a wait: at most `rows` lines."""
    phase = scene.moment.phase
    if scene.paused:
        first = text_line(_("Paused. The wait goes on."), "text", True)
    elif phase.word:
        first = word_and_count(phase.word, count_text(scene, options))
    else:
        first = text_line(ellipsize(scene.doing, columns - 4), "second")
    foot = foot_lines(scene, columns, options) or [EMPTY]
    return fit_lines([first, *wrap_lines(phase.text, columns), *foot], rows, keep=len(foot))


def foot_lines(scene: GuideScene, columns: int, options: RenderOptions) -> list[Line]:
    """Return the lines at the foot: a rating, a message, a note of a change, or keys."""
    if scene.check_in:
        hints = [Hint("", _("Pull now?")), Hint("enter", _("Enter  skip"))]
        hints.append(Hint("?", _("?  keys")))
        return [*hint_rows(hints, columns), rating_keys()]
    if options.asks_signal and not (scene.paused or options.keys):
        return hint_rows(_signal_hints(), columns, columns)  # one question is one line
    notes = scene.aside
    said = options.message or notes.note
    hints = []
    if notes.pace and not options.message:
        hints.append(Hint("m", _("m  keep this pace")))
    if options.keys or not said:
        hints += _hints(scene, columns, options)
    keys = hint_rows(hints, columns)
    if not said:
        return keys
    if len(keys) == 1 and cell_width(said) <= columns - _MARGINS:
        return hint_rows([Hint("", said), *hints], columns)
    lines = [text_line(line, "dim") for line in wrap_evenly(said, columns - _MARGINS)]
    if len(lines) > 1 and len(keys) >= _MOST_FOOT_ROWS - 1:  # of the note nothing would be left
        if options.keys:
            return keys  # for a moment, to whoever asks for them; the note comes again
        keys = []
    return fit_lines([*lines, *keys], _MOST_FOOT_ROWS, keep=len(keys))


def _signal_hints() -> list[Hint]:
    """Return the question how the end of the wait is told, and its answers."""
    question = Hint("", _("When the wait is over:"))
    answers = [_("1  bell"), _("2  notification"), _("3  nothing")]
    return [question, *(Hint(answer[0], answer) for answer in answers)]


def _hints(scene: GuideScene, columns: int, options: RenderOptions) -> list[Hint]:
    """Return the keys to name, where nothing else is to be said."""
    if options.keys or scene.paused:
        return _guide_keys(scene)
    if scene.until_key:
        return [Hint("enter", _("Enter  continue"))]
    if Action.PASSED in scene.actions:
        return _wait_keys(scene, columns)
    if scene.moment.phase.part:
        return [Hint("n", _("n  skip any part that hurts"))]
    return []


def _guide_keys(scene: GuideScene) -> list[Hint]:
    """Return the keys that every guide has, all of them letters that a phone has too."""
    keys = [Hint("space", _("Space  pause")), Hint("n", _("n  next"))]
    if scene.paused:
        keys[0] = Hint("space", _("Space  continue"))
    if scene.until_key:
        keys = [Hint("enter", _("Enter  continue"))]
    return [*keys, Hint("q", _("q  leave")), Hint("?", _("?  keys"))]


def _wait_keys(scene: GuideScene, columns: int) -> list[Hint]:
    """Return what may be done while the sea goes on."""
    passed, others, words = _("p passed"), _("Enter others"), _("w words")
    if columns >= WIDE:
        passed, others, words = (
            _("p  it has passed"),
            _("Enter  another routine"),
            _("w  your words"),
        )
    keys = [Hint("p", passed)]
    if Action.GO_ON in scene.actions:
        keys.append(Hint("enter", others))
    if Action.WORDS in scene.actions:
        keys.append(Hint("w", words))
    return keys


def phase_lines(scene: GuideScene, options: RenderOptions) -> list[Line]:
    """Return the part in question and the phase's word."""
    phase = scene.moment.phase
    lines: list[Line] = []
    if phase.part:
        lines += [text_line(phase.part, "second"), EMPTY]
    if scene.paused:
        lines += [text_line(_("Paused"), "text", True), EMPTY]
    elif phase.word:
        count = text_line(count_text(scene, options), "second")
        lines += [text_line(phase.word, "text", True), count, EMPTY]
    return lines


def word_and_count(word: str, count: str) -> Line:
    """Return the phase's word and its count in one line."""
    return Line((Span(word, "text", True), Span(f"  {count}", "second")))


def count_text(scene: GuideScene, options: RenderOptions) -> str:
    """Return the second that is on; where nothing is to move, how many the phase has."""
    if options.still:
        return ""
    if options.reduced:
        return format_short(scene.moment.phase.seconds)
    return str(scene.moment.count)


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
        text, way = _("Left out."), _("o  take it back in")
    else:
        text, way = notes.care, _("o  leave it out")
    way = worded(way, "o", key_for("run.leave_out", "o"))
    return [EMPTY, *wrap_lines(text, columns, "second"), text_line(way, "dim")]


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
