"""What is heard of a run on the screen, with closed eyes."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from calmtui.config.settings import SoundKind
from calmtui.session.cues import Cues
from calmtui.session.scene import Scene
from calmtui.sound import Sound


class RunSound:
    """Makes the cues of one run heard; `tell` says a line on its screen."""

    def __init__(
        self,
        screen: Screen[str | None],
        kind: SoundKind,
        tell: Callable[[str], None],
        clock: Callable[[], float],
        *,
        private: bool,
    ) -> None:
        self._screen = screen
        self._cues = Cues()
        self._sound = Sound(
            kind, self._ring, lambda text: _soon(screen, tell, text), clock, private=private
        )

    def hear(self, scene: Scene) -> None:
        """Play the sound of a scene."""
        cue = self._cues.next(scene)
        if cue is not None and self._screen.is_current:
            self._sound.play(cue)

    def toggle(self) -> bool:
        """Turn the sound on or off; return whether it is on."""
        return self._sound.toggle()

    def close(self) -> None:
        """End what still sounds."""
        self._sound.close()

    def _ring(self, seconds: float) -> None:
        if seconds:
            self._screen.set_timer(seconds, self._screen.app.bell)
        else:
            self._screen.app.bell()


def _soon(screen: Screen[str | None], tell: Callable[[str], None], text: str) -> None:
    """Say a line when the picture that is being drawn is done."""
    screen.call_later(tell, text)
