"""What can be seen of a scene: what looks as before is not drawn, a still shape is let be. Pure."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from calmtui.content.routine import Routine
from calmtui.render.at_rest import at_rest
from calmtui.render.guide import shape_state
from calmtui.render.guide_text import HALFWAY
from calmtui.render.layout import COLUMNS, ROWS, RenderOptions
from calmtui.render.screen import MARGIN, body_place, filled_columns, time_left_text
from calmtui.render.shapes.sea import sea_steps
from calmtui.session.scene import GuideScene, Scene
from calmtui.session.timeline import Moment


def visible_state(
    scene: Scene, routine: Routine, columns: int, rows: int, options: RenderOptions
) -> object:
    """Return what can be seen of a scene: two scenes for which it is equal are drawn alike."""
    if not isinstance(scene, GuideScene) or scene.sea is not None:
        return scene, options
    if columns < COLUMNS or rows < ROWS:
        return scene, options
    if options.reduced:
        scene = at_rest(scene)
    moment = scene.moment
    time_left = time_left_text(scene) if options.time else ""
    without_time = replace(
        scene, moment=replace(moment, progress=0.0, left=0.0, elapsed=0.0), whole=0.0, left=0.0
    )
    if options.still:
        is_first_half = moment.progress < HALFWAY
        return without_time, is_first_half, time_left, options
    state = _guide_state(scene, routine, columns, rows, options)(moment)
    filled = filled_columns(scene.whole, columns - 2 * MARGIN)
    return without_time, moment.count, state, filled, time_left, options


def shape_forecast(
    scene: Scene, routine: Routine, columns: int, rows: int, options: RenderOptions
) -> Callable[[float], object]:
    """Return a function of seconds: what can be seen of a shape so much later, without any input.

    Where it is equal, the shape is still, and nobody needs to look.
    """
    if options.reduced or columns < COLUMNS or rows < ROWS:
        return _still
    sea = scene.sea
    if sea is not None:
        return lambda seconds: sea_steps(sea.swell + seconds)
    if not isinstance(scene, GuideScene):
        return _still
    moment = scene.moment
    state = _guide_state(scene, routine, columns, rows, options)
    return lambda seconds: state(moment.ahead(seconds))


def _still(seconds: float) -> object:
    """Say of any time that nothing moves."""
    return None


def _guide_state(
    scene: GuideScene, routine: Routine, columns: int, rows: int, options: RenderOptions
) -> Callable[[Moment], object]:
    return shape_state(scene, routine, columns, body_place(rows)[1], options)
