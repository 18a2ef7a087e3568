"""What is asked, and what is said at the end, as lines: a rating, words to write, options. Pure."""

from __future__ import annotations

from calmtui.render.choices import choice_lines
from calmtui.render.hints import RATING_KEYS, Hint, hint_rows
from calmtui.render.layout import (
    EMPTY,
    TEXT_COLUMNS,
    WIDE,
    Line,
    RenderOptions,
    Span,
    fit_lines,
    text_line,
    wrap_lines,
)
from calmtui.session.actions import Action
from calmtui.session.scene import AskScene, ChooseScene, FinishedScene, RateScene, Scene
from calmtui.text.i18n import N_, _
from calmtui.text.width import truncate, wrap

HELP = N_("Ctrl+G  help")  # where letters are written, ! is one of them
_HIGH_RATING = 5  # from here on a rating has a warm colour
_ANCHORS = ((0, N_("calm")), (4, N_("tense but\nsteady")), (8, N_("hard to\nbear")))
_LEAST_FIELD = 3  # rows: one to write in, and one above and below it


def question_lines(scene: Scene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    """Return the words of what is asked, or of the end: at most `rows` lines."""
    if isinstance(scene, RateScene):
        return _rating_lines(scene, columns, rows, options)
    if isinstance(scene, AskScene):
        return _writing_lines(scene, columns, rows, options)
    if isinstance(scene, ChooseScene):
        return choice_lines(scene, columns, rows, options)
    if isinstance(scene, FinishedScene):
        return _end_lines(scene, columns, rows, options)
    return []


def text_question(
    scene: AskScene, columns: int, rows: int, options: RenderOptions
) -> tuple[list[Line], int]:
    """Return a question's lines, and the rows of the answer: it grows while there is room."""
    below = 2 + len(_writing_keys(scene, columns, rows))
    question = fit_lines(wrap_lines(scene.text, columns), rows - below - 1)
    wanted = max(scene.lines, options.written_rows)
    return question, min(wanted, rows - below - len(question))


def _writing_lines(scene: AskScene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    question, answer_rows = text_question(scene, columns, rows, options)
    gap = [EMPTY] * (answer_rows + 2)
    return [*question, *gap, *_writing_keys(scene, columns, rows)]


def _writing_keys(scene: AskScene, columns: int, rows: int) -> list[Line]:
    """Return the rows below the field: where the answer is saved, and the keys beside letters.

    Where the question needs the room, leaving is not named: the next screen names it.
    """
    hints = [
        Hint("", _where_saved(scene, columns)),
        Hint("enter", _("Enter  continue")),
        Hint("escape", _("Esc  leave")),
        Hint("ctrl+g", _(HELP)),
    ]
    lines = hint_rows(hints, columns)
    if len(wrap_lines(scene.text, columns)) + _LEAST_FIELD + len(lines) > rows:
        return hint_rows([hint for hint in hints if hint.key != "escape"], columns)
    return lines


def _where_saved(scene: AskScene, columns: int) -> str:
    """Say whether and where the answer is kept."""
    if scene.private:
        return _("Not saved anywhere.")
    if scene.parked:
        if columns >= WIDE:
            return _("Only on this computer, until this ends.")
        return _("Only on this computer.")
    if scene.is_saved:
        return _("Saved in your journal.")
    return scene.note or _("Not saved anywhere.")


def _end_lines(scene: FinishedScene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    lines = [line for text in scene.lines for line in wrap_lines(text, columns)]
    if options.message:
        lines += [EMPTY, *wrap_lines(options.message, columns, "dim")]
    if Action.ELSEWHERE in scene.actions:
        elsewhere = Hint("s", _("s  save it somewhere else"))
        lines.append(Line((Span(elsewhere.text, key=elsewhere.key),)))
    keys = hint_rows(_end_keys(scene, options), columns)
    return fit_lines([*lines, EMPTY, *keys], rows, keep=len(keys))


def _end_keys(scene: FinishedScene, options: RenderOptions) -> list[Hint]:
    """Return the keys below what is said at the end."""
    keys = []
    if scene.back:
        keys.append(Hint("b", _("b  back to the wait")))
    elif Action.BACK in scene.actions and scene.lines:
        keys.append(Hint("b", _("b  correct")))
    if Action.AGAIN in scene.actions and options.from_home and not options.nested:
        keys.append(Hint("a", _("a  again")))
    if scene.something_else and not options.nested:
        keys.append(Hint("e", f"e  {options.other or scene.something_else}"))
    if scene.alternative:
        keys.append(Hint("!", _("!  help")))
    close = _("Enter  close")
    if options.nested:
        close = _("Enter  back")
    elif options.from_home:
        close = _("Enter  home")
    return [*keys, Hint("enter", close)]


def _rating_lines(scene: RateScene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    step = 4 if columns >= WIDE else 3  # columns a key
    question = wrap_lines(scene.question, columns, "text", True)
    if scene.words:
        question = [*_parked_lines(scene, columns), *question]
    lines = [*fit_lines(question, rows - 3, keep=1), EMPTY, *_scale(scene, step, options)]
    if columns >= WIDE and scene.what == "anxiety" and scene.sea is None:
        lines += [*_anchor_lines(step), EMPTY]
    hints = _rating_hints(scene, columns)
    lines += [EMPTY, *hints]
    return fit_lines(lines, rows, keep=2 + len(hints))


def _parked_lines(scene: RateScene, columns: int) -> list[Line]:
    """Return what was parked, above the last rating: fresh eyes."""
    wrote = text_line(_("You wrote, {ago}:").format(ago=scene.ago), "dim")
    return [wrote, *quote_lines(scene.words, columns, 3), EMPTY]


def _scale(scene: RateScene, step: int, options: RenderOptions) -> list[Line]:
    """Return the keys of a rating, the answer given before in brackets, and a line below them."""
    keys: list[Span] = []
    marks: list[Span] = []
    mark = "-" if options.ascii else "─"
    for place, key in enumerate(RATING_KEYS):
        is_high = place >= _HIGH_RATING
        if place == scene.given:
            keys.append(Span(f"[{key}]".center(step), "text", True, key))
        else:
            keys.append(Span(key.center(step), "warm" if is_high else "second", key=key))
        marks.append(Span(f"{mark * (step - 1)} ", "warm" if is_high else "dim", key=key))
    return [Line(tuple(keys)), Line(tuple(marks))]


def _anchor_lines(step: int) -> list[Line]:
    """Return what some numbers of the scale mean, below them, in two lines."""
    lines = []
    for number in (0, 1):
        text = ""
        for place, anchor in _ANCHORS:
            text = text.ljust(place * step) + [*_(anchor).split("\n"), ""][number]
        lines.append(text_line(text.ljust(len(RATING_KEYS) * step), "dim"))
    return lines


def _rating_hints(scene: RateScene, columns: int) -> list[Line]:
    hints = [Hint("enter", _skip_key(scene)), Hint("x", _("x  10"))]
    if columns >= WIDE:
        hints = [
            Hint("", _("press one key")),
            Hint("enter", _skip_key(scene)),
            Hint("x", _("x  10, the most")),
        ]
    rows = hint_rows(hints, columns)
    if scene.back:
        rows += hint_rows([Hint("b", _("b  back to the wait"))], columns)
    return rows


def _skip_key(scene: RateScene) -> str:
    if scene.given is not None:
        return _("Enter  keep {n}").format(n=scene.given)
    if scene.early:
        return _("Enter  no")
    return _("Enter  skip")


def quote_lines(text: str, columns: int, most: int) -> list[Line]:
    """Return the person's own words as at most so many lines, and a sign when there is more."""
    lines = wrap(text, min(columns - 6, TEXT_COLUMNS))
    shown = [text_line(f"  {line}", "second") for line in lines[:most]]
    if len(lines) > most > 0:
        last = truncate(f"  {lines[most - 1]}", columns - 14)
        all_words = Hint("w", _(" ~ w  all"))
        shown[-1] = Line((Span(last, "second"), Span(all_words.text, "dim", key=all_words.key)))
    return shown
