"""What is asked, and what is said at the end, as lines: a rating, words to write, options. Pure."""

from __future__ import annotations

from calmtui.render.layout import EMPTY, WIDE, Line, RenderOptions, fit_lines, text_line, wrap_lines
from calmtui.render.palette import Role
from calmtui.session.scene import AskScene, ChooseScene, FinishedScene, RateScene, Scene
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width, ellipsize

OPTION_KEYS = "123456789adefgijlmorsuvyzACDEFGIJKLMO"  # the other letters have work of their own


HELP = N_("Help: Ctrl+G")  # where letters are written, ! is one of them


def question_lines(scene: Scene, columns: int, rows: int, look: RenderOptions) -> list[Line]:
    """The words of what is asked, or of the end: at most `rows` lines."""
    if isinstance(scene, RateScene):
        return _rating(scene, columns, rows, look)
    if isinstance(scene, AskScene):
        question, lines_free = text_question(scene, columns, rows)
        kept = _("Kept in your journal.") if scene.kept else scene.note or _("Not kept anywhere.")
        if scene.parked:
            kept = (
                _("On this machine only, until this ends.")
                if columns >= WIDE
                else _("On this machine only.")
            )
        if scene.private:
            kept = _("Not kept anywhere.")
        below = [f"{kept}  {_('Enter  go on')}"]
        if columns >= WIDE:
            below[0] += f"      {_(HELP)}"
        else:
            below.append(_(HELP))
        return [
            *question,
            *([EMPTY] * (lines_free + 2)),
            *(text_line(line, "dim") for line in below),
        ]
    if isinstance(scene, ChooseScene):
        return _options(scene, columns, rows, look)
    if not isinstance(scene, FinishedScene):
        return []
    home = _("Enter  home") if look.from_home else _("Enter  close")
    home = _("Enter  back") if look.nested else home
    lines = [line for text in scene.lines for line in wrap_lines(text, columns)]
    message = [EMPTY, *wrap_lines(look.message, columns, "dim")] if look.message else []
    keys = (
        [home]
        if look.nested or not scene.alternative
        else [f"e  {look.other or scene.alternative}", home]
    )
    if scene.back:
        keys = [_("b  back to the wait"), *keys]
    elif look.back and scene.lines:
        keys = [_("b  correct"), *keys]
    row = "      ".join(keys)
    keys = [row] if cell_width(row) <= columns else keys
    if scene.unkept:
        message.append(text_line(_("s  keep it elsewhere"), "text"))
    return fit_lines(
        [*lines, *message, EMPTY, *(text_line(key, "dim") for key in keys)], rows, keep=len(keys)
    )


def text_question(scene: AskScene, columns: int, rows: int) -> tuple[list[Line], int]:
    """A question's lines, and the rows that are left for the answer, at least one."""
    low = 0 if columns >= WIDE else 1  # help is named in a row of its own
    question = fit_lines(wrap_lines(scene.text, columns), rows - 4 - low)
    return question, min(scene.lines, rows - len(question) - 3 - low)


_ANCHORS = ((0, N_("calm")), (4, N_("tense but\nsteady")), (8, N_("hard to\nhold")))


def _rating(scene: RateScene, columns: int, rows: int, look: RenderOptions) -> list[Line]:
    step = 4 if columns >= WIDE else 3
    keys = "0123456789x"
    scale: list[tuple[str, Role, bool]] = []
    for place, key in enumerate(keys):
        given = place == scene.given
        shown = key.center(step) if not given else f"[{key}]".center(step)
        scale.append((shown, "text" if given else "warm" if place >= 5 else "second", given))
    mark = "-" if look.ascii else "─"
    under = Line(
        tuple(
            (f"{mark * (step - 1)} ", "warm" if place >= 5 else "dim", False) for place in range(11)
        )
    )
    question = fit_lines(
        [*_wrote(scene, columns), *wrap_lines(scene.question, columns, "text", True)],
        rows - 3,
        keep=1,
    )
    lines = [*question, EMPTY, Line(tuple(scale)), under]
    if columns >= WIDE and scene.what == "anxiety" and scene.sea is None:
        for part in (0, 1):
            text = ""
            for place, anchor in _ANCHORS:
                text = text.ljust(place * step) + (_(anchor).split("\n") + [""])[part]
            lines.append(text_line(text.ljust(11 * step), "dim"))
        lines += [EMPTY]
    skip = _("Enter  no") if scene.early else _("Enter  skip")
    if scene.given is not None:
        skip = _("Enter  keep {n}").format(n=scene.given)
    most = _("x  the most I can imagine") if columns >= WIDE else _("x  the most")
    hint = f"{_('one key')}      {skip}      {most}" if columns >= WIDE else f"{skip}   {most}"
    hints = [hint, _("b  back to the wait")] if scene.back else [hint]
    return fit_lines(
        [*lines, EMPTY, *(text_line(text, "dim") for text in hints)], rows, keep=2 + len(hints)
    )


def _wrote(scene: RateScene, columns: int) -> list[Line]:
    """What was parked, above the last rating: fresh eyes."""
    if not scene.words:
        return []
    from calmtui.render.outcome import quote_lines

    return [
        text_line(_("You wrote, {ago}:").format(ago=scene.ago), "dim"),
        *quote_lines(scene.words, columns, 3),
        EMPTY,
    ]


def _options(scene: ChooseScene, columns: int, rows: int, look: RenderOptions) -> list[Line]:
    question = fit_lines(wrap_lines(scene.text, columns, "text", True), rows - 4)
    room = rows - len(question) - 1  # for the options, without the empty lines
    labels = [ellipsize(option, columns - 12) for option in scene.options]
    longest = max(cell_width(label) for label in labels) + (6 if columns >= WIDE else 4)
    most = max((columns - 4) // (longest + 1), 1)
    across = 2 if most > 1 and len(labels) > 5 else 1
    while across < most and -(-len(labels) // across) > room:
        across += 1
    down = -(-len(labels) // across)
    first = 0
    if more := down > room:
        down = max(room - 1, 1)
        on_page = down * across
        first = look.page % -(-len(labels) // on_page) * on_page
    lines: list[Line] = []
    for row in range(first, first + down):
        spans: list[tuple[str, Role, bool]] = []
        for place in range(row, first + down * across, down):
            chosen = place in look.chosen
            label = f" {'*' if chosen else ' '} {labels[place]}" if place < len(labels) else ""
            spans.append((OPTION_KEYS[place] if label else " ", "warm", False))
            label += " " * (longest - cell_width(label))
            spans.append((label, "text" if chosen or not look.chosen else "second", chosen))
        lines.append(Line(tuple(spans)))
    if more:
        lines.append(text_line(_("more: right arrow"), "dim"))
    hint = _("any that fit      Enter  go on") if scene.many else _("one key      Enter  skip")
    return fit_lines([*question, EMPTY, *lines, EMPTY, text_line(hint, "dim")], rows, keep=1)
