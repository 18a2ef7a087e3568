"""What several tests share of urge."""

from __future__ import annotations

from calmtui.session.scene import (
    DecideScene,
)
from calmtui.session.session import Session


def to_the_guide(
    session: Session, words: str = "are you there", trigger: str = "slow reply"
) -> None:
    session.rate(9)
    session.answer(words)
    session.answer((trigger,) if trigger else ())
    session.answer(("no",))


def to_the_choices(session: Session, pull: int | None = None) -> DecideScene:
    session.urge_passed()
    scene = session.scene()
    assert isinstance(scene, DecideScene)
    return scene
