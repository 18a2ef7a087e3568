"""What is on, as it is drawn without motion: it stays as it is until the next phase. Pure."""

from __future__ import annotations

from math import floor
from typing import TypeVar

from msgspec.structs import replace

from calmtui.session.scene import GuideScene, Scene

AnyScene = TypeVar("AnyScene", bound=Scene)

_STEPS = 10  # in which the line of a wait fills
_DIGITS = 9  # of a share: what is computed from two instants of a phase is the same


def at_rest(scene: AnyScene) -> AnyScene:
    """Return a scene that is drawn alike for a whole phase; in a wait for a tenth of it."""
    if not isinstance(scene, GuideScene):
        return scene
    if scene.sea is not None:
        done = round(_done_at_start(scene, min(scene.sea.progress, 1.0)), _DIGITS)
        progress = floor(done * _STEPS) / _STEPS
        return replace(scene, sea=replace(scene.sea, progress=progress, swell=0.0))
    moment = scene.moment
    since = moment.phase.seconds - moment.left
    whole = round(max(scene.whole - since / moment.total, 0.0), _DIGITS)
    if moment.phase.kind != "say":  # halfway through a text another may take its place
        moment = replace(moment, progress=0.0, left=moment.phase.seconds, elapsed=0.0)
    return replace(scene, moment=moment, whole=whole)


def _done_at_start(scene: GuideScene, done: float) -> float:
    """Return how much of a delay was over when the phase began; a wait is one long phase."""
    phase = scene.moment.phase
    if phase.kind == "wait" or done >= 1.0:
        return done
    whole = scene.left / (1.0 - done)
    if not whole:
        return done
    return max(done - (phase.seconds - scene.moment.left) / whole, 0.0)
