"""When the keys of a guide are named: at its start, and at a key or a tap that does nothing."""

from __future__ import annotations

from msgspec.structs import replace
from textual import events

from calmtui.render.layout import RenderOptions
from calmtui.session.scene import GuideScene, Scene
from calmtui.tui.screens.run_choices import ChoiceView
from calmtui.tui.screens.run_view import LATE

NAMED_SECONDS = 3.0


class GuideKeysView(ChoiceView):
    """A run whose guide names its keys for a while, for those who do not know them."""

    _named_until = 0.0
    _is_guide = False

    def _options_for(self, scene: Scene) -> RenderOptions:
        """Return how to draw a scene; a guide that begins names its keys."""
        was_guide, self._is_guide = self._is_guide, isinstance(scene, GuideScene)
        if self._is_guide and not was_guide:
            self._name_keys()
        is_named = self._is_guide and self._run_context.clock() < self._named_until
        return replace(super()._options_for(scene), keys=is_named)

    def _name_keys(self) -> None:
        self._named_until = self._run_context.clock() + NAMED_SECONDS
        self.set_timer(NAMED_SECONDS + LATE, self.tick)  # where nothing moves, nothing else looks

    def on_key(self, event: events.Key) -> None:
        """Name the keys when one does nothing."""
        if not self._obeys(event.key):
            self.tap_beside()

    def tap_beside(self) -> None:
        """Name the keys of a guide."""
        if self._is_guide:
            self._name_keys()
            self.tick()

    def _obeys(self, key: str) -> bool:
        """Whether a key does something now."""
        active = self.active_bindings.get(key)
        if active is None:
            return False
        screen, _dot, name = (active.binding.id or "").partition(".")
        return screen != "run" or name in ("help", "keys") or name in self.doable()

    def doable(self) -> dict[str, str]:
        """Return what the keys do now, by the last part of their ids."""
        raise NotImplementedError
