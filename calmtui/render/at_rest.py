"""What is on, as it is drawn without motion: it stays as it is until the next phase. Pure."""

from __future__ import annotations

from math import floor

from msgspec.structs import replace

from calmtui.session.scene import GuideScene, Scene

_STEPS = 10  # in which the line of a wait fills


def at_rest(scene: Scene) -> Scene:
    """Return a scene that is drawn alike for a whole phase; in a wait for a tenth of it."""
    if not isinstance(scene, GuideScene):
        return scene
    if scene.sea is not None:
        progress = floor(min(scene.sea.progress, 1.0) * _STEPS) / _STEPS
        return replace(scene, sea=replace(scene.sea, progress=progress, swell=0.0))
    moment = scene.moment
    since = moment.phase.seconds - moment.left
    return replace(scene, whole=max(scene.whole - since / moment.total, 0.0))
