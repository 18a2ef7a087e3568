"""The one question of how the end of a wait is told, in a line below the first wait."""

from __future__ import annotations

from msgspec.structs import replace

from calmtui.render.layout import RenderOptions
from calmtui.session.scene import GuideScene, Scene
from calmtui.text.i18n import _
from calmtui.tui.screens.guide_keys import GuideKeysView
from calmtui.tui.screens.run_view import LATE
from calmtui.wait_signal import ANSWERS

ASKED_SECONDS = 30.0


class EndOfWaitView(GuideKeysView):
    """A run whose wait asks it for a while; what is not answered then is skipped."""

    _asked_until: float | None = None

    def on_unmount(self) -> None:
        """Skip what was asked and not answered."""
        if self._asked_until is not None:
            self._run_context.signal.skip()
        super().on_unmount()

    def _options_for(self, scene: Scene) -> RenderOptions:
        """Return how to draw a scene; a wait asks below its words."""
        look = super()._options_for(scene)
        return replace(look, asks_signal=self._asks(scene, look))

    def _asks(self, scene: Scene, look: RenderOptions) -> bool:
        signal = self._run_context.signal
        if not signal.is_open or look.nested:
            return False
        is_wait = isinstance(scene, GuideScene) and scene.waiting and not scene.check_in
        now = self._run_context.clock()
        if self._asked_until is None:
            if not is_wait or look.keys or look.message:
                return False
            self._asked_until = now + ASKED_SECONDS
            self.set_timer(ASKED_SECONDS + LATE, self.tick)  # in a pause nothing else looks
        elif not is_wait or now >= self._asked_until:
            signal.skip()
            return False
        return True

    def _answers(self, key: str) -> bool:
        """Take a digit as the answer; return whether it is one."""
        if key not in ANSWERS or not self._options_for(self.session.scene()).asks_signal:
            return False
        self._run_context.signal.answer(ANSWERS[key][0])
        self.watch_focus()
        self.tick()
        return True

    def _answer_labels(self) -> dict[str, str]:
        """Return the keys of the answers, where they are asked for, and what they mean."""
        if not self._options_for(self.session.scene()).asks_signal:
            return {}
        return {key: _(words) for key, (_kind, words) in ANSWERS.items()}
