"""What a question with options adds to the screen of a run."""

from __future__ import annotations

from msgspec.structs import replace
from textual import events

from calmtui.render.choices import OPTION_KEYS
from calmtui.session.events import Select
from calmtui.session.scene import ChooseScene
from calmtui.tui.screens.run_tools import ToolView


class ChoiceView(ToolView):
    """A run in which keys mark options, and more of them stand on further pages."""

    def takes(self, character: str | None) -> bool:
        """Whether a letter is an option's as it is."""
        scene = self.session.scene()
        if not isinstance(scene, ChooseScene):
            return False
        return 0 <= OPTION_KEYS.find(character or "?") < len(scene.options)

    def on_key(self, event: events.Key) -> None:
        """Mark one of the options after the ninth, by its letter."""
        scene = self.session.scene()
        if isinstance(scene, ChooseScene) and event.character and event.character.isalpha():
            self._mark(scene, event.character)
            self.tick()

    def _mark(self, scene: ChooseScene, key: str) -> None:
        place = OPTION_KEYS.find(key)
        if not 0 <= place < len(scene.options):
            return
        self._look = replace(self._look, chosen=self._look.chosen ^ {place})
        if not scene.many:
            self._choose(scene)

    def _choose(self, scene: ChooseScene) -> None:
        self.session.handle(
            Select(tuple(scene.options[place].id for place in sorted(self._look.chosen)))
        )
        self._clear_marks()

    def on_mouse_scroll_down(self) -> None:
        """Turn to the next of the options, as a wheel or a swipe asks for."""
        self.action_turn(1)

    def on_mouse_scroll_up(self) -> None:
        """Turn back."""
        self.action_turn(-1)

    def action_turn(self, by: int) -> None:
        """Turn to the next of the options, or back, where not all fit."""
        if isinstance(self.session.scene(), ChooseScene):
            self._look = replace(self._look, page=self._look.page + by)
            self.tick()
