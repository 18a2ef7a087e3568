"""What a closed gate says, and the question whether an answer is to be kept, as lines. Pure."""

from __future__ import annotations

from calmtui.render.hints import Hint, hint_rows
from calmtui.render.layout import EMPTY, Line, RenderOptions, Span, fit_lines, wrap_lines
from calmtui.render.questions import quote_lines
from calmtui.session.scene import GateScene, KeepScene
from calmtui.text.i18n import _
from calmtui.text.width import ellipsize

_BELOW = 4  # rows for the question whether to keep, its keys and what is around them


def gate_lines(scene: GateScene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    """Return why a gate is closed, what may fit better, and the way on all the same."""
    ways = []
    for number, title in enumerate(options.titles, 1):
        label = ellipsize(title, columns - 8)
        ways.append(numbered(number, Span(label)))
    on = Hint("enter", _("Enter  continue anyway"))
    if scene.asks_again:
        on = Hint("enter", _("Enter again  yes, continue"))
    text = wrap_lines(scene.text, columns)
    keys = hint_rows([on, Hint("escape", _("Esc  leave"))], columns)
    if len(text) + 2 * len(ways) + 1 + len(keys) < rows:  # a row apart, for a finger
        ways = [line for way in ways for line in (way, EMPTY)][:-1]
    lines = [*text, EMPTY, *ways]
    if ways:
        lines.append(EMPTY)
    return fit_lines([*lines, *keys], rows - 1, keep=len(ways) + len(keys))


def keep_lines(scene: KeepScene, columns: int, rows: int) -> list[Line]:
    """Return what was written, and whether it is to be kept."""
    question = wrap_lines(scene.text, columns, "text", True)
    hints = [Hint("k", _("k  keep it")), Hint("enter", _("Enter  no, continue"))]
    keys = hint_rows(hints, columns)
    room = max(rows - len(question) - len(keys) - _BELOW, 1)
    words = quote_lines(scene.words, columns, room)
    return [*question, EMPTY, *words, EMPTY, *keys]


def numbered(number: int, *spans: Span) -> Line:
    """Return one of several ways, behind the number that takes it."""
    key = str(number)
    label = (span._replace(key=key) for span in spans)
    return Line((Span(f"  {key}  ", "warm", key=key), *label))
