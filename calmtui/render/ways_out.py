"""The last row of a question: the ways back and out, and to help. Pure."""

from __future__ import annotations

from calmtui.render.cell import BLANK, Row
from calmtui.render.hints import Hint, hint_line, hint_width
from calmtui.render.layout import write_centred
from calmtui.session.actions import Action
from calmtui.session.scene import AskScene, DeskScene, FinishedScene, GuideScene, Scene
from calmtui.text.i18n import _

# Scenes in which letters are written, or that name all their keys, or now and then.
_WITHOUT = AskScene | DeskScene | FinishedScene | GuideScene
_GAP = 2


def has_ways_out(scene: Scene) -> bool:
    """Tell whether the last row of a scene has them."""
    return not isinstance(scene, _WITHOUT)


def draw_ways_out(body: list[Row], scene: Scene) -> None:
    """Draw those that are not on the screen yet, above the line that fills where it is on.

    In a narrow window the last ones are left out.
    """
    row = len(body) - 1
    if any(cell != BLANK for cell in body[row]):
        row -= 1
    drawn = {cell.key for cells in body[1:] for cell in cells}  # the head asks, and names no way
    hints = []
    if Action.BACK in scene.actions:
        hints.append(Hint("b", _("b  back")))
    if Action.LEAVE in scene.actions and "escape" not in drawn:
        hints.append(Hint("q", _("q  leave")))
    hints += [Hint("?", _("?  keys")), Hint("!", _("!  help"))]
    hints = [hint for hint in hints if hint.key not in drawn]
    while hint_width(hints, _GAP) > len(body[row]):
        hints.pop()
    write_centred(body, row, hint_line(hints, _GAP))
