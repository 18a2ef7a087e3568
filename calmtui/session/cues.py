"""What can be heard of a guide with the eyes closed: a cue where a phase begins. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from calmtui.session.scene import FinishedScene, GuideScene, RateScene, Scene
from calmtui.session.timeline import Phase


class CueKind(StrEnum):
    """What begins."""

    IN = "in"
    OUT = "out"
    TIGHTEN = "tense"
    LET_GO = "release"
    TEXT = "text"  # a hold, a rest or a text to read: only a voice says it
    END = "end"


_KINDS = {
    "inhale": CueKind.IN,
    "top_up": CueKind.IN,
    "exhale": CueKind.OUT,
    "tense": CueKind.TIGHTEN,
    "release": CueKind.LET_GO,
}


class Cue(NamedTuple):
    """What begins, and the words that a voice says; empty for none."""

    kind: CueKind
    words: str = ""


class Cues:
    """Gives each phase's cue once, when the phase has begun."""

    def __init__(self) -> None:
        self._phase: tuple[int, float] | None = None
        self._text = ""

    def next(self, scene: Scene) -> Cue | None:
        """Return the cue that a scene brings; None where nothing new has begun."""
        if not isinstance(scene, GuideScene):
            return self._end(scene)
        phase = scene.moment.phase
        if scene.paused or (phase.step, phase.start) == self._phase:
            return None
        self._phase = phase.step, phase.start
        return Cue(_KINDS.get(phase.kind, CueKind.TEXT), self._words(phase))

    def _end(self, scene: Scene) -> Cue | None:
        is_end = isinstance(scene, FinishedScene | RateScene)
        if self._phase is None or not is_end:
            return None
        self._phase = None
        return Cue(CueKind.END)

    def _words(self, phase: Phase) -> str:
        """Return what a voice says: the word of a breath; of a muscle its part, and what to do."""
        is_new = phase.text != self._text
        self._text = phase.text
        if phase.part and phase.kind == "tense":
            return f"{phase.part}. {phase.word}. {phase.text}"
        if phase.word and not phase.part:
            return phase.word
        if is_new or phase.part:
            return phase.text
        return ""
