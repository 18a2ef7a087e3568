"""What a closed gate says, and the question whether an answer is to be kept, as lines. Pure."""

from __future__ import annotations

from calmtui.render.layout import (
    EMPTY,
    Line,
    RenderOptions,
    fit_lines,
    text_line,
    wrap_lines,
)
from calmtui.render.questions import quote_lines
from calmtui.session.scene import GateScene, KeepScene
from calmtui.text.i18n import _
from calmtui.text.width import cell_width, ellipsize

_BELOW = 4  # rows for the question whether to keep, its keys and what is around them


def gate_lines(scene: GateScene, columns: int, rows: int, options: RenderOptions) -> list[Line]:
    """Return why a gate is closed, what may fit better, and the way on all the same."""
    ways = []
    for number, title in enumerate(options.titles, 1):
        label = ellipsize(title, columns - 8)
        ways.append(Line(((f"  {number}", "warm", False), (f"  {label}", "text", False))))
    on = _("Enter  continue anyway")
    if scene.asks_again:
        on = _("Enter again  yes, continue")
    lines = [*wrap_lines(scene.text, columns), EMPTY, *ways]
    if ways:
        lines.append(EMPTY)
    keys = key_lines([on, _("Esc  leave")], columns)
    return fit_lines([*lines, *keys], rows - 1, keep=len(ways) + len(keys))


def keep_lines(scene: KeepScene, columns: int, rows: int) -> list[Line]:
    """Return what was written, and whether it is to be kept."""
    question = wrap_lines(scene.text, columns, "text", True)
    keys = key_lines([_("k  keep it"), _("Enter  no, continue")], columns)
    room = max(rows - len(question) - len(keys) - _BELOW, 1)
    words = quote_lines(scene.words, columns, room)
    return [*question, EMPTY, *words, EMPTY, *keys]


def key_lines(keys: list[str], columns: int) -> list[Line]:
    """Return keys in one row, or a row each where they do not fit."""
    row = "      ".join(keys)
    if cell_width(row) < columns - 1:
        keys = [row]
    return [text_line(key, "dim") for key in keys]
