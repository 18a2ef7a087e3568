"""What was written before, as lines. Pure."""

from __future__ import annotations

from calmtui.render.hints import Hint, hint_rows
from calmtui.render.layout import EMPTY, Line, fit_lines, text_line, wrap_lines
from calmtui.render.questions import quote_lines
from calmtui.session.actions import Action
from calmtui.session.scene import RereadScene
from calmtui.text.dates import format_date, local_date
from calmtui.text.i18n import _


def reread_lines(scene: RereadScene, columns: int, rows: int) -> list[Line]:
    """Return one answer with its day, or that there is none, and the keys."""
    text = scene.text
    if scene.asks:
        text = _("Erase this answer?")
    elif scene.locked:
        text = _("Your history is locked.")
    head = wrap_lines(text, columns, "text", bool(scene.words))
    keys = hint_rows(_keys(scene), columns)
    if scene.note:
        keys = [*wrap_lines(scene.note, columns, "dim"), *keys]
    if not scene.words:
        return fit_lines([*head, EMPTY, *keys], rows - 1, keep=len(keys))
    room = max(rows - len(head) - len(keys) - 5, 1)
    words = quote_lines(scene.words, columns, room)
    lines = [*head, EMPTY, *words, text_line(f"  {_day(scene)}", "dim"), EMPTY, *keys]
    return fit_lines(lines, rows - 1, keep=len(keys))


def _day(scene: RereadScene) -> str:
    """Return the day of an answer, and which of them it is."""
    place = _("{place} of {all}").format(place=scene.place, all=scene.total)
    day = local_date(scene.at)
    if day is None:
        return place
    return f"{format_date(day)}, {place}"


def _keys(scene: RereadScene) -> list[Hint]:
    if scene.asks:
        return [Hint("enter", _("Enter  yes")), Hint("escape", _("Esc  back"))]
    if scene.locked:
        return [Hint("u", _("u  unlock it")), Hint("enter", _("Enter  continue"))]
    keys = [Hint("enter", _("Enter  continue"))]
    if scene.place < scene.total:
        keys = [Hint("enter", _("Enter  next")), Hint("n", _("n  skip the rest"))]
    if Action.ERASE in scene.actions:
        keys.append(Hint("d", _("d  erase it")))
    return keys
