"""What is heard of a run line by line, with closed eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.config.settings import SoundKind
from calmtui.plain.conversation import Conversation
from calmtui.session.scene import Scene

if TYPE_CHECKING:
    from calmtui.session.cues import Cues
    from calmtui.sound import Sound


_LONGEST = 2.5  # seconds: the tones of an end, and a player that takes a moment to begin


class PlainSound:
    """Makes the cues of one run heard; what it needs is imported when sound is wanted."""

    def __init__(self, conversation: Conversation, kind: SoundKind) -> None:
        self._conversation = conversation
        self._initial = kind
        self._parts: tuple[Cues, Sound] | None = None

    @property
    def kind(self) -> SoundKind:
        """What is heard now: so it is in a routine over a wait, too."""
        if self._parts is None:
            return self._initial
        return self._parts[1].kind

    def hear(self, scene: Scene) -> None:
        """Play the sound of a scene."""
        if self.kind == "none":
            return
        cues, sound = self._open()
        cue = cues.next(scene)
        if cue is not None:
            sound.play(cue)

    def toggle(self) -> bool:
        """Turn the sound on or off; return whether it is on."""
        return self._open()[1].toggle()

    def ring_out(self) -> None:
        """Let the end be heard before the next line is asked for."""
        if self._parts is not None:
            sound = self._parts[1]
            self._conversation.wait_while(lambda: sound.is_sounding, _LONGEST)

    def close(self) -> None:
        """End what still sounds."""
        if self._parts is not None:
            self._parts[1].close()

    def _open(self) -> tuple[Cues, Sound]:
        if self._parts is None:
            from calmtui.session.cues import Cues  # noqa: PLC0415 - few want it
            from calmtui.sound import Sound  # noqa: PLC0415 - few want it

            conversation = self._conversation
            sound = Sound(
                self._initial,
                conversation.ring_bell,
                conversation.say,
                conversation.session.clock,
                private=conversation.session.private,
            )
            self._parts = Cues(), sound
        return self._parts
